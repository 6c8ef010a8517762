import Foundation
import Intake
import Testing
import Workbench

/// What comes of a reading process that does not do what it should. Its place is taken by scripts.
@Suite struct ProcessReaderTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    /// The reading by a process whose whole answer are these bytes, followed by these commands of a shell.
    private func reading(_ answer: [UInt8], then commands: String = "") throws -> Extraction {
        let path = try folder.program("reader", "#!/bin/sh\ncat \(folder.path("answer"))\n\(commands)\n")
        try folder.write("answer", Data(answer))
        return ProcessReader(program: path, fallback: folder.path("tmp")).read(Data("%PDF-".utf8), name: "a.pdf")
    }

    private func frame(_ kind: Character, _ body: [UInt8], length: Int? = nil) -> [UInt8] {
        let length = length ?? body.count
        return [kind.asciiValue ?? 0] + (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + body
    }

    private func head(_ more: String = "") -> [UInt8] {
        frame("h", Array("{\"mediaType\":\"application/pdf\",\"properties\":{},\"warnings\":[]\(more)}".utf8))
    }

    private func failed(_ detail: String) -> Extraction {
        Extraction(mediaType: "application/pdf", warnings: [.extractorFailed(detail: detail)])
    }

    @Test func `an answer`() throws {
        let answer =
            head(",\"pages\":[0,7],\"heading\":\"题\\u001b名\"") + frame("t", Array("正文\n正文".utf8))
            + frame("n", Array("../里.txt".utf8)) + frame("m", [1, 2]) + frame("n", []) + frame("m", []) + frame(".", [])
        let extraction = try reading(answer)
        #expect(extraction.text == "正文\n正文")
        #expect(extraction.pages == [0, 7])
        #expect(extraction.heading == "题 名")
        #expect(
            extraction.members == [Member(name: "../里.txt", bytes: Data([1, 2])), Member(name: "", bytes: Data())])
    }

    @Test func `an answer that is not one`() throws {
        #expect(try reading([]) == failed("exit 0"))
        #expect(try reading(head() + frame("t", Array("没有完".utf8))) == failed("exit 0"))
        #expect(try reading(frame("?", [])) == failed("answer"))
        #expect(try reading(frame("t", [0xFF, 0xFE]) + head() + frame(".", [])) == failed("answer"))
        #expect(try reading(head() + head() + frame(".", [])) == failed("answer"))
        #expect(try reading(frame(".", [])) == failed("answer"))
        #expect(try reading(head() + frame("m", [1]) + frame(".", [])) == failed("answer"))
        #expect(try reading(head() + frame("n", [1]) + frame(".", [])) == failed("answer"))
        // Lengths beyond what is taken: nothing is even read of them.
        #expect(try reading(head() + frame("t", [], length: 0xFFFF_FFFF)) == failed("answer"))
        #expect(try reading(head() + frame("n", [], length: 1 << 20)) == failed("answer"))
        #expect(try reading(frame("h", Array("{".utf8))) == failed("answer"))
    }

    @Test func `what does not fit is left out`() throws {
        let wild =
            head(",\"pages\":[0,1],\"confidence\":7,\"encoding\":\"\\u0007\"") + frame("t", Array("正\u{1B}文".utf8))
        let extraction = try reading(wild + frame(".", []))
        #expect(extraction.text == "正文")
        #expect(extraction.pages == nil && extraction.confidence == nil && extraction.encoding == nil)
    }

    @Test func `a process that dies`() throws {
        #expect(try reading(head(), then: "kill -SEGV $$") == failed("signal 11"))
        #expect(try reading(head(), then: "exit 3") == failed("exit 3"))
        #expect(try reading(head(), then: "kill -XCPU $$").warnings == [.limitExceeded(.time)])
        #expect(
            ProcessReader(program: folder.path("none"), fallback: folder.path("tmp")).read(Data([1]), name: "a")
                .warnings
                .count == 1)
    }

    @Test func `what it started ends with it`() throws {
        let mark = folder.path("pid")
        let extraction = try reading(
            head() + frame("t", Array("正文".utf8)) + frame(".", []),
            then: "sleep 1000 </dev/null >/dev/null 2>&1 & echo $! > \(mark); exec sleep 1000")
        #expect(extraction.text == "正文")
        // The answer may have been whole before the second process was there at all.
        guard let pid = (try? folder.text("pid")).flatMap({ Int32($0.trimmingCharacters(in: .whitespacesAndNewlines)) })
        else { return }
        // A signal that is sent has not yet arrived.
        func isGone() -> Bool {
            ((try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ") Z").contains(") Z")
        }
        for _ in 0..<500 where !isGone() { usleep(20_000) }
        #expect(isGone())
    }
}
