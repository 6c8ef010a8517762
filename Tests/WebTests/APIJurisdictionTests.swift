import HTTPTypes
import Testing

/// Another district's records, and batches, holds and requests that are about nothing else, are not there for other programs
/// either; and who may do which step.
@Suite struct APIJurisdictionTests {
    private static let absent = "\"kind\":\"noSuchRecord\""

    /// A call with a body, and the status that it is answered with.
    private static func status(
        _ program: Program, _ path: String, as documented: String? = nil, _ json: String
    ) async throws -> Int {
        try await program.ask(path, as: documented, .post, json: json).status
    }

    @Test func `an emergency opens no case of another district`() async throws {
        try await TestRoom().call("waiqu", "dangan", "dudao") { programs in
            let (far, keeps, reviews) = try (
                #require(programs["waiqu"]), #require(programs["dangan"]), #require(programs["dudao"])
            )
            let body = #"{"object":"\#(TestRoom.code)","reason":"孩子失联"}"#
            let outside = try await far.ask("/emergency-access", .post, json: body)
            #expect(outside.status == 404 && outside.text.contains(Self.absent))
            #expect(try await Self.status(keeps, "/emergency-access", body) == 403)
            for wrong in ["{}", #"{"object":"x"}"#, #"{"object":1,"reason":"y"}"#, #"{"object":"x","reason":" "}"#] {
                #expect(try await Self.status(far, "/emergency-access", wrong) == 400, "\(wrong)")
            }
            let (path, documented) = ("/access-requests/999/review", "/access-requests/{id}/review")
            #expect(try await Self.status(reviews, path, as: documented, #"{"note":"x"}"#) == 404)
            #expect(try await Self.status(reviews, path, as: documented, "{}") == 400)
        }
    }

    @Test func `holds of another district are neither placed nor seen nor lifted`() async throws {
        try await TestRoom().call("dangan", "waidang", "admin") { programs in
            let (keeps, far, admin) = try (
                #require(programs["dangan"]), #require(programs["waidang"]), #require(programs["admin"])
            )
            let body = #"{"codes":["\#(TestRoom.code)"],"reason":"(2024)初8号调卷"}"#
            let outside = try await far.ask("/holds", .post, json: body)
            #expect(outside.status == 404 && outside.text.contains(Self.absent))
            #expect(try await Self.status(keeps, "/holds", body) == 201)
            #expect(try await far.ask("/holds?lifted=true").text == #"{"holds":[]}"#)
            #expect(try await admin.ask("/holds").status == 403)
            let (path, documented) = ("/holds/1/lift", "/holds/{number}/lift")
            let lift = #"{"reason":"已结"}"#
            #expect(try await Self.status(far, path, as: documented, lift) == 404)
            #expect(try await Self.status(far, "/holds/9/lift", as: documented, lift) == 404)
            #expect(try await Self.status(keeps, path, as: documented, lift) == 200)
        }
    }

