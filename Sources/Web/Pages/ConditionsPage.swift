import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Records

/// How the archive is doing: room, backup, checks, index; and the check itself.
struct ConditionsPage: Sendable {
    let room: ReadingRoom

    func add(to router: Router<Visit>) {
        router.get("conditions") { request, visit in
            try await room.answer(request, visit, act: "conditions") { archive in try await page(archive) }
        }
        router.post("conditions/verify") { request, visit in
            try await room.act(request, visit, "verify") { archive, _ in
                let report = try await Checking(archive: archive).verify()
                return (
                    "/conditions",
                    report.problems.isEmpty
                        ? say(
                            "\(report.boxes) 盒，\(report.versions) 个版本：全部相符。",
                            "\(report.boxes) boxes, \(report.versions) versions: all as they were filed.")
                        : say(
                            "有 \(report.problems.count) 处不符，用 lantai verify 查看。",
                            "\(report.problems.count) faults: see lantai verify.")
                )
            }
        }
    }

    private func page(_ archive: ArchiveFolder) async throws -> Page {
        let state = try await Conditions(archive: archive)
        let text = ConditionsText(state)
        var blocks = [
            Block.table(
                Table(
                    caption: say("状况", "Conditions"),
                    columns: [say("项目", "What"), say("现在", "Now"), say("接下来", "What to do next")],
                    rows: text.facts.map {
                        [Cell($0.name), Cell($0.value), Cell($0.advice ?? "—")]
                    }, empty: ""))
        ]
        blocks.append(.form(Form(action: "/conditions/verify", button: say("现在核对每一个字节", "Check every byte now"))))
        blocks.append(
            .table(
                Table(
                    caption: say("各部分占用的空间", "What takes room"),
                    columns: [say("部分", "Part"), say("大小", "Size")],
                    rows: text.parts.map { [Cell($0.name), Cell($0.size)] }, empty: "")))
        blocks.append(.links([(say("同义词", "Synonyms"), "/synonyms")]))
        return Page(title: say("状况", "Conditions"), place: .conditions, blocks)
    }
}
