import Archivist
import Foundation
import Intake
import Records
import Samples
import Testing
import Workbench

/// A founded archive in a folder of its own, beside room for input files.
final class TestArchive {
    let folder: TestFolder
    private(set) var archive: ArchiveFolder

    // Behind the purpose stand random bytes in the log: a word of which two characters stand in a generated document would be
    // found there now and then, when what is left of a destroyed one is looked for.
    static let principal = Principal(who: "甲", face: "command", act: "test", purpose: "例行巡阅")
    static let fonds = Fonds(code: "J016", name: "某市未成年人救助保护中心", org: "2102")

    /// The program that reads files, beside the test program.
    private static let reader =
        ((try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")).map {
            ($0 as NSString).deletingLastPathComponent + "/lantai"
        } ?? "lantai")

    init(fonds: Fonds = TestArchive.fonds) throws {
        folder = try TestFolder()
        archive = try Founding.found(path: folder.path("档案"), fonds: fonds, principal: Self.principal)
        archive.reader = ProcessReader(program: Self.reader, fallback: folder.path("tmp"), seconds: 60)
        try Organising(archive: archive).set([
            Organisation(code: "210202", name: "某区未保中心"), Organisation(code: "210202001", name: "某街道未保站"),
        ])
    }

    /// Opens the archive anew, as another process would.
    func reopen() throws {
        archive = try ArchiveFolder(path: folder.path("档案"), principal: Self.principal)
        archive.reader = ProcessReader(program: Self.reader, fallback: folder.path("tmp"), seconds: 60)
    }

    // MARK: - Filing

    @discardableResult
    func file(
        _ names: String..., options: FilingOptions = FilingOptions(), progress: WorkProgress = WorkProgress()
    ) async throws -> [FilingOutcome] {
        var outcomes: [FilingOutcome] = []
        _ = try await Filing(archive: archive, options: options)
            .file(PathInputs(names.map { folder.path($0) }), progress: progress) { outcomes.append($0) }
        return outcomes
    }

    @discardableResult
    func file(
        manifest name: String, options: FilingOptions = FilingOptions(), progress: WorkProgress = WorkProgress()
    ) async throws -> [FilingOutcome] {
        var outcomes: [FilingOutcome] = []
        _ = try await Filing(archive: archive, options: options)
            .file(ManifestInputs(path: folder.path(name)), progress: progress) { outcomes.append($0) }
        return outcomes
    }

    /// Files one text and gives its code.
    func code(
        ofText text: String, name: String = "文件.txt", classCode: String = "PX", volume: String? = nil,
        date: String = "2023-05-19", org: String? = nil, fields: [(name: String, value: String)] = []
    ) async throws -> String {
        try folder.write("in/" + name, text)
        let options = FilingOptions(classCode: classCode, volume: volume, date: date, org: org, fields: fields)
        let outcome = try #require(try await file("in/" + name, options: options).first)
        return try #require(outcome.code, "\(outcome)")
    }

