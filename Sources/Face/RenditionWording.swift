package import Intake

/// Why there is no rendition, as a sentence and an exit status.
enum RenditionWording {
    static func of(_ failure: RenditionFailure, _ code: String, _ file: String) -> (String, String, Int32) {
        switch failure {
        case .unsupported(let mediaType) where RenditionKind.page(.thumbnail).isOffered(forType: mediaType):
            (
                "noRendition",
                say(
                    "\(code) 的“\(file)”（\(mediaType)）不必做阅读副本",
                    "'\(file)' of \(code) (\(mediaType)) needs no reading copy")
                    + sayCommand(
                        "：用 --page N 看一页，或用 lantai show --file 取原件",
                        ": see a page with --page N, or take the original with lantai show --file"), 65
            )
        case .unsupported(let mediaType):
            (
                "noRendition",
                say(
                    "\(code) 的“\(file)”（\(mediaType)）没有阅读副本或页面图像可做",
                    "no reading copy or page image is made of '\(file)' of \(code) (\(mediaType))")
                    + sayCommand(
                        "；用 lantai show --text 看正文，或用 --file 取原件",
                        "; see lantai show --text, or take the original with --file"), 65
            )
        case .noSuchPage(let number, let count):
            (
                "noSuchPage",
                say(
                    "\(code) 的“\(file)”没有第 \(number) 页，共 \(count) 页",
                    "'\(file)' of \(code) has no page \(number), it has \(count)"), 79
            )
        case .unreadable(.toolMissing(let program, let package)):
            (
                "toolMissing",
                say(
                    "缺少程序 \(program)；安装软件包 \(package)（apt install \(package)）之后再试",
                    "the program \(program) is missing; install the package \(package) (apt install \(package)) and try again"
                ),
                69
            )
        case .unreadable(let warning):
            (
                "noRendition",
                say("做不出 \(code) 的“\(file)”的样子：", "'\(file)' of \(code) cannot be rendered: ") + reason(warning)
                    + say("；原件没有变", "; the original is as it was")
                    + sayCommand("，用 lantai show --file 取", ", take it with lantai show --file"),
                65
            )
        }
    }

    /// The same on a page, where the original stands beside it.
    static func onPage(_ failure: RenditionFailure, _ file: String) -> String {
        switch failure {
        case .unsupported:
            say("这种文件没有页面图像，请取原文件看。", "There are no page images of such files: take the original.")
        case .unreadable(.toolMissing):
            of(failure, "", file).1 + say("。原文件可以照样取。", ". The original can be had all the same.")
        case .unreadable(let warning):
            say("做不出页面图像：", "The page cannot be drawn: ") + reason(warning)
                + say("。原文件没有变，可以取来看。", ". The original is as it was, and can be had.")
        case .noSuchPage(_, let count): say("没有这一页，共 \(count) 页。", "There is no such page; it has \(count).")
        }
    }

    private static func reason(_ warning: ExtractionWarning) -> String {
        switch warning {
        case .encrypted: say("文件已加密", "it is encrypted")
        case .damaged:
            say("打不开，文件有损坏、太大，或不是它所称的格式", "it does not open, being damaged, too large, or not of the format it claims")
        case .limitExceeded(.time): say("做得太久，已中止", "it took too long and was ended")
        case .limitExceeded(.memory): say("需要的内存过多，已中止", "it took too much memory and was ended")
        case .limitExceeded: say("结果太大", "what it gives is too large")
        case .extractorFailed(let detail):
            say("程序没有做成", "the program failed") + Wording.aside(Wording.line(detail))
        default: ReadingWording.of(warning)
        }
    }
}

extension Wording {
    /// Why a page of a file is not shown, for whoever reads the record on a page.
    package static func onPage(_ failure: RenditionFailure, file: String) -> String {
        RenditionWording.onPage(failure, file)
    }
}
