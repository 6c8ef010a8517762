import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Records

/// Requests of the persons concerned (个人信息请求): taken in, decided by another, done, answered in time.
struct RequestsPage: Sendable {
    let room: ReadingRoom

    static func link(_ number: Int) -> String { "/requests/\(number)" }

    func add(to router: Router<Visit>) {
        router.get("requests") { request, visit in
            let shown = request.uri.queryParameters["show"].map(String.init) ?? ""
            return try await room.answer(request, visit, act: "request list") { archive in try list(archive, shown) }
        }
        router.post("requests") { request, visit in
            try await room.act(request, visit, "request take") { archive, form in
                let view = try Requesting(archive: archive).take(try Self.intake(form))
                return (
                    Self.link(view.request.number),
                    say("已受理，\(view.request.due) 前答复。", "Taken in, to be answered by \(view.request.due).")
                )
            }
        }
        // Names of children do not go into addresses: they are sent as a form.
        router.post("requests/person") { request, visit in
            try await room.answer(request, visit, act: "person list") { archive, form in
                try persons(archive, form)
            }
        }
        router.get("requests/:number") { request, visit in
            let number = try visit.parameters.require("number", as: Int.self)
            return try await room.answer(request, visit, act: "request show") { archive in try page(archive, number) }
        }
        router.post("requests/:number/:act") { request, visit in
            let number = try visit.parameters.require("number", as: Int.self)
            let act = try visit.parameters.require("act")
            return try await room.act(request, visit, act == "appraise" ? "appraisal open" : "request " + act) {
                archive, form in
                try change(archive, number, act, form)
            }
        }
    }

    private static func intake(_ form: [String: String]) throws -> Requesting.Intake {
        guard let kind = SubjectRequest.Kind(rawValue: form["kind"] ?? "") else { throw HTTPError(.badRequest) }
        let day = try Form.day(form["on"])
        if let day, day > Timestamp.today() {
            throw Refusal.invalidDate(field: say("收到之日", "received"), value: day.description)
        }
        let relation = (form["relation"] ?? "").trimmingCharacters(in: .whitespaces)
        let isSubject = relation.isEmpty || RequestWording.isSubject(relation)
        return Requesting.Intake(
            kind: kind, party: isSubject ? .subject : .guardian, asker: form["asker"] ?? "",
            relation: isSubject ? nil : relation, identityCheck: form["identity"] ?? "", codes: codes(form),
            persons: (form["persons"] ?? "").split { !$0.isNumber }.compactMap { Int64($0) }, text: form["text"] ?? "",
            receivedOn: day)
    }

    private static func codes(_ form: [String: String]) -> [String] {
        (form["codes"] ?? "").split { $0.isWhitespace || ",，、".contains($0) }.map(String.init)
    }

    private func change(
        _ archive: ArchiveFolder, _ number: Int, _ act: String, _ form: [String: String]
    ) throws -> (to: String, notice: String) {
        let requesting = Requesting(archive: archive)
        let reason = form["reason"] ?? ""
        switch act {
        case "decide":
            guard let decision = RequestRuling.Decision(rawValue: form["decision"] ?? "") else {
                throw HTTPError(.badRequest)
            }
            _ = try requesting.decide(number, decision, codes: Self.codes(form), reason: reason)
            return (Self.link(number), say("决定已记下。", "The decision is recorded."))
        case "answer":
            let revisions = form.filter { $0.key.hasPrefix("revised-") }.compactMap { name, value in
                Int(value.trimmingCharacters(in: .whitespaces)).map {
                    RequestAnswer.Revision(code: String(name.dropFirst("revised-".count)), version: $0)
                }
            }
            _ = try requesting.answer(
                number, text: form["text"] ?? "", revisions: revisions.sorted { $0.code < $1.code })
            return (Self.link(number), say("已答复。", "Answered."))
        case "lift":
            _ = try requesting.lift(number, reason: reason)
            return (Self.link(number), say("已解除仅存储。", "No longer in storage only."))
        case "appraise":
            let view = try Appraising(archive: archive).open(
                title: say("请求 \(number)", "Request \(number)"), codes: try requesting.proposed(number))
            return ("/appraisals/\(view.appraisal.number)", say("已提请鉴定。", "Proposed for appraisal."))
        default: throw HTTPError(.notFound)
        }
    }

