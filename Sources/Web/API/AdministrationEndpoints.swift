import Archivist
import Face
import Foundation
import HTTPTypes
import HummingbirdCore
import Records

extension API {
    static let administrationEndpoints = [
        Endpoint(method: .get, path: "organisations", act: "org list") { archive, _ in
            json(.object([("organisations", .array(try Organising(archive: archive).list().map { .of($0) }))]))
        },
        Endpoint(
            method: .post, path: "organisations", act: "org add", members: ["organisations"]
        ) { archive, call in
            let given = try call.objects("organisations", of: ["code", "name", "shortName"]).map { one in
                Organisation(
                    code: try one.text("code"), name: try one.text("name"), shortName: try one.optional("shortName"))
            }
            guard !given.isEmpty else { throw CallFault.member("organisations") }
            let organising = Organising(archive: archive)
            try organising.set(given)
            return json(.object([("organisations", .array(try organising.list().map { .of($0) }))]))
        },
        Endpoint(method: .delete, path: "organisations/:org", act: "org remove") { archive, call in
            try Organising(archive: archive).remove(call.inPath("org"))
            return Response(status: .noContent)
        },
        Endpoint(method: .get, path: "synonyms", act: "synonyms list") { archive, _ in
            json(.of(try SynonymKeeping(archive: archive).list(), isRemote: true))
        },
        Endpoint(method: .post, path: "synonyms/check", act: "synonyms check", members: ["text"]) { archive, call in
            let keeping = SynonymKeeping(archive: archive)
            let bytes = Array(try call.whole("text").utf8)
            return json(.of(try await keeping.check((path: keeping.path, bytes: bytes)), isRemote: true))
        },
        Endpoint(method: .put, path: "synonyms", act: "synonyms replace", members: ["text"]) { archive, call in
            let bytes = Array(try call.whole("text").utf8)
            return json(.of(try await SynonymKeeping(archive: archive).replace(with: bytes), isRemote: true))
        },
        Endpoint(method: .get, path: "tokens", act: "token list") { archive, _ in
            json(.object([("tokens", .array(try TokenKeeping(archive: archive).list().map { .of($0) }))]))
        },
        Endpoint(method: .delete, path: "tokens/:name", act: "token revoke", query: ["user"]) { archive, call in
            try TokenKeeping(archive: archive).revoke(call.inPath("name"), of: call.text("user"))
            return Response(status: .noContent)
        },
    ]

    /// Whatever gives somebody more than they had asks for a password, which no program has: entering users, giving roles,
    /// new passwords and enabling a user again are for pages and commands. What waits for nothing is here.
    static let userEndpoints = [
        Endpoint(method: .get, path: "users", act: "user list") { archive, _ in
            json(.object([("users", .array(try UserKeeping(archive: archive).list().map { .of($0) }))]))
        },
        Endpoint(method: .post, path: "users/:name/disable", act: "user disable") { archive, call in
            let name = try call.inPath("name")
            try UserKeeping(archive: archive).setState(.disabled, of: name)
            call.room.sessions.endAll(of: .user(name))
            return Response(status: .noContent)
        },
        Endpoint(method: .post, path: "users/:name/sign-out", act: "user sign-out") { archive, call in
            let name = try call.inPath("name")
            try UserKeeping(archive: archive).endSessions(of: name)
            call.room.sessions.endAll(of: .user(name))
            return Response(status: .noContent)
        },
    ]
}
