import Foundation
import Testing

import Intake

/// Files of other programs, outside of the repository: set LANTAI_DATA to the folder that holds `data/zoo`.
@Suite struct ZooTests {
    static let folder = ProcessInfo.processInfo.environment["LANTAI_DATA"].map { $0 + "/data/zoo/" }

    struct Zoo: Decodable {
        var files: [Specimen]
    }

    struct Specimen: Decodable {
        var file: String
        var type: String
        var title: String?
        var verdict: String
        var texts: [String]?
        var unwanted: [String]?
        var recognised: [String]?
        var members: [String]?
        var notes: String?

        enum CodingKeys: String, CodingKey {
            case file, title, members, verdict, notes
            case type = "expected_type"
            case texts = "expected_text_contains"
            case unwanted = "must_not_contain"
            case recognised = "ocr_expected"
        }
    }

    static let specimens: [Specimen] = {
        guard let folder, let manifest = try? Data(contentsOf: URL(fileURLWithPath: folder + "manifest.json"))
        else { return [] }
        return (try? JSONDecoder().decode(Zoo.self, from: manifest).files) ?? []
    }()

    static func bare(_ text: String) -> String {
        String(text.unicodeScalars.filter { !$0.properties.isWhitespace })
    }

    /// All text of a file and of what lies in it.
    static func allText(_ extraction: Extraction, depth: Int = 0) -> String {
        var text = extraction.text ?? ""
        guard depth < 4 else { return text }
        for member in extraction.members {
            text += "\n" + allText(reading(member.bytes, name: member.name), depth: depth + 1)
        }
        return text
    }

    static let mediaTypes: [String: String] = [
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "doc": "application/msword", "xls": "application/vnd.ms-excel", "msworks": "application/vnd.ms-works",
        "odt": "application/vnd.oasis.opendocument.text", "rtf": "application/rtf", "html": "text/html",
        "txt": "text/plain", "csv": "text/csv", "pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg",
        "ofd": "application/ofd", "zip": "application/zip", "7z": "application/x-7z-compressed",
        "tar.gz": "application/gzip", "eml": "message/rfc822", "dbf": "application/x-dbf", "rar": "application/vnd.rar",
    ]

    /// What a type is read with, beside libraries.
    static let programs: [String: [String]] = [
        "doc": ["soffice"], "xls": ["soffice"], "rtf": ["soffice"], "msworks": ["soffice"],
        "pdf": ["pdftotext", "pdftoppm", "tesseract"], "png": ["tesseract"], "jpg": ["tesseract"],
    ]

    @Test(.enabled(if: folder != nil, "LANTAI_DATA is not set"), arguments: specimens.map(\.file))
    func `what a file says is found`(file: String) throws {
        let folder = try #require(Self.folder)
        let specimen = try #require(Self.specimens.first { $0.file == file })
        if let missing = (Self.programs[specimen.type] ?? []).first(where: { !isInstalled($0) }) {
            print("left out: \(file), for \(missing) is not installed")
            return
        }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + file))
        let extraction = reading(bytes, name: file)
        #expect(extraction.mediaType == Self.mediaTypes[specimen.type])
        let text = Self.bare(Self.allText(extraction))
        for expected in (specimen.texts ?? []) + (specimen.recognised ?? []) {
            #expect(text.contains(Self.bare(expected)), "\(expected)")
        }
        for unwanted in specimen.unwanted ?? [] { #expect(!text.contains(unwanted)) }
        for member in specimen.members ?? [] {
            #expect(extraction.members.map(\.name).contains(member), "\(extraction.members.map(\.name))")
        }
        if text.isEmpty, extraction.members.isEmpty { #expect(!extraction.warnings.isEmpty) }
        if specimen.notes?.contains("encrypted") == true { #expect(extraction.warnings.contains(.encrypted)) }
        let proposal = DescriptionProposer().propose(
            text: extraction.text ?? "", name: file, mediaType: extraction.mediaType, heading: extraction.heading)
        if let title = specimen.title { #expect(proposal.title == title) }
    }
}
