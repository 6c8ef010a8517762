import Archivist
import Face
import Foundation
import HTTPTypes
import HummingbirdCore
import Records

extension API {
    /// Which requests of persons concerned are listed.
    private enum Standing: String {
        case open, overdue, all, storageOnly

        var choice: Requesting.Choice {
            switch self {
            case .open: .open
            case .overdue: .overdue(Timestamp.today())
            case .all: .all
            case .storageOnly: .restricting
            }
        }
    }

    static let requestEndpoints = [
        Endpoint(method: .get, path: "requests", act: "request list", query: ["state"]) { archive, call in
            let standing = try call.choice("state", Standing.self) ?? .open
            let requests = try Requesting(archive: archive).list(standing.choice)
            return json(.object([("requests", .array(requests.map { .of($0) }))]))
        },
        Endpoint(
            method: .post, path: "requests", act: "request take",
            members: [
                "kind", "asker", "relation", "identityCheck", "codes", "persons", "text", "receivedOn",
            ]
        ) { archive, call in
            guard let kind = try call.choice(member: "kind", SubjectRequest.Kind.self) else {
                throw CallFault.member("kind")
            }
            let (relation, received) = (try call.needed("relation"), try call.day(member: "receivedOn"))
            if let received, received > Timestamp.today() { throw CallFault.member("receivedOn") }
            let isSubject = RequestWording.isSubject(relation)
            return json(
                .of(
                    try Requesting(archive: archive).take(
                        Requesting.Intake(
                            kind: kind, party: isSubject ? .subject : .guardian, asker: call.needed("asker"),
                            relation: isSubject ? nil : relation, identityCheck: call.needed("identityCheck"),
                            codes: call.list("codes"), persons: call.numbers("persons").map(Int64.init),
                            text: call.needed("text"), receivedOn: received))), .created)
        },
        Endpoint(method: .get, path: "requests/:number", act: "request show") { archive, call in
            json(.of(try Requesting(archive: archive).show(call.number(inPath: "number"))))
        },
        Endpoint(
            method: .post, path: "requests/:number/decision", act: "request decide",
            members: ["decision", "codes", "reason"]
        ) { archive, call in
            guard let decision = try call.choice(member: "decision", RequestRuling.Decision.self) else {
                throw CallFault.member("decision")
            }
            return json(
                .of(
                    try Requesting(archive: archive).decide(
                        call.number(inPath: "number"), decision, codes: call.list("codes"),
                        reason: call.needed("reason"))))
        },
        Endpoint(
            method: .post, path: "requests/:number/answer", act: "request answer", members: ["text", "revisions"]
        ) { archive, call in
            let revisions = try call.objects("revisions", of: ["code", "version"]).map {
                RequestAnswer.Revision(code: try $0.text("code"), version: try $0.number("version"))
            }
            // Where the records are gone, and all words with them, nothing is said.
            return json(
                .of(
                    try Requesting(archive: archive).answer(
                        call.number(inPath: "number"), text: call.member("text") ?? "", revisions: revisions)))
        },
        Endpoint(method: .post, path: "requests/:number/lift", act: "request lift", members: ["reason"]) {
            archive, call in
            json(
                .of(
                    try Requesting(archive: archive).lift(
                        call.number(inPath: "number"), reason: call.needed("reason"))))
        },
    ]

    static let savedEndpoints = [
        Endpoint(method: .get, path: "saved-searches", act: "saved list") { archive, _ in
            json(.object([("searches", .array(try SearchKeeping(archive: archive).list().map { .of($0) }))]))
        },
        Endpoint(
            method: .post, path: "saved-searches", act: "saved save",
            members: ["name", "query", "class", "org", "volume", "from", "to", "fields", "voided", "sort"]
        ) { archive, call in
            let name = try call.needed("name")
            let keeping = SearchKeeping(archive: archive)
            try keeping.save(
                SearchQuery(
                    text: call.member("query") ?? "", classCode: call.member("class"), org: call.member("org"),
                    volume: call.member("volume"), from: call.period(member: "from", end: false),
                    to: call.period(member: "to", end: true),
                    fields: call.pairs("fields").map { FieldValue(name: $0.name, value: $0.value) },
                    includeVoided: call.flag(member: "voided"),
                    sort: call.choice(member: "sort", SearchQuery.Sort.self) ?? .relevance), named: name)
            return json(.of(try keeping.search(named: name)), .created)
        },
        Endpoint(method: .delete, path: "saved-searches/:name", act: "saved remove") { archive, call in
            try SearchKeeping(archive: archive).remove(named: call.inPath("name"))
            return Response(status: .noContent)
        },
    ]
}
