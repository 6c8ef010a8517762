import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Records

/// All descriptions that wait for confirmation: a record a row, what was proposed of it in fields that can be corrected,
/// confirmed one by one or those that are ticked.
struct ConfirmPage: Sendable {
    /// Records on a page. What is confirmed makes room for the next.
    private static let most = 25

    let room: ReadingRoom

    func add(to router: Router<Visit>) {
        router.get("confirm") { request, visit in
            let classCode = request.uri.queryParameters["class"].map(String.init) ?? ""
            return try await room.answer(request, visit, act: "confirm list", work: Self.work) { archive in
                try page(archive, classCode)
            }
        }
        router.post("confirm", use: confirm)
    }

    /// What the records of the list are read for is asked once for all.
    private static var work: String { say("核对自动提取的著录", "Checking proposed descriptions") }

    // MARK: - Confirming

    /// A record as it comes back from the form.
    private struct Row {
        var place: String
        var code: String
        var seen: [String: String]
        var said: [String: String]

        init?(_ place: String, _ form: [String: String]) {
            guard let code = form["code-" + place] else { return nil }
            self.place = place
            self.code = code
            func values(_ kind: String) -> [String: String] {
                let prefix = "\(kind)-\(place)-"
                let own = form.filter { $0.key.hasPrefix(prefix) }
                return Dictionary(uniqueKeysWithValues: own.map { (String($0.key.dropFirst(prefix.count)), $0.value) })
            }
            seen = values("was")
            said = values("value").mapValues { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
        }

        /// What was written in the place of what was proposed.
        var corrected: [String: String] { said.filter { seen[$0.key] != $0.value } }
    }

    @Sendable private func confirm(_ request: Request, _ visit: Visit) async throws -> Response {
        guard let session = visit.session else { return room.toSignIn(request) }
        let form = try await room.form(request, visit)
        let classCode = form["class"] ?? ""
        return try await room.respond(request, visit, act: "confirm", work: Self.work) { archive in
            let all = form.keys.filter { $0.hasPrefix("code-") }.compactMap { Row(String($0.dropFirst(5)), form) }
                .sorted { $0.code < $1.code }
            let ticked = Set(all.filter { form["tick-" + $0.place] != nil }.map(\.code))
            let rows = all.filter { row in form["one"].map { $0 == row.place } ?? ticked.contains(row.code) }
            var (done, faults): (Int, [String: String]) = (0, [:])
            for row in rows {
                do {
                    let outcome = try await Confirming(archive: archive).confirm(
                        row.code, only: nil, seen: row.seen, corrected: row.corrected,
                        reason: row.corrected.isEmpty
                            ? say("核对后确认", "confirmed after a look")
                            : say("核对后改正并确认", "corrected and confirmed after a look"),
                        isTrial: false)
                    if outcome.version != nil {
                        done += 1
                    } else {
                        faults[row.code] = say(
                            "没有可确认的：已被别人确认或改过，或题名、日期空着。",
                            "Nothing to confirm: somebody else has, or title or date are empty.")
                    }
                } catch let refusal as Refusal {
                    faults[row.code] = Wording.of(refusal: refusal)
                } catch ArchiveFailure.refused(let refusal) {
                    faults[row.code] = Wording.of(refusal: refusal)
                } catch let failure as ArchiveFailure {
                    switch failure {
                    case .noSuchRecord, .handedOver, .alreadyVoided, .storedOnly, .gone:
                        faults[row.code] = Wording.fault(failure).message
                    // What holds for one holds for all: the rest is not tried.
                    default: throw failure
                    }
                }
            }
            let notice =
                rows.isEmpty
                ? say("没有勾选。勾选要确认的，或按某一件的“确认”。", "Nothing is ticked: tick what is right, or confirm one.")
                : say("已确认 \(done) 件。", "\(done) confirmed.")
                    + (faults.isEmpty
                        ? "" : say("\(faults.count) 件没有，原因见下。", " \(faults.count) not, for the reasons below."))
            room.sessions.leave(notice, for: session)
            // What was typed and ticked stays: for what was refused, and for all that was not to be confirmed yet.
            let tried = Set(rows.map(\.code))
            let rest = all.filter { faults[$0.code] != nil || !tried.contains($0.code) }
            let typed = Dictionary(rest.map { ($0.code, $0.corrected) }) { first, _ in first }
            let isTicked = ticked.intersection(typed.keys)
            guard !isTicked.isEmpty || typed.values.contains(where: { !$0.isEmpty }) || !faults.isEmpty else {
                return .redirect(
                    to: "/confirm" + (classCode.isEmpty ? "" : "?" + Query.text([("class", classCode)])), type: .normal)
            }
            var shown = try page(archive, classCode, faults: faults, typed: typed, ticked: isTicked)
            if !faults.isEmpty { shown.status = .badRequest }
            return room.response(shown, visit, archive: archive)
        }
    }

    // MARK: - The page

    private func page(
        _ archive: ArchiveFolder, _ classCode: String, faults: [String: String] = [:],
        typed: [String: [String: String]] = [:], ticked: Set<String> = []
    ) throws -> Page {
        let names = try room.archive.names()
        let confirming = Confirming(archive: archive)
        let range = Confirming.Range(classCode: Form.given(classCode))
        let (found, hasMore) = try confirming.waiting(range, limit: Self.most)
        var page = Page(
            template: "confirm", title: say("待确认的著录", "Descriptions to confirm"),
            values: [
                "isEmpty": found.isEmpty, "hasMore": hasMore, "count": found.count, "class": classCode,
                "classes": names.classes.sorted { $0.key < $1.key }.map {
                    ["code": $0.key, "name": $0.value, "isChosen": $0.key == classCode] as [String: Any]
                },
                "rows": found.enumerated().map { place, waiting -> [String: Any] in
                    [
                        "place": place, "code": waiting.code, "title": waiting.title, "date": waiting.date,
                        "link": RecordPage.link(waiting.code),
                        "class": names.classes[waiting.classCode] ?? waiting.classCode,
                        "fault": faults[waiting.code] ?? "", "isTicked": ticked.contains(waiting.code),
                        "proposals": waiting.proposals.enumerated().map { number, proposal -> [String: Any] in
                            [
                                "name": proposal.name, "label": Wording.name(ofProposal: proposal.name),
                                "was": proposal.value, "value": typed[waiting.code]?[proposal.name] ?? proposal.value,
                                "type": proposal.name == "date" ? "date" : "text",
                                "isNeeded": ["title", "date"].contains(proposal.name),
                                "isFirst": place == 0 && number == 0,
                            ]
                        },
                    ]
                },
            ], place: .desk)
        func rows(_ found: [Confirming.Waiting]) -> [[Cell]] {
            found.map { waiting in
                [
                    .code(waiting.code), Cell(waiting.title), Cell(waiting.date),
                    Cell(names.classes[waiting.classCode] ?? waiting.classCode),
                    Cell(
                        waiting.proposals.map { Wording.name(ofProposal: $0.name) + say("：", ": ") + $0.value }.joined(
                            separator: say("；", "; "))),
                ]
            }
        }
        var table = Table(
            caption: page.title,
            columns: [
                say("档号", "Code"), say("题名", "Title"), say("日期", "Date"), say("类别", "Class"), say("提出的", "Proposed"),
            ], rows: rows(found), empty: "")
        if hasMore { table.all = { rows(try confirming.waiting(range, limit: .max).found) } }
        page.blocks = [.table(table)]
        return page
    }
}
