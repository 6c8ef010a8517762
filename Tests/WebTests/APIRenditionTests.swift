import Foundation
import HTTPTypes
import Testing
import Web

/// What of a record is made for the eye, for other programs.
@Suite struct APIRenditionTests {
    @Test func `a page of a scan and its thumbnail are drawn, and each look is in the log`() async throws {
        try await TestRoom().call("dangan", "waidang", "shenji") { programs in
            let (keeps, far, audits) = try (
                #require(programs["dangan"]), #require(programs["waidang"]), #require(programs["shenji"])
            )
            let scan = Array(LeafPageTests.scan.utf8)
            let begun = try await keeps.ask("/uploads", .post, json: #"{"name":"扫\"描.pgm","size":\#(scan.count)}"#)
            let id = try #require(begun.text.firstMatch(of: #/"id":"([0-9a-f-]+)"/#)).output.1
            _ = try await keeps.ask("/uploads/\(id)", as: "/uploads/{id}", .put, bytes: scan)
            let filed = try await keeps.ask(
                "/records", .post,
                json:
                    #"{"upload":"\#(id)","class":"GA","volume":"扫描个案","date":"2024-05-06","title":"扫描件","org":"210202"}"#
            )
            let code = try #require(filed.text.firstMatch(of: #/"code":"([^"]+)"/#), "\(filed.text)").output.1
            let version = "/records/" + code.replacing("·", with: ".") + "/versions/1"
            func look(_ rest: String, _ documented: String, _ program: Program) async throws -> Browser.Answer {
                try await program.ask(
                    version + rest, as: "/records/{code}/versions/{version}" + documented)
            }
            for (rest, documented) in [("/pages/1?width=200", "/pages/{page}"), ("/thumbnail", "/thumbnail")] {
                let picture = try await look(rest, documented, keeps)
                #expect(picture.status == 200 && picture.headers[.contentType] == "image/jpeg", "\(picture.text)")
                #expect(picture.bytes.starts(with: [0xFF, 0xD8, 0xFF]))
                #expect(picture.headers[.contentDisposition]?.hasPrefix("attachment; filename=") == true)
                #expect(try await look(rest, documented, far).status == 404)
                // Nothing can be masked in a picture.
                #expect(try await look(rest, documented, audits).status == 403)
            }
            for (rest, status) in [("/pages/9", 404), ("/pages/0", 400), ("/pages/1?width=5000", 400)] {
                #expect(try await look(rest, "/pages/{page}", keeps).status == status, "\(rest)")
            }
            #expect(try await look("/copy", "/copy", keeps).text.contains("noRendition"))
            let log = try await audits.ask("/log?who=dangan").text
            #expect(log.contains(#""act":"show page""#) && log.contains(#""act":"show thumbnail""#))
        }
    }

    @Test func `what changed between two versions is told line by line`() async throws {
        try await TestRoom().call("dangan", "waidang") { programs in
            let (keeps, far) = try (#require(programs["dangan"]), #require(programs["waidang"]))
            let revised = try await keeps.ask(
                TestRoom.record + "/versions", as: "/records/{code}/versions", .post,
                json: #"{"title":"登记表","reason":"更正题名"}"#)
            #expect(revised.status == 201, "\(revised.text)")
            func difference(_ query: String, _ program: Program) async throws -> Browser.Answer {
                try await program.ask(TestRoom.record + "/difference" + query, as: "/records/{code}/difference")
            }
            let told = try await difference("?from=1&to=2", keeps)
            #expect(
                told.text.hasPrefix(
                    #"{"from":1,"to":2,"fields":[{"name":"title","old":"林小满<登记表>","new":"登记表"}],"lines":["#),
                "\(told.text)")
            #expect(told.text.contains(#"{"kind":"same","text":"姓名：林小满"}"#))
            #expect(try await difference("?from=1&to=3", keeps).status == 404)
            #expect(try await difference("?from=1", keeps).status == 400)
            #expect(try await difference("?from=1&to=2", far).status == 404)
        }
    }

    @Test func `figures of the log are for who reads it`() async throws {
        try await TestRoom().call("dangan", "shenji") { programs in
            let (keeps, audits) = try (#require(programs["dangan"]), #require(programs["shenji"]))
            #expect(try await keeps.ask("/log/figures").status == 403)
            let figures = try await audits.ask("/log/figures").text
            #expect(figures.firstMatch(of: #/^\{"filed":\{"[0-9]{4}-[0-9]{2}":2\},"read":\{/#) != nil, "\(figures)")
        }
    }
}
