import Archivist
import Face
import Foundation
import HTTPTypes
import HummingbirdCore
import Records

extension API {
    static let filingEndpoints = [
        Endpoint(method: .get, path: "uploads", act: "upload") { archive, _ in
            json(.object([("uploads", .array(try Uploading(archive: archive).list().map { .of($0) }))]))
        },
        Endpoint(
            method: .post, path: "uploads", act: "upload", members: ["name", "size", "lastModified", "path"]
        ) { archive, call in
            let path = try call.member("path") ?? ""
            let origin =
                try call.isGiven("lastModified")
                ? Uploading.Origin(lastModified: call.count("lastModified"), path: path) : nil
            return json(
                .of(
                    try Uploading(archive: archive).begin(
                        call.needed("name"), size: call.count("size"), from: origin)), .created)
        },
        Endpoint(
            method: .put, path: "uploads/:id", act: "upload", query: ["offset"], bytes: FilingPage.piece
        ) { archive, call in
            let offset = try call.number("offset", in: 0...(1 << 40)) ?? 0
            let received = try Uploading(archive: archive).append(call.bytes, to: call.inPath("id"), at: offset)
            return json(.object([("received", .int(received))]))
        },
        Endpoint(method: .delete, path: "uploads/:id", act: "upload") { archive, call in
            try Uploading(archive: archive).discard(call.inPath("id"))
            return Response(status: .noContent)
        },
        Endpoint(
            method: .post, path: "records", act: "file",
            members: [
                "upload", "text", "title", "date", "class", "org", "volume", "author", "documentNumber", "externalID",
                "fields", "dryRun",
            ]
        ) { archive, call in
            let (upload, text) = (try call.member("upload"), try call.member("text"))
            guard (upload == nil) != (text == nil) else { throw CallFault.member("upload") }
            let description = try description(call, upload: upload ?? "")
            let isDryRun = try call.flag(member: "dryRun")
            let uploading = Uploading(archive: archive)
            if let text {
                return outcome(
                    try await uploading.file(text: text, description, isDryRun: isDryRun), isDryRun: isDryRun)
            }
            guard let done = try await uploading.file([description], isDryRun: isDryRun).first else {
                throw CallFault.member("upload")
            }
            return outcome(done, isDryRun: isDryRun)
        },
        Endpoint(
            method: .post, path: "uploads/:id/records", act: "file",
            members: ["date", "class", "org", "volume", "author", "fields", "dryRun"]
        ) { archive, call in
            var description = try description(call, upload: call.inPath("id"))
            description.isUnpackedApart = true
            let outcomes = try await Uploading(archive: archive).file(
                [description], isDryRun: call.flag(member: "dryRun"))
            return json(.object([("outcomes", .array(outcomes.map { .of($0) }))]))
        },
    ]

    /// What the members of a call say of an upload; what is not given is proposed.
    private static func description(_ call: Call, upload: String) throws -> Uploading.Description {
        var description = Uploading.Description(
            id: upload, title: try call.member("title"), date: try call.member("date"),
            classCode: try call.member("class"), volume: try call.member("volume"), org: try call.member("org"))
        description.author = try call.member("author")
        description.documentNumber = try call.member("documentNumber")
        description.externalID = try call.member("externalID")
        description.fields = try call.pairs("fields")
        return description
    }

    static let accessEndpoints = [
        Endpoint(method: .get, path: "access-requests", act: "access list") { archive, _ in
            json(.object([("requests", .array(try Granting(archive: archive).list().map { .of($0) }))]))
        },
        Endpoint(
            method: .post, path: "access-requests", act: "access request", members: ["object", "purpose"]
        ) { archive, call in
            json(
                .of(try Granting(archive: archive).request(call.needed("object"), purpose: call.needed("purpose"))),
                .created)
        },
        Endpoint(
            method: .post, path: "access-requests/:id/decision", act: "access decide",
            members: ["decision", "object", "until"]
        ) { archive, call in
            let granting = Granting(archive: archive)
            let id = Int64(try call.number(inPath: "id"))
            let (object, until) = (try call.member("object"), try call.day(member: "until"))
            switch try call.needed("decision") {
            case "grant":
                return json(
                    .of(try granting.decide(id, grants: true, object: object, until: until)))
            case "refuse": return json(.of(try granting.decide(id, grants: false)))
            case "revoke": return json(.of(try granting.revoke(id)))
            default: throw CallFault.member("decision")
            }
        },
        Endpoint(
            method: .post, path: "access-requests/:id/review", act: "access review", members: ["note"]
        ) { archive, call in
            let id = Int64(try call.number(inPath: "id"))
            return json(.of(try Granting(archive: archive).review(id, note: call.needed("note"))))
        },
        Endpoint(
            method: .post, path: "emergency-access", act: "access emergency", members: ["object", "reason"]
        ) { archive, call in
            let granting = Granting(archive: archive)
            return json(
                .of(try granting.openInEmergency(call.needed("object"), reason: call.needed("reason"))), .created)
        },
    ]
}
