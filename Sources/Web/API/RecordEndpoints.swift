import Archivist
import Face
import Foundation
import HTTPTypes
import HummingbirdCore
import NIOCore
import Records

extension API {
    private static let filters: Set<String> = ["class", "org", "volume", "from", "to", "field", "limit", "offset"]

    /// As the commands: `--limit`, `--offset`.
    private static func query(_ call: Call) throws -> SearchQuery {
        let fields = try call.texts("field").map { text in
            guard let sign = text.firstIndex(where: { $0 == "=" || $0 == "＝" }), sign != text.startIndex else {
                throw CallFault.parameter("field")
            }
            return FieldValue(name: String(text[..<sign]), value: String(text[text.index(after: sign)...]))
        }
        return SearchQuery(
            text: "", classCode: try call.text("class"), org: try call.text("org"), volume: try call.text("volume"),
            from: try call.period("from", end: false), to: try call.period("to", end: true), fields: fields,
            limit: try call.number("limit", in: 0...1000) ?? 20,
            offset: try call.number("offset", in: 0...10_000_000) ?? 0)
    }

    static let searchEndpoints = [
        Endpoint(
            method: .get, path: "search", act: "search",
            query: filters.union(["q", "saved", "sort", "voided", "exact", "brief"])
        ) { archive, call in
            var query = try query(call)
            query.text = try call.text("q") ?? ""
            let saved = try call.text("saved")
            if saved != nil, !query.text.isEmpty { throw CallFault.parameter("saved") }
            query.sort = try call.choice("sort", SearchQuery.Sort.self) ?? .relevance
            query.includeVoided = try call.flag("voided")
            query.exact = try call.flag("exact")
            let isBrief = try call.flag("brief")
            if let saved { query = try SearchKeeping(archive: archive).search(named: saved).query.narrowed(by: query) }
            let searching = try await Searching(archive: archive)
            let clock = ContinuousClock()
            let start = clock.now
            let report = try searching.search(query, isBrief: isBrief)
            return json(.of(report, took: clock.now - start, isBrief: isBrief))
        },
        Endpoint(
            method: .get, path: "completions", act: "complete", query: filters.union(["q"]).subtracting(["offset"])
        ) { archive, call in
            let query = try query(call)
            let typed = try call.text("q") ?? ""
            return json(
                .of(
                    try await Searching(archive: archive).completions(of: typed, query: query, limit: query.limit),
                    prefix: typed))
        },
        Endpoint(
            method: .get, path: "records/:code/similar", act: "similar", query: filters.union(["brief"])
        ) { archive, call in
            let query = try query(call)
            let isBrief = try call.flag("brief")
            let searching = try await Searching(archive: archive)
            let clock = ContinuousClock()
            let start = clock.now
            let report = try searching.similar(toRecord: call.inPath("code"), query: query, isBrief: isBrief)
            return json(.of(report, took: clock.now - start, isBrief: isBrief))
        },
    ]

    private static func choice(_ call: Call) throws -> Reading.Choice {
        try call.number("version", in: 1...1_000_000).map { .number($0) } ?? .latest
    }

    static let recordEndpoints = [
        Endpoint(method: .get, path: "records/:code", act: "show", query: ["version"]) { archive, call in
            json(.of(try Reading(archive: archive).record(call.inPath("code"), choice: choice(call))))
        },
        Endpoint(method: .get, path: "records/:code/text", act: "show text", query: ["version"]) { archive, call in
            let read = try Reading(archive: archive).textWithParts(call.inPath("code"), choice: choice(call))
            return json(.of(text: read.text, parts: read.parts))
        },
        Endpoint(method: .get, path: "records/:code/versions", act: "history") { archive, call in
            let view = try Reading(archive: archive).history(call.inPath("code"))
            return json(
                .object([
                    ("code", .string(view.chosen.code)), ("versions", .array(view.versions.map { .of($0) })),
                ]))
        },
        Endpoint(
            method: .get, path: "records/:code/versions/:version/file", act: "show file", query: ["name"]
        ) { archive, call in
            let (file, bytes) = try Reading(archive: archive).file(
                call.inPath("code"), name: call.text("name"), choice: .number(call.number(inPath: "version")))
            var response = RecordPage.download(file, bytes)
            response.headers[.contentType] = "application/octet-stream"
            response.headers[.contentDisposition] = "attachment" + RecordPage.disposition(of: file.name)
            return response
        },
        Endpoint(
            method: .post, path: "records/:code/versions", act: "revise",
            members: [
                "reason", "title", "date", "class", "org", "volume", "leavesVolume", "author", "documentNumber",
                "externalID", "fields", "uploads", "addsFiles", "replacedFiles", "removedFiles", "void",
            ]
        ) { archive, call in
            var change = Revising.Change()
            change.title = try call.member("title")
            change.date = try call.member("date")
            change.classCode = try call.member("class")
            change.org = try call.member("org")
            change.volume = try call.member("volume")
            change.leavesVolume = try call.flag(member: "leavesVolume")
            if change.volume != nil, change.leavesVolume { throw CallFault.member("leavesVolume") }
            change.author = try call.member("author")
            change.documentNumber = try call.member("documentNumber")
            change.externalID = try call.member("externalID")
            change.fields = try call.pairs("fields")
            change.addsFiles = try call.flag(member: "addsFiles")
            change.voids = try call.flag(member: "void")
            let reason = try call.needed("reason")
            let uploads = try call.list("uploads")
            let replaced = try call.pairs("replacedFiles").map { (name: $0.name, id: $0.value) }
            change.removals = try call.list("removedFiles")
            // Uploads that are not added take the place of all files.
            if !uploads.isEmpty, !change.addsFiles {
                if !replaced.isEmpty { throw CallFault.member("replacedFiles") }
                if !change.removals.isEmpty { throw CallFault.member("removedFiles") }
            }
            return outcome(
                uploads.isEmpty && replaced.isEmpty
                    ? try await Revising(archive: archive).revise(call.inPath("code"), change, reason: reason)
                    : try await Uploading(archive: archive).revise(
                        call.inPath("code"), change, with: uploads, replacing: replaced, reason: reason))
        },
    ]

    /// 201 for what is there now, 200 for what was there already, 422 for what is refused, with the reason in `error`.
    static func outcome(_ outcome: FilingOutcome, isDryRun: Bool = false) -> Response {
        switch outcome.status {
        case .filed: json(.of(outcome), isDryRun ? .ok : .created)
        case .unchanged: json(.of(outcome))
        case .rejected: json(.of(outcome), .unprocessableContent)
        }
    }

    static let workEndpoints = [
        Endpoint(method: .get, path: "tasks", act: "work list", query: ["until"]) { archive, call in
            let tasks = try CaseTasks(archive: archive).own(until: call.day("until"))
            return json(.object([("tasks", .array(tasks.map { .of($0) }))]))
        },
        Endpoint(method: .get, path: "persons", act: "person list", query: ["name", "limit"]) { archive, call in
            let persons = try Persons(archive: archive).list(
                named: call.text("name"), limit: call.number("limit", in: 0...1000) ?? 100)
            return json(.object([("persons", .array(persons.map { .of($0) }))]))
        },
    ]
}
