import Archivist
import Face
import Foundation
import HTTPTypes
import HummingbirdCore
import Records
import Retention

extension API {
    static let keepingEndpoints = [
        Endpoint(
            method: .get, path: "retention/due", act: "retention due", query: ["on", "class", "org", "limit", "offset"]
        ) { archive, call in
            guard let day = try call.day("on") else { throw CallFault.parameter("on") }
            let limit = try call.number("limit", in: 0...10_000) ?? 1000
            let offset = try call.number("offset", in: 0...10_000_000) ?? 0
            var total = 0
            var records: [JSONText] = []
            try Retaining(archive: archive).due(
                on: day, classCode: call.text("class"), org: call.text("org"), progress: WorkProgress()
            ) { record in
                if total >= offset, records.count < limit { records.append(.of(record)) }
                total += 1
            }
            return json(.object([("total", .int(total)), ("records", .array(records))]))
        },
        Endpoint(method: .get, path: "conditions", act: "conditions") { archive, _ in
            json(.of(try await Conditions(archive: archive)))
        },
        Endpoint(method: .get, path: "plan", act: "plan list") { archive, _ in
            let current = try Planning(archive: archive).current()
            return json(
                .object([
                    ("version", .int(current.version)), ("approval", JSONText(current.plan.approval)),
                    (
                        "classes",
                        .array(current.plan.classes.map { .of($0, items: current.itemCounts[$0.code] ?? 0) })
                    ),
                ]))
        },
    ]

    static let logEndpoints = [
        Endpoint(
            method: .get, path: "log", act: "log list",
            query: ["limit", "code", "who", "from", "to", "denied", "before"]
        ) { archive, call in
            var filter = LogFilter(object: try call.text("code"))
            filter.who = try call.text("who")
            filter.from = try call.day("from")
            filter.to = try call.day("to")
            filter.isDeniedOnly = try call.flag("denied")
            filter.before = try call.number("before", in: 1...Int.max).map { Int64($0) }
            let entries = try LogReading(archive: archive).entries(
                limit: call.number("limit", in: 0...10_000) ?? 50, filter)
            return json(.object([("entries", .array(entries.map { .of($0) }))]))
        },
        Endpoint(method: .get, path: "log/figures", act: "log figures") { archive, _ in
            let figures = try LogReading(archive: archive).figures()
            func months(_ counts: [String: Int]) -> JSONText {
                .object(counts.sorted { $0.key < $1.key }.map { ($0.key, .int($0.value)) })
            }
            return json(.object([("filed", months(figures.filed)), ("read", months(figures.read))]))
        },
        Endpoint(method: .get, path: "log/checkpoint", act: "log checkpoint") { archive, call in
            json(.object([("checkpoint", .string(try LogKeeping.withNamedKey(archive).checkpoint()))]))
        },
        Endpoint(method: .get, path: "log/key", act: "log checkpoint") { archive, call in
            json(.object([("key", .string(try LogKeeping.withNamedKey(archive).publicKey()))]))
        },
        Endpoint(method: .post, path: "log/growth", act: "log checkpoint", members: ["since"]) { archive, call in
            json(.of(try LogKeeping.withNamedKey(archive).consistency(since: call.needed("since"))))
        },
        Endpoint(
            method: .post, path: "log/verification", act: "log verify", members: ["checkpoint", "key"]
        ) { archive, call in
            let key = try call.member("key")
            do {
                return json(
                    .of(
                        try LogKeeping.withNamedKey(archive).verify(
                            against: call.member("checkpoint"), publicKey: key, progress: WorkProgress())))
            } catch ArchiveFailure.badLogKey(let bad) where bad == key {
                // Not the server's key, which would be its own fault.
                throw CallFault.member("key")
            }
        },
        Endpoint(method: .get, path: "log/proofs/:seq", act: "log prove") { archive, call in
            let seq = Int64(try call.number(inPath: "seq"))
            return json(.raw(try LogKeeping.withNamedKey(archive).proof(of: seq)))
        },
    ]
}