    // MARK: - The list

    private func list(_ archive: ArchiveFolder, _ shown: String) throws -> Page {
        let today = Timestamp.today()
        let choices: [(value: String, name: String, choice: Requesting.Choice)] = [
            ("", say("未答复的", "not answered"), .open), ("overdue", say("逾期的", "overdue"), .overdue(today)),
            ("restricting", say("仅存储的", "in storage only"), .restricting), ("all", say("全部", "all"), .all),
        ]
        let chosen = choices.first { $0.value == shown }?.choice ?? .open
        let requests = try Requesting(archive: archive).list(chosen)
        var blocks: [Block] = [
            .form(
                Form(
                    action: "/requests",
                    fields: [
                        .init(
                            name: "show", label: say("列出", "show"), kind: .choice(choices.map { ($0.value, $0.name) }),
                            value: shown)
                    ], button: say("列出", "List"), isQuestion: true)),
            .table(
                Table(
                    caption: say("\(requests.count) 项请求", "\(requests.count) requests"),
                    columns: [
                        say("请求", "Request"), say("要求", "Kind"), say("谁提出", "Asker"), say("期限", "Due"),
                        say("状态", "State"), say("涉及", "About"),
                    ],
                    rows: requests.map { view in
                        [
                            Cell(String(view.request.number), link: Self.link(view.request.number)),
                            Cell(RequestWording.word(view.request.kind)), Cell(Self.asker(of: view)),
                            Cell(view.request.due), Cell(RequestWording.standing(view, on: today)),
                            Cell(
                                view.about.codes.prefix(2).joined(separator: " ")
                                    + (view.about.codes.count > 2 ? " …" : "")),
                        ]
                    },
                    empty: shown.isEmpty
                        ? say("没有等着答复的请求。收到时在下面受理。", "No request waits for an answer. Take one in below.")
                        : say("没有这样的请求。", "No such requests."))),
        ]
        if archive.permits(.takeRequest) { blocks.append(.form(takeForm)) }
        return Page(title: say("当事人请求", "Requests of the persons concerned"), place: .requests, blocks)
    }

    private var takeForm: Form {
        var form = Form(
            action: "/requests", title: say("受理请求", "Take a request in"),
            fields: [
                .init(
                    name: "kind", label: say("要求", "what is asked"),
                    kind: .choice(SubjectRequest.Kind.allCases.map { ($0.rawValue, RequestWording.word($0)) })),
                .init(name: "asker", label: say("谁提出", "who asks")),
                .init(
                    name: "relation", label: say("与孩子的关系", "what they are to the child"), value: say("本人", "self"),
                    hint: say("本人，或父亲、母亲、监护人……", "self, or father, mother, guardian …")),
                .init(
                    name: "identity", label: say("怎样核验了身份", "how the identity was checked"),
                    hint: say("如：核验身份证原件", "for example: identity card seen")),
                .init(
                    name: "codes", label: say("档号、案卷号，可多个", "codes of records or volumes"), isRequired: false,
                    hint: say("看不到的不必写，由作决定的人补上", "what you may not see is added by whoever decides")),
                .init(
                    name: "persons", label: say("人员编号", "number of the person"), isRequired: false,
                    hint: say("填了就涉及写有此人的全部档案", "with it, the request is about all records that name them")),
                .init(
                    name: "name", label: say("不知道编号：姓名", "number not known: the name"), isRequired: false,
                    hint: say("写姓名，按“查人员编号”", "type the name, then look the number up")),
                .init(
                    name: "on", label: say("收到之日", "received on"), kind: .date,
                    value: Timestamp.today().description),
                .init(name: "text", label: say("要什么", "what is asked for, in words"), kind: .longText),
            ], button: say("受理", "Take in"))
        form.other = ("/requests/person", say("查人员编号", "Look up a person's number"))
        form.isOtherPartial = true
        return form
    }

