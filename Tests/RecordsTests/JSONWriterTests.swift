import Foundation
import Records
import Testing

@Suite struct JSONWriterTests {
    private func decoded(_ bytes: [UInt8]) throws -> Version {
        try JSONDecoder().decode(Version.self, from: Data(bytes))
    }

    @Test func `metadata is read back as the same version`() throws {
        #expect(try decoded(VersionTests.version.json) == VersionTests.version)
        var bare = VersionTests.version
        bare.description = Description(title: "题", date: "2023-01-01", classCode: "PX", org: "00")
        bare.reason = nil
        bare.text = nil
        bare.files = []
        bare.proposed = []
        bare.voided = true
        #expect(try decoded(bare.json) == bare)
    }

    @Test(arguments: [
        "", "\"", "\\", "\\\"\\\\", "行\n行\r\n\t尾", "\u{0}\u{1}\u{8}\u{C}\u{1F}\u{7F}", "\u{2028}\u{2029}\u{FEFF}",
        "𠮷👩‍👧‍👦é",
        "</script>", "\u{10FFFF}", "{}[],:",
    ])
    func `any text is read back as it was`(text: String) throws {
        var version = VersionTests.version
        version.description.title = text
        version.description.fields = [FieldValue(name: text, value: text)]
        version.reason = text
        version.files[0].name = text
        let bytes = version.json
        let back = try decoded(bytes)
        #expect(back == version)
        #expect(Array(back.description.title.utf8) == Array(text.utf8))
        // No raw control character but the line breaks between members.
        #expect(!bytes.contains { $0 < 0x20 && $0 != 0x0A })
    }

    @Test func `the same version gives the same bytes, in the order in which a reader asks`() throws {
        #expect(VersionTests.version.json == VersionTests.version.json)
        let lines = String(decoding: VersionTests.version.json, as: UTF8.self).split(separator: "\n")
        #expect(lines.first == "{")
        #expect(lines.dropFirst().first == #"  "format": "lantai-version/1","#)
        #expect(lines.last == "}")
    }

    @Test func `nested values are indented, empty ones are short`() {
        var writer = JSONWriter()
        writer.object { json in
            json.array("none") { _ in }
            json.array("some") { array in
                array.text(nil, "一")
                array.object { $0.number("n", -1) }
            }
            json.object("inner") { _ in }
            json.text("absent", ifAny: nil)
            json.flag("yes", true)
        }
        let expected = """
            {
              "none": [],
              "some": [
                "一",
                {
                  "n": -1
                }
              ],
              "inner": {},
              "yes": true
            }
            """
        #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
    }
}
