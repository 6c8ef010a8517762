import Foundation
import HTTPTypes
import Hummingbird
import Testing
import Web

/// What holds for every route that there is, also for those that come later: routes are asked for, not listed here.
@Suite struct SecurityRouteTests {
    private struct Route: Sendable {
        var method: HTTPRequest.Method
        var path: String
    }

    /// Before there is a session, what counts is where a form comes from.
    private static let withoutSession = ["/sign-in", "/password", "/language"]

    /// All pages' routes with something in the place of what varies.
    private static func routes(_ room: TestRoom) -> [Route] {
        room.room.router().routes.map { route in
            Route(
                method: route.method,
                path: "\(route.path)".replacing("{code}", with: TestRoom.code)
                    .replacing(#/\{[a-z]+\}/#) { _ in "1" })
        }.filter { !$0.path.hasPrefix("/api/") }
    }

    @Test func `every page of every role says what browsers may do with it`() async throws {
        let room = try await TestRoom()
        let pages = Self.routes(room).filter { $0.method == .get && !$0.path.hasPrefix("/assets/") }
        #expect(pages.count > 15)
        try await room.visit { browser in
            for user in ["dangan", "shenji", "safe"] {
                try await browser.signIn(user)
                for page in pages {
                    let answer = try await browser.ask(page.path)
                    #expect(answer.status < 500, "\(page.path)")
                    func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { answer.headers[$0] } }
                    #expect(answer.headers[.cacheControl] == "no-store", "\(page.path)")
                    #expect(answer.headers[.xContentTypeOptions] == "nosniff", "\(page.path)")
                    #expect(["DENY", "SAMEORIGIN"].contains(header("X-Frame-Options")), "\(page.path)")
                    #expect(header("Referrer-Policy") == "same-origin", "\(page.path)")
                    #expect(header("Cross-Origin-Resource-Policy") == "same-origin", "\(page.path)")
                    let policy = answer.headers[.contentSecurityPolicy] ?? ""
                    #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors"), "\(page.path)")
                    guard answer.headers[.contentType]?.hasPrefix("text/html") == true else { continue }
                    #expect(!policy.contains("unsafe"), "\(page.path)")
                    #expect(answer.text.firstMatch(of: #/<script(?![^>]*src=)/#) == nil, "\(page.path)")
                    #expect(answer.text.firstMatch(of: #/<[^>]* (on[a-z]+|style)=/#) == nil, "\(page.path)")
                    // Nothing comes from elsewhere, and nothing leads there.
                    #expect(
                        answer.text.firstMatch(of: #/(?:src|href|action)="(?:[a-z]+:|\/\/)/#) == nil, "\(page.path)")
                }
            }
        }
    }

    @Test func `nothing is changed without the token of a page of the session`() async throws {
        let room = try await TestRoom()
        let changing = Self.routes(room).filter { $0.method != .get }
        #expect(changing.count > 15)
        try await room.visit { browser in
            try await browser.signIn("dangan")
            for route in changing {
                for token in [nil, "0000", ""] as [String?] {
                    if Self.withoutSession.contains(route.path) { continue }
                    var headers = ["Content-Type": "application/x-www-form-urlencoded"]
                    headers["X-Lantai-Token"] = token
                    let body = token.map { "token=" + $0 } ?? ""
                    let answer = try await browser.ask(
                        route.path + "?name=a&size=1", route.method, headers: headers, body: Array(body.utf8))
                    #expect(answer.status == 403, "\(route.method) \(route.path) \(answer.status)")
                }
            }
            for path in Self.withoutSession {
                for origin in ["https://evil.example", "null", "http://localhost:1"] {
                    let answer = try await browser.send(
                        path, ["name": "dangan", "password": TestRoom.password, "lang": "en"],
                        headers: ["Origin": origin])
                    #expect(answer.status == 403, "\(path) \(origin)")
                }
            }
        }
    }

    @Test func `strangers get nothing of any page`() async throws {
        let room = try await TestRoom()
        let routes = Self.routes(room).filter { !$0.path.hasPrefix("/assets/") }
        try await room.visit { browser in
            for route in routes where !Self.withoutSession.contains(route.path) {
                let answer = try await browser.ask(
                    route.path, route.method, headers: ["Content-Type": "application/x-www-form-urlencoded"],
                    body: route.method == .get ? nil : [])
                #expect([303, 403].contains(answer.status), "\(route.method) \(route.path) \(answer.status)")
                #expect(!answer.text.contains("林小满"))
            }
        }
    }

    @Test func `methods and content types are the ones of the page`() async throws {
        let room = try await TestRoom()
        let forms = Self.routes(room).filter { $0.method == .post && $0.path != "/filing/uploads" }
        try await room.visit { browser in
            try await browser.signIn("dangan")
            // A form's values do not count in the address, nor in another encoding, and no method stands in for another.
            for route in forms where !Self.withoutSession.contains(route.path) {
                let inAddress = try await browser.ask(
                    route.path + "?token=" + browser.token, .post,
                    headers: ["Content-Type": "application/x-www-form-urlencoded"], body: [])
                #expect(inAddress.status == 403, "\(route.path)")
                let asJSON = try await browser.ask(
                    route.path, .post, headers: ["Content-Type": "application/json"],
                    body: Array("{\"token\":\"\(browser.token)\"}".utf8))
                #expect([400, 401, 403, 415].contains(asJSON.status), "\(route.path) \(asJSON.status)")
                for method in [HTTPRequest.Method.put, .delete, .patch] {
                    let other = try await browser.ask(
                        route.path, method, headers: ["X-HTTP-Method-Override": "POST"], body: [])
                    #expect(other.status == 404, "\(method) \(route.path)")
                }
            }
        }
    }

    @Test(arguments: [
        "/assets/../Corpus/catalog.sqlite", "/assets/..%2f..%2fCorpus/catalog.sqlite", "/assets/%2e%2e/",
        "/../etc/passwd",
        "/assets/x%00.css", "/filing/uploads/..%2f..%2fcatalog.sqlite", "/records/..%2f..%2fetc%2fpasswd",
    ])
    func `no path leads out`(_ path: String) async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let answer = try await browser.ask(path)
            #expect(answer.status == 404 && !answer.text.contains("SQLite"), "\(answer.status)")
            let put = try await browser.ask(
                path + "?offset=0", .put, headers: ["X-Lantai-Token": browser.token], body: [0])
            #expect(put.status == 404 || put.status == 400, "\(put.status)")
        }
    }

    @Test func `whom a request names as its server changes nothing`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            for path in ["/", "/search?q=x", "/volumes"] {
                let answer = try await browser.ask(
                    path,
                    headers: [
                        "Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example",
                    ])
                #expect(!answer.text.contains("evil.example") && !answer.location.contains("evil.example"))
            }
        }
    }
}
