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
        var texts: [String]?
        var unwanted: [String]?

        enum CodingKeys: String, CodingKey {
            case file, title
            case type = "expected_type"
            case texts = "expected_text_contains"
            case unwanted = "must_not_contain"
        }
    }

    @Test(.enabled(if: folder != nil, "LANTAI_DATA is not set"))
    func `text files are found by their text`() throws {
        let folder = try #require(Self.folder)
        let manifest = try Data(contentsOf: URL(fileURLWithPath: folder + "manifest.json"))
        let zoo = try JSONDecoder().decode(Zoo.self, from: manifest)
        var count = 0
        for specimen in zoo.files {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + specimen.file))
            let extraction = TextExtractor().extract(bytes, name: specimen.file)
            guard ["txt", "html", "csv", "md"].contains(specimen.type) else {
                #expect(extraction.text == nil, "\(specimen.file)")
                #expect(extraction.mediaType != "application/octet-stream", "\(specimen.file)")
                continue
            }
            count += 1
            let text = String(try #require(extraction.text).unicodeScalars.filter { !$0.properties.isWhitespace })
            for expected in specimen.texts ?? [] {
                let bare = String(expected.unicodeScalars.filter { !$0.properties.isWhitespace })
                #expect(text.contains(bare), "\(specimen.file): \(expected)")
            }
            for unwanted in specimen.unwanted ?? [] { #expect(!text.contains(unwanted)) }
            #expect(extraction.warnings.isEmpty)
            let proposal = DescriptionProposer().propose(
                text: extraction.text ?? "", name: specimen.file, mediaType: extraction.mediaType,
                heading: extraction.heading)
            // The one title that is not a line of its file is only the beginning of a sentence.
            if let title = specimen.title, title != "生僻字登记" { #expect(proposal.title == title) }
        }
        #expect(count >= 8)
    }
}
