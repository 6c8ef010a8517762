import Foundation
import HTTPTypes
import Testing
import Web

/// Records of another district, through every door: each answers, byte for byte, as for a record that does not exist.
@Suite struct SecurityHidingTests {
    private static let real = "J016-ZY.WB.GA.2024.Y-001"
    private static let none = "J016-ZY.WB.GA.2024.Y-007"

    /// What may differ between two answers: the code that was asked for, times that a search took, and the form's token.
    private static func plain(_ answer: Browser.Answer) -> String {
        answer.text.replacing(real, with: none)
            .replacing(real.replacing(".", with: "·"), with: none.replacing(".", with: "·"))
            .replacing(#/"tookMs":[0-9.e-]+/#) { _ in "" }
    }

    private static let doors = [
        "/records/CODE-001", "/records/CODE-001?version=1", "/records/CODE-001?version=2", "/records/CODE-001/print",
        "/records/CODE-001/difference?from=1&to=1", "/records/CODE-001/similar", "/records/CODE-001/files/1",
        "/records/CODE-001/files/1?name=%E7%99%BB%E8%AE%B0%E8%A1%A8.txt", "/records/CODE-001?as=csv", "/volumes/CODE",
        "/volumes/CODE?as=csv", "/search?volume=CODE", "/search?volume=CODE&as=csv", "/search?q=CODE-001",
        "/log/subject?of=CODE", "/log?code=CODE-001",
        "/volumes/CODE/print/contents", "/volumes/CODE/print/spine", "/registers/CODE-001/print", "/inspect?codes=CODE",
        "/inspect/register?codes=CODE-001",
    ]

    @Test(arguments: ["waiqu", "waidang"]) func `another district's records are nowhere on pages`(_ user: String)
        async throws
    {
        try await TestRoom().visit { browser in
            try await browser.signIn(user)
            for door in Self.doors {
                let real = try await browser.ask(door.replacing("CODE", with: Self.real))
                let none = try await browser.ask(door.replacing("CODE", with: Self.none))
                #expect(real.status == none.status, "\(door)")
                #expect(Self.plain(real) == Self.plain(none), "\(door)")
                #expect(!real.text.contains("林小满") && !real.text.contains("隔代"), "\(door)")
            }
            for (path, values) in [
                ("/volumes/CODE/close", ["note": "x"]), ("/volumes/CODE/reopen", ["reason": "x"]),
                ("/volumes/CODE/describe", ["title": "x", "was-title": ""]),
                ("/volumes/level", ["code": "CODE", "level": "open"]),
                ("/volumes/CODE/assign", ["users": "waiqu"]), ("/access/emergency", ["object": "CODE", "reason": "x"]),
                ("/access/emergency", ["object": "CODE-001", "reason": "x"]),
                ("/export", ["codes": "CODE", "format": "zip", "purpose": "x"]),
                (
                    "/requests",
                    ["kind": "copy", "asker": "x", "identity": "x", "text": "x", "codes": "CODE-001"]
                ),
                ("/purpose", ["code": "CODE-001", "purpose": "x", "next": "/records/CODE-001"]),
            ] {
                func send(_ code: String) async throws -> Browser.Answer {
                    try await browser.send(
                        path.replacing("CODE", with: code), values.mapValues { $0.replacing("CODE", with: code) })
                }
                let (real, none) = (try await send(Self.real), try await send(Self.none))
                #expect(real.status == none.status && Self.plain(real) == Self.plain(none), "\(path)")
                #expect(real.location.replacing(Self.real, with: Self.none) == none.location, "\(path)")
            }
        }
    }

    @Test func `counts lists and suggestions are as if there were no such records`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("waidang")
            // A saved search of somebody who found it finds nothing for somebody else.
            for path in [
                "/", "/volumes", "/volumes?as=csv", "/search?from=2024", "/search?from=2024&as=csv",
                "/search?org=210202",
                "/search?q=%E5%A4%9C%E9%97%B4%E7%8B%AC%E5%A4%84", "/complete?q=%E6%9E%97", "/complete?q=lin",
                "/retention?on=2200-01-01",
                "/retention?on=2200-01-01&as=csv", "/plan", "/audit", "/audit/sample?count=9&seed=1",
            ] {
                let answer = try await browser.ask(path)
                #expect(answer.status < 500, "\(path) \(answer.status)")
                for secret in ["林小满", "隔代照料", Self.real, Self.real.replacing(".", with: "·")] {
                    #expect(!answer.text.contains(secret), "\(path)")
                }
            }
        }
    }

    @Test(arguments: ["waiqu", "waidang"]) func `another district's records are nowhere for programs`(_ user: String)
        async throws
    {
        let room = try await TestRoom()
        let token = try room.token(of: user)
        try await room.visit { browser in
            func ask(
                _ door: String, _ code: String, _ method: HTTPRequest.Method = .get, _ json: String? = nil
            ) async throws -> Browser.Answer {
                var headers = ["Authorization": "Bearer \(user):\(token)", "Lantai-Purpose": "x"]
                if json != nil { headers["Content-Type"] = "application/json" }
                return try await browser.ask(
                    "/api/v1" + door.replacing("CODE", with: code), method, headers: headers,
                    body: json.map { Array($0.replacing("CODE", with: code).utf8) })
            }
            for door in [
                "/records/CODE-001", "/records/CODE-001?version=9", "/records/CODE-001/text",
                "/records/CODE-001/versions", "/records/CODE-001/similar", "/records/CODE-001/versions/1/file",
                "/records/CODE-001/versions/1/file?name=x", "/volumes/CODE", "/search?volume=CODE",
                "/search?q=CODE-001", "/completions?q=CODE", "/log?code=CODE-001",
            ] {
                let (real, none) = (try await ask(door, Self.real), try await ask(door, Self.none))
                #expect(real.status == none.status && Self.plain(real) == Self.plain(none), "\(door)")
                #expect(!real.text.contains("林小满"), "\(door)")
            }
            for (door, json) in [
                ("/records/CODE-001/versions", #"{"reason":"x","title":"y"}"#),
                ("/records", #"{"text":"x","class":"GA","volume":"CODE","title":"y","date":"2024-05-06"}"#),
            ] {
                let (real, none) = (
                    try await ask(door, Self.real, .post, json), try await ask(door, Self.none, .post, json)
                )
                #expect(real.status == none.status && real.status >= 400, "\(door) \(real.status) \(none.status)")
                #expect(Self.plain(real) == Self.plain(none), "\(door)")
            }
            for path in [
                "/volumes", "/persons?name=%E6%9E%97%E5%B0%8F%E6%BB%A1", "/retention/due?on=2200-01-01", "/plan",
            ] {
                #expect(try await !ask(path, "").text.contains("林小满"), "\(path)")
            }
        }
    }
}
