import Foundation
import HTTPTypes
import Testing
import Web

/// What administrators do by other programs.
@Suite struct APIAdministrationTests {
    @Test func `organisations are entered and removed by who keeps them`() async throws {
        try await TestRoom().call("admin", "dangan") { programs in
            let (admin, keeps) = try (#require(programs["admin"]), #require(programs["dangan"]))
            let body = #"{"organisations":[{"code":"210202003","name":"槐树街道未保站","shortName":"槐树站"}]}"#
            #expect(try await keeps.ask("/organisations", .post, json: body).status == 403)
            let made = try await admin.ask("/organisations", .post, json: body)
            #expect(made.status == 200 && made.text.contains("槐树站"), "\(made.text)")
            #expect(try await keeps.ask("/organisations").text.contains("210202003"))
            for fault in [
                #"{"organisations":[]}"#, #"{"organisations":[{"code":"2102"}]}"#, #"{"organisations":"2102"}"#,
                #"{"organisations":[{"code":"21","name":"站","shortName":7}]}"#,
            ] { #expect(try await admin.ask("/organisations", .post, json: fault).status == 400, "\(fault)") }
            #expect(
                try await admin.ask("/organisations", .post, json: #"{"organisations":[{"code":"xy","name":"站"}]}"#)
                    .status
                    == 400)
            func remove(_ code: String, _ program: Program) async throws -> Int {
                try await program.ask("/organisations/" + code, as: "/organisations/{org}", .delete).status
            }
            #expect(try await remove("210202003", keeps) == 403)
            #expect(try await remove("210202", admin) == 409)
            #expect(try await remove("210202003", admin) == 204)
            #expect(try await remove("210202003", admin) == 404)
        }
    }

    @Test func `synonyms are checked first and are in force once replaced`() async throws {
        try await TestRoom().call("admin", "wangfang") { programs in
            let (admin, works) = try (#require(programs["admin"]), #require(programs["wangfang"]))
            let words = #"{"text":"入户走访 = 家访\n独行 = 独处\n"}"#
            #expect(try await works.ask("/synonyms", .put, json: words).status == 403)
            let checked = try await admin.ask("/synonyms/check", .post, json: words)
            #expect(
                checked.text.contains("\"groups\":2") && checked.text.contains("\"word\":\"独行\""), "\(checked.text)")
            #expect(!checked.text.contains("synonyms.txt"))
            #expect(try await works.ask("/synonyms").text.contains("\"own\":[]"))
            #expect(try await admin.ask("/synonyms", .put, json: #"{"text":"孤词"}"#).status == 400)
            #expect(try await admin.ask("/synonyms", .put, json: words).status == 200)
            let listed = try await works.ask("/synonyms").text
            #expect(listed.contains("家访") && !listed.contains("synonyms.txt"))
            #expect(try await admin.ask("/synonyms", .put, json: #"{"text":""}"#).text.contains("\"groups\":0"))
        }
    }

    @Test func `a program takes its own token back, and others' only who keeps the users`() async throws {
        try await TestRoom().call("admin", "wangfang", "dangan") { programs in
            let (admin, works, keeps) = try (
                #require(programs["admin"]), #require(programs["wangfang"]), #require(programs["dangan"])
            )
            let own = try await works.ask("/tokens").text
            #expect(own.contains("wangfang") && !own.contains("dangan"))
            #expect(try await admin.ask("/tokens").text.contains("dangan"))
            func revoke(_ query: String, _ program: Program) async throws -> Int {
                try await program.ask("/tokens/program" + query, as: "/tokens/{name}", .delete).status
            }
            #expect(try await revoke("?user=dangan", works) == 403)
            #expect(try await revoke("?user=dangan", admin) == 204)
            #expect(try await keeps.ask("/tokens").status == 401)
            #expect(try await revoke("", works) == 204)
            #expect(try await works.ask("/tokens").status == 401)
        }
    }

    @Test func `users are listed and shut out, and what asks for a password is not there`() async throws {
        try await TestRoom().call("admin", "safe", "wangfang", "shenji") { programs in
            let (admin, gives, works, audits) = try (
                #require(programs["admin"]), #require(programs["safe"]), #require(programs["wangfang"]),
                #require(programs["shenji"])
            )
            let list = try await admin.ask("/users").text
            #expect(
                list.contains(
                    #"{"name":"wangfang","fullName":"wangfang","role":"caseworker","org":"210202","state":"active","#
                        + #""locked":false,"awaitsPassword":false,"secondFactor":false}"#), "\(list)")
            #expect(try await gives.ask("/users").text == list)
            #expect(try await works.ask("/users").status == 403)
            func act(_ act: String, _ name: String, _ program: Program) async throws -> Int {
                try await program.ask("/users/\(name)/\(act)", as: "/users/{name}/\(act)", .post).status
            }
            for what in ["disable", "sign-out"] {
                #expect(try await act(what, "dangan", works) == 403)
                #expect(try await act(what, "dangan", gives) == 403)
                #expect(try await act(what, "nobody", admin) == 404)
            }
            #expect(try await act("disable", "admin", admin) == 403)
            let denied = try await audits.ask("/log?denied=true&who=wangfang").text
            for what in ["user list", "user disable", "user sign-out"] { #expect(denied.contains(what), "\(what)") }

            let browser = admin.browser
            try await browser.signIn("dangan")
            #expect(try await browser.ask("/filing").status == 200)
            #expect(try await act("sign-out", "dangan", admin) == 204)
            #expect(try await browser.ask("/filing").status == 303)
            #expect(try await works.ask("/plan").status == 200)
            #expect(try await act("disable", "wangfang", admin) == 204)
            #expect(try await works.ask("/plan").status == 401)
            #expect(try await admin.ask("/users").text.contains(#""state":"disabled""#))
            for path in ["", "/wangfang/enable", "/wangfang/role", "/wangfang/release"] {
                let answer = try await browser.ask("/api/v1/users" + path, .post, headers: admin.headers)
                #expect([404, 405].contains(answer.status), "\(path)")
            }
        }
        try await TestRoom().call("admin", isReadingOnly: true) { programs in
            let reads = try #require(programs["admin"])
            #expect(try await reads.ask("/users").status == 200)
            let refused = try await reads.ask("/users/dangan/disable", as: "/users/{name}/disable", .post)
            #expect(refused.status == 403 && refused.text.contains("\"kind\":\"readingOnly\""))
        }
    }

    @Test func `the files of a container become records of their own`() async throws {
        try await TestRoom().call("dangan") { programs in
            let program = try #require(programs["dangan"])
            let mail =
                "From: a@example.org\r\nSubject: 通知\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n见附件\r\n"
                + "--x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\n走访记录\r\n--x--\r\n"
            let begun = try await program.ask(
                "/uploads", .post, json: #"{"name":"mail.eml","size":\#(mail.utf8.count)}"#)
            let id = try #require(begun.text.firstMatch(of: #/"id":"([0-9a-f-]+)"/#)).output.1
            _ = try await program.ask("/uploads/\(id)", as: "/uploads/{id}", .put, bytes: Array(mail.utf8))
            func file(_ json: String) async throws -> Browser.Answer {
                try await program.ask("/uploads/\(id)/records", as: "/uploads/{id}/records", .post, json: json)
            }
            let trial = try await file(#"{"class":"FG","date":"2024-05-06","dryRun":true}"#)
            #expect(trial.status == 200 && trial.text.matches(of: #/"status":"filed"/#).count == 2, "\(trial.text)")
            let filed = try await file(#"{"class":"FG","date":"2024-05-06"}"#)
            #expect(filed.text.matches(of: #/"status":"filed"/#).count == 2, "\(filed.text)")
            #expect(try await program.ask("/uploads").text == #"{"uploads":[]}"#)
        }
    }

    @Test func `a file that came whole is found again where it is said when it was changed`() async throws {
        try await TestRoom().call("dangan") { programs in
            let program = try #require(programs["dangan"])
            let json = #"{"name":"a.txt","size":0,"lastModified":1714953600123,"path":"走访/a.txt"}"#
            let begun = try await program.ask("/uploads", .post, json: json)
            #expect(begun.status == 201)
            #expect(try await program.ask("/uploads", .post, json: json).text == begun.text)
            for bad in [
                #"{"name":"a.txt","size":0,"lastModified":"x"}"#, #"{"name":"a.txt","size":0,"lastModified":-1}"#,
                #"{"name":"a.txt","size":0,"lastModified":1,"path":"a\nb"}"#,
            ] { #expect(try await program.ask("/uploads", .post, json: bad).status == 400, "\(bad)") }
        }
    }

    @Test func `what cases wait for is listed by day`() async throws {
        try await TestRoom().call("wangfang") { programs in
            let program = try #require(programs["wangfang"])
            #expect(try await program.ask("/tasks").text == #"{"tasks":[]}"#)
            #expect(try await program.ask("/tasks?until=sometime").status == 400)
            let made = try await program.ask(
                "/records", .post,
                json:
                    #"{"text":"入户走访","class":"GA","volume":"周小米个案","date":"2024-05-06","title":"走访","org":"210202","fields":{"下次回访日期":"2024-06-01"}}"#
            )
            #expect(made.status == 201, "\(made.text)")
            let listed = try await program.ask("/tasks?until=2024-06-01").text
            #expect(listed.contains(#""field":"下次回访日期","on":"2024-06-01""#), "\(listed)")
            #expect(try await program.ask("/tasks?until=2024-05-31").text == #"{"tasks":[]}"#)
        }
    }
}
