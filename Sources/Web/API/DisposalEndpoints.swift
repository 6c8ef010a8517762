import Archivist
import Face
import Foundation
import HTTPTypes
import HummingbirdCore
import Records

extension API {
    static let disposalEndpoints = [
        Endpoint(method: .get, path: "holds", act: "hold list", query: ["lifted"]) { archive, call in
            let holds = try Holding(archive: archive).list(includesLifted: call.flag("lifted"))
            return json(.object([("holds", .array(holds.map { .of($0) }))]))
        },
        Endpoint(
            method: .post, path: "holds", act: "hold place", members: ["codes", "persons", "search", "reason"]
        ) { archive, call in
            let holding = Holding(archive: archive)
            let (reason, persons) = (try call.needed("reason"), try call.numbers("persons"))
            var codes = try call.list("codes")
            if call.isGiven("search") {
                // Nothing typed would find everything.
                let text = try call.needed("search")
                codes += try await holding.codes(foundBy: SearchQuery(text: text, includeVoided: true))
            }
            return json(
                .of(try holding.place(codes: codes, persons: persons.map(Int64.init), reason: reason)), .created)
        },
        Endpoint(method: .post, path: "holds/:number/lift", act: "hold lift", members: ["reason"]) { archive, call in
            json(.of(try Holding(archive: archive).lift(call.number(inPath: "number"), reason: call.needed("reason"))))
        },
        Endpoint(method: .get, path: "appraisals", act: "appraisal list") { archive, _ in
            json(.object([("appraisals", .array(try Appraising(archive: archive).list().map { .of($0) }))]))
        },
        Endpoint(
            method: .post, path: "appraisals", act: "appraisal open",
            members: ["title", "codes", "due", "class", "org", "request"]
        ) { archive, call in
            let appraising = Appraising(archive: archive)
            let (title, codes) = (try call.needed("title"), try call.list("codes"))
            let (day, classCode, org) = (
                try call.day(member: "due"), try call.member("class"), try call.member("org")
            )
            let request = call.isGiven("request") ? try call.count("request") : nil
            // One way to say which records, as with the command.
            guard [!codes.isEmpty, day != nil, request != nil].count(where: { $0 }) == 1 else {
                throw CallFault.member("codes")
            }
            if day == nil, classCode != nil { throw CallFault.member("class") }
            if day == nil, org != nil { throw CallFault.member("org") }
            if let day {
                return json(.of(try appraising.open(title: title, due: day, classCode: classCode, org: org)), .created)
            }
            let named = try request.map { try Requesting(archive: archive).proposed($0) } ?? codes
            return json(.of(try appraising.open(title: title, codes: named)), .created)
        },
        Endpoint(method: .get, path: "appraisals/:number", act: "appraisal show") { archive, call in
            json(.of(try Appraising(archive: archive).show(call.number(inPath: "number"))))
        },
        Endpoint(
            method: .post, path: "appraisals/:number/opinions", act: "appraisal opinion",
            members: ["codes", "verdict", "reason"]
        ) { archive, call in
            guard let verdict = Verdict(try call.needed("verdict")) else { throw CallFault.member("verdict") }
            return json(
                .of(
                    try Appraising(archive: archive).giveOpinion(
                        call.number(inPath: "number"), codes: call.list("codes"), verdict: verdict,
                        reason: call.needed("reason"))))
        },
        Endpoint(
            method: .post, path: "appraisals/:number/approval", act: "appraisal approve", members: ["codes"]
        ) { archive, call in
            json(
                .of(
                    try Appraising(archive: archive).approve(
                        call.number(inPath: "number"), codes: call.list("codes"))))
        },
        Endpoint(
            method: .post, path: "appraisals/:number/destruction", act: "disposal execute", members: ["witnesses"]
        ) { archive, call in
            json(
                .of(
                    try await Disposing(archive: archive).destroy(
                        call.number(inPath: "number"), witnesses: call.list("witnesses"), progress: WorkProgress())))
        },
        Endpoint(method: .get, path: "disposals", act: "disposal list") { archive, _ in
            json(.object([("disposals", .array(try Disposing(archive: archive).list().map { .of($0) }))]))
        },
        Endpoint(method: .get, path: "registers/:code", act: "print") { archive, call in
            json(.of(try RegisterPrinting(archive: archive).register(call.inPath("code"))))
        },
        Endpoint(
            method: .get, path: "sample", act: "sample", query: ["count", "seed", "from", "to", "class", "org"]
        ) { archive, call in
            guard let seed = try call.text("seed") else { throw CallFault.parameter("seed") }
            let drawn = try Sampling(archive: archive).sample(
                call.number("count", in: 1...Sampling.most) ?? 20, seed: seed,
                from: call.period("from", end: false), to: call.period("to", end: true), classCode: call.text("class"),
                org: call.text("org"))
            return json(.of(sample: drawn.sample, drawnFrom: drawn.of))
        },
    ]
}
