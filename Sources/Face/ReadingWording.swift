package import Intake
package import Records

/// What reading a file's content met with, as a sentence.
package enum ReadingWording {
    package static func of(_ warning: ExtractionWarning) -> String {
        switch warning {
        case .textNotSearchable(let mediaType):
            say("这种类型（\(mediaType)）没有可以检索的正文", "files of this type (\(mediaType)) have no text to search")
        case .undecodableBytes(let count, let encoding):
            say("按 \(encoding) 解读，有 \(count) 个字节认不出", "read as \(encoding), \(count) bytes have no meaning there")
        case .empty: say("没有文字", "there is no text in it")
        case .tooLarge(let bytes, let limit):
            say(
                "有 \(bytes >> 20) MB，超过检索上限 \(limit >> 20) MB，正文不能检索",
                "it has \(bytes >> 20) MB, its text is not searchable beyond \(limit >> 20) MB")
        case .decoderMissing(let encoding):
            say("本机不能解码 \(encoding)，正文不能检索", "this machine cannot decode \(encoding): the text is not searchable")
        case .toolMissing(let program, let package):
            say(
                "缺少程序 \(program)，正文不全；安装软件包 \(package) 之后用 lantai extract --missing 补取",
                "the program \(program) is missing, so the text is incomplete; install the package \(package), then run lantai extract --missing"
            )
        case .encrypted: say("已加密，没有密码读不到正文", "it is encrypted: its text cannot be read without the password")
        case .damaged(let detail):
            say("文件有损坏，能读的已读出", "the file is damaged, what could be read was") + Wording.aside(Wording.line(detail))
        case .limitExceeded(let limit): of(limit)
        case .extractorFailed(let detail):
            say("正文没有读出，原文件照样保存", "the text could not be read; the file is kept as it is")
                + Wording.aside(Wording.line(detail))
        case .fieldsUnread:
            say(
                "表单里填写的内容或批注可能没有读全，或不在原来的位置",
                "what was filled into its form, or noted on its pages, may be missing in the text or stand out of its place"
            )
        case .hiddenContent(let content): of(content)
        }
    }

    /// Why a file, or a part of it, has no text.
    package static func of(_ unread: Unread) -> String {
        switch unread.reason {
        case .noText: say("没有可以检索的正文", "nothing to search")
        case .encrypted: say("已加密，读不到", "encrypted")
        case .toolMissing:
            say(
                "当时缺少程序 \(unread.program ?? "")（软件包 \(unread.package ?? "")）",
                "the program \(unread.program ?? "") (package \(unread.package ?? "")) was missing")
        case .failed: say("没有读出", "could not be read")
        case .timeOut: say("读得太久，已中止", "reading took too long")
        case .outOfMemory: say("需要的内存过多，已中止", "reading took too much memory")
        }
    }

    private static func of(_ limit: ReadingLimit) -> String {
        let most = ReadingLimits()
        return switch limit {
        case .time: say("读正文超时，已中止；原文件照样保存", "reading the text took too long and was ended; the file is kept as it is")
        case .memory:
            say(
                "读正文需要的内存过多，已中止；原文件照样保存",
                "reading the text took too much memory and was ended; the file is kept as it is")
        case .output: say("正文过长，没有全部取出", "the text is too long and was not taken whole")
        case .members:
            say(
                "里面的文件超过 \(most.members) 个，没有拆开，里面的文件检索不到；原文件照样保存",
                "it holds more than \(most.members) files, so it was not unpacked, and they cannot be found; it is kept as it is"
            )
        case .unpackedBytes:
            say(
                "拆开后超过 \(most.memberBytes >> 20) MB（或原来的 \(most.memberRatio) 倍），没有拆开，里面的文件检索不到；原文件照样保存。要检索，请先拆成文件夹，再归档文件夹",
                "unpacked it would have more than \(most.memberBytes >> 20) MB (or \(most.memberRatio) times its size), so it was not, and the files in it cannot be found; it is kept as it is. To find them, unpack it and file the folder"
            )
        case .depth: say("套了太多层，里层没有拆开", "containers in containers: the innermost were not unpacked")
        case .pages: say("页数过多，后面的页没有识别", "it has too many pages: the last ones were not recognised")
        }
    }

    private static func of(_ content: HiddenContent) -> String {
        switch content {
        case .sheets: say("正文含有隐藏的工作表", "its text includes hidden sheets")
        case .rowsOrColumns: say("正文含有隐藏的行或列", "its text includes hidden rows or columns")
        case .text: say("正文含有隐藏的文字", "its text includes hidden text")
        case .comments: say("正文含有批注", "its text includes comments")
        case .notes: say("正文含有备注", "its text includes notes")
        case .deletions: say("正文含有修订中删去的文字", "its text includes what a tracked change deleted")
        }
    }
}
