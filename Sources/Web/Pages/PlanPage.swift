import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Records

/// The file plan and its schedule, with what a change would change; and synonyms.
struct PlanPage: Sendable {
    let room: ReadingRoom

    func add(to router: Router<Visit>) {
        router.get("plan") { request, visit in
            try await room.answer(request, visit, act: "plan show") { archive in try page(archive, draft: nil) }
        }
        router.post("plan/effect") { request, visit in
            try await room.answer(request, visit, act: "plan effect") { archive, form in
                try page(archive, draft: form["yaml"] ?? "")
            }
        }
        router.post("plan/adopt") { request, visit in
            try await room.act(request, visit, "plan adopt") { archive, form in
                let current = try Planning(archive: archive).adopt(form["yaml"] ?? "")
                return (
                    "/plan", say("第 \(current.version) 版方案已启用。", "Version \(current.version) of the plan is in force.")
                )
            }
        }
    }

    private func page(_ archive: ArchiveFolder, draft: String?) throws -> Page {
        let current = try Planning(archive: archive).current()
        // Who reads no records counts none: a 0 would say that there are none.
        let counts = archive.permits(.read)
        var blocks: [Block] = [
            .table(
                Table(
                    caption: say("现行方案，第 \(current.version) 版", "The plan in force, version \(current.version)"),
                    columns: [
                        say("类别", "Class"), say("名称", "Name"), say("期限", "Period"), say("到期后", "Then"),
                    ] + (counts ? [say("件数", "Records")] : []),
                    rows: current.plan.classes.map { one in
                        [
                            Cell(one.code), Cell(one.name), Cell(Wording.of(one.retention.period)),
                            Cell(Wording.of(one.retention)),
                        ] + (counts ? [Cell(current.itemCounts[one.code] ?? 0)] : [])
                    }, empty: ""))
        ]
        guard archive.permits(.plan) else { return Page(title: say("分类方案", "File plan"), place: .plan, blocks) }
        if let draft {
            let effect = try Retaining(archive: archive).effect(of: draft, progress: WorkProgress())
            blocks.append(
                .table(
                    Table(
                        caption: say("启用后会变的期限", "Periods that would change"),
                        columns: [
                            say("类别", "Class"), say("现在", "Now"), say("以后", "Then"), say("已归档", "Records filed"),
                        ],
                        rows: effect.classes.map { change in
                            [
                                Cell(change.code), Cell(change.old.map { Wording.of($0.period) }),
                                Cell(change.new.map { Wording.of($0.period) }), Cell(change.items),
                            ]
                        }, empty: say("期限没有变化。", "No period changes."))))
            if !effect.lost.isEmpty {
                let lost = effect.lost.joined(separator: say("、", ", "))
                blocks.append(
                    .note(
                        say(
                            "类别 \(lost) 下已有档案，这个方案不能启用", "the classes \(lost) hold records: this plan cannot be adopted"
                        ),
                        isWarning: true))
            } else {
                blocks.append(
                    .form(
                        Form(
                            action: "/plan/adopt", hidden: [("yaml", draft)], button: say("启用这个方案", "Adopt this plan"),
                            isGrave: true)))
            }
        }
        blocks.append(
            .form(
                Form(
                    action: "/plan/effect", title: say("改方案：先看会变什么", "Change the plan: first see what changes"),
                    fields: [.init(name: "yaml", label: "YAML", kind: .longText, value: draft ?? current.yaml)],
                    button: say("看会变什么", "See what changes"))))
        return Page(title: say("分类方案", "File plan"), place: .plan, blocks)
    }
}
