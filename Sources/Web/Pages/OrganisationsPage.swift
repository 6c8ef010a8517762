import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Records

/// The tree of organisations.
struct OrganisationsPage: Sendable {
    /// Bytes of a table that is brought in: some ten thousand organisations.
    private static let longestTable = 1 << 20

    let room: ReadingRoom

    func add(to router: Router<Visit>) {
        router.get("organisations") { request, visit in
            try await room.answer(request, visit, act: "org list") { archive in try page(archive) }
        }
        router.post("organisations") { request, visit in
            try await room.act(request, visit, "org add") { archive, form in
                try Organising(archive: archive).set([
                    Organisation(
                        code: Form.given(form["code"] ?? "") ?? "", name: form["name"] ?? "",
                        shortName: form["shortName"].flatMap(Form.given))
                ])
                return ("/organisations", say("已登记。", "Entered."))
            }
        }
        router.post("organisations/remove") { request, visit in
            try await room.act(request, visit, "org remove") { archive, form in
                let code = form["code"] ?? ""
                try Organising(archive: archive).remove(code)
                return ("/organisations", say("已删除 \(code)。", "\(code) is removed."))
            }
        }
        router.post("organisations/import") { request, visit in
            try await room.perform(request, visit, "org import", most: Self.longestTable) { archive, form in
                let organisations = try Organising.read(csv: Array((form["csv"] ?? "").utf8))
                try Organising(archive: archive).set(organisations)
                if let session = visit.session {
                    room.sessions.leave(
                        say("已登记 \(organisations.count) 个机构。", "Entered \(organisations.count) organisations."),
                        for: session)
                }
                return .redirect(to: "/organisations", type: .normal)
            }
        }
        router.get("organisations/export") { request, visit in
            try await room.respond(request, visit, act: "org export") { archive in
                return Response(
                    status: .ok,
                    headers: [
                        .contentType: "text/csv; charset=utf-8",
                        .contentDisposition: "attachment"
                            + RecordPage.disposition(of: say("机构", "organisations") + ".csv"),
                    ],
                    body: .init(byteBuffer: ByteBuffer(string: Organising.csv(try Organising(archive: archive).list())))
                )
            }
        }
    }

    private func page(_ archive: ArchiveFolder) throws -> Page {
        let organising = Organising(archive: archive)
        let hindrances = try organising.hindrances()
        let organisations = try organising.list()
        let codes = Set(organisations.map(\.code))
        let rows = organisations.map { one -> [Cell] in
            let hindered = hindrances[one.code] ?? []
            let remove = Form(
                action: "/organisations/remove", hidden: [("code", one.code)], button: say("删除", "Remove"))
            return [
                Cell(Self.indented(one, among: codes)), Cell(one.name), Cell(one.shortName),
                Cell(Wording.name(of: one.tier)),
                Cell(hindered.map { Wording.of($0) }.joined(separator: say("；", "; "))),
                Cell(forms: hindered.isEmpty ? [remove] : []),
            ]
        }
        return Page(
            title: say("机构", "Organisations"), place: .administration,
            [
                .links([
                    (say("用户", "Users"), "/users"),
                    (say("存成 CSV，改好可再导入", "As CSV, to be brought in again"), "/organisations/export"),
                ]),
                .note(
                    say(
                        "上下级由行政区划代码决定：代码以上级代码开头的归它管。上级读得到下级的档案。",
                        "Division codes say who is above whom: a code that begins with another's is below it. Who is above may read what is below."
                    )),
                .form(
                    Form(
                        action: "/organisations", title: say("登记机构或更正名称", "Enter an organisation, or correct its name"),
                        fields: [
                            .init(
                                name: "code", label: say("行政区划代码", "Division code"),
                                hint: say("2、4、6、9 或 12 位数字", "2, 4, 6, 9 or 12 digits")),
                            .init(name: "name", label: say("名称", "Name")),
                            .init(name: "shortName", label: say("简称", "Short name"), isRequired: false),
                        ], button: say("登记", "Enter"))),
                .form(
                    Form(
                        action: "/organisations/import", title: say("从 CSV 登记", "Enter from CSV"),
                        fields: [
                            .init(
                                name: "csv", label: "CSV", kind: .content(accept: ".csv,text/csv"),
                                hint: say(
                                    "第一行：代码,名称,简称。选文件，或把内容贴进来；已有的更正名称，没有列出的不动",
                                    "First line: code,name,shortName. Choose a file or paste its content; names of those there are corrected, others stay"
                                ))
                        ], button: say("登记", "Enter"))),
                .table(
                    Table(
                        caption: say("\(rows.count) 个机构", "\(rows.count) organisations"),
                        columns: [
                            say("代码", "Code"), say("名称", "Name"), say("简称", "Short name"), say("层级", "Tier"),
                            say("不能删除，因为", "Cannot be removed, because"), "",
                        ], rows: rows, empty: say("还没有机构。", "No organisations yet."))),
            ])
    }

    /// Its code, as far to the right as there are others above it.
    private static func indented(_ one: Organisation, among codes: Set<String>) -> String {
        let above = one.code.indices.dropFirst().count { codes.contains(String(one.code[..<$0])) }
        return String(repeating: "\u{A0}", count: 4 * above) + one.code
    }
}
