package import Foundation

/// A zip file of members as they stand, with names in any bytes, as old programs write them.
package func storedZip(_ members: [(name: [UInt8], content: [UInt8])]) -> Data {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 0xFF) } }
    for member in members {
        let offset = file.count
        let common =
            little(20, 2) + little(0, 2) + little(0, 2) + little(0, 2) + little(0x5A21, 2)
            + little(Int(checksum(member.content)), 4) + little(member.content.count, 4)
            + little(member.content.count, 4) + little(member.name.count, 2) + little(0, 2)
        file += little(0x0403_4B50, 4) + common + member.name + member.content
        directory += little(0x0201_4B50, 4) + little(20, 2) + common + little(0, 2) + little(0, 2) + little(0, 2)
        directory += little(0, 4) + little(offset, 4) + member.name
    }
    let end =
        little(0x0605_4B50, 4) + little(0, 4) + little(members.count, 2) + little(members.count, 2)
        + little(directory.count, 4) + little(file.count, 4) + little(0, 2)
    return Data(file + directory + end)
}

package func package(_ parts: [(String, String)]) -> Data {
    storedZip(parts.map { (Array($0.0.utf8), Array($0.1.utf8)) })
}

/// CRC-32 as zip has it (ISO 3309).
private func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
        sum ^= UInt32(byte)
        for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
}

/// Office documents of the least parts that a reader asks for.
package enum OfficeSpecimens {
    package static func types(_ part: String, _ type: String) -> String {
        "<Types><Override PartName='/\(part)' ContentType='application/\(type).main+xml'/></Types>"
    }

    package static func relationships(_ list: [(id: String, kind: String, target: String)], outside: String = "")
        -> String
    {
        "<Relationships>"
            + list.map { "<Relationship Id='\($0.id)' Type='http://x/\($0.kind)' Target='\($0.target)'/>" }.joined()
            + outside + "</Relationships>"
    }

    package static func word(_ body: String, _ more: [(String, String)] = []) -> Data {
        package(
            [
                (
                    "[Content_Types].xml",
                    types("word/document.xml", "vnd.openxmlformats-officedocument.wordprocessingml.document")
                ),
                ("_rels/.rels", relationships([("r", "officeDocument", "word/document.xml")])),
                (
                    "word/document.xml",
                    "<w:document xmlns:w='w' xmlns:mc='mc' xmlns:v='v' xmlns:r='r'><w:body>\(body)</w:body></w:document>"
                ),
            ] + more)
    }

    package static func workbook(
        _ sheets: [(name: String, state: String, rows: String)], _ more: [(String, String)] = []
    )
        -> Data
    {
        let list = sheets.enumerated().map { "<sheet name='\($1.name)' state='\($1.state)' r:id='s\($0)'/>" }.joined()
        var relations: [(id: String, kind: String, target: String)] = sheets.indices.map {
            ("s\($0)", "worksheet", "worksheets/sheet\($0).xml")
        }
        relations += [("t", "sharedStrings", "sharedStrings.xml"), ("y", "styles", "styles.xml")]
        return package(
            [
                (
                    "[Content_Types].xml",
                    types("xl/workbook.xml", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
                ),
                ("_rels/.rels", relationships([("r", "officeDocument", "xl/workbook.xml")])),
                ("xl/workbook.xml", "<workbook xmlns:r='r'><sheets>\(list)</sheets></workbook>"),
                ("xl/_rels/workbook.xml.rels", relationships(relations)),
            ]
                + sheets.enumerated().map {
                    ("xl/worksheets/sheet\($0).xml", "<worksheet><sheetData>\($1.rows)</sheetData></worksheet>")
                } + more)
    }

    package static func fixedLayout(_ content: String, _ more: [(String, String)] = [], document: String = "") -> Data {
        package(
            [
                (
                    "OFD.xml",
                    "<ofd:OFD xmlns:ofd='o'><ofd:DocBody><ofd:DocRoot>/文档_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
                ),
                (
                    "文档_0/Document.xml",
                    "<ofd:Document xmlns:ofd='o'>\(document)<ofd:Pages><ofd:Page ID='1' BaseLoc='Pages/P0/Content.xml'/></ofd:Pages></ofd:Document>"
                ),
                (
                    "文档_0/Pages/P0/Content.xml",
                    "<ofd:Page xmlns:ofd='o'><ofd:Content>\(content)</ofd:Content></ofd:Page>"
                ),
            ] + more)
    }

    package static func textObject(_ text: String, x: Int, y: Int, size: Int = 4) -> String {
        "<ofd:TextObject Boundary='\(x) \(y) 100 10' Size='\(size)'><ofd:TextCode X='0' Y='4' DeltaX='g \(max(0, text.count - 1)) \(size)'>\(text)</ofd:TextCode></ofd:TextObject>"
    }

    package static func openDocument(_ content: String, _ more: [(String, String)] = []) -> Data {
        Workbench.package([("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", content)] + more)
    }

    /// A table of dBase with one field of 20 bytes.
    package static func table(_ values: [String], encoding: String, driver: UInt8) -> Data {
        func padded(_ bytes: [UInt8], _ count: Int, _ fill: UInt8) -> [UInt8] {
            Array((bytes + [UInt8](repeating: fill, count: count)).prefix(count))
        }
        var file: [UInt8] = [3, 99, 1, 1, UInt8(values.count), 0, 0, 0, 65, 0, 21, 0]
        file = padded(file, 32, 0)
        file[29] = driver
        file +=
            padded(encode("姓名", encoding), 11, 0) + [0x43, 0, 0, 0, 0, 20] + [UInt8](repeating: 0, count: 15) + [0x0D]
        for value in values { file += [0x20] + padded(encode(value, encoding), 20, 0x20) }
        return Data(file + [0x1A])
    }
}

/// Bytes of a text in an encoding, by iconv as the writers of such files have it.
package func encode(_ text: String, _ encoding: String) -> [UInt8] {
    switch encoding {
    case "UTF-8": return Array(text.utf8)
    case "UTF-16LE": return text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    case "UTF-16BE": return text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    case "UTF-32LE", "UTF-32BE":
        let shifts: [UInt32] = encoding == "UTF-32LE" ? [0, 8, 16, 24] : [24, 16, 8, 0]
        return text.unicodeScalars.flatMap { scalar in shifts.map { UInt8(scalar.value >> $0 & 0xFF) } }
    default:
        // CFStringEncodings.h: GB_18030_2000 and Big5.
        let code: UInt = encoding == "GB18030" ? 0x8000_0632 : 0x8000_0A03
        return Array(text.data(using: String.Encoding(rawValue: code)) ?? Data())
    }
}
