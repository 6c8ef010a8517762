package import Archivist
package import Catalog
import Foundation
package import Intake
package import Records

/// Facts into sentences: what is wrong, with what, and what to do next, in one line.
package enum Wording {
    /// Text of a document, safe for a terminal: control and bidirectional characters as `�`.
    package static func safe(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar.value {
                    case 0x0A, 0x09: scalar
                    case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: "\u{FFFD}"
                    default: scalar
                    }
                }))
    }

    /// The same on one line: names of files may have line breaks in them.
    package static func line(_ text: String) -> String {
        safe(text).replacing("\n", with: "\u{FFFD}").replacing("\t", with: "\u{FFFD}")
    }

    /// A detail in brackets behind a sentence; nothing where there is none.
    package static func aside(_ detail: String) -> String {
        detail.isEmpty ? "" : say("（", " (") + detail + say("）", ")")
    }

    /// The first codes, and how many records more there are.
    static func first(_ codes: [String]) -> String {
        codes.prefix(3).joined(separator: say("、", ", "))
            + (codes.count > 3 ? say(" 等 \(codes.count) 件", " and \(codes.count - 3) more") : "")
    }

    /// With one decimal.
    package static func milliseconds(_ took: Duration) -> String {
        String(format: "%.1f", Double(took.components.attoseconds) / 1e15 + Double(took.components.seconds) * 1000)
    }

    // MARK: - Refusals

    /// A word for programs, the same in all languages.
    package static func kind(of refusal: Refusal) -> String {
        switch refusal {
        case .classMissing: "classMissing"
        case .unknownClass: "unknownClass"
        case .unknownOrganisation: "unknownOrganisation"
        case .unknownVolume: "unknownVolume"
        case .volumeClosed: "volumeClosed"
        case .invalidDate: "invalidDate"
        case .outsideJurisdiction: "outsideJurisdiction"
        case .unknownField: "unknownField"
        case .fieldMissing: "fieldMissing"
        case .invalidField: "invalidField"
        case .externalIDTaken: "externalIDTaken"
        case .noContent: "noContent"
        case .missingFile: "missingFile"
        case .unreadableFile: "unreadableFile"
        case .notAFile: "notAFile"
        case .fileTooLarge: "fileTooLarge"
        case .insideArchive: "insideArchive"
        case .badName: "badName"
        case .badManifestLine: "badManifestLine"
        case .controlCharacters: "controlCharacters"
        }
    }

    package static func of(refusal: Refusal) -> String {
        switch refusal {
        case .classMissing:
            say("没有类别", "no class")
                + sayCommand("；用 --class 或清单的“类别”列指明", "; name one with --class or the manifest's column 'class'")
        case .unknownClass(let name, let known):
            say(
                "没有类别“\(name)”；现有：\(known.joined(separator: "、"))",
                "no class '\(name)'; there are: \(known.joined(separator: ", "))")
        case .unknownOrganisation(let code):
            say("没有机构“\(code)”；先", "no organisation '\(code)'; enter it first")
                + sayCommand("用 lantai org add 或 lantai org import ", " with lantai org add or lantai org import")
                + say("登记", "")
        case .unknownVolume(let code):
            say("没有案卷“\(code)”；", "no volume '\(code)'; ")
                + sayCommand("用 lantai volume list 查看，或", "see lantai volume list, or ")
                + say("给一个题名以立卷", "give a title to open one")
        case .volumeClosed(let code):
            say("案卷 \(code) 已结卷；先", "volume \(code) is closed; reopen it first")
                + sayCommand("用 lantai volume reopen ", " with lantai volume reopen") + say("重新开卷", "")
        case .invalidDate(let field, let value):
            say(
                "\(name(ofField: field))“\(value)”不是日期；写成 2023-05-19",
                "'\(value)' in \(field) is no date; write 2023-05-19")
        case .outsideJurisdiction(let code):
            say("机构 \(code) 不在您的辖区内", "organisation \(code) lies outside your jurisdiction")
        case .unknownField(let name, let code, let known):
            say(
                "类别 \(code) 没有著录项“\(name)”；可用：\(known.joined(separator: "、"))",
                "class \(code) has no field '\(name)'; it has: \(known.joined(separator: ", "))")
        case .fieldMissing(let name): say("缺少必填的著录项“\(name)”", "the field '\(name)' is required")
        case .invalidField(let name, let value, let type, let choices):
            invalidField(name, value, type, choices)
        case .externalIDTaken(let code, let id):
            say(
                "原编号“\(id)”已属于 \(code) 而内容或著录不同",
                "the external identifier '\(id)' belongs to \(code), with other content or description")
                + sayCommand("；若是更正，用 lantai revise \(code)", "; to correct it use lantai revise \(code)")
        case .noContent: say("既没有 path 也没有 text", "neither path nor text is given")
        case .missingFile(let path): say("没有文件“\(path)”", "no file '\(path)'")
        case .unreadableFile(let path, let reason): say("读不了“\(path)”：\(reason)", "cannot read '\(path)': \(reason)")
        case .notAFile(let path): say("“\(path)”不是普通文件", "'\(path)' is not a regular file")
        case .fileTooLarge(let bytes, let limit):
            say(
                "文件有 \(bytes >> 20) MB，超过 \(limit >> 20) MB 的上限；请分成几个文件",
                "the file has \(bytes >> 20) MB, more than the limit of \(limit >> 20) MB; split it")
        case .insideArchive(let path):
            say("“\(path)”在档案库自己的文件夹里；换一个地方", "'\(path)' lies inside the archive's own folder; choose another place")
        case .badName(let name):
            say(
                "文件名“\(name)”不能用（空、过长或重复）；请改名",
                "the file name '\(name)' cannot be kept (empty, too long or twice); rename it")
        case .badManifestLine(let problem): of(problem)
        case .controlCharacters(let field):
            say(
                "\(name(ofField: field))里有控制字符（如换行）；请删去",
                "there are control characters (such as line breaks) in \(field); remove them")
        }
    }

    private static func invalidField(_ name: String, _ value: String, _ type: FieldType, _ choices: [String]) -> String
    {
        let expected =
            switch type {
            case .text: say("文字", "text")
            case .date: say("日期，如 2023-05-19", "a date such as 2023-05-19")
            case .number: say("数字", "a number")
            case .choice: choices.joined(separator: say("、", ", "))
            case .person: say("姓名，后可跟出生日期或身份证号", "a name, perhaps with birth date or identity number")
            case .organisation: say("已登记的机构代码", "the code of an organisation on record")
            case .yesNo: say("是或否", "yes or no")
            }
        return say(
            "著录项“\(name)”的值“\(value)”不对；应为：\(expected)",
            "'\(value)' does not fit the field '\(name)'; expected: \(expected)")
    }

    private static func name(ofField field: String) -> String {
        switch field {
        case "title": "题名"
        case "date": "日期"
        case "author": "责任者"
        case "documentNumber": "文号"
        case "externalID": "原编号"
        case "volume": "案卷"
        case "birthDate": "出生日期"
        default: field
        }
    }

    package static func of(_ problem: ManifestProblem) -> String {
        switch problem {
        case .invalidJSON(let column): say("第 \(column) 个字符起不是 JSON", "not JSON from character \(column) on")
        case .notAnObject: say("这一行不是 JSON 对象 {…}", "the line is no JSON object {…}")
        case .wrongKind(let key): say("“\(key)”的值种类不对", "the value of '\(key)' is of the wrong kind")
        case .repeatedKey(let key): say("“\(key)”出现两次", "'\(key)' is there twice")
        case .wrongCellCount(let expected, let found):
            say(
                "应有 \(expected) 格，实有 \(found) 格；检查引号和逗号",
                "\(found) cells instead of \(expected); check quotation marks and commas")
        case .unterminatedQuote: say("引号没有结束", "a quotation mark is not closed")
        case .textBehindQuote(let cell):
            say("第 \(cell) 格的引号后面还有文字", "there is text behind the quotation mark of cell \(cell)")
        case .undecodableBytes(let count, let encoding):
            say("有 \(count) 个字节不是 \(encoding)", "\(count) bytes are not \(encoding)")
        case .tooLong(let limit): say("这一条超过 \(limit >> 20) MB", "the record is longer than \(limit >> 20) MB")
        case .readFailed(let code): say("读清单出错（\(code)）", "reading the manifest failed (\(code))")
        }
    }

    package static func of(_ error: ManifestError) -> String {
        switch error {
        case .cannotOpen(let path, _): say("打不开清单“\(path)”", "cannot open the manifest '\(path)'")
        case .readFailed(let code): say("读清单出错（\(code)）", "reading the manifest failed (\(code))")
        case .empty: say("清单是空的", "the manifest is empty")
        case .noKnownHeading(let found, let known):
            say(
                "清单第一行没有认识的列名（有：\(found.joined(separator: "、"))）；可用：\(known.joined(separator: "、"))，或中文 题名、日期、类别……",
                "the manifest's first line has no known heading (found: \(found.joined(separator: ", "))); known: \(known.joined(separator: ", "))"
            )
        case .repeatedHeading(let key): say("清单有两列都是“\(key)”", "two columns of the manifest mean '\(key)'")
        case .unreadableHeading(let problem): say("清单的表头读不了：", "the manifest's heading cannot be read: ") + of(problem)
        case .decoderMissing(let encoding): say("本机不能解码 \(encoding)", "this machine cannot decode \(encoding)")
        }
    }

    // MARK: - Warnings

    package static func of(_ warning: FilingWarning) -> String {
        switch warning {
        case .textNotSearchable(let mediaType):
            say(
                "已保存原文件，但这种类型（\(mediaType)）的正文还不能检索",
                "kept as it is, but the text of this type (\(mediaType)) is not searchable yet")
        case .undecodableBytes(let count, let encoding):
            say("按 \(encoding) 解读，有 \(count) 个字节认不出", "read as \(encoding), \(count) bytes have no meaning there")
        case .emptyFile: say("文件是空的", "the file is empty")
        case .titleFromFileName(let title):
            say("正文没有题名，暂用文件名“\(title)”", "no title in the text, the file's name '\(title)' stands in")
        case .dateFromFileTime(let date):
            say("正文没有日期，暂用文件时间 \(date)", "no date in the text, the file's time \(date) stands in")
        case .volumeOpened(let code, let title): say("立卷 \(code) \(title)", "opened the volume \(code) \(title)")
        case .sameContent(let code): say("同样的内容已归为 \(code)", "the same content is filed as \(code)")
        case .textTooLarge(let bytes, let limit):
            say(
                "文件有 \(bytes >> 20) MB，超过检索上限 \(limit >> 20) MB，正文不能检索",
                "the file has \(bytes >> 20) MB, its text is not searchable beyond \(limit >> 20) MB")
        case .decoderMissing(let encoding):
            say("本机不能解码 \(encoding)，正文不能检索", "this machine cannot decode \(encoding): the text is not searchable")
        case .formatUnlisted(let mediaType):
            say("格式 \(mediaType) 不在可长期保存之列", "the format \(mediaType) is not listed as fit for keeping")
        case .risk(.encrypted): say("文件加了密或设了密码", "the file is encrypted or has a password")
        case .risk(.macros): say("文件含有宏", "the file has macros")
        case .risk(.activeContent):
            say("文件含有脚本、自动动作或嵌入对象", "the file has scripts, actions or embedded objects")
        case .risk(.executable): say("文件是程序，或含有程序", "the file is a program, or has one in it")
        case .reading(let warning): ReadingWording.of(warning)
        case .inMember(let name, let warning):
            say("其中“\(name)”：", "'\(name)' in it: ") + ReadingWording.of(warning)
        case .recognised(let certainty):
            say(
                "正文由图像识别得来（把握 \(certainty)%），请与原件核对",
                "its text was recognised in images (certainty \(certainty)%); compare it with the original")
        case .membersWithoutText(let count):
            say("其中 \(count) 个文件的正文不能检索", "the text of \(count) files in it is not searchable")
        }
    }

    package static func of(_ hint: SearchHint) -> String {
        switch hint {
        case .empty: say("请输入要找的词", "type what you look for")
        case .nothingToSearch: say("输入里没有可以检索的字词", "there is nothing in this that could be looked up")
        case .nothingFound: say("没有找到；试试更短的词，或去掉筛选条件", "nothing found; try a shorter word, or drop a filter")
        case .relaxed: say("没有同时含有所有词的档案，以下含有部分词", "no record has all the words; these have some of them")
        case .question: say("按整段文字查找，最相近的在前", "looked up as a text: what resembles it most comes first")
        case .shortened: say("输入很长，只用了前面的词", "a long question: only its first words were looked up")
        }
    }

    package static func of(_ problem: QueryProblem) -> String {
        switch problem {
        case .unclosedQuote(let text):
            say("引号没有闭合（\(text)），已按普通词查找", "a quotation mark is not closed (\(text)); looked up as plain words")
        case .unbalancedBracket(let bracket):
            say("括号“\(bracket)”不成对，已忽略", "the bracket '\(bracket)' has no other; passed over")
        case .operatorWithoutOperand(let sign):
            say("“\(sign)”旁边缺少词，已忽略", "'\(sign)' has nothing to join; passed over")
        case .emptyField(let name): say("“\(name)”后面没有内容，已忽略", "there is nothing behind '\(name)'; passed over")
        case .unknownField(let name):
            say("没有“\(name)”这个检索项，已按普通词查找", "'\(name)' is no field; looked up as a word")
        case .unreadableDate(let text):
            say(
                "“\(text)”不是日期，已按普通词查找；写成 2023-05 或 2023..2024",
                "'\(text)' is no date; looked up as a word; write 2023-05 or 2023..2024")
        case .strayWildcard: say("* 只能放在词尾，已忽略", "* only stands at the end of a word; passed over")
        case .nestedTooDeeply: say("括号层数太多，里层的已忽略", "too many brackets in brackets; the inner ones are passed over")
        }
    }

    package static func of(_ fault: PasswordFault) -> String {
        switch fault {
        case .tooShort(let least): say("密码至少 \(least) 个字符", "a password has \(least) characters or more")
        case .tooLong(let most): say("密码至多 \(most) 个字符", "a password has \(most) characters at most")
        case .sameAsName: say("密码不能含用户名", "a password must not contain the user's name")
        case .tooSimple:
            say("密码太容易猜；换一个，例如几个不相干的词", "too easy to guess; take something else, such as a few unrelated words")
        case .sameAsBefore: say("新密码与原密码相同", "the new password is the old one")
        }
    }

    package static func name(of role: Role?) -> String {
        switch role {
        case .archivist: say("档案员", "archivist")
        case .caseworker: say("个案工作者", "caseworker")
        case .supervisor: say("督导", "supervisor")
        case .auditor: say("审计员", "auditor")
        case .systemAdministrator: say("系统管理员", "system administrator")
        case .securityOfficer: say("安全保密员", "security officer")
        case .auditOfficer: say("安全审计员", "audit officer")
        case nil: say("未授角色", "no role yet")
        }
    }

    // MARK: - File plan

    package static func of(_ problem: FilePlanProblem) -> String {
        let what =
            switch problem.kind {
            case .notYAML(let text): say("不是 YAML：\(text)", "not YAML: \(text)")
            case .missing: say("缺少这一项", "is missing")
            case .unknownKey(let allowed):
                say(
                    "不认识；可用：\(allowed.joined(separator: "、"))",
                    "is not known; there are: \(allowed.joined(separator: ", "))")
            case .wrongKind(let expected): say("种类不对，应为 \(expected)", "is of the wrong kind, expected \(expected)")
            case .notAllowed(let value, let allowed):
                say(
                    "“\(value)”不可用；可用：\(allowed.joined(separator: "、"))",
                    "'\(value)' is not allowed; there are: \(allowed.joined(separator: ", "))")
            case .invalid(let value, let expected):
                say("“\(value)”不对，应如 \(expected)", "'\(value)' is wrong, expected \(expected)")
            case .repeated(let value): say("“\(value)”重复", "'\(value)' is there twice")
            case .choicesMissing: say("选项型著录项要有 choices", "a field of type choice needs choices")
            }
        return say("第 \(problem.line) 行 ", "line \(problem.line) ")
            + (problem.place.isEmpty ? "" : problem.place + say("：", ": "))
            + what
    }
}
