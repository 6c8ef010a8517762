import Archivist
import Face
import Foundation
import HTTPTypes
import HummingbirdCore
import Records

extension API {
    /// Persons as the commands take them: a name, and behind it a birth date or an identity number.
    private static func subjects(_ call: Call) throws -> [PersonMention] {
        try call.list("subjects").map { text in
            guard let person = PersonMention(text) else { throw CallFault.member("subjects") }
            return person
        }
    }

    static let volumeEndpoints = [
        Endpoint(method: .get, path: "volumes", act: "volume list", query: ["class", "org", "state"]) { archive, call in
            let volumes = try VolumeKeeping(archive: archive).list(
                classCode: call.text("class"), org: call.text("org"),
                state: call.choice("state", VolumeState.self))
            return json(.object([("volumes", .array(volumes.map { .of($0) }))]))
        },
        Endpoint(method: .get, path: "volumes/:code", act: "volume show") { archive, call in
            let contents = try VolumeKeeping(archive: archive).contents(call.inPath("code"))
            return json(.of(contents))
        },
        Endpoint(
            method: .post, path: "volumes", act: "volume create",
            members: ["title", "class", "org", "year", "period", "subjects", "another"]
        ) { archive, call in
            let period = try call.member("period").map { text in
                guard let period = RetentionPeriod(text) else { throw CallFault.member("period") }
                return period
            }
            let year = try call.isGiven("year") ? call.count("year") : nil
            if let year, !(1900...2999).contains(year) { throw CallFault.member("year") }
            let volume = try VolumeKeeping(archive: archive).create(
                title: call.needed("title"), classCode: call.needed("class"), org: call.member("org"),
                year: year.map(String.init), period: period, subjects: subjects(call),
                force: call.flag(member: "another"))
            return json(.of(volume), .created)
        },
        Endpoint(
            method: .patch, path: "volumes/:code", act: "volume describe", members: ["title", "subjects"]
        ) { archive, call in
            let code = try call.inPath("code")
            let title = try call.isGiven("title") ? call.needed("title") : nil
            guard title != nil || call.isGiven("subjects") else { throw ArchiveFailure.nothingToRevise(code) }
            return json(
                .of(
                    try VolumeKeeping(archive: archive).describe(
                        code, title: title, subjects: call.isGiven("subjects") ? subjects(call) : nil)))
        },
        Endpoint(
            method: .post, path: "volumes/:code/closing", act: "volume close", members: ["on", "note"]
        ) { archive, call in
            json(
                .of(
                    try VolumeKeeping(archive: archive).close(
                        call.inPath("code"), on: call.day(member: "on"), note: call.member("note"))))
        },
        Endpoint(
            method: .post, path: "volumes/:code/reopening", act: "volume reopen", members: ["reason"]
        ) { archive, call in
            json(.of(try VolumeKeeping(archive: archive).reopen(call.inPath("code"), reason: call.needed("reason"))))
        },
        Endpoint(
            method: .put, path: "volumes/:code/workers", act: "access assign", members: ["users"]
        ) { archive, call in
            // That nobody works on it any more is said, and never meant by silence.
            guard call.isGiven("users") else { throw CallFault.member("users") }
            return json(.of(try VolumeKeeping(archive: archive).assign(call.inPath("code"), to: call.list("users"))))
        },
        Endpoint(
            method: .put, path: "volumes/:code/level", act: "access level", members: ["level"]
        ) { archive, call in
            guard let level = try call.choice(member: "level", AccessLevel.self) else {
                throw CallFault.member("level")
            }
            try VolumeKeeping(archive: archive).setLevel(call.inPath("code"), to: level)
            return Response(status: .noContent)
        },
        Endpoint(method: .delete, path: "volumes/:code/level", act: "access level") { archive, call in
            try VolumeKeeping(archive: archive).setLevel(call.inPath("code"), to: nil)
            return Response(status: .noContent)
        },
    ]

    static let confirmingEndpoints = [
        Endpoint(
            method: .get, path: "proposals", act: "confirm list", query: ["class", "org", "volume", "limit"]
        ) { archive, call in
            let (found, hasMore) = try Confirming(archive: archive).waiting(
                Confirming.Range(
                    classCode: call.text("class"), org: call.text("org"), volume: call.text("volume")),
                limit: call.number("limit", in: 1...1000) ?? 50)
            return json(.object([("records", .array(found.map { .of($0) })), ("hasMore", .bool(hasMore))]))
        },
        Endpoint(
            method: .post, path: "records/:code/confirmation", act: "confirm",
            members: ["only", "corrected", "reason", "dryRun"]
        ) { archive, call in
            let confirming = Confirming(archive: archive)
            let only =
                try call.isGiven("only") ? Set(call.list("only").map { try proposal($0, "only", confirming) }) : nil
            let corrected = try call.pairs("corrected").map { pair in
                (try proposal(pair.name, "corrected", confirming), pair.value)
            }
            let isTrial = try call.flag(member: "dryRun")
            let outcome = try await confirming.confirm(
                call.inPath("code"), only: only,
                corrected: Dictionary(corrected, uniquingKeysWith: { first, _ in first }),
                reason: call.member("reason") ?? say("确认著录", "description confirmed"), isTrial: isTrial)
            return json(.of(outcome, isTrial: isTrial))
        },
    ]

    private static func proposal(_ typed: String, _ member: String, _ confirming: Confirming) throws -> String {
        guard let name = try confirming.proposal(named: typed) else { throw CallFault.member(member) }
        return name
    }
}
