import Foundation
import Intake
import Testing
import Workbench

/// What is let through of the renditions that a reading process sends. Its place is taken by scripts.
@Suite struct RenditionTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func frame(_ kind: Character, _ body: [UInt8]) -> [UInt8] {
        [kind.asciiValue ?? 0] + (0..<4).map { UInt8(truncatingIfNeeded: body.count >> (8 * $0)) } + body
    }

    private func head(_ more: String = "\"properties\":{},\"warnings\":[]") -> [UInt8] {
        frame("h", Array("{\"mediaType\":\"application/pdf\",\(more)}".utf8))
    }

    /// - Returns: the rendition, or the failure.
    private func rendered(_ answer: [UInt8], as kind: RenditionKind, then commands: String = "") throws
        -> Result<Rendition, RenditionFailure>
    {
        let path = try folder.program("reader", "#!/bin/sh\ncat \(folder.path("answer"))\n\(commands)\n")
        try folder.write("answer", Data(answer))
        let reader = ProcessReader(program: path, fallback: folder.path("tmp"), seconds: 60)
        return Result { () throws(RenditionFailure) in
            try reader.render(Data("%PDF-".utf8), name: "a.pdf", as: kind)
        }
    }

    private func sent(_ bytes: [UInt8], as kind: RenditionKind) throws -> Bool {
        let answer = try rendered(head() + frame("n", []) + frame("m", bytes) + frame(".", []), as: kind)
        switch answer {
        case .success(let rendition):
            #expect(Array(rendition.bytes) == bytes && rendition.mediaType == kind.mediaType)
            return true
        case .failure(let failure):
            #expect(failure == .unreadable(.extractorFailed(detail: "answer")))
            return false
        }
    }

    @Test func `a copy is a whole PDF without scripts`() throws {
        func pdf(_ body: String) -> [UInt8] { Array("%PDF-1.6\n\(body)\n%%EOF\n".utf8) }
        #expect(try sent(pdf("1 0 obj\n<< /Type /Catalog >>\nendobj"), as: .readingCopy))
        #expect(try !sent(pdf("1 0 obj\n<< /S /JavaScript /JS (app.alert) >>\nendobj"), as: .readingCopy))
        #expect(try !sent(pdf("1 0 obj\n<< /S /Launch >>\nendobj"), as: .readingCopy))
        #expect(try !sent(Array("%PDF-1.6\ncut off".utf8), as: .readingCopy))
        #expect(try !sent(Array("<html>%PDF-1.6 %%EOF".utf8), as: .readingCopy))
        #expect(try !sent([], as: .readingCopy))
    }

    private func big(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    private func png(_ width: Int, _ height: Int) -> [UInt8] {
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8) + big(width, 4)
            + big(height, 4) + [8, 0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0] + Array("IEND".utf8) + [0xAE, 0x42, 0x60, 0x82]
    }

    private func jpeg(_ width: Int, _ height: Int, marker: UInt8 = 0xC0) -> [UInt8] {
        [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, marker, 0, 11, 8] + big(height, 2) + big(width, 2)
            + [1, 1, 0x11, 0, 0xFF, 0xDA, 0, 2, 0xFF, 0xD9]
    }

    @Test func `an image is a whole PNG or JPEG of the size that was asked for`() throws {
        let asPNG = RenditionKind.page(PageImage(number: 1, width: 200, format: .png))
        let asJPEG = RenditionKind.page(PageImage(number: 1, width: 200, format: .jpeg))
        #expect(try sent(png(200, 300), as: asPNG))
        #expect(try sent(jpeg(200, 300), as: asJPEG))
        #expect(try sent(jpeg(200, 300, marker: 0xC2), as: asJPEG))
        for wrong in [png(201, 300), png(0, 300), png(200, 0), png(200, 9601), png(200, 1 << 31)] {
            #expect(try !sent(wrong, as: asPNG))
        }
        for wrong in [jpeg(201, 300), jpeg(200, 9601), jpeg(0, 300), jpeg(200, 300, marker: 0xC4)] {
            #expect(try !sent(wrong, as: asJPEG))
        }
        #expect(try !sent(jpeg(200, 300), as: asPNG) && !sent(png(200, 300), as: asJPEG))
        #expect(try !sent(Array(png(200, 300).dropLast()), as: asPNG))
        #expect(try !sent(Array(jpeg(200, 300).dropLast(2)), as: asJPEG))
        #expect(try !sent(Array("<svg xmlns='http://www.w3.org/2000/svg'/>".utf8), as: asPNG))
    }

    @Test func `why there is none`() throws {
        let page = RenditionKind.page(PageImage(number: 3, width: 200, format: .png))
        func failure(_ answer: [UInt8], then commands: String = "") throws -> RenditionFailure? {
            switch try rendered(answer, as: page, then: commands) {
            case .success: nil
            case .failure(let failure): failure
            }
        }
        let end = frame(".", [])
        let few = head("\"properties\":{\"pageCount\":2},\"warnings\":[]")
        #expect(try failure(few + end) == .noSuchPage(3, of: 2))
        let text = head("\"properties\":{},\"warnings\":[{\"textNotSearchable\":{\"mediaType\":\"text/plain\"}}]")
        #expect(try failure(text + end) == .unsupported(mediaType: "text/plain"))
        let locked = head("\"properties\":{},\"warnings\":[{\"encrypted\":{}}]")
        #expect(try failure(locked + end) == .unreadable(.encrypted))
        #expect(try failure(head() + end) == .unreadable(.extractorFailed(detail: "answer")))
        #expect(try failure(head(), then: "kill -XCPU $$") == .unreadable(.limitExceeded(.time)))
        // More members than one, and text: a rendition has none.
        let two = frame("n", []) + frame("m", [1])
        #expect(try failure(head() + two + two + end) == .unreadable(.extractorFailed(detail: "answer")))
        #expect(try failure(head() + frame("t", [0x61]) + end) == .unreadable(.extractorFailed(detail: "answer")))
    }

    @Test func `what is offered, by type`() {
        let page = RenditionKind.page(.thumbnail)
        for type in ["application/msword", "application/vnd.ms-excel", "application/vnd.oasis.opendocument.text"] {
            #expect(RenditionKind.readingCopy.isOffered(forType: type) && page.isOffered(forType: type))
        }
        for type in ["application/pdf", "image/tiff", "image/jpeg"] {
            #expect(!RenditionKind.readingCopy.isOffered(forType: type) && page.isOffered(forType: type))
        }
        for type in ["text/plain", "image/svg+xml", "application/zip", "application/ofd"] {
            #expect(!RenditionKind.readingCopy.isOffered(forType: type) && !page.isOffered(forType: type))
        }
    }
}
