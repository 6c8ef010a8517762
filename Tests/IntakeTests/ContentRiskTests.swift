import Foundation
import Intake
import Workbench
import Testing

@Suite struct ContentRiskTests {
    private func risks(_ text: String, _ type: String) -> [ContentRisk] {
        ContentRisk.found(in: Data(text.utf8), mediaType: type)
    }

    @Test(arguments: [
        ("<html><body><p>onset = 早期</p></body></html>", false), ("<p title=\"on = x\">正文</p>", false),
        ("<SCRIPT>alert(1)</SCRIPT>", true), ("<img src=x onerror=alert(1)>", true),
        ("<a href=\"JavaScript:x()\">", true),
        ("<svg/onload=x>", true), ("<iframe src=x>", true), ("<b>one=1</b>", false), ("<p one=1>", false),
        ("<p onclick = x>", true),
    ])
    func `scripts and handlers in HTML`(html: String, isActive: Bool) {
        #expect(risks(html, "text/html") == (isActive ? [.activeContent] : []), "\(html)")
    }

    @Test func `HTML in UTF-16 hides nothing`() throws {
        let bytes = try #require("<p><script>x</script>".data(using: .utf16LittleEndian))
        #expect(ContentRisk.found(in: bytes, mediaType: "text/html") == [.activeContent])
    }

    @Test(arguments: [
        ("%PDF-1.4 /Encrypt 5 0 R", [ContentRisk.encrypted]), ("%PDF-1.4 /S /JavaScript /JS (x)", [.activeContent]),
        ("%PDF-1.4 /Launch", [.activeContent]), ("%PDF-1.4 /JSmith /EncryptMetadata", []),
        ("%PDF-1.4 /OpenAction [3 0 R]", []),
    ])
    func `PDF`(text: String, expected: [ContentRisk]) {
        #expect(risks(text, "application/pdf") == expected)
    }

    @Test(arguments: [
        ("MZ 是两个字母", false), ("#!/bin/sh\nrm", true), ("#! 注意", false), ("\u{7F}ELF....", true), ("ELF", false),
        ("", false),
    ])
    func `programs by their content`(text: String, isProgram: Bool) {
        #expect(risks(text, "text/plain") == (isProgram ? [.executable] : []))
    }

    @Test func `a Windows program, and a text that only begins like one`() {
        var bytes = [UInt8](repeating: 0, count: 128)
        (bytes[0], bytes[1], bytes[0x3C]) = (0x4D, 0x5A, 80)
        #expect(ContentRisk.found(in: Data(bytes), mediaType: "application/octet-stream") == [])
        (bytes[80], bytes[81]) = (0x50, 0x45)
        #expect(ContentRisk.found(in: Data(bytes), mediaType: "application/octet-stream") == [.executable])
    }

    /// The directory entry of a member (APPNOTE.TXT 4.3.12).
    private func package(_ names: [String], flags: UInt8 = 0) -> Data {
        var bytes: [UInt8] = [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 30)
        for name in names {
            var entry: [UInt8] = [0x50, 0x4B, 1, 2] + [UInt8](repeating: 0, count: 42)
            (entry[8], entry[28]) = (flags, UInt8(name.utf8.count))
            bytes += entry + Array(name.utf8)
        }
        return Data(bytes)
    }

    @Test func `packages by the names and flags of their members`() {
        func risks(_ data: Data) -> [ContentRisk] { ContentRisk.found(in: data, mediaType: "application/zip") }
        #expect(risks(package(["word/document.xml", "说明.txt"])) == [])
        #expect(risks(package(["word/vbaProject.bin"])) == [.macros])
        #expect(risks(package(["Basic/script-lc.xml"])) == [.macros])
        #expect(risks(package(["word/embeddings/oleObject1.bin"])) == [.activeContent])
        #expect(risks(package(["a/安装.EXE"])) == [.executable])
        #expect(risks(package(["a.txt"], flags: 1)) == [.encrypted])
        #expect(risks(package(["a.exe"]).dropLast(2)) == [], "a directory cut short is no trap")
    }

    @Test func `compound files by their streams and flags`() {
        func compound(_ stream: String, _ edit: (inout [UInt8]) -> Void = { _ in }) -> [ContentRisk] {
            var bytes: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 2040)
            for (index, unit) in stream.utf16.enumerated() {
                (bytes[1024 + 2 * index], bytes[1025 + 2 * index]) = (UInt8(unit & 0xFF), UInt8(unit >> 8))
            }
            edit(&bytes)
            return ContentRisk.found(in: Data(bytes), mediaType: "application/msword")
        }
        #expect(compound("WordDocument") == [])
        #expect(compound("EncryptedPackage") == [.encrypted])
        #expect(compound("_VBA_PROJECT") == [.macros])
        #expect(compound("\u{1}Ole10Native") == [.activeContent])
        #expect(compound("VBAX") == [])
        #expect(compound("WordDocument") { ($0[512], $0[513], $0[523]) = (0xEC, 0xA5, 1) } == [.encrypted])
        #expect(compound("Workbook") { ($0[512], $0[513], $0[514], $0[532]) = (9, 8, 16, 0x2F) } == [.encrypted])
    }

    @Test func `an encrypted RAR`() {
        func rar(_ bytes: [UInt8]) -> [ContentRisk] {
            ContentRisk.found(
                in: Data([0x52, 0x61, 0x72, 0x21, 0x1A, 7] + bytes + [UInt8](repeating: 0, count: 16)),
                mediaType: "application/vnd.rar")
        }
        let main: [UInt8] = [0, 0, 0, 0x73, 0, 0, 7, 0]
        #expect(rar(main + [0, 0, 0x74, 0, 0, 32, 0]) == [])
        #expect(rar(main + [0, 0, 0x74, 4, 0, 32, 0]) == [.encrypted])
        #expect(rar([0, 0, 0, 0x73, 0x80, 0, 7, 0]) == [.encrypted])
        #expect(rar([1, 0, 1, 2, 3, 4, 9, 4]) == [.encrypted])
        #expect(rar([1, 0, 1, 2, 3, 4, 9, 1]) == [])
    }

    @Test func `any bytes at all do no harm`() {
        var generator = SystemRandomNumberGenerator()
        for type in [
            "application/pdf", "text/html", "application/zip", "application/msword", "application/rtf",
            "application/vnd.rar",
        ] {
            for start in [[], [0x50, 0x4B, 3, 4], [0xD0, 0xCF, 0x11, 0xE0], [0x4D, 0x5A], Array("<p on".utf8)]
                as [[UInt8]]
            {
                for count in [0, 1, 3, 60, 1500] {
                    let bytes = start + (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
                    _ = ContentRisk.found(in: Data(bytes), mediaType: type)
                    _ = TextExtractor().mediaType(of: Data(bytes), name: "x")
                }
            }
        }
    }
}