    // MARK: - Whose records

    /// Persons that one look-up lists.
    private static let mostPersons = 50

    /// - Parameter typed: the request as far as it is filled in, which is gone on with below.
    private func persons(_ archive: ArchiveFolder, _ typed: [String: String]) throws -> Page {
        let name = typed["name"].flatMap(Form.given)
        guard name != nil || archive.permits(.takeRequest) else { throw ArchiveFailure.requestFieldMissing("name") }
        let persons = Persons(archive: archive)
        let found = try name.map { try persons.list(named: $0, limit: Self.mostPersons) } ?? []
        return Page(
            title: say("人员编号", "Numbers of persons"), place: .requests,
            [
                .table(
                    Table(
                        caption: say("\(found.count) 人", "\(found.count) persons"),
                        columns: [
                            say("编号", "Number"), say("姓名", "Name"), say("出生日期", "Birth date"), say("档案", "Records"),
                        ],
                        rows: try found.map { person in
                            let entry = try persons.entry(person.id)
                            let codes = entry.volumes + entry.items
                            return [
                                Cell(String(person.id)), Cell(person.name), Cell(person.birthDate),
                                Cell(codes.prefix(3).joined(separator: " ") + (codes.count > 3 ? " …" : "")),
                            ]
                        },
                        empty: name == nil
                            ? say("写上姓名再查。", "Type the name, then look it up.")
                            : say(
                                "没有这个人，或写有此人的档案您看不到。不填编号也可以受理，由作决定的人补上档号。",
                                "Nobody of that name, or only in records that you may not see. Take the request in without it: whoever decides adds the codes."
                            ))),
                archive.permits(.takeRequest)
                    ? .form(takeForm.filled(typed))
                    : .links([(say("回到当事人请求", "Back to the requests"), "/requests")]),
            ])
    }

    private static func asker(of view: RequestView) -> String {
        guard let taken = view.words[.taken] else { return say("（已随档案销去）", "(gone with the records)") }
        return (taken.asker ?? "")
            + say(
                "（\(taken.relation ?? RequestWording.word(view.request.party))）",
                " (\(taken.relation ?? RequestWording.word(view.request.party)))")
    }

    // MARK: - One request

    private func page(_ archive: ArchiveFolder, _ number: Int) throws -> Page {
        let view = try Requesting(archive: archive).show(number)
        var blocks: [Block] = [
            .facts(facts(view)),
            .table(
                Table(
                    caption: say("涉及的档案", "Records that it is about"), columns: [say("档号", "Code")],
                    rows: view.about.volumes.map { [Cell($0, link: VolumePage.link($0))] }
                        + view.about.items.map { [Cell.code($0)] },
                    empty: say("还没有写明，由作决定的人补上。", "None named yet: whoever decides adds them."))),
            .table(steps(view)),
        ]
        if view.decision == nil, archive.permits(.decideRequest) { blocks.append(.form(decideForm(view))) }
        if view.decision != nil, !view.isAnswered { blocks += answering(archive, view) }
        if view.isRestricting, archive.permits(.decideRequest) {
            blocks.append(
                .form(
                    Form(
                        action: Self.link(number) + "/lift",
                        title: say("解除仅存储", "End the keeping in storage only"),
                        fields: [.init(name: "reason", label: say("理由", "reason"))], button: say("解除", "Lift"))))
        }
        return Page(
            title: say("请求 \(number)：", "Request \(number): ") + RequestWording.word(view.request.kind),
            place: .requests, blocks)
    }

    private func facts(_ view: RequestView) -> [(name: String, value: Cell?)] {
        let taken = view.words[.taken]
        return [
            (say("状态", "State"), Cell(RequestWording.standing(view, on: Timestamp.today()))),
            (say("谁提出", "Asker"), Cell(Self.asker(of: view))),
            (say("身份核验", "Identity"), taken?.identityCheck.map { Cell($0) }),
            (say("内容", "Text"), taken.map { Cell($0.text) }),
            (say("收到", "Received"), Cell(view.request.receivedOn)), (say("期限", "Due"), Cell(view.request.due)),
            (
                say("人员", "Persons"),
                view.about.persons.isEmpty ? nil : Cell(view.about.persons.map(String.init).joined(separator: " "))
            ),
        ]
    }

