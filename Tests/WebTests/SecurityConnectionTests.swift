import Foundation
import Synchronization
import Testing
import Web
import Workbench

/// Slow visitors on real connections, and what a server leaves in its logs.
@Suite struct SecurityConnectionTests {
    /// Serves on a free port while a visit lasts.
    private func serve(_ room: TestRoom, _ body: @Sendable (Int) async throws -> Void) async throws {
        let (ports, ready) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await room.room.run { ready.yield($0) } }
            for await port in ports {
                try await body(port)
                break
            }
            group.cancelAll()
        }
    }

    private static func impatient() -> ReadingRoom.Settings {
        var settings = ReadingRoom.Settings()
        settings.port = 0
        settings.idleSeconds = 3
        settings.requestSeconds = 6
        return settings
    }

    @Test func `slow visitors are shown out while others are served`() async throws {
        try await serve(try await TestRoom(settings: Self.impatient())) { port in
            let post =
                "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            // Half a head; a head and then nothing; a body a byte at a time; an answer and then nothing.
            let silent = try Line(port)
            let half = try Line(port, "GET / HTTP/1.1\r\nHo")
            let stopped = try Line(port, post + "Content-Length: 100\r\n\r\nname=")
            let kept = try Line(port, "GET /sign-in HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let dripping = try Line(port, post + "Content-Length: 100000\r\n\r\n")
            let drip = Task.detached { while dripping.send("x") { try? await Task.sleep(for: .milliseconds(200)) } }
            let other = try Line(port, "GET /sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            #expect(await other.rest().hasPrefix("HTTP/1.1 200"))
            for line in [silent, half, stopped, dripping] {
                #expect(await !line.rest().hasPrefix("HTTP/1.1 200"))
            }
            #expect(await kept.rest().hasPrefix("HTTP/1.1 200"))
            await drip.value
        }
    }

    @Test func `heads that are too large are refused`() async throws {
        try await serve(try await TestRoom(settings: Self.impatient())) { port in
            let large = try Line(
                port,
                "GET /sign-in HTTP/1.1\r\nHost: localhost\r\nX: " + String(repeating: "a", count: 40_000) + "\r\n\r\n")
            #expect(await !large.rest().hasPrefix("HTTP/1.1 200"))
            // Two requests where one proxy would see one (RFC 9112, 6.3).
            let smuggled = try Line(
                port,
                "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n"
            )
            #expect(await smuggled.rest().ranges(of: "HTTP/1.1").count <= 1)
        }
    }

    @Test func `neither secrets nor names stand in what a server writes of itself`() async throws {
        let room = try await TestRoom()
        let token = try room.token(of: "dangan")
        let server = Process()
        server.executableURL = URL(fileURLWithPath: TestRoom.program)
        server.arguments = ["serve", "--port", "0", "--archive", room.folder.path("档案")]
        let written = Pipe()
        server.standardOutput = written
        server.standardError = written
        try server.run()
        defer { if server.isRunning { server.terminate() } }
        var output = Data()
        while !output.contains(UInt8(ascii: "\n")) { output += written.fileHandleForReading.availableData }
        let address = String(decoding: output, as: UTF8.self)
        let typed = try #require(address.firstMatch(of: #/:([0-9]+)\//#)).output.1
        let port = try #require(Int(typed))
        for request in [
            "GET /search?q=%E6%9E%97%E5%B0%8F%E6%BB%A1 HTTP/1.1\r\nCookie: lantai=0123456789abcdef\r\n",
            "GET /api/v1/search?q=%E6%9E%97%E5%B0%8F%E6%BB%A1 HTTP/1.1\r\nAuthorization: Bearer dangan:\(token)\r\n",
            "GET /api/v1/plan HTTP/1.1\r\nAuthorization: Bearer dangan:lantai_wrong\r\n", "NONSENSE wrong\r\n",
            "GET /records/%ff%fe HTTP/1.1\r\nAuthorization: lantai_wrong\r\n",
        ] {
            _ = await (try Line(port, request + "Host: localhost\r\nConnection: close\r\n\r\n")).rest()
        }
        server.terminate()
        output += written.fileHandleForReading.readDataToEndOfFile()
        server.waitUntilExit()
        let log = String(decoding: output, as: UTF8.self)
        for secret in ["林小满", "%E6%9E%97", "0123456789abcdef", token, "lantai_wrong", "dangan"] {
            #expect(!log.contains(secret), "\(log)")
        }
    }
}
