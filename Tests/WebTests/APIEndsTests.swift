import Foundation
import HTTPTypes
import Records
import Testing
import Web

/// How records leave, for other programs: destroyed, handed over, taken along; and how they are inspected before.
@Suite struct APIEndsTests {
    private static func json(_ members: [String: Any]) throws -> String {
        String(decoding: try JSONSerialization.data(withJSONObject: members), as: UTF8.self)
    }

    @Test func `what is approved is destroyed before two witnesses, and its register is there to be signed`()
        async throws
    {
        let room = try await TestRoom()
        try await room.call("dangan", "waidang", "wangfang", "dudao", "admin", "shenji") { programs in
            let (keeps, far) = try (#require(programs["dangan"]), #require(programs["waidang"]))
            let filed = try await keeps.ask(
                "/records", .post, json: #"{"text":"签到表","class":"PX","date":"2010-05-06","title":"培训签到"}"#)
            let code = String(try #require(filed.text.firstMatch(of: #/"code":"([^"]+)"/#)).output.1)
            let batch = try room.approvedBatch([code], for: .destroy)
            func destroy(
                _ program: Program, _ number: Int, _ json: String = #"{"witnesses":["wangfang","shenji"]}"#
            ) async throws -> Browser.Answer {
                try await program.ask(
                    "/appraisals/\(number)/destruction", as: "/appraisals/{number}/destruction", .post, json: json)
            }
            for user in ["wangfang", "dudao", "admin"] {
                #expect(try await destroy(#require(programs[user]), batch).status == 403, "\(user)")
            }
            func isAsAbsent() async throws {
                let (hidden, absent) = (try await destroy(far, batch), try await destroy(far, 99))
                #expect(hidden.status == 404 && hidden.text.replacing("\(batch)", with: "99") == absent.text)
            }
            try await isAsAbsent()
            for bad in [
                "{}", #"{"witnesses":["wangfang"]}"#, #"{"witnesses":["wangfang","wangfang"]}"#,
                #"{"witnesses":["wangfang","dangan"]}"#, #"{"witnesses":["wangfang","nobody"]}"#,
                #"{"witnesses":"wangfang"}"#,
            ] { #expect(try await [400, 403].contains(destroy(keeps, batch, bad).status), "\(bad)") }
            let place = "/records/" + code.replacing("·", with: ".")
            #expect(try await keeps.ask(place, as: "/records/{code}").status == 200)

            let done = try await destroy(keeps, batch)
            #expect(done.status == 200 && done.text.contains(#""destroyed":["\#(code)"],"left":[]"#), "\(done.text)")
            #expect(try await keeps.ask(place, as: "/records/{code}").status == 404)
            #expect(try await destroy(keeps, batch).text.contains("nothingToAppraise"))
            // Nor is it there for them once nothing of it is left.
            try await isAsAbsent()
            let listed = try await keeps.ask("/disposals").text
            #expect(listed.contains(#""kind":"destroyed","batch":\#(batch),"#) && listed.contains(#""items":1,"#))
            #expect(try await far.ask("/disposals").text == #"{"disposals":[]}"#)
            let register = String(try #require(done.text.firstMatch(of: #/"register":"([^"]+)"/#)).output.1)
            let link = "/registers/" + register.replacing("·", with: ".")
            let paper = try await keeps.ask(link, as: "/registers/{code}")
            #expect(paper.text.contains(code) && paper.text.contains(#""监销人":"wangfang、shenji""#), "\(paper.text)")
            #expect(try await far.ask(link, as: "/registers/{code}").status == 404)
            #expect(try await keeps.ask("/registers/" + TestRoom.notice, as: "/registers/{code}").status == 404)
            let denied = try await #require(programs["shenji"]).ask("/log?denied=true&who=wangfang").text
            #expect(denied.contains(#""act":"disposal execute""#))
        }
    }

    @Test func `a package goes out and its receipt comes in`() async throws {
        let room = try await TestRoom()
        let batch = try room.approvedBatch([TestRoom.notice], for: .transfer)
        try await room.call("dangan", "waidang", "wangfang") { programs in
            let (keeps, far, works) = try (
                #require(programs["dangan"]), #require(programs["waidang"]), #require(programs["wangfang"])
            )
            func pack(_ program: Program, _ number: Int) async throws -> Browser.Answer {
                try await program.ask("/transfers", .post, json: #"{"batch":\#(number),"receiver":"某区档案馆"}"#)
            }
            #expect(try await pack(works, batch).status == 403)
            let (hidden, absent) = (try await pack(far, batch), try await pack(far, 99))
            #expect(hidden.status == 404 && hidden.text.replacing("\(batch)", with: "99") == absent.text)
            for bad in ["{}", #"{"batch":"1"}"#, #"{"batch":1,"receiver":"a\u0007"}"#] {
                #expect(try await keeps.ask("/transfers", .post, json: bad).status == 400, "\(bad)")
            }
            let packed = try await pack(keeps, batch)
            #expect(packed.status == 201 && packed.headers[.contentType] == "application/zip")
            #expect(packed.location == "/api/v1/transfers/1")
            #expect(packed.headers[.contentDisposition]?.hasPrefix("attachment") == true)
            let content = try unzipped(packed.bytes)
            #expect(content.keys.contains("移交包-1/bagit.txt") && room.leftovers.isEmpty)
            #expect(try await keeps.ask("/transfers").text.contains(#""outcome":null"#))
            #expect(try await far.ask("/transfers").text == #"{"transfers":[]}"#)
            func show(_ program: Program, _ number: Int) async throws -> Browser.Answer {
                try await program.ask("/transfers/\(number)", as: "/transfers/{number}")
            }
            let (theirs, none) = (try await show(far, 1), try await show(far, 9))
            #expect(theirs.status == 404 && theirs.text.replacing("移交 1", with: "移交 9") == none.text)

            func receive(_ program: Program, _ members: [String: Any]) async throws -> Browser.Answer {
                try await program.ask(
                    "/transfers/1/receipt", as: "/transfers/{number}/receipt", .post, json: Self.json(members))
            }
            let receipt = try await room.receipt(for: batch, content)
            let said: [String: Any] = ["receipt": receipt, "keepCopy": true, "witnesses": ["wangfang", "shenji"]]
            let wrong: [[String: Any]] = [["receipt": "{}"], ["keepCopy": NSNull()], ["keepCopy": "no"]]
            for bad in wrong {
                #expect(try await receive(keeps, said.merging(bad) { $1 }).status == 400, "\(bad)")
            }
            // That nothing stays is never meant by silence.
            #expect(try await receive(keeps, said.filter { $0.key != "keepCopy" }).status == 400)
            #expect(try await (receive(works, said).status, receive(far, said).status) == (403, 404))
            let received = try await receive(keeps, said)
            #expect(received.status == 200 && received.text.contains(#""transferred":[],"kept":["J016"#))
            #expect(try await receive(keeps, said).status == 409)
            let shown = try await show(keeps, 1)
            #expect(
                shown.text.contains(#""outcome":"kept""#) && shown.text.contains(#""witnesses":["wangfang","shenji"]"#))
        }
    }

    @Test func `a package of another archive is looked at and received`() async throws {
        let bytes = try await TransfersPageTests.package()
        try await TestRoom().call("dangan", "dudao") { programs in
            let (keeps, reads) = try (#require(programs["dangan"]), #require(programs["dudao"]))
            func upload(_ bytes: [UInt8]) async throws -> String {
                let begun = try await keeps.ask(
                    "/uploads", .post, json: #"{"name":"移交包.zip","size":\#(bytes.count)}"#)
                let id = String(try #require(begun.text.firstMatch(of: #/"id":"([0-9a-f-]+)"/#)).output.1)
                _ = try await keeps.ask("/uploads/\(id)", as: "/uploads/{id}", .put, bytes: bytes)
                return id
            }
            func accept(_ id: String, _ program: Program, _ json: String = "{}") async throws -> Browser.Answer {
                try await program.ask("/uploads/\(id)/accession", as: "/uploads/{id}/accession", .post, json: json)
            }
            let none = try await accept(upload(Array("不是压缩包".utf8)), keeps)
            #expect(none.status == 400 && none.text.contains("badPackage"))
            let id = try await upload(bytes)
            #expect(try await accept(id, reads).status == 403)
            #expect(try await accept(id, keeps, #"{"class":"没有的类"}"#).status == 400)
            let trial = try await accept(id, keeps, #"{"dryRun":true}"#)
            #expect(trial.text.contains(#""status":"filed","code":null"#) && trial.text.contains(#""receipt":null"#))
            let taken = try await accept(id, keeps)
            let answer = try #require(
                JSONSerialization.jsonObject(with: Data(taken.text.utf8)) as? [String: Any])
            let text = try #require(answer["receipt"] as? String)
            let receipt = try JSONDecoder().decode(TransferReceipt.self, from: Data(text.utf8))
            #expect(receipt.items.map(\.accepted) == [true] && receipt.package == answer["package"] as? String)
            let filed = try #require(receipt.items.first?.filedAs).replacing("·", with: ".")
            #expect(try await keeps.ask("/records/" + filed, as: "/records/{code}").status == 200)
            #expect(try await accept(id, keeps).status == 404)
        }
    }

    @Test func `packages and lists are downloaded, and stand in the log first`() async throws {
        let room = try await TestRoom()
        try await room.call("dangan", "waidang", "wangfang", "shenji") { programs in
            let (keeps, far, works, audits) = try (
                #require(programs["dangan"]), #require(programs["waidang"]), #require(programs["wangfang"]),
                #require(programs["shenji"])
            )
            let volume = #"{"codes":["\#(TestRoom.volume)"]}"#
            let package = try await keeps.ask("/export", .post, json: volume)
            #expect(package.status == 200 && package.headers[.contentType] == "application/zip")
            let content = try unzipped(package.bytes)
            #expect(content.contains { $0.key.hasSuffix("content/登记表.txt") && $0.value.count > 20 })
            #expect(room.leftovers.isEmpty)
            let list = #"{"class":"GA","from":"2024-05","to":"2024-05","org":"210202","format":"csv"}"#
            #expect(try await keeps.ask("/export", .post, json: list).text.contains("林小满"))
            let sheet = try await keeps.ask("/export", .post, json: #"{"format":"xlsx","allVersions":true}"#)
            #expect(sheet.bytes.starts(with: Array("PK".utf8)))
            for bad in [
                #"{"format":"exe"}"#, #"{"format":"bag"}"#, #"{"from":"五月"}"#, #"{"codes":"x"}"#,
                #"{"format":"csv","readingCopies":true}"#, #"{"class":"没有的类"}"#,
            ] { #expect(try await keeps.ask("/export", .post, json: bad).status == 400, "\(bad)") }
            #expect(try await keeps.ask("/export", .post, json: volume, purpose: nil).text.contains("purposeMissing"))
            #expect(try await works.ask("/export", .post, json: volume).status == 403)
            #expect(try await far.ask("/export", .post, json: volume).status == 404)
            // Whoever sees persons masked gets the list alone.
            #expect(try await audits.ask("/export", .post, json: volume).text.contains("masked"))
            let masked = try await audits.ask("/export", .post, json: list).text
            #expect(masked.contains("登记表.txt") && !masked.contains("林小满"))
            let log = try await audits.ask("/log?code=" + TestRoom.code).text
            #expect(log.contains(#""act":"export","object":"J016-ZY·WB·GA·2024·Y-001-001""#))
            #expect(log.contains(#""purpose":"核对""#))
        }
    }

    @Test func `an evidence bundle is for auditors`() async throws {
        let room = try await TestRoom()
        try await room.call("dangan", "shenji") { programs in
            let (keeps, audits) = try (#require(programs["dangan"]), #require(programs["shenji"]))
            let year = #"{"from":"2024","to":"2024","digestsOnly":true,"allUses":true}"#
            #expect(try await keeps.ask("/export/evidence", .post, json: year).status == 403)
            let bundle = try await audits.ask("/export/evidence", .post, json: year)
            let content = try unzipped(bundle.bytes)
            #expect(content.keys.contains { $0.hasSuffix("data/evidence/verify.py") } && room.leftovers.isEmpty)
            let query = try #require(content.first { $0.key.hasSuffix("evidence/query.json") }?.value)
            #expect(String(decoding: query, as: UTF8.self).contains(/"digestsOnly": ?true/))
            #expect(!content.values.contains { String(decoding: $0, as: UTF8.self).contains("林小满") })
            #expect(try await audits.ask("/export/evidence", .post, json: #"{"allUses":null}"#).status == 400)
        }
        try await TestRoom().call("shenji", isReadingOnly: true) { programs in
            let reads = try #require(programs["shenji"])
            #expect(try await reads.ask("/export/evidence", .post, json: "{}").status == 200)
        }
    }

    @Test func `records are inspected, a thousand at a time`() async throws {
        try await TestRoom().call("dangan", "waidang", "wangfang", "shenji") { programs in
            let (keeps, far, works, audits) = try (
                #require(programs["dangan"]), #require(programs["waidang"]), #require(programs["wangfang"]),
                #require(programs["shenji"])
            )
            let volume = #"{"codes":["\#(TestRoom.volume)"],"stage":"transfer"}"#
            let found = try await keeps.ask("/inspection", .post, json: volume)
            #expect(found.status == 200 && found.text.contains(#""records":1,"volumes":1,"#), "\(found.text)")
            #expect(found.text.contains(#""stage":"transfer""#) && found.text.contains(#""cause":null"#))
            #expect(try await keeps.ask("/inspection", .post, json: #"{"last":1}"#).text.contains(#""records":1,"#))
            #expect(try await keeps.ask("/inspection", .post, json: "{}").text.contains(#""records":2,"#))
            let register = try await keeps.ask("/inspection/register", .post, json: volume)
            #expect(register.text.contains("序号,档号,版本数,检测环节") && register.text.contains("dangan"))
            for bad in [
                #"{"last":0}"#, #"{"last":1001}"#, #"{"last":1,"class":"GA"}"#, #"{"stage":"x"}"#, #"{"from":"x"}"#,
            ] { #expect(try await keeps.ask("/inspection", .post, json: bad).status == 400, "\(bad)") }
            #expect(try await works.ask("/inspection", .post, json: volume).status == 403)
            #expect(try await far.ask("/inspection", .post, json: volume).status == 404)
            #expect(try await !audits.ask("/inspection", .post, json: volume).text.contains("林小满"))
        }
    }
}
