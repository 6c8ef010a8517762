import Foundation
import HTTPTypes
import Hummingbird
import Testing
import Web

/// What other programs ask for, and how they are answered.
@Suite struct APITests {
    private func visit(
        _ user: String, isReadingOnly: Bool = false, _ body: @escaping @Sendable (Program) async throws -> Void
    ) async throws {
        try await TestRoom().call(user, isReadingOnly: isReadingOnly) { programs in
            try await body(try #require(programs[user]))
        }
    }

    @Test func `the document says what routes there are and they are there`() async throws {
        let room = try await TestRoom()
        let routes = room.room.router().routes.map { ($0.method, "\($0.path)") }.filter { $0.1.hasPrefix("/api/v1/") }
        try await room.visit { browser in
            let document = try APIDocument(try await browser.ask("/api/v1/openapi.json").text)
            let documented = Set(document.operations.map { $0.method + " " + $0.path })
            var routed: Set<String> = []
            for (method, route) in routes {
                let path = route.replacing("/api/v1", with: "")
                routed.insert(method.rawValue + " " + path)
                // What is not documented is answered so for every path that is.
                guard !documented.contains(method.rawValue + " " + path) else { continue }
                let answer = try await browser.ask(route.replacing(#/\{[a-z]+\}/#) { _ in "1" }, method)
                #expect(answer.status == 405, "\(route)")
                #expect(documented.contains((answer.headers[.allow] ?? "").prefix { $0 != "," } + " " + path))
            }
            #expect(documented.isSubset(of: routed), "\(documented.subtracting(routed))")
        }
    }

    @Test func `parameters are the ones that the document names`() async throws {
        try await visit("dangan") { program in
            for operation in program.document.operations where operation.path != "/openapi.json" {
                let path = operation.path.replacing(#/\{[a-z]+\}/#) { _ in "1" }
                let method = try #require(HTTPRequest.Method(operation.method))
                let answer = try await program.ask(
                    path + "?nonsense=1", as: operation.path, method)
                #expect(answer.status == 400, "\(operation)")
                // The answer names what there is.
                let named = answer.text.firstMatch(of: #/可用：([^"]*)"/#)?.output.1.split(separator: "、") ?? []
                #expect(Set(named.map(String.init)) == program.document.query(of: operation), "\(operation.path)")
            }
        }
    }

    @Test func `nothing opens without a token`() async throws {
        try await visit("dudao") { program in
            let browser = program.browser
            try await browser.signIn("dudao")
            for operation in program.document.operations where operation.path != "/openapi.json" {
                let path = "/api/v1" + operation.path.replacing(#/\{[a-z]+\}/#) { _ in "1" }
                let method = try #require(HTTPRequest.Method(operation.method))
                // The session's cookie comes along, and is worth nothing here.
                let answer = try await browser.ask(path, method)
                #expect(answer.status == 401, "\(operation)")
                #expect(answer.headers[.wwwAuthenticate] == "Bearer realm=\"lantai\"")
                #expect(answer.headers[.setCookie] == nil)
            }
            for wrong in ["Bearer", "Bearer dudao", "Bearer dudao:lantai_x", "Basic ZHVkYW86eA==", "Bearer %ff:x"] {
                let answer = try await browser.ask("/api/v1/plan", headers: ["Authorization": wrong])
                #expect(answer.status == 401, "\(wrong)")
            }
            let inAddress = try await browser.ask("/api/v1/plan?token=x")
            #expect(inAddress.status == 401)
        }
    }

    @Test func `records are found read and downloaded`() async throws {
        try await visit("dudao") { program in
            let found = try await program.ask("/search?q=%E9%9A%94%E4%BB%A3&class=GA&limit=5")
            #expect(found.status == 200 && found.text.contains("<mark>隔代</mark>"))
            let record = "/records/" + TestRoom.code
            let shown = try await program.ask(record, as: "/records/{code}")
            #expect(shown.text.contains("林小满<登记表>"))
            #expect(try await program.ask(record + "/text", as: "/records/{code}/text").text.contains("夜间独处"))
            #expect(try await program.ask(record + "/versions", as: "/records/{code}/versions").status == 200)
            #expect(try await program.ask(record + "/similar", as: "/records/{code}/similar").status == 200)
            let file = try await program.ask(
                record + "/versions/1/file?name=%E7%99%BB%E8%AE%B0%E8%A1%A8.txt",
                as: "/records/{code}/versions/{version}/file")
            #expect(file.text == "个案登记表\n姓名：林小满\n隔代照料，夜间独处\n")
            #expect(file.headers[.contentDisposition]?.hasPrefix("attachment") == true)
            #expect(try await program.ask("/completions?q=%E6%9E%97").status == 200)
            #expect(try await program.ask("/volumes?state=open").text.contains("GA"))
            #expect(
                try await program.ask("/volumes/J016-ZY.WB.GA.2024.Y-001", as: "/volumes/{code}").text
                    .contains("\"items\":["))
            #expect(try await program.ask("/persons?name=%E6%9E%97%E5%B0%8F%E6%BB%A1").status == 200)
            for path in ["/plan", "/organisations", "/access-requests"] {
                #expect(try await program.ask(path).status == 200, "\(path)")
            }
        }
    }

    @Test func `a case is read once it is said what for`() async throws {
        try await visit("dudao") { program in
            let path = "/records/" + TestRoom.code
            let without = try await program.ask(path, as: "/records/{code}", purpose: nil)
            #expect(without.status == 400 && without.text.contains("\"kind\":\"purposeMissing\""))
            let empty = try await program.ask(path, as: "/records/{code}", purpose: "%20")
            #expect(empty.status == 400)
            _ = try await program.ask(path, as: "/records/{code}", purpose: "%E5%AE%B6%E8%AE%BF")
            let browser = program.browser
            try await browser.signIn("shenji")
            let log = try await browser.ask("/log?code=" + TestRoom.code).text
            #expect(log.contains("家访"))
        }
    }

    @Test func `what is filed twice under one identifier is one record`() async throws {
        try await visit("dangan") { program in
            let body = #"{"text":"会商纪要\n每周入户一次\n","class":"FG","date":"2024-05-06","title":"会商","externalID":"OA-7"}"#
            let first = try await program.ask("/records", .post, json: body)
            #expect(first.status == 201)
            let code = try #require(first.text.firstMatch(of: #/"code":"([^"]+)"/#)).output.1
            let again = try await program.ask("/records", .post, json: body)
            #expect(again.status == 200 && again.text.contains("\"code\":\"\(code)\""))
            let other = try await program.ask("/records", .post, json: body.replacing("一次", with: "两次"))
            #expect(other.status == 422 && other.text.contains("externalIDTaken"))
            let path = "/records/\(code.replacing("·", with: "."))/versions"
            let revised = try await program.ask(
                path, as: "/records/{code}/versions", .post, json: #"{"reason":"题名有误","title":"会商纪要"}"#)
            #expect(revised.status == 201 && revised.text.contains("\"version\":2"))
            let same = try await program.ask(
                path, as: "/records/{code}/versions", .post, json: #"{"reason":"题名有误","title":"会商纪要"}"#)
            #expect(same.status == 200)
        }
    }

    @Test func `an upload is filed and another becomes its next version`() async throws {
        try await visit("dangan") { program in
            func upload(_ text: String) async throws -> String {
                let bytes = Array(text.utf8)
                let begun = try await program.ask(
                    "/uploads", .post, json: #"{"name":"纪要.txt","size":\#(bytes.count)}"#)
                #expect(begun.status == 201)
                let id = String(try #require(begun.text.firstMatch(of: #/"id":"([0-9a-f-]+)"/#)).output.1)
                _ = try await program.ask("/uploads/" + id, as: "/uploads/{id}", .put, bytes: Array(bytes[..<3]))
                let torn = try await program.ask("/uploads/" + id, as: "/uploads/{id}", .put, bytes: [1])
                #expect(torn.status == 409)
                _ = try await program.ask(
                    "/uploads/\(id)?offset=3", as: "/uploads/{id}", .put, bytes: Array(bytes[3...]))
                return id
            }
            let first = try await upload("第一稿\n")
            let filed = try await program.ask(
                "/records", .post, json: #"{"upload":"\#(first)","class":"FG","date":"2024-05-06","title":"纪要"}"#)
            #expect(filed.status == 201)
            let code = try #require(filed.text.firstMatch(of: #/"code":"([^"]+)"/#)).output.1
            let second = try await upload("第二稿\n")
            let path = "/records/\(code.replacing("·", with: "."))/versions"
            let revised = try await program.ask(
                path, as: "/records/{code}/versions", .post, json: #"{"reason":"定稿","uploads":["\#(second)"]}"#)
            #expect(revised.status == 201, "\(revised.text)")
            // Where files lie on the server is nobody's business.
            #expect(revised.text.contains("\"path\":\"纪要.txt\""))
            let text = try await program.ask(
                "/records/\(code.replacing("·", with: "."))/text", as: "/records/{code}/text")
            #expect(text.text.contains("第二稿"))
            // Single files: one comes in the place of another, one goes.
            let table = try #require(
                try await program.ask(
                    "/uploads", .post, json: #"{"name":"附表.txt","size":\#("路线\n".utf8.count)}"#
                ).text.firstMatch(of: #/"id":"([^"]+)"/#)
            ).output.1
            _ = try await program.ask(
                "/uploads/\(table)?offset=0", as: "/uploads/{id}", .put, bytes: Array("路线\n".utf8))
            for refused in [
                #"{"reason":"x","uploads":["\#(table)"],"removedFiles":["纪要.txt"]}"#,
                #"{"reason":"x","uploads":["\#(table)"],"replacedFiles":{"纪要.txt":"\#(table)"}}"#,
                #"{"reason":"x","removedFiles":"纪要.txt"}"#,
            ] {
                #expect(try await program.ask(path, as: "/records/{code}/versions", .post, json: refused).status == 400)
            }
            let gone = try await program.ask(
                path, as: "/records/{code}/versions", .post, json: #"{"reason":"x","removedFiles":["没有.txt"]}"#)
            #expect(gone.status == 404 && gone.text.contains("noSuchFile"))
            let none = try await program.ask(
                path, as: "/records/{code}/versions", .post, json: #"{"reason":"x","removedFiles":["纪要.txt"]}"#)
            #expect(none.text.contains("noFileLeft"), "\(none.text)")
            let replaced = try await program.ask(
                path, as: "/records/{code}/versions", .post,
                json: #"{"reason":"换附表","replacedFiles":{"纪要.txt":"\#(table)"}}"#)
            #expect(replaced.status == 201 && replaced.text.contains("\"version\":3"), "\(replaced.text)")
            let third = try await upload("不要了\n")
            #expect(try await program.ask("/uploads/" + third, as: "/uploads/{id}", .delete).status == 204)
            #expect(try await program.ask("/uploads").text == "{\"uploads\":[]}")
        }
    }

    @Test func `what cannot be meant is refused by name`() async throws {
        try await visit("dangan") { program in
            for (path, name) in [
                ("/search?clas=GA", "clas"), ("/search?limit=1e9", "limit"), ("/search?sort=best", "sort"),
                ("/search?from=yesterday", "from"), ("/search?field=x", "field"), ("/search?q=a&q=b", "q"),
                ("/search?exact=1", "exact"), ("/search?q=%00", "q"),
            ] {
                let answer = try await program.ask(path)
                #expect(answer.status == 400 && answer.text.contains(name), "\(path) \(answer.text)")
            }
            for body in [
                "", "[]", "{", #"{"text":"x","upload":"y"}"#, #"{"text":1}"#, #"{"text":"x","titel":"y"}"#,
                #"{"text":"x","fields":{"a":1}}"#, #"{"text":"x","dryRun":"yes"}"#,
            ] {
                let answer = try await program.ask("/records", .post, json: body)
                #expect(answer.status == 400, "\(body) \(answer.text)")
            }
            var form = program
            form.headers["Content-Type"] = "text/plain"
            #expect(try await form.ask("/records", .post).status == 415)
        }
    }

    @Test func `a reading token changes nothing`() async throws {
        try await visit("dangan", isReadingOnly: true) { program in
            #expect(try await program.ask("/plan").status == 200)
            let filed = try await program.ask("/records", .post, json: #"{"text":"x","class":"FG"}"#)
            #expect(filed.status == 403 && filed.text.contains("\"kind\":\"readingOnly\""))
            let asked = try await program.ask("/access-requests", .post, json: #"{"object":"x","purpose":"y"}"#)
            #expect(asked.status == 403)
        }
    }

    @Test func `a request is asked by one and decided by another`() async throws {
        try await TestRoom().call("waiqu", "dudao") { programs in
            let asking = try #require(programs["waiqu"])
            let deciding = try #require(programs["dudao"])
            let record = "/records/" + TestRoom.code
            #expect(try await asking.ask(record, as: "/records/{code}").status == 404)
            let asked = try await asking.ask(
                "/access-requests", .post, json: #"{"object":"\#(TestRoom.code)","purpose":"同一家庭再次接报"}"#)
            #expect(asked.status == 201)
            let id = try #require(asked.text.firstMatch(of: #/"id":([0-9]+)/#)).output.1
            let path = "/access-requests/\(id)/decision"
            let documented = "/access-requests/{id}/decision"
            let own = try await asking.ask(path, as: documented, .post, json: #"{"decision":"grant"}"#)
            #expect(own.status == 403)
            let granted = try await deciding.ask(path, as: documented, .post, json: #"{"decision":"grant"}"#)
            #expect(granted.status == 200, "\(granted.text)")
            let twice = try await deciding.ask(path, as: documented, .post, json: #"{"decision":"refuse"}"#)
            #expect(twice.status == 409)
            #expect(try await asking.ask(record, as: "/records/{code}").status == 200)
        }
    }

    @Test func `auditors prove the log`() async throws {
        try await visit("shenji") { program in
            let point = try await program.ask("/log/checkpoint")
            #expect(point.status == 200)
            _ = try await program.ask("/log?limit=3")
            let note = try #require(point.text.firstMatch(of: #/"checkpoint":("[^"]*")/#)).output.1
            let grown = try await program.ask("/log/growth", .post, json: #"{"since":\#(note)}"#)
            #expect(grown.status == 200, "\(grown.text)")
            let check = try await program.ask("/log/verification", .post, json: #"{"checkpoint":\#(note)}"#)
            #expect(check.text.contains("\"problems\":[]") && !check.text.contains("\"checkedAgainst\":null"))
            #expect(try await program.ask("/log/proofs/1", as: "/log/proofs/{seq}").status == 200)
            #expect(try await program.ask("/log/proofs/999999", as: "/log/proofs/{seq}").status >= 400)
            #expect(try await program.ask("/log/key").status == 200)
            #expect(try await program.ask("/log/verification", .post, json: #"{"key":"x"}"#).status == 400)
            // A program that comes again a moment later is not written down as signing in each time.
            let log = try await program.ask("/log?limit=100")
            #expect(log.text.matches(of: #/"face":"api","act":"sign in"/#).count == 1)
            let last = try await program.ask("/log?who=shenji&from=2001-01-01&denied=false&before=3&limit=1")
            #expect(last.status == 200 && last.text.matches(of: #/"seq":/#).count <= 1)
            #expect(try await program.ask("/log?before=0").status == 400)
        }
    }

    @Test func `what is due is listed and conditions are told`() async throws {
        try await visit("dangan") { program in
            let due = try await program.ask("/retention/due?on=2200-01-01&limit=1")
            #expect(due.status == 200 && due.text.contains("\"records\":["))
            #expect(try await program.ask("/retention/due").status == 400)
        }
        try await visit("admin") { program in
            let conditions = try await program.ask("/conditions")
            let search = try await program.ask("/search?q=x")
            #expect(conditions.status == 200 && search.status == 403)
        }
    }

    @Test func `tokens end at once with their user`() async throws {
        try await visit("wangfang") { program in
            #expect(try await program.ask("/plan").status == 200)
            let browser = program.browser
            try await browser.signIn("admin")
            _ = try await browser.send("/users/disable", ["name": "wangfang"])
            #expect(try await program.ask("/plan").status == 401)
        }
    }

    @Test func `who works alone has no interface for programs`() async throws {
        try await TestRoom(hasUsers: false).visit { browser in
            // The account's own name opens nothing.
            let answer = try await browser.ask(
                "/api/v1/search?q=x", headers: ["Authorization": "Bearer %E7%94%B2:lantai_x"])
            #expect(answer.status == 401 && answer.text.hasPrefix("{\"error\":{"))
        }
    }

    @Test func `answers are in English for who asks so`() async throws {
        try await TestRoom().visit { browser in
            let answer = try await browser.ask("/api/v1/plan", headers: ["Accept-Language": "en-GB,en;q=0.9"])
            #expect(answer.text.contains("a token is needed"))
            let nowhere = try await browser.ask("/api/v1/nowhere")
            #expect(nowhere.status == 404 && nowhere.text.hasPrefix("{\"error\":{"))
        }
    }
}
