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
            try await room.answer(request, visit, act: "plan show") { archive in try page(archive) }
        }
        router.post("plan/effect") { request, visit in
            try await room.answer(request, visit, act: "plan effect") { archive, form in
                try page(archive, Draft(form))
            }
        }
        router.post("plan/adopt", use: adopt)
    }

    /// A plan as somebody has written it, and the number of the plan that it was made from.
    private struct Draft {
        var yaml: String
        var base: Int?

        init(_ form: [String: String]) {
            yaml = form["yaml"] ?? ""
            base = form["base"].flatMap { Int($0) }
        }
    }

    @Sendable private func adopt(_ request: Request, _ visit: Visit) async throws -> Response {
        guard let session = visit.session else { return room.toSignIn(request) }
        return try await room.perform(request, visit, "plan adopt") { archive, form in
            let draft = Draft(form)
            do {
                let current = try Planning(archive: archive).adopt(draft.yaml, madeFrom: draft.base)
                room.sessions.leave(
                    say("第 \(current.version) 版方案已启用。", "Version \(current.version) of the plan is in force."),
                    for: session)
                return .redirect(to: "/plan", type: .normal)
            } catch ArchiveFailure.filePlan, ArchiveFailure.classInUse, ArchiveFailure.planChanged {
                // Why not stands over the draft, as where it is only tried.
                var refused = try page(archive, draft)
                refused.status = .badRequest
                return room.response(refused, visit, archive: archive)
            }
        }
    }

    // MARK: - The page

    private func page(_ archive: ArchiveFolder, _ draft: Draft? = nil) throws -> Page {
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
        if let draft { blocks += try findings(archive, draft, current) }
        blocks.append(
            .form(
                Form(
                    action: "/plan/effect", title: say("改方案：先看会变什么", "Change the plan: first see what changes"),
                    fields: [
                        .init(
                            name: "yaml", label: "YAML", kind: .content(accept: ".yaml,.yml,text/plain"),
                            value: draft?.yaml ?? current.yaml)
                    ], hidden: [("base", String(current.version))], button: say("看会变什么", "See what changes"))))
        return Page(title: say("分类方案", "File plan"), place: .plan, blocks)
    }

    /// What a draft would change, with the button that puts it in force, or what keeps it from that.
    private func findings(_ archive: ArchiveFolder, _ draft: Draft, _ current: Planning.Current) throws -> [Block] {
        if let base = draft.base, base != current.version {
            let by = current.history.last.map { $0.adoptedBy } ?? ""
            return [
                .note(
                    say(
                        "没有启用：您改的是第 \(base) 版，现行的已是第 \(current.version) 版（\(by)）。草稿还在下面；对照现行方案合并之后，再看会变什么。",
                        "Not in force: you changed version \(base), and version \(current.version) is in force by now (\(by)). Your draft stands below; compare it with the plan in force, then see again what changes."
                    ),
                    isWarning: true),
                .heading(say("现行方案的全文", "The plan in force as it is written")), .text(current.yaml),
            ]
        }
        let effect: ScheduleEffect
        do {
            effect = try Retaining(archive: archive).effect(of: draft.yaml, progress: WorkProgress())
        } catch ArchiveFailure.filePlan(let problems) {
            return [
                .note(
                    say(
                        "有 \(problems.count) 处错误，没有启用；改好再看。",
                        "\(problems.count) faults: nothing was changed; mend them and look again."),
                    isWarning: true),
                .table(
                    Table(
                        caption: say("错误", "Faults"), columns: [say("哪一行，什么不对", "Which line, and what is wrong")],
                        rows: problems.map { [Cell(Wording.of($0))] }, empty: "")),
            ]
        }
        let counts = archive.permits(.read)
        let changes = Block.table(
            Table(
                caption: say("启用后会变的期限", "Periods that would change"),
                columns: [say("类别", "Class"), say("现在", "Now"), say("以后", "Then")]
                    + (counts ? [say("已归档", "Records filed")] : []),
                rows: effect.classes.map { change in
                    [
                        Cell(change.code), Cell(change.old.map { Wording.of($0.period) }),
                        Cell(change.new.map { Wording.of($0.period) }),
                    ] + (change.items.map { [Cell($0)] } ?? [])
                }, empty: say("期限没有变化。", "No period changes.")))
        guard effect.lost.isEmpty else {
            let lost = effect.lost.joined(separator: say("、", ", "))
            return [
                changes,
                .note(
                    say("类别 \(lost) 下已有档案，这个方案不能启用", "the classes \(lost) hold records: this plan cannot be adopted"),
                    isWarning: true),
            ]
        }
        return [
            changes,
            .form(
                Form(
                    action: "/plan/adopt",
                    hidden: [("yaml", draft.yaml), ("base", String(draft.base ?? current.version))],
                    button: say("启用这个方案", "Adopt this plan"), isGrave: true)),
        ]
    }
}
