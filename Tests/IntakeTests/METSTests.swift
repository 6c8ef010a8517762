import Foundation
import Intake
import Testing

@Suite struct METSTests {
    private static let digest = String(repeating: "a", count: 64)

    private func page(_ files: String, head: String = "", object: String = "OBJID=\"J016-X-0001\"") -> [UInt8] {
        Array(
            """
            <?xml version="1.0" encoding="UTF-8"?>\(head)
            <m:mets xmlns:m="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink" \(object)>
            <m:fileSec><m:fileGrp>\(files)</m:fileGrp></m:fileSec></m:mets>
            """.utf8)
    }

    private func file(_ href: String, _ attributes: String = "CHECKSUMTYPE=\"SHA-256\" SIZE=\"7\"") -> String {
        "<m:file CHECKSUM=\"\(Self.digest)\" \(attributes)><m:FLocat xlink:href=\"\(href)\"/></m:file>"
    }

    @Test func `files are read with digest, size and decoded path`() throws {
        let listing = try #require(METSListing(page(file("v1/%E4%B8%80%20%26.txt") + file("v1/a&amp;b"))))
        #expect(listing.object == "J016-X-0001")
        #expect(
            listing.files == [
                .init(path: "v1/一 &.txt", sha256: Self.digest, size: 7),
                .init(path: "v1/a&b", sha256: Self.digest, size: 7),
            ])
    }

    @Test func `what is no such document is not read`() {
        let pages = [
            [], Array("<mets OBJID='x'/>".utf8), Array(page(file("a")).dropLast(3)), page(file("a"), object: ""),
            page(file("a", "CHECKSUMTYPE=\"MD5\" SIZE=\"7\"")), page(file("a", "CHECKSUMTYPE=\"SHA-256\"")),
            page(file("a") + file("a")), page(file("%FF")), page(file("%4")),
            page("<m:file CHECKSUM=\"\" CHECKSUMTYPE=\"SHA-256\" SIZE=\"1\"/>"),
            page(file("&x;"), head: "<!DOCTYPE m:mets [<!ENTITY x 'a'>]>"),
            page(file("&x;"), head: "<!DOCTYPE m:mets [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"),
        ]
        for page in pages { #expect(METSListing(page) == nil, "\(String(decoding: page, as: UTF8.self))") }
    }
}
