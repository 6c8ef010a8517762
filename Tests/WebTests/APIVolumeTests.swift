import Foundation
import HTTPTypes
import Testing
import Web

/// Volumes that other programs open, describe, close and hand out, and descriptions that they confirm.
@Suite struct APIVolumeTests {
    private static func ask(
        _ program: Program, _ code: String, _ what: String, _ method: HTTPRequest.Method, _ json: String? = nil
    ) async throws -> Browser.Answer {
        try await program.ask("/volumes/\(code)" + what, as: "/volumes/{code}" + what, method, json: json)
    }

    @Test func `a volume is opened, described, closed and opened again`() async throws {
        try await TestRoom().call("dangan", "waidang", "wangfang", "shenji") { programs in
            let (keeps, far) = try (#require(programs["dangan"]), #require(programs["waidang"]))
            let body = #"{"title":"周小米个案","class":"个案","org":"210202","year":2024,"subjects":["周小米 2015-03-02"]}"#
            #expect(try await #require(programs["shenji"]).ask("/volumes", .post, json: body).status == 403)
            let made = try await keeps.ask("/volumes", .post, json: body)
            #expect(made.status == 201 && made.text.contains(#""birthDate":"2015-03-02""#), "\(made.text)")
            let code = String(try #require(made.text.firstMatch(of: #/"code":"([^"]+)"/#)).output.1)
                .replacing("·", with: ".")
            // A child has one open case.
            #expect(try await keeps.ask("/volumes", .post, json: body).status == 409)
            for bad in [
                "{}", #"{"title":"卷"}"#, #"{"title":" ","class":"GA"}"#, #"{"title":"卷","class":"没有"}"#,
                #"{"title":"卷","class":"GA","year":1800}"#, #"{"title":"卷","class":"GA","year":"2024"}"#,
                #"{"title":"卷","class":"GA","period":"7年"}"#, #"{"title":"卷","class":"GA","subjects":[""]}"#,
                #"{"title":"卷","class":"GA","another":null}"#,
            ] { #expect(try await keeps.ask("/volumes", .post, json: bad).status == 400, "\(bad)") }

            #expect(try await Self.ask(keeps, code, "", .patch, "{}").status == 400)
            #expect(try await Self.ask(keeps, code, "", .patch, #"{"title":" "}"#).status == 400)
            let named = try await Self.ask(keeps, code, "", .patch, #"{"title":"周小米监护个案"}"#)
            #expect(
                named.text.contains("周小米监护个案") && named.text.contains(#""birthDate":"2015-03-02""#), "\(named.text)")

            let closed = try await Self.ask(keeps, code, "/closing", .post, #"{"on":"2024-06-30","note":"缺一页"}"#)
            #expect(closed.status == 200 && closed.text.contains(#""closedOn":"2024-06-30""#), "\(closed.text)")
            #expect(try await Self.ask(keeps, code, "/closing", .post, "{}").status == 409)
            #expect(try await Self.ask(keeps, code, "/reopening", .post, "{}").status == 400)
            let again = try await Self.ask(keeps, code, "/reopening", .post, #"{"reason":"再次接报"}"#)
            #expect(again.status == 200 && again.text.contains(#""state":"reopened""#), "\(again.text)")

            // Of another district: as one that is not there.
            for (what, method, json) in [
                ("", HTTPRequest.Method.patch, #"{"title":"x"}"#), ("/closing", .post, "{}"),
                ("/reopening", .post, #"{"reason":"x"}"#), ("/workers", .put, #"{"users":["wangfang"]}"#),
            ] {
                let hidden = try await Self.ask(far, code, what, method, json)
                let absent = try await Self.ask(far, "J016-ZY.WB.GA.2024.Y-099", what, method, json)
                #expect(hidden.status == 404 && absent.status == 404, "\(what) \(hidden.text)")
                #expect(hidden.text.replacing(code, with: "J016-ZY.WB.GA.2024.Y-099") == absent.text, "\(what)")
            }
        }
    }

    @Test func `who works on a volume is said by archivists, its level by the security officer`() async throws {
        try await TestRoom().call("dangan", "safe", "wangfang") { programs in
            let (keeps, safe) = try (#require(programs["dangan"]), #require(programs["safe"]))
            let code = "J016-ZY.WB.GA.2024.Y-001"
            for bad in ["{}", #"{"users":"wangfang"}"#, #"{"users":null}"#] {
                #expect(try await Self.ask(keeps, code, "/workers", .put, bad).status == 400, "\(bad)")
            }
            #expect(try await Self.ask(keeps, code, "/workers", .put, #"{"users":["nobody"]}"#).status == 404)
            #expect(try await Self.ask(keeps, code, "/workers", .put, #"{"users":["wangfang"]}"#).status == 200)

            #expect(try await Self.ask(keeps, code, "/level", .put, #"{"level":"hidden"}"#).status == 403)
            #expect(try await Self.ask(safe, code, "/level", .put, #"{"level":"secret"}"#).status == 400)
            #expect(try await Self.ask(safe, code, "/level", .put, "{}").status == 400)
            #expect(try await Self.ask(safe, code, "/level", .put, #"{"level":"hidden"}"#).status == 204)
            // Hidden: for who works on it, and for nobody else.
            #expect(try await Self.ask(#require(programs["wangfang"]), code, "", .get).status == 200)
            #expect(try await Self.ask(keeps, code, "", .get).status == 404)
            #expect(try await Self.ask(safe, code, "/level", .delete).status == 204)
            #expect(try await Self.ask(keeps, code, "", .get).status == 200)
        }
    }

    @Test func `what was taken from the text is listed, put right and confirmed`() async throws {
        try await TestRoom().call("dangan", "shenji") { programs in
            let program = try #require(programs["dangan"])
            #expect(try await #require(programs["shenji"]).ask("/proposals").status == 403)
            #expect(try await program.ask("/proposals?limit=0").status == 400)
            let listed = try await program.ask("/proposals?class=FG").text
            #expect(listed.contains(#""hasMore":false"#), "\(listed)")
            let record = try #require(
                listed.firstMatch(of: #/"code":"([^"]+)"[^{]*"proposals":\{"title":"([^"]+)"/#), "\(listed)")
            let code = String(record.output.1).replacing("·", with: ".")
            func confirm(_ json: String) async throws -> Browser.Answer {
                try await program.ask(
                    "/records/\(code)/confirmation", as: "/records/{code}/confirmation", .post, json: json)
            }
            for bad in [
                #"{"only":["长度"]}"#, #"{"corrected":{"长度":"x"}}"#, #"{"only":"title"}"#, #"{"corrected":{"title":1}}"#,
            ] {
                #expect(try await confirm(bad).status == 400, "\(bad)")
            }
            let trial = try await confirm(#"{"dryRun":true}"#)
            #expect(
                trial.text.contains(#""status":"trial""#) && trial.text.contains(#""version":null"#), "\(trial.text)")
            let done = try await confirm(#"{"only":["title"],"corrected":{"title":"入户走访通知"},"reason":"看过原件"}"#)
            #expect(done.text.contains(#""confirmed":{"title":"入户走访通知"}"#), "\(done.text)")
            #expect(done.text.contains(#""version":2"#), "\(done.text)")
            #expect(!(try await program.ask("/proposals?class=FG").text.contains(#""title":""# + record.output.2)))
            #expect(try await confirm(#"{"only":["title"]}"#).text.contains(#""status":"unchanged""#))
        }
    }
}
