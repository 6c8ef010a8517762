import Foundation
import HTTPTypes
import Testing
import Web

/// What pages do with holds, appraisals, requests of persons concerned, emergencies and saved searches, for programs: each
/// answer held against the document.
@Suite struct APICaseworkTests {
    /// Programs of several users over one archive.
    private struct Programs {
        let browser: Browser
        let document: APIDocument
        let tokens: [String: String]

        @discardableResult func ask(
            _ user: String, _ path: String, as documented: String? = nil, _ method: HTTPRequest.Method = .get,
            json: String? = nil, expects status: Int = 200
        ) async throws -> String {
            let token = try #require(tokens[user])
            var headers = ["Authorization": "Bearer \(user):\(token)", "Lantai-Purpose": "%E6%A0%B8%E5%AF%B9"]
            if json != nil { headers["Content-Type"] = "application/json" }
            let answer = try await browser.ask(
                "/api/v1" + path, method, headers: headers, body: json.map { Array($0.utf8) })
            let plain = String(path.prefix { $0 != "?" })
            let faults = try document.faults(
                in: answer.text, status: answer.status, of: method.rawValue, documented ?? plain)
            #expect(faults.isEmpty, "\(faults) \(answer.text)")
            #expect(answer.status == status, "\(method) \(path) \(answer.text)")
            return answer.text
        }
    }

    private func visit(_ users: [String], _ body: @escaping @Sendable (Programs) async throws -> Void) async throws {
        let room = try await TestRoom()
        var tokens: [String: String] = [:]
        for user in users { tokens[user] = try room.token(of: user) }
        let all = tokens
        try await room.visit { browser in
            let document = try APIDocument(try await browser.ask("/api/v1/openapi.json").text)
            try await body(Programs(browser: browser, document: document, tokens: all))
        }
    }

    private static let volume = "J016-ZY.WB.GA.2024.Y-001"

