import HTTPTypes
import Testing

/// Another program, with a user's token.
struct Program {
    let browser: Browser
    let document: APIDocument
    var headers: [String: String]

    /// Asks, and holds the answer against the document.
    func ask(
        _ path: String, as documented: String? = nil, _ method: HTTPRequest.Method = .get, json: String? = nil,
        bytes: [UInt8]? = nil, purpose: String? = "%E6%A0%B8%E5%AF%B9"
    ) async throws -> Browser.Answer {
        var headers = headers
        headers["Lantai-Purpose"] = purpose
        if json != nil { headers["Content-Type"] = "application/json" }
        if bytes != nil { headers["Content-Type"] = "application/octet-stream" }
        let answer = try await browser.ask(
            "/api/v1" + path, method, headers: headers, body: json.map { Array($0.utf8) } ?? bytes)
        let plain = String(path.prefix { $0 != "?" })
        let faults = try document.faults(
            in: answer.text, status: answer.status, of: method.rawValue, documented ?? plain)
        #expect(faults.isEmpty, "\(faults) \(answer.text)")
        return answer
    }
}

extension TestRoom {
    /// Calls of programs, each with the token of its user.
    func call(
        _ users: String..., isReadingOnly: Bool = false,
        _ body: @escaping @Sendable ([String: Program]) async throws -> Void
    ) async throws {
        let tokens = try users.map { ($0, try token(of: $0, isReadingOnly: isReadingOnly)) }
        try await visit { browser in
            let document = try APIDocument(try await browser.ask("/api/v1/openapi.json").text)
            try await body(
                Dictionary(
                    uniqueKeysWithValues: tokens.map { user, token in
                        let headers = ["Authorization": "Bearer \(user):\(token)"]
                        return (user, Program(browser: browser, document: document, headers: headers))
                    }))
        }
    }
}