    private func steps(_ view: RequestView) -> Table {
        var rows: [[Cell]] = []
        func add(_ name: String, _ at: String?, _ by: String?, _ what: String, _ words: RequestWords?) {
            guard let at else { return }
            rows.append([Cell(name), Cell(LogPage.minute(at)), Cell(by), Cell(what), Cell(words?.text)])
        }
        add(say("受理", "Taken in"), view.takenAt, view.takenBy, "", nil)
        add(
            say("决定", "Decision"), view.decidedAt, view.decidedBy, view.decision.map(RequestWording.word) ?? "",
            view.words[.decided])
        add(
            say("答复", "Answer"), view.answeredAt, view.answeredBy, view.answer.map(RequestWording.evidence) ?? "",
            view.words[.answered])
        add(
            say("解除", "Lifted"), view.liftedAt, view.liftedBy, say("不再仅存储", "no longer in storage only"),
            view.words[.lifted])
        return Table(
            caption: say("经过", "What was done"),
            columns: [
                say("步骤", "Step"), say("时间", "When"), say("谁", "Who"), say("结果", "Outcome"), say("说明", "Words"),
            ], rows: rows, empty: "")
    }

    private func decideForm(_ view: RequestView) -> Form {
        var decisions: [RequestRuling.Decision] = [.granted, .refused]
        if view.request.kind == .deletion { decisions.append(.storageOnly) }
        return Form(
            action: Self.link(view.request.number) + "/decide",
            title: say("作决定（由受理人以外的人）", "Decide (another than who took it in)"),
            fields: [
                .init(
                    name: "decision", label: say("决定", "decision"),
                    kind: .choice(decisions.map { ($0.rawValue, RequestWording.word($0)) })),
                .init(
                    name: "codes", label: say("补上的档号、案卷号", "codes that were not named"), isRequired: false),
                .init(
                    name: "reason", label: say("理由", "reason"),
                    hint: view.request.kind == .deletion
                        ? say("法律不许删除的，决定仅存储", "what law keeps goes into storage only") : nil),
            ], button: say("决定", "Decide"))
    }

    /// What is to be done before the answer, and the answer.
    private func answering(_ archive: ArchiveFolder, _ view: RequestView) -> [Block] {
        let link = Self.link(view.request.number)
        var blocks: [Block] = []
        var fields = [Form.Field(name: "text", label: say("答复的内容", "what was answered"), kind: .longText)]
        if view.decision == .granted {
            switch view.request.kind {
            case .copy:
                blocks.append(
                    .note(say("先把复制件导出，再答复。", "Export the copy first, then answer.")))
                if archive.permits(.export) {
                    blocks.append(
                        .links([(say("导出这些档案", "Export these records"), ExportPage.link(view.about.codes))]))
                }
            case .correction:
                blocks.append(
                    .note(
                        say(
                            "先更正档案，再在答复里写明各是第几版。",
                            "Correct the records first; the answer names the versions.")))
                fields += view.about.items.map {
                    .init(
                        name: "revised-" + $0, label: $0 + say(" 更正为第几版", ": version"), kind: .number,
                        isRequired: false)
                }
            case .deletion:
                blocks.append(
                    .note(
                        say(
                            "先提请鉴定；销毁要经过意见、批准和监销，与其他档案一样。",
                            "Propose them for appraisal first: they are destroyed by opinions, approval and witnesses like any other."
                        )))
                if archive.permits(.proposeAppraisal) {
                    blocks.append(
                        .form(Form(action: link + "/appraise", button: say("提请鉴定", "Propose for appraisal"))))
                }
            }
        }
        if archive.permits(.takeRequest) {
            blocks.append(
                .form(
                    Form(
                        action: link + "/answer", title: say("答复", "Answer"), fields: fields,
                        button: say("已答复", "Answered"))))
        }
        return blocks
    }
}
