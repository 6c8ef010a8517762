import Archivist
import Face
import Hummingbird
import HummingbirdCore
import Records
import Retention

/// What waits for whoever arrives: each role finds what it has to do.
struct DeskPage: Sendable {
    /// Rows of a list on the desk; the rest is behind its link.
    private static let most = 8
    /// Days before which something that ends is said.
    private static let soon = 14

    let room: ReadingRoom

    func add(to router: Router<Visit>) {
        router.get("/") { request, visit in
            try await room.answer(request, visit, act: "desk") { archive in try await page(archive) }
        }
    }

    private func page(_ archive: ArchiveFolder) async throws -> Page {
        var cards: [[String: Any]] = []
        func card(
            _ title: String, link: String, _ rows: [(text: String, link: String, note: String)], empty: String? = nil
        ) {
            guard !rows.isEmpty || empty != nil else { return }
            cards.append([
                "name": title, "link": link, "isEmpty": rows.isEmpty, "empty": empty ?? "",
                "rows": rows.prefix(Self.most).map { ["text": $0.text, "link": $0.link, "note": $0.note] },
                "isMore": rows.count > Self.most,
            ])
        }
        let grants = archive.principal.role == nil ? [] : try Granting(archive: archive).list()
        if archive.principal.role != nil { addRequests(archive, grants, card) }
        if archive.permits(.arrange), archive.principal.role != nil {
            card(
                say("我的个案", "My cases"), link: "/volumes?own=1&state=open",
                try VolumeKeeping(archive: archive).own(Self.most + 1).map {
                    ($0.title, VolumePage.link($0.code), say("\($0.itemCount) 件", "\($0.itemCount) items"))
                },
                empty: archive.principal.role == .caseworker
                    ? say("还没有分给您的案卷；由督导或档案员分派。", "No volume is assigned to you yet: a supervisor or archivist does.")
                    : nil)
        }
        if archive.principal.role == .caseworker { try addOwnWork(archive, grants, card) }
        if archive.permits(.file) {
            let uploads = try Uploading(archive: archive).list()
            card(
                say("传到而未归档的", "Sent and not filed"), link: "/filing",
                uploads.map {
                    ($0.name, "/filing", $0.isWhole ? "" : say("没有传完", "not whole"))
                })
        }
        if archive.permits(.revise) {
            let waiting = try Confirming(archive: archive).codes(limit: Self.most + 1)
            card(
                say("著录待确认", "Descriptions to confirm"), link: "/confirm",
                waiting.codes.map { ($0, RecordPage.link($0), "") })
        }
        if archive.permits(.proposeAppraisal) {
            let today = Timestamp.today()
            card(
                say("保管期限", "Retention"), link: "/retention",
                [(0, say("今天已到期的", "Due today")), (90, say("三个月内到期的", "Due within three months"))].map {
                    ($0.1, "/retention?on=" + today.adding(days: $0.0).description, "")
                })
        }
        if archive.permits(.verifyLog) {
            try addVerification(archive, card)
            card(
                say("审计", "Audit"), link: archive.permits(.export) ? "/audit" : "/log",
                (archive.permits(.export)
                    ? [
                        (say("按时期、类别、机构调取", "Records by period, class, organisation"), "/audit", ""),
                        (say("抽样", "A random sample"), "/audit", ""),
                    ] : []) + [
                        (say("核对利用日志，下载检查点", "Check the access log, take a checkpoint along"), "/log", "")
                    ])
        }
        if archive.permits(.reviewLog) {
            let findings = try LogKeeping(archive: archive).review()
            card(
                say("待审查的利用", "Uses to review"), link: "/log",
                findings.map { (LogText.message($0), "/log", $0.who + " " + LogPage.minute($0.at)) })
        }
        if archive.permits(.search) {
            let saved = try SearchKeeping(archive: archive).list()
            card(
                say("保存的检索", "Saved searches"), link: "/search",
                saved.map { ($0.name, SearchPage.link($0.query), "") })
        }
        if archive.permits(.read) {
            let volumes = try VolumeKeeping(archive: archive).newest(Self.most + 1, state: .open)
            card(
                say("未结的案卷", "Open volumes"), link: "/volumes?state=open",
                volumes.map {
                    ($0.title, VolumePage.link($0.code), say("\($0.itemCount) 件", "\($0.itemCount) items"))
                }, empty: say("没有未结的案卷。", "No open volumes."))
        }
        if archive.permits(.giveOpinion) || archive.permits(.approveDisposal) {
            let batches = try Appraising(archive: archive).pending(Self.most + 1)
            card(
                say("鉴定中的批次", "Batches under appraisal"), link: "/retention",
                batches.map {
                    ($0.title, "/appraisals/\($0.number)", say("\($0.items.count) 件", "\($0.items.count) records"))
                })
        }
        return Page(
            template: "desk", title: say("工作台", "Desk"),
            values: ["mayRead": archive.permits(.search), "cards": cards, "isQuiet": cards.isEmpty], place: .desk)
    }