    @Test func `a hold of a person is placed by who knows of one of their records`() async throws {
        try await TestRoom().call("dangan", "waidang") { programs in
            let (keeps, far) = try (#require(programs["dangan"]), #require(programs["waidang"]))
            try await keeps.browser.signIn("dangan")
            _ = try await keeps.browser.ask("/volumes")
            let made = try await keeps.browser.send(
                "/volumes",
                ["class": "GA", "title": "陈星个案", "subject": "陈星 2014-06-01", "org": "210202"])
            try #require(made.status == 303, "\(made.text)")
            let listed = try await keeps.ask("/persons?name=%E9%99%88%E6%98%9F")
            let number = try #require(listed.text.firstMatch(of: #/"person":([0-9]+)/#)).output.1
            let body = #"{"persons":[\#(number)],"reason":"行政复议"}"#
            #expect(try await Self.status(far, "/holds", body) == 404)
            #expect(try await Self.status(far, "/holds", #"{"persons":[99],"reason":"行政复议"}"#) == 404)
            let placed = try await keeps.ask("/holds", .post, json: body)
            #expect(placed.status == 201 && placed.text.contains("\"persons\":[\(number)]"), "\(placed.text)")
        }
    }

    @Test func `a batch of another district's records is not there`() async throws {
        try await TestRoom().call("dangan", "waidang", "wangfang", "dudao", "admin") { programs in
            let (keeps, far, works, approves, admin) = try (
                #require(programs["dangan"]), #require(programs["waidang"]), #require(programs["wangfang"]),
                #require(programs["dudao"]), #require(programs["admin"])
            )
            let body = #"{"title":"2054年到期","codes":["\#(TestRoom.code)"]}"#
            #expect(try await Self.status(works, "/appraisals", body) == 403)
            let outside = try await far.ask("/appraisals", .post, json: body)
            #expect(outside.status == 404 && outside.text.contains(Self.absent))
            #expect(try await Self.status(keeps, "/appraisals", body) == 201)
            #expect(try await Self.status(keeps, "/appraisals", body) == 409)
            #expect(try await keeps.ask("/appraisals/1", as: "/appraisals/{number}").status == 200)
            #expect(try await far.ask("/appraisals/1", as: "/appraisals/{number}").status == 404)
            #expect(try await far.ask("/appraisals").text == #"{"appraisals":[]}"#)
            #expect(try await admin.ask("/appraisals").status == 403)

            let extend = #"{"verdict":"D10","reason":"仍有查考价值"}"#
            func opinion(_ program: Program) async throws -> Browser.Answer {
                try await program.ask(
                    "/appraisals/1/opinions", as: "/appraisals/{number}/opinions", .post, json: extend)
            }
            #expect(try await opinion(admin).status == 403)
            #expect(try await opinion(far).status == 404)
            #expect(try await opinion(keeps).status == 200)
            // Who may not read the case gives no opinion on it, until it is opened to them.
            #expect(try await opinion(works).status == 404)
            let emergency = #"{"object":"\#(TestRoom.code)","reason":"孩子失联"}"#
            #expect(try await Self.status(works, "/emergency-access", emergency) == 201)
            #expect(try await opinion(works).text.contains("\"state\":\"agreed\",\"verdict\":\"D10\""))
            func approve(_ program: Program, _ json: String = "{}") async throws -> Int {
                try await Self.status(program, "/appraisals/1/approval", as: "/appraisals/{number}/approval", json)
            }
            #expect(try await approve(keeps) == 403)
            #expect(try await approve(approves, #"{"codes":{}}"#) == 400)
            #expect(try await approve(approves, #"{"codes":["J016-X"]}"#) == 404)
            #expect(try await approve(approves) == 200)
        }
    }

    @Test func `a batch is opened of what is due`() async throws {
        try await TestRoom().call("dangan", "waidang") { programs in
            let (keeps, far) = try (#require(programs["dangan"]), #require(programs["waidang"]))
            let filed = try await keeps.ask(
                "/records", .post, json: #"{"text":"签到表","class":"PX","date":"2024-05-06","title":"培训签到"}"#)
            #expect(filed.status == 201, "\(filed.text)")
            #expect(try await keeps.ask("/retention/due?on=2100-01-01&class=PX").text.contains("\"total\":1,"))
            #expect(try await far.ask("/retention/due?on=2100-01-01").text.contains("\"total\":0,"))
            let body = #"{"title":"到期","due":"2100-01-01","class":"PX"}"#
            let nothing = try await far.ask("/appraisals", .post, json: body)
            #expect(nothing.status == 400 && nothing.text.contains("nothingToAppraise"))
            let due = try await keeps.ask("/appraisals", .post, json: body)
            #expect(due.status == 201 && due.text.contains("WB·PX·2024"), "\(due.text)")
        }
    }

    @Test func `requests about another district's records are neither taken in nor seen`() async throws {
        try await TestRoom().call("dangan", "waidang", "dudao") { programs in
            let (takes, far, decides) = try (
                #require(programs["dangan"]), #require(programs["waidang"]), #require(programs["dudao"])
            )
            let said = #""asker":"林国梁","relation":"父亲","identityCheck":"身份证原件","text":"删除""#
            let body = #"{"kind":"deletion",\#(said),"codes":["\#(TestRoom.code)"]}"#
            #expect(try await Self.status(decides, "/requests", body) == 403)
            let outside = try await far.ask("/requests", .post, json: body)
            #expect(outside.status == 404 && outside.text.contains(Self.absent))
            for wrong in [
                "{}", #"{"kind":"deletion",\#(said),"persons":[true]}"#,
                #"{"kind":"copy","asker":" ","relation":"self","identityCheck":"b","text":"c"}"#,
            ] {
                #expect(try await Self.status(takes, "/requests", wrong) == 400, "\(wrong)")
            }
            #expect(try await Self.status(takes, "/requests", body) == 201)
            #expect(try await far.ask("/requests?state=all").text == #"{"requests":[]}"#)
            #expect(try await far.ask("/requests/1", as: "/requests/{number}").status == 404)
            #expect(try await takes.ask("/requests?state=some").status == 400)

            func decide(_ json: String) async throws -> Browser.Answer {
                try await decides.ask("/requests/1/decision", as: "/requests/{number}/decision", .post, json: json)
            }
            let forbidden = try await decide(#"{"decision":"granted","reason":"x"}"#)
            #expect(forbidden.status == 403 && forbidden.text.contains("deletionForbidden"))
            #expect(try await decide(#"{"decision":"granted"}"#).status == 400)
            #expect(try await decide(#"{"decision":"granted","reason":"x","codes":["J016-X"]}"#).status == 404)
            #expect(try await Self.status(takes, "/appraisals", #"{"title":"x","request":1}"#) == 400)
            #expect(try await decide(#"{"decision":"storageOnly","reason":"保管期限未届满"}"#).status == 200)
            #expect(try await takes.ask("/requests?state=storageOnly").text.contains("\"storageOnly\":true"))
            let kept = try await takes.ask(TestRoom.record, as: "/records/{code}")
            #expect(kept.status == 403 && kept.text.contains("storedOnly"))

            let answer = ("/requests/1/answer", "/requests/{number}/answer")
            #expect(try await Self.status(far, answer.0, as: answer.1, #"{"text":"x"}"#) == 404)
            #expect(try await Self.status(decides, answer.0, as: answer.1, #"{"text":"x"}"#) == 403)
            let empty = try await takes.ask(answer.0, as: answer.1, .post, json: "{}")
            #expect(empty.status == 409 && empty.text.contains("requestUndone"))
            func lift(_ program: Program, _ json: String = #"{"reason":"撤回"}"#) async throws -> Int {
                try await Self.status(program, "/requests/1/lift", as: "/requests/{number}/lift", json)
            }
            #expect(try await (lift(takes), lift(far), lift(decides, "{}")) == (403, 403, 400))
            #expect(try await lift(decides) == 200)
            #expect(try await lift(decides) == 409)
            #expect(try await takes.ask(TestRoom.record, as: "/records/{code}").status == 200)
        }
    }

    @Test func `a sample is drawn of what the auditor may read`() async throws {
        try await TestRoom().call("shenji", "waidang", "wangfang") { programs in
            let (audits, far, works) = try (
                #require(programs["shenji"]), #require(programs["waidang"]), #require(programs["wangfang"])
            )
            #expect(try await audits.ask("/sample?seed=2024").text.contains("\"total\":2,"))
            let narrowed = try await audits.ask("/sample?seed=2024&class=GA&from=2024&to=2024-05")
            #expect(narrowed.text.contains("\"total\":1,") && narrowed.text.contains("\"org\":\"210202\""))
            #expect(try await far.ask("/sample?seed=2024").text.contains("\"total\":0,"))
            #expect(try await works.ask("/sample?seed=2024").status == 403)
            #expect(try await audits.ask("/sample?seed=1&from=x").status == 400)
        }
    }

    @Test func `a saved search is run and removed by its owner alone`() async throws {
        try await TestRoom().call("dangan", "wangfang") { programs in
            let (keeps, works) = try (#require(programs["dangan"]), #require(programs["wangfang"]))
            let name = "%E6%9C%88%E6%8A%A5"
            let body = #"{"name":"月报","query":"隔代","class":"GA","fields":{"当事人":"林小满"}}"#
            #expect(try await Self.status(keeps, "/saved-searches", body) == 201)
            let found = try await keeps.ask("/search?saved=" + name)
            #expect(found.status == 200 && found.text.contains("\"total\":1,"), "\(found.text)")
            #expect(try await keeps.ask("/search?saved=\(name)&to=2023").text.contains("\"total\":0,"))
            #expect(try await keeps.ask("/search?saved=\(name)&q=x").status == 400)
            #expect(try await works.ask("/saved-searches").text == #"{"searches":[]}"#)
            #expect(try await works.ask("/search?saved=" + name).status == 404)
            func remove(_ program: Program) async throws -> Int {
                try await program.ask("/saved-searches/" + name, as: "/saved-searches/{name}", .delete).status
            }
            #expect(try await (remove(works), remove(keeps), remove(keeps)) == (404, 204, 404))
        }
        try await TestRoom().call("dangan", isReadingOnly: true) { programs in
            let reads = try #require(programs["dangan"])
            let saved = try await reads.ask("/saved-searches", .post, json: #"{"name":"x"}"#)
            #expect(saved.status == 403 && saved.text.contains("\"kind\":\"readingOnly\""))
            #expect(try await reads.ask("/saved-searches/x", as: "/saved-searches/{name}", .delete).status == 403)
        }
    }
}