    @Test func `holds are placed listed and lifted`() async throws {
        try await visit(["dangan", "wangfang"]) { programs in
            let placed = try await programs.ask(
                "dangan", "/holds", .post, json: #"{"codes":["\#(Self.volume)"],"reason":"(2024)辽02民初8号"}"#,
                expects: 201)
            #expect(placed.contains("\"hold\":1") && placed.contains("J016-ZY·WB·GA·2024·Y-001-001"))
            let found = try await programs.ask(
                "dangan", "/holds", .post, json: #"{"search":"入户走访","reason":"专项审计"}"#, expects: 201)
            #expect(found.contains("\"items\":[\"J016"))
            for bad in [
                #"{"reason":"x"}"#, #"{"search":" ","reason":"x"}"#, #"{"codes":["x"]}"#,
                #"{"persons":[-1],"reason":"x"}"#,
                #"{"persons":["1"],"reason":"x"}"#, #"{"codes":"x","reason":"x"}"#,
            ] {
                try await programs.ask("dangan", "/holds", .post, json: bad, expects: 400)
            }
            try await programs.ask("wangfang", "/holds", .post, json: #"{"codes":["x"],"reason":"x"}"#, expects: 403)
            let path = "/holds/1/lift"
            let documented = "/holds/{number}/lift"
            try await programs.ask("dangan", path, as: documented, .post, json: #"{"reason":"诉讼已结"}"#)
            try await programs.ask("dangan", path, as: documented, .post, json: #"{"reason":"再"}"#, expects: 409)
            #expect(try await !programs.ask("dangan", "/holds").contains("\"hold\":1,"))
            #expect(try await programs.ask("dangan", "/holds?lifted=true").contains("诉讼已结"))
        }
    }

    @Test func `an appraisal is opened judged by two and approved by a third`() async throws {
        try await visit(["dangan", "wangfang", "dudao"]) { programs in
            let code = TestRoom.code
            let opened = try await programs.ask(
                "dangan", "/appraisals", .post, json: #"{"title":"2054 年到期","codes":["\#(code)"]}"#, expects: 201)
            #expect(opened.contains("\"batch\":1") && opened.contains("opinionsMissing"))
            for bad in [
                #"{"title":"x"}"#, #"{"title":"x","codes":["\#(code)"],"due":"2040-01-01"}"#,
                #"{"title":"x","codes":["\#(code)"],"class":"GA"}"#, #"{"title":"x","due":"morgen"}"#,
            ] {
                try await programs.ask("dangan", "/appraisals", .post, json: bad, expects: 400)
            }
            let path = "/appraisals/1/opinions"
            let documented = "/appraisals/{number}/opinions"
            let opinion = #"{"verdict":"D10","reason":"仍有查考价值"}"#
            for bad in ["D0", "D201", "burn", ""] {
                try await programs.ask(
                    "dangan", path, as: documented, .post, json: #"{"verdict":"\#(bad)","reason":"x"}"#, expects: 400)
            }
            try await programs.ask("dangan", path, as: documented, .post, json: opinion)
            let approval = ("/appraisals/1/approval", "/appraisals/{number}/approval")
            try await programs.ask("wangfang", approval.0, as: approval.1, .post, json: "{}", expects: 403)
            // An opinion is for who may read the record.
            try await programs.ask("wangfang", path, as: documented, .post, json: opinion, expects: 404)
            try await programs.ask(
                "wangfang", "/emergency-access", .post, json: #"{"object":"\#(code)","reason":"孩子正处危险"}"#,
                expects: 201)
            let agreed = try await programs.ask("wangfang", path, as: documented, .post, json: opinion)
            #expect(agreed.contains("\"state\":\"agreed\""))
            let approved = try await programs.ask("dudao", approval.0, as: approval.1, .post, json: "{}")
            #expect(approved.contains("\"approvedBy\":\"dudao\""))
            #expect(try await programs.ask("dangan", "/appraisals").contains("2054 年到期"))
            try await programs.ask("dangan", "/appraisals/1", as: "/appraisals/{number}")
            try await programs.ask("dangan", "/appraisals/9", as: "/appraisals/{number}", expects: 404)
        }
    }

    @Test func `a request is taken in decided by another and answered`() async throws {
        try await visit(["dangan", "dudao", "shenji"]) { programs in
            let taken = try await programs.ask(
                "dangan", "/requests", .post,
                json: #"""
                    {"kind":"correction","asker":"林国梁","relation":"父亲","identityCheck":"核验身份证原件",
                    "codes":["\#(TestRoom.code)"],"text":"出生日期有误"}
                    """#, expects: 201)
            #expect(taken.contains("\"request\":1") && taken.contains("\"relation\":\"父亲\""))
            for bad in [
                #"{"kind":"theft","asker":"x","relation":"self","identityCheck":"x","text":"x"}"#,
                #"{"kind":"copy","asker":"x","relation":"self","identityCheck":"x","text":"x","receivedOn":"2999-01-01"}"#,
            ] {
                try await programs.ask("dangan", "/requests", .post, json: bad, expects: 400)
            }
            try await programs.ask("shenji", "/requests", expects: 403)
            let decision = ("/requests/1/decision", "/requests/{number}/decision")
            let grant = #"{"decision":"refused","reason":"与户口簿一致"}"#
            try await programs.ask("dangan", decision.0, as: decision.1, .post, json: grant, expects: 403)
            try await programs.ask("dudao", decision.0, as: decision.1, .post, json: grant)
            try await programs.ask("dudao", decision.0, as: decision.1, .post, json: grant, expects: 409)
            let answer = ("/requests/1/answer", "/requests/{number}/answer")
            for bad in [
                #"{"text":"x","revisions":[{"code":"x"}]}"#,
                #"{"text":"x","revisions":[{"code":"x","version":1,"y":1}]}"#,
            ] {
                try await programs.ask("dangan", answer.0, as: answer.1, .post, json: bad, expects: 400)
            }
            let answered = try await programs.ask(
                "dangan", answer.0, as: answer.1, .post, json: #"{"text":"经核对无误"}"#)
            #expect(answered.contains("\"state\":\"answered\"") && answered.contains("经核对无误"))
            #expect(try await programs.ask("dangan", "/requests") == "{\"requests\":[]}")
            #expect(try await programs.ask("dangan", "/requests?state=all").contains("林国梁"))
            try await programs.ask("dangan", "/requests/1", as: "/requests/{number}")
            try await programs.ask(
                "dudao", "/requests/1/lift", as: "/requests/{number}/lift", .post, json: #"{"reason":"x"}"#,
                expects: 409)
        }
    }

    @Test func `an emergency opens a case and is reviewed`() async throws {
        try await visit(["wangfang", "dudao"]) { programs in
            let opened = try await programs.ask(
                "wangfang", "/emergency-access", .post, json: #"{"object":"\#(TestRoom.code)","reason":"孩子正处危险"}"#,
                expects: 201)
            #expect(opened.contains("\"emergency\":true"))
            let id = try #require(opened.firstMatch(of: #/"id":([0-9]+)/#)).output.1
            try await programs.ask("wangfang", "/records/" + TestRoom.code, as: "/records/{code}")
            let path = "/access-requests/\(id)/review"
            let documented = "/access-requests/{id}/review"
            try await programs.ask("wangfang", path, as: documented, .post, json: #"{"note":"x"}"#, expects: 403)
            let reviewed = try await programs.ask("dudao", path, as: documented, .post, json: #"{"note":"情况属实"}"#)
            #expect(reviewed.contains("\"reviewNote\":\"情况属实\""))
            try await programs.ask("dudao", path, as: documented, .post, json: #"{"note":"x"}"#, expects: 409)
            try await programs.ask(
                "wangfang", "/emergency-access", .post, json: #"{"object":"nowhere","reason":"x"}"#, expects: 404)
        }
    }

    @Test func `searches are kept and samples drawn again`() async throws {
        try await visit(["shenji"]) { programs in
            let saved = try await programs.ask(
                "shenji", "/saved-searches", .post,
                json: #"{"name":"本年通知","query":"通知","class":"FG","from":"2024","fields":{"级别":"高"},"sort":"date"}"#,
                expects: 201)
            #expect(saved.contains("\"from\":\"2024-01-01\"") && saved.contains("\"sort\":\"date\""))
            #expect(try await programs.ask("shenji", "/saved-searches").contains("本年通知"))
            for bad in [#"{"name":" "}"#, #"{"name":"x","sort":"best"}"#, #"{"name":"x","from":"bald"}"#] {
                try await programs.ask("shenji", "/saved-searches", .post, json: bad, expects: 400)
            }
            let typed = try #require("本年通知".addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            try await programs.ask(
                "shenji", "/saved-searches/" + typed, as: "/saved-searches/{name}", .delete, expects: 204)
            let drawn = try await programs.ask("shenji", "/sample?seed=abc&count=1&from=2024")
            #expect(drawn.contains("\"total\":") && drawn.contains("\"code\":\"J016"))
            #expect(try await programs.ask("shenji", "/sample?seed=abc&count=1&from=2024") == drawn)
            // Who may not have names gets none.
            #expect(try await !programs.ask("shenji", "/sample?seed=abc&count=100").contains("林小满"))
            for bad in ["/sample", "/sample?seed=a&count=0", "/sample?seed=a&count=1001"] {
                try await programs.ask("shenji", bad, as: "/sample", expects: 400)
            }
        }
    }
}
