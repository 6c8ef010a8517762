import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Inspection
import NIOCore
import Records

/// The four-property inspection (四性检测) of records, volumes, or what was filed last.
struct InspectionPage: Sendable {
    /// Records of one inspection: every byte of each is read while somebody waits.
    static let most = 1000

    let room: ReadingRoom

    static func link(_ codes: [String] = []) -> String {
        let query = Query.text([("codes", codes.joined(separator: " "))])
        return "/inspect" + (query.isEmpty ? "" : "?" + query)
    }

    func add(to router: Router<Visit>) {
        router.get("inspect") { request, visit in
            let asked = Self.asked(request)
            return try await room.answer(request, visit, act: "inspect") { archive in try page(archive, asked) }
        }
        router.get("inspect/register") { request, visit in
            let asked = Self.asked(request)
            return try await room.respond(request, visit, act: "inspect") { archive in
                let (report, records) = try Self.inspected(archive, asked)
                return Self.register(report, records)
            }
        }
    }

    /// The register as a file.
    static func register(_ report: InspectionReport, _ records: [InspectedRecord]) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8",
                .contentDisposition: "attachment" + RecordPage.disposition(of: "四性检测登记表.csv"),
            ], body: .init(byteBuffer: ByteBuffer(string: InspectionRegister.csv(report, records))))
    }

    /// As the address has it.
    private static func asked(_ request: Request) -> [String: String] {
        Dictionary(
            request.uri.queryParameters.map { (String($0.key), String($0.value)) },
            uniquingKeysWith: { first, _ in first })
    }

    private static func inspected(
        _ archive: ArchiveFolder, _ asked: [String: String]
    ) throws -> (InspectionReport, [InspectedRecord]) {
        var choice = try ExportPage.choice(asked)
        choice.allVersions = true
        if choice.codes.isEmpty { choice.newest = asked["last"].flatMap { Int($0) }.map { min(max($0, 1), most) } }
        guard let stage = Stage(rawValue: asked["stage"] ?? Stage.keeping.rawValue) else {
            throw HTTPError(.badRequest)
        }
        return try inspected(archive, choice, stage)
    }

    static func inspected(
        _ archive: ArchiveFolder, _ choice: Exporting.Choice, _ stage: Stage
    ) throws -> (InspectionReport, [InspectedRecord]) {
        var records: [InspectedRecord] = []
        let report = try Inspecting(archive: archive).inspect(
            choice, stage: stage, most: most, progress: WorkProgress()
        ) { records.append($0) }
        return (report, records)
    }

    private func page(_ archive: ArchiveFolder, _ asked: [String: String]) throws -> Page {
        try Inspecting(archive: archive).expectMay()
        let names = try room.archive.names()
        let stages = Field(
            name: "stage", label: say("环节", "stage"),
            kind: .choice(Stage.allCases.map { ($0.rawValue, InspectionText.name(of: $0)) }),
            value: asked["stage"] ?? Stage.keeping.rawValue)
        var fields = ExportPage.fields(names.classes, codes: asked["codes"] ?? "")
        for index in fields.indices { fields[index].value = asked[fields[index].name] ?? "" }
        var blocks: [Block] = [
            .form(
                Form(
                    action: "/inspect", fields: fields + [stages], button: say("检测", "Inspect"), isQuestion: true)),
            .form(
                Form(
                    action: "/inspect", title: say("最近归档的", "What was filed last"),
                    fields: [
                        .init(
                            name: "last", label: say("件数", "records"), kind: .number, value: asked["last"] ?? "20"),
                        stages,
                    ], button: say("检测", "Inspect"), isQuestion: true)),
        ]
        if asked.values.contains(where: { Form.given($0) != nil }) { blocks += try result(archive, asked) }
        return Page(title: say("四性检测", "Inspection"), place: .audit, blocks)
    }

    private typealias Field = Form.Field

    private func result(_ archive: ArchiveFolder, _ asked: [String: String]) throws -> [Block] {
        let (report, records) = try Self.inspected(archive, asked)
        let query = Query.text(
            asked.filter { !["as", "table"].contains($0.key) }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        let verdicts: [Conclusion] = [.fail, .warn, .pass, .notApplicable]
        return [
            .facts([
                (
                    say("结论", "Result"),
                    Cell(
                        say(
                            "\(report.records) 件、\(report.volumes) 卷：\(report.passed) 通过，\(report.warned) 提醒，\(report.failed) 不通过",
                            "\(report.records) records, \(report.volumes) volumes: \(report.passed) pass, \(report.warned) warn, \(report.failed) fail"
                        ))
                ),
                (say("环节", "Stage"), Cell(InspectionText.name(of: report.stage))),
                (say("检测", "Inspected"), Cell(report.by + " " + LogPage.minute(report.at))),
                (
                    say("登记表", "Register"),
                    Cell(say("四性检测登记表（CSV）", "register (CSV)"), link: "/inspect/register?" + query)
                ),
            ]),
            .table(
                Table(
                    caption: say("逐件", "Record by record"),
                    columns: [say("档号", "Code"), say("结论", "Result"), say("不是通过的项", "What is not a plain pass")],
                    rows: records.map { record in
                        [
                            Cell(
                                record.code,
                                link: record.versions == 0 ? VolumePage.link(record.code) : RecordPage.link(record.code)
                            ),
                            Cell(InspectionText.name(of: record.verdict)),
                            Cell(
                                record.findings.filter { $0.verdict > .pass }.map { finding in
                                    InspectionText.name(of: finding.verdict) + " "
                                        + InspectionText.name(of: finding.check)
                                        + say("：", ": ") + InspectionText.message(finding)
                                }.joined(separator: say("；", "; "))),
                        ]
                    }, empty: "")),
            .table(
                Table(
                    caption: say("逐项", "Check by check"),
                    columns: [say("检测项", "Check")] + verdicts.map { InspectionText.name(of: $0) },
                    rows: Check.allCases.compactMap { check in
                        report.tally[check].map { tally in
                            [Cell(InspectionText.name(of: check))] + verdicts.map { Cell(tally[$0] ?? 0) }
                        }
                    }, empty: "")),
        ]
    }
}
