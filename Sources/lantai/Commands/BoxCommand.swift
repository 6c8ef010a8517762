import Archivist
import ArgumentParser
import Face

struct BoxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "box", abstract: say("盒：列出、封盒", "Boxes: list, seal"), subcommands: [List.self, Seal.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: say("列出盒", "List boxes"), discussion: say("例：lantai box list", "Example: lantai box list"))
        @OptionGroup var common: CommonOptions

        func run() async throws {
            for box in try Sealing(archive: common.open("box list")).boxes() { BoxText.show(box, on: common.console) }
        }
    }

    struct Seal: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "seal",
            abstract: say("封盒：用更大的帧、更高的压缩重新装盒", "Seal: pack anew, larger frames, harder compression"),
            discussion: say(
                "不指明就封所有未封的盒；以后归档的件会装进新盒。可以中断，再运行会接着做。\n例：lantai box seal",
                "Without names all open boxes are sealed; later records go to new boxes. Can be interrupted and goes on.\nExample: lantai box seal"
            ))
        @Argument(help: ArgumentHelp(say("盒（见 box list）", "boxes (see box list)"), valueName: "BOX")) var boxes:
            [String] = []
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let sealed = try Sealing(archive: common.open("box seal")).seal(
                boxes, progress: common.console.progress(say("封盒", "Sealed")))
            if !common.quiet { for box in sealed { BoxText.show(box, on: common.console) } }
            if sealed.isEmpty { common.console.note(say("没有要封的盒", "no boxes to seal")) }
        }
    }
}

enum BoxText {
    static func show(_ box: BoxSummary, on console: Console) {
        if console.isJSON {
            console.print(
                .object([
                    ("box", .string(box.file)), ("bytes", .int(box.bytes)), ("entries", .int(box.entries)),
                    ("state", .string(box.isSealed ? "sealed" : "open")),
                ]))
        } else {
            console.print(
                "\(box.file)  \(box.bytes)  \(box.entries)  " + (box.isSealed ? say("已封", "sealed") : say("未封", "open"))
            )
        }
    }
}
