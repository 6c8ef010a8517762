import Foundation
import HTTPTypes
import Hummingbird
import Testing
import Web
import Workbench

/// Every address that names a record or a volume, asked of the router and not listed here, so that a new one is held to the
/// same: another district's answers, byte for byte, as one that does not exist (OWASP ASVS 5.0, 8.2.2).
@Suite struct SecurityDoorsTests {
    private static let real = "J016-ZY.WB.GA.2024.Y-001"
    private static let none = "J016-ZY.WB.GA.2024.Y-007"

    /// Without what may differ: the code that was asked for in each way of writing it, and times that a search took.
    private static func plain(_ answer: Browser.Answer) -> String {
        let (real, none) = (real.replacing(".", with: "·"), none.replacing(".", with: "·"))
        return answer.text.replacing(Self.real, with: Self.none).replacing(real, with: none)
            .replacing(real.replacing("·", with: "%C2%B7"), with: none.replacing("·", with: "%C2%B7"))
            .replacing(#/"tookMs":[0-9.e-]+/#) { _ in "" }
    }

    /// What stands in the place of each parameter of an address; the first where nothing is said of it.
    private static let values = [
        "sheet": ["contents", "cover", "spine", "note"], "act": ["close", "confirm", "assign"],
    ]

    private static func doors(_ room: TestRoom, _ method: HTTPRequest.Method) -> [String] {
        room.room.router().routes.filter { $0.method == method }.map { "\($0.path)" }.filter { $0.contains("{code}") }
            .flatMap { path -> [String] in
                var paths = [path]
                for (name, values) in values where path.contains("{\(name)}") {
                    paths = paths.flatMap { one in values.map { one.replacing("{\(name)}", with: $0) } }
                }
                return paths.map { $0.replacing(#/\{(?!code)[a-z]+\}/#) { _ in "1" } }
            }
    }

    private func alike(
        _ path: String, _ ask: (String) async throws -> Browser.Answer
    ) async throws {
        for suffix in ["", "-001", "-002"] {
            let (real, none) = (try await ask(Self.real + suffix), try await ask(Self.none + suffix))
            #expect(real.status == none.status && real.status >= 300, "\(path) \(suffix) \(real.status) \(none.status)")
            #expect(Self.plain(real) == Self.plain(none), "\(path) \(suffix)")
            #expect(real.location.replacing(Self.real, with: Self.none) == none.location, "\(path) \(suffix)")
            for name in ["Content-Disposition", "Content-Type", "Content-Length"] {
                let field = try #require(HTTPField.Name(name))
                guard name != "Content-Length" || real.text.contains(Self.real) == false else { continue }
                #expect(real.headers[field] == none.headers[field], "\(path) \(name)")
            }
            #expect(!real.text.contains("林小满") && !real.text.contains("隔代"), "\(path)")
        }
    }

    @Test(arguments: ["waiqu", "waidang"]) func `pages images copies prints and tables of another district`(
        _ user: String
    ) async throws {
        let room = try await TestRoom()
        let reading = Self.doors(room, .get).filter { !$0.hasPrefix("/api/") }
        let changing = Self.doors(room, .post).filter { !$0.hasPrefix("/api/") }
        #expect(reading.count > 12 && changing.count > 3)
        try await room.visit { browser in
            try await browser.signIn(user)
            for path in reading {
                for query in ["", "?as=csv", "?as=xlsx&table=1", "?name=%E7%99%BB%E8%AE%B0%E8%A1%A8.txt", "?version=1"]
                {
                    try await alike(path + query) {
                        try await browser.ask(path.replacing("{code}", with: $0) + query)
                    }
                }
            }
            _ = try await browser.ask("/account")
            for path in changing {
                try await alike(path) { code in
                    try await browser.send(
                        path.replacing("{code}", with: code),
                        [
                            "reason": "x", "note": "x", "title": "x", "users": user, "name": "x", "date": "2024-05-06",
                            "names": "title", "purpose": "x", "class": "GA", "level": "open",
                        ])
                }
            }
            for (path, values) in [
                ("/export", ["format": "bag"]), ("/export", ["format": "csv"]), ("/export", ["format": "xlsx"]),
                ("/holds/place", ["reason": "x"]), ("/appraisals", ["title": "x"]),
            ] {
                try await alike(path) { code in
                    try await browser.send(
                        path, values.merging(["codes": code, "items": code, "purpose": "x"]) { old, _ in old })
                }
            }
        }
    }

    @Test(arguments: ["waiqu", "waidang"]) func `endpoints of another district`(_ user: String) async throws {
        let room = try await TestRoom()
        let token = try room.token(of: user)
        let reading = Self.doors(room, .get).filter { $0.hasPrefix("/api/") }
        #expect(reading.count > 5)
        try await room.visit { browser in
            func ask(_ path: String, _ json: String? = nil) async throws -> Browser.Answer {
                var headers = ["Authorization": "Bearer \(user):\(token)", "Lantai-Purpose": "x"]
                if json != nil { headers["Content-Type"] = "application/json" }
                return try await browser.ask(
                    path, json == nil ? .get : .post, headers: headers, body: json.map { Array($0.utf8) })
            }
            for path in reading {
                try await alike(path) { try await ask(path.replacing("{code}", with: $0)) }
            }
            for (path, json) in [
                ("/holds", #"{"codes":["CODE"],"reason":"x"}"#), ("/appraisals", #"{"codes":["CODE"],"title":"x"}"#),
                ("/emergency-access", #"{"object":"CODE","reason":"x"}"#), ("/export", #"{"codes":["CODE"]}"#),
                ("/export", #"{"codes":["CODE"],"format":"csv"}"#), ("/export/evidence", #"{"codes":["CODE"]}"#),
                ("/inspection", #"{"codes":["CODE"]}"#), ("/inspection/register", #"{"codes":["CODE"]}"#),
                (
                    "/requests",
                    #"{"kind":"copy","codes":["CODE"],"asker":"x","relation":"self","identityCheck":"x","text":"x"}"#
                ),
            ] {
                try await alike(path) { code in
                    try await ask("/api/v1" + path, json.replacing("CODE", with: code))
                }
            }
        }
    }

    @Test func `another's saved search is not there`() async throws {
        let room = try await TestRoom()
        let (own, other) = (try room.token(of: "dangan"), try room.token(of: "waidang"))
        try await room.visit { browser in
            let name = "隔代照料的个案"
            let typed = try #require(name.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            func call(
                _ user: String, _ token: String, _ path: String, _ method: HTTPRequest.Method = .get,
                json: String? = nil
            ) async throws -> Browser.Answer {
                var headers = ["Authorization": "Bearer \(user):\(token)"]
                if json != nil { headers["Content-Type"] = "application/json" }
                return try await browser.ask(
                    "/api/v1" + path, method, headers: headers, body: json.map { Array($0.utf8) })
            }
            let saved = try await call(
                "dangan", own, "/saved-searches", .post, json: #"{"name":"\#(name)","query":"隔代照料"}"#)
            #expect(saved.status == 201)
            #expect(try await !call("waidang", other, "/saved-searches").text.contains("隔代"))
            let real = try await call("waidang", other, "/saved-searches/" + typed, .delete)
            let none = try await call("waidang", other, "/saved-searches/" + typed + "x", .delete)
            #expect(real.status == 404 && real.text.replacing(name, with: name + "x") == none.text)
            try await browser.signIn("waidang")
            #expect(try await !browser.ask("/search").text.contains("隔代"))
            let onPage = try await browser.send("/saved/remove", ["name": name])
            let nowhere = try await browser.send("/saved/remove", ["name": name + "x"])
            #expect(onPage.status == 404 && onPage.text.replacing(name, with: name + "x") == nowhere.text)
            #expect(try await call("dangan", own, "/saved-searches").text.contains(name))
            #expect(try await call("dangan", own, "/saved-searches/" + typed, .delete).status == 204)
        }
    }

    // MARK: - Headers

    private static let names = [
        "'; filename=evil.exe; x='.txt", "a\"b;c%0d%0aSet-Cookie: x=1.txt", "纪要\u{2028}X: y\u{202E}txt.exe",
        "a\\\"b.txt",
    ]

    @Test func `no name that a user gave leaves the header of any download`() async throws {
        let room = try await TestRoom()
        let token = try room.token(of: "dangan")
        let routes = Self.doors(room, .get)
        try await room.visit { browser in
            try await browser.signIn("dangan")
            var codes: [String] = []
            for name in Self.names {
                let id = try await browser.upload(name, "内容\n")
                _ = try await browser.ask("/filing")
                _ = try await browser.send(
                    "/filing", ["class-\(id)": "FG", "title-\(id)": "件" + name, "date-\(id)": "2024-05-06"])
                let notice = try await browser.ask("/filing").text
                let code = try #require(notice.firstMatch(of: #/J016-[^ <]+/#), "\(notice)").output
                codes.append(String(code).replacing("·", with: "."))
                _ = try await browser.send("/volumes", ["class": "GA", "title": "卷" + name])
            }
            codes += (1...codes.count).map {
                "J016-ZY.WB.GA.\(Calendar.current.component(.year, from: Date())).Y-00\($0)"
            }
            var downloads = 0
            for code in codes {
                for route in routes {
                    for query in ["", "?as=csv", "?as=csv&table=1"] {
                        var headers: [String: String] = [:]
                        if route.hasPrefix("/api/") { headers["Authorization"] = "Bearer dangan:" + token }
                        let answer = try await browser.ask(
                            route.replacing("{code}", with: code) + query, headers: headers)
                        #expect(answer.headers[.setCookie] == nil, "\(route)")
                        guard let header = answer.headers[.contentDisposition] else { continue }
                        downloads += 1
                        // RFC 6266 and 8187: a quoted name that cannot be left early, and the name itself.
                        #expect(
                            header.wholeMatch(
                                of: #/(inline|attachment); filename="[^"\\;%]*"; filename\*=UTF-8''[A-Za-z0-9._~%-]+/#)
                                != nil, "\(route) \(header)")
                        #expect(header.utf8.allSatisfy { (0x20..<0x7F).contains($0) }, "\(route) \(header)")
                    }
                }
            }
            #expect(downloads >= 3 * Self.names.count, "\(downloads)")
        }
    }

    // MARK: - Bounds

    @Test func `a user has a thousand uploads at most and others have theirs`() async throws {
        let room = try await TestRoom()
        let token = try room.token(of: "dangan")
        try await room.visit { browser in
            try await browser.signIn("dangan")
            let id = try await browser.upload("一.txt", "内容\n")
            // The others as they lie there: each a folder with the file, and its size beside.
            let incoming = room.folder.path("档案/Incoming")
            let own = try #require(try FileManager.default.contentsOfDirectory(atPath: incoming).first)
            let folder = incoming + "/" + own + "/"
            for _ in 1..<1000 {
                let other = UUID().uuidString.lowercased()
                try FileManager.default.copyItem(atPath: folder + id, toPath: folder + other)
                try FileManager.default.copyItem(atPath: folder + id + ".size", toPath: folder + other + ".size")
            }
            let header = ["X-Lantai-Token": browser.token]
            let page = try await browser.ask("/filing/uploads?name=b.txt&size=1", .post, headers: header)
            #expect(page.status == 400 && page.text.contains("1000"), "\(page.text)")
            let program = try await browser.ask(
                "/api/v1/uploads", .post,
                headers: ["Authorization": "Bearer dangan:" + token, "Content-Type": "application/json"],
                body: Array(#"{"name":"b.txt","size":1}"#.utf8))
            #expect(program.status == 400 && program.text.contains("\"kind\":\"tooManyUploads\""), "\(program.text)")
            try await browser.signIn("waidang")
            _ = try await browser.ask("/filing")
            let another = try await browser.ask(
                "/filing/uploads?name=b.txt&size=1", .post, headers: ["X-Lantai-Token": browser.token])
            #expect(another.status == 200 || another.status == 201, "\(another.status)")
        }
    }
}