    /// Files generated documents with their descriptions.
    @discardableResult
    func fileSamples(_ count: Int, seed: UInt64 = 3) async throws -> [FilingOutcome] {
        let generator = SampleGenerator(seed: seed)
        var lines = ""
        var orgs: Set<String> = []
        for index in 0..<count {
            let document = generator.document(at: index)
            orgs.insert(document.org)
            orgs.formUnion(document.fields.map(\.value).filter { Organisation.isValidCode($0) })
            var object: [String: Any] = [
                "text": document.text, "externalID": document.externalID, "title": document.title,
                "date": document.date, "class": document.classCode, "org": document.org,
                "fields": Dictionary(document.fields.map { ($0.name, $0.value) }) { first, _ in first },
            ]
            object["volume"] = document.volume
            object["author"] = document.author
            object["documentNumber"] = document.documentNumber
            lines += String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self) + "\n"
        }
        try Organising(archive: archive).set(orgs.sorted().map { Organisation(code: $0, name: "机构\($0)") })
        try folder.write("samples.jsonl", lines)
        return try await file(manifest: "samples.jsonl")
    }

    // MARK: - Reading

    func record(_ code: String, _ choice: Reading.Choice = .latest) throws -> RecordView {
        try Reading(archive: archive).record(code, choice: choice)
    }

    func search(_ query: SearchQuery) async throws -> SearchReport {
        try await Searching(archive: archive).search(query)
    }

    func codes(_ text: String, voided: Bool = false) async throws -> [String] {
        let report = try await search(SearchQuery(text: text, includeVoided: voided, limit: 1000))
        return report.relaxed ? [] : report.hits.map(\.code)
    }

    func allItems() throws -> [String] {
        try folder.write("list.csv", "")
        try FileManager.default.removeItem(atPath: folder.path("list.csv"))
        var choice = Exporting.Choice()
        choice.from = "0001-01-01"
        choice.allVersions = true
        _ = try Exporting(archive: archive)
            .export(choice, to: folder.path("list.csv"), format: .csv, progress: WorkProgress())
        defer { try? FileManager.default.removeItem(atPath: folder.path("list.csv")) }
        var seen: Set<String> = []
        return try folder.text("list.csv").split(whereSeparator: \.isNewline).dropFirst()
            .compactMap { $0.split(separator: ",").first.map(String.init) }.filter { seen.insert($0).inserted }
    }

    /// What the archive answers, for comparing before and after.
    func answers() async throws -> Answers {
        var answers = Answers()
        for code in try allItems() {
            let view = try record(code)
            answers.versions[code] = view.versions
            answers.outlooks[code] = "\(view.retention) \(view.state)"
        }
        for query in Answers.queries {
            let report = try await search(query)
            let name = "\(query.text) \(query.classCode ?? "") \(query.sort)"
            answers.hits[name] = report.hits.map { "\($0.code) \($0.score) \($0.snippet ?? "")" }
            answers.totals[name] = [
                report.total, report.classFacet.count, report.yearFacet.count, report.orgFacet.count,
            ]
        }
        answers.persons = try Persons(archive: archive).list(named: nil, limit: 10_000)
        answers.volumes = try VolumeKeeping(archive: archive).list(classCode: nil, org: nil, state: nil)
        answers.organisations = try Organising(archive: archive).list()
        let plan = try Planning(archive: archive).current()
        answers.plan = "\(plan.version) \(plan.yaml) \(plan.itemCounts.sorted { $0.key < $1.key }) \(plan.history)"
        return answers
    }
}

struct Answers {
    var versions: [String: [Version]] = [:]
    var outlooks: [String: String] = [:]
    var hits: [String: [String]] = [:]
    var totals: [String: [Int]] = [:]
    var persons: [Person] = []
    var volumes: [Volume] = []
    var organisations: [Organisation] = []
    var plan = ""

    static let queries = [
        SearchQuery(text: "监护", limit: 100), SearchQuery(text: "儿童 评估", limit: 100),
        SearchQuery(text: "培训 OR 督导", limit: 100),
        SearchQuery(text: "登记", sort: .date, limit: 100), SearchQuery(text: "学校", classCode: "GA", limit: 100),
        SearchQuery(text: "更正", includeVoided: true, limit: 100), SearchQuery(text: "寄养 无此词", limit: 50),
        SearchQuery(text: "", classCode: "PX", limit: 100),
    ]

    /// The parts that differ; nothing where all is the same.
    func differences(from other: Answers) -> [String] {
        var found: [String] = []
        if versions != other.versions { found.append("versions") }
        if outlooks != other.outlooks { found.append("retention") }
        for (query, list) in hits where list != other.hits[query] { found.append("hits of \(query)") }
        if totals != other.totals { found.append("totals") }
        if persons != other.persons { found.append("persons") }
        if volumes != other.volumes { found.append("volumes") }
        if organisations != other.organisations { found.append("organisations") }
        if plan != other.plan { found.append("plan") }
        return found
    }
}
