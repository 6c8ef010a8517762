import Archivist
import ArgumentParser
import Face
import Foundation
import Intake
import Records

struct RenderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: say("阅读副本、页面图像、缩略图", "A reading copy, the image of a page, a thumbnail"),
        discussion: say(
            """
            看不了原件格式的时候用：Word、WPS、Excel、PPT 转成 PDF/A，PDF 和扫描件取一页的图像。由原件现做，只供阅读，不是档案；
            原件用 lantai show --file 取。图像的格式按 --to 的结尾：.png 或 .jpg。
            例：lantai render J016-ZY.WB.PX.2023.D10-0001 --copy --to 阅读.pdf
                lantai render J016-ZY.WB.PX.2023.D10-0001 --page 2 --width 1600 --to 第2页.png
                lantai render J016-ZY.WB.PX.2023.D10-0001 --file 签到表.xls --thumbnail --to 缩略图.jpg
            """,
            """
            For files whose format cannot be opened: office documents become PDF/A, PDF and scans are drawn page by page. Made of
            the original when asked for, for reading only; it is not the record. lantai show --file gives the original. The
            ending of --to says which kind of image: .png or .jpg.
            Example: lantai render J016-ZY.WB.PX.2023.D10-0001 --copy --to copy.pdf
                     lantai render J016-ZY.WB.PX.2023.D10-0001 --page 2 --width 1600 --to page2.png
                     lantai render J016-ZY.WB.PX.2023.D10-0001 --file roster.xls --thumbnail --to small.jpg
            """))

    @Argument(help: ArgumentHelp(say("档号", "archival code"), valueName: "CODE"))
    var code: String

    @Flag(help: ArgumentHelp(say("阅读副本，PDF/A", "a reading copy, PDF/A"))) var copy = false
    @Option(help: ArgumentHelp(say("第几页的图像", "the image of this page"), valueName: "N")) var page: Int?
    @Option(help: ArgumentHelp(say("图像最多多宽，像素（默认 1240）", "pixels at most across (1240)"), valueName: "W")) var width:
        Int?
    @Flag(help: ArgumentHelp(say("首页的缩略图，JPEG", "a thumbnail of the first page, JPEG"))) var thumbnail = false
    @Option(help: ArgumentHelp(say("哪个文件；默认第一个", "which file; the first by default"), valueName: "NAME"))
    var file: String?
    @Option(help: ArgumentHelp(say("第几版", "which version"), valueName: "N")) var version: Int?
    @Option(name: .customLong("to"), help: ArgumentHelp(say("写到哪里", "where to"), valueName: "FILE")) var target: String
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let wanted = try wanted()
        let archive = try common.open("render")
        // Before anything is made, or logged, that could not be put there.
        let target = try Exporting(archive: archive).place(target)
        let choice: Reading.Choice = version.map { .number($0) } ?? .latest
        let rendering = Rendering(archive: archive)
        let view =
            switch wanted {
            case .readingCopy: try rendering.readingCopy(code, file: file, choice: choice)
            case .page(.thumbnail): try rendering.thumbnail(code, file: file, choice: choice)
            case .page(let image): try rendering.page(image, of: code, file: file, choice: choice)
            }
        try view.write(to: target)
        show(view, at: target)
    }

    private func wanted() throws -> RenditionKind {
        let given = [copy ? "--copy" : nil, page == nil ? nil : "--page", thumbnail ? "--thumbnail" : nil]
            .compactMap { $0 }
        guard let only = given.first else {
            throw ValidationError(
                say("用 --copy、--page N 或 --thumbnail 说要什么", "say what to make with --copy, --page N or --thumbnail"))
        }
        if given.count > 1 { throw UsageFault.together(given[0], given[1]) }
        if width != nil, page == nil { throw UsageFault.onlyWith("--width", "--page") }
        let endings =
            switch only {
            case "--copy": [".pdf"]
            case "--page": [".png", ".jpg", ".jpeg"]
            default: [".jpg", ".jpeg"]
            }
        let lower = target.lowercased()
        // A file under an ending that is not its own opens nowhere.
        guard let ending = endings.first(where: lower.hasSuffix) else {
            throw UsageFault.badEnding(target, option: only, allowed: endings)
        }
        guard only != "--copy" else { return .readingCopy }
        guard let page else { return .page(.thumbnail) }
        guard page >= 1 else {
            throw UsageFault.badValue(option: "--page", value: String(page), allowed: ["1", "2", "3…"])
        }
        return .page(PageImage(number: page, width: width ?? 1240, format: ending == ".png" ? .png : .jpeg))
    }

    private func show(_ view: RenditionView, at path: String) {
        let rendition = view.rendition
        if common.json {
            return common.console.print(
                .object([
                    ("code", .string(view.code)), ("version", .int(view.version)), ("file", .string(view.file.name)),
                    ("fileSHA256", .string(view.file.sha256)), ("path", .string(path)),
                    ("mediaType", .string(rendition.mediaType)), ("bytes", .int(rendition.bytes.count)),
                    ("pages", JSONText(rendition.pages)), ("cached", .bool(view.isCached)),
                ]))
        }
        guard !common.quiet else { return }
        let pages = rendition.pages.map { say("，共 \($0) 页", ", \($0) page\($0 == 1 ? "" : "s")") } ?? ""
        common.console.print(
            say(
                "已写到 \(path)（\(rendition.bytes.count) 字节\(pages)）",
                "Written to \(path) (\(rendition.bytes.count) bytes\(pages))"))
    }
}