    private func addRequests(
        _ archive: ArchiveFolder, _ grants: [AccessGrant],
        _ card: (String, String, [(text: String, link: String, note: String)], String?) -> Void
    ) {
        let own = archive.principal.who
        if archive.permits(.reviewLog) || archive.permits(.readLog) {
            card(
                say("紧急调阅，待复核", "Emergency access to review"), "/access",
                grants.filter { $0.isEmergency && $0.reviewedBy == nil && $0.user != own }.map {
                    ($0.object, "/access", $0.user + say("：", ": ") + $0.purpose)
                }, nil)
        }
        if archive.permits(.decideAccess) {
            card(
                say("调阅申请，待审批", "Requests to decide"), "/access",
                grants.filter { $0.state == .requested && $0.user != own }.map {
                    ($0.object, "/access", $0.user + say("：", ": ") + $0.purpose)
                }, say("没有待审批的申请。", "No requests wait for you."))
        }
        card(
            say("我的申请", "My requests"), "/access",
            grants.filter { $0.user == own }.reversed().map { ($0.object, "/access", Wording.state(of: $0)) }, nil)
    }

    /// What a caseworker goes back to: what her cases wait for, the newest in them, what she read last, and what of it is open to her not much
    /// longer.
    private func addOwnWork(
        _ archive: ArchiveFolder, _ grants: [AccessGrant],
        _ card: (String, String, [(text: String, link: String, note: String)], String?) -> Void
    ) throws {
        let own = OwnWork(archive: archive)
        func rows(_ items: [ListedItem]) -> [(text: String, link: String, note: String)] {
            items.map { ($0.title, RecordPage.link($0.code), $0.date) }
        }
        let today = Timestamp.today()
        let tasks = try CaseTasks(archive: archive).own(until: today.adding(days: Self.soon))
        card(
            say("待办事项", "To do"), "/tasks",
            tasks.map { ($0.title, VolumePage.link($0.volume), Wording.of($0, today: today)) },
            say("两周内没有到期的事。", "Nothing is due within two weeks."))
        card(say("我的个案里新归档的", "New in my cases"), "", rows(try own.newest(Self.most)), nil)
        card(say("最近看过的", "Read last"), "", rows(try own.readLast(Self.most)), nil)
        let (from, soon) = (today.description, today.adding(days: Self.soon).description)
        let ending = grants.filter { grant in
            grant.user == archive.principal.who && grant.state == .granted
                && grant.until.map { from <= $0 && $0 <= soon } == true
        }
        card(
            say("快到期的调阅", "Access that ends soon"), "/access",
            ending.map { ($0.object, "/access", say("到 ", "until ") + ($0.until ?? "")) }, nil)
    }

    /// How far archive and log have been checked, each with where that is done.
    private func addVerification(
        _ archive: ArchiveFolder,
        _ card: (String, String, [(text: String, link: String, note: String)], String?) -> Void
    ) throws {
        let state = try Verification(archive: archive)
        func when(_ at: String?) -> String { at.map(LogPage.minute) ?? say("从来没有", "never") }
        card(
            say("核对的情况", "State of verification"), "/log",
            [
                (
                    say("上次核对档案", "Archive last checked"), archive.permits(.care) ? "/conditions" : "",
                    when(state.lastCheck)
                ),
                (say("上次核对日志", "Log last checked"), "/log", when(state.lastLogCheck)),
                (say("上次检查点", "Last checkpoint"), "/log", when(state.lastCheckpoint)),
                (
                    say("待审查的利用", "Uses to review"), archive.permits(.reviewLog) ? "/log" : "",
                    say("\(state.openReviews) 条", "\(state.openReviews)")
                ),
            ], nil)
    }
}
