internal import Foundation
internal import Records

/// A record described and its files listed with their digests, as METS 1.x XML: Dublin Core for the description, PREMIS
/// for fixity and events. What stands where: TransferPackage.md.
struct METSDocument {
    let sender: TransferReceipt.Party
    /// All, oldest first.
    let versions: [Version]
    /// Files of the record's folder in the package.
    let files: [File]
    /// ISO 8601 with zone.
    let made: String

    struct File {
        /// From the record's folder on.
        var path: String
        var size: Int
        var sha256: String
        var mediaType: String
        /// In whose folder it stands.
        var version: Int
        var use: Use
    }

    enum Use: String, CaseIterable {
        case content, metadata
        /// What was extracted from the content.
        case text
    }

    var text: String {
        let latest = versions[versions.count - 1]
        var xml = XMLText()
        xml.element(
            "mets:mets",
            [
                ("xmlns:mets", "http://www.loc.gov/METS/"), ("xmlns:xlink", "http://www.w3.org/1999/xlink"),
                ("xmlns:dc", "http://purl.org/dc/elements/1.1/"), ("xmlns:premis", "http://www.loc.gov/premis/v3"),
                ("OBJID", latest.code), ("LABEL", latest.description.title), ("TYPE", "record"),
            ]
        ) { xml in
            xml.element("mets:metsHdr", [("CREATEDATE", made)]) { xml in
                xml.element("mets:agent", [("ROLE", "CREATOR"), ("TYPE", "ORGANIZATION")]) { xml in
                    xml.leaf("mets:name", sender.name)
                    xml.leaf("mets:note", sender.fonds)
                }
            }
            for version in versions { describe(version, in: &xml) }
            xml.element("mets:amdSec", [("ID", "amd")]) { xml in
                for (index, file) in files.enumerated() { fix(file, index, in: &xml) }
                for version in versions { tell(version, in: &xml) }
            }
            xml.element("mets:fileSec") { xml in
                for use in Use.allCases {
                    let chosen = files.enumerated().filter { $0.element.use == use }
                    if chosen.isEmpty { continue }
                    xml.element("mets:fileGrp", [("USE", use.rawValue)]) { xml in
                        for (index, file) in chosen { list(file, index, in: &xml) }
                    }
                }
            }
            xml.element("mets:structMap", [("TYPE", "logical")]) { xml in
                xml.element("mets:div", [("TYPE", "record"), ("LABEL", latest.code)]) { xml in
                    for version in versions { arrange(version, in: &xml) }
                }
            }
        }
        return xml.text
    }

    private func describe(_ version: Version, in xml: inout XMLText) {
        let description = version.description
        xml.element("mets:dmdSec", [("ID", "dmd-\(version.number)"), ("CREATED", version.filedAt)]) { xml in
            xml.element("mets:mdWrap", [("MDTYPE", "DC")]) { xml in
                xml.element("mets:xmlData") { xml in
                    xml.leaf("dc:identifier", version.code)
                    for other in [description.documentNumber, description.externalID].compactMap({ $0 }) {
                        xml.leaf("dc:identifier", other)
                    }
                    xml.leaf("dc:title", description.title)
                    if let author = description.author { xml.leaf("dc:creator", author) }
                    xml.leaf("dc:publisher", description.org)
                    xml.leaf("dc:date", description.date)
                    xml.leaf("dc:type", description.classCode)
                    if let volume = description.volume { xml.leaf("dc:relation", volume) }
                    for field in description.fields { xml.leaf("dc:description", field.name + "：" + field.value) }
                    for person in description.persons { xml.leaf("dc:subject", person.role + "：" + person.name) }
                }
            }
        }
    }

    private func fix(_ file: File, _ index: Int, in xml: inout XMLText) {
        wrap("mets:techMD", id: "tech-\(index)", type: "PREMIS:OBJECT", in: &xml) { xml in
            xml.element("premis:object") { xml in
                xml.element("premis:objectIdentifier") { xml in
                    xml.leaf("premis:objectIdentifierType", "path")
                    xml.leaf("premis:objectIdentifierValue", file.path)
                }
                xml.element("premis:objectCharacteristics") { xml in
                    xml.element("premis:fixity") { xml in
                        xml.leaf("premis:messageDigestAlgorithm", "SHA-256")
                        xml.leaf("premis:messageDigest", file.sha256)
                    }
                    xml.leaf("premis:size", String(file.size))
                    xml.element("premis:format") { xml in
                        xml.element("premis:formatDesignation") { $0.leaf("premis:formatName", file.mediaType) }
                    }
                }
            }
        }
    }

    private func tell(_ version: Version, in xml: inout XMLText) {
        wrap("mets:digiprovMD", id: "event-\(version.number)", type: "PREMIS:EVENT", in: &xml) { xml in
            xml.element("premis:event") { xml in
                xml.element("premis:eventIdentifier") { xml in
                    xml.leaf("premis:eventIdentifierType", "sequence")
                    xml.leaf("premis:eventIdentifierValue", String(version.sequence))
                }
                xml.leaf("premis:eventType", version.number == 1 ? "filing" : version.voided ? "voiding" : "revision")
                xml.leaf("premis:eventDateTime", version.filedAt)
                if let reason = version.reason {
                    xml.element("premis:eventDetailInformation") { $0.leaf("premis:eventDetail", reason) }
                }
                xml.element("premis:linkingAgentIdentifier") { xml in
                    xml.leaf("premis:linkingAgentIdentifierType", "user")
                    xml.leaf("premis:linkingAgentIdentifierValue", version.filedBy)
                }
            }
        }
    }

    private func wrap(
        _ name: String, id: String, type: String, in xml: inout XMLText, _ body: (inout XMLText) -> Void
    ) {
        xml.element(name, [("ID", id)]) { xml in
            xml.element("mets:mdWrap", [("MDTYPE", type)]) { $0.element("mets:xmlData", [], body) }
        }
    }

    private func list(_ file: File, _ index: Int, in xml: inout XMLText) {
        xml.element(
            "mets:file",
            [
                ("ID", "file-\(index)"), ("MIMETYPE", file.mediaType), ("SIZE", String(file.size)),
                ("CHECKSUM", file.sha256), ("CHECKSUMTYPE", "SHA-256"), ("ADMID", "tech-\(index)"),
            ]
        ) { xml in
            let location = file.path.addingPercentEncoding(withAllowedCharacters: Self.unreserved) ?? file.path
            xml.leaf(
                "mets:FLocat", "", [("LOCTYPE", "URL"), ("xlink:type", "simple"), ("xlink:href", location)])
        }
    }

    private func arrange(_ version: Version, in xml: inout XMLText) {
        xml.element(
            "mets:div",
            [
                ("TYPE", "version"), ("ORDER", String(version.number)), ("DMDID", "dmd-\(version.number)"),
                ("ADMID", "event-\(version.number)"),
            ]
        ) { xml in
            // A version that corrects the description alone points to the files of an older one.
            var own = Set(version.files.map { "v\($0.storedIn)/content/\($0.name)" })
            if let text = version.text { own.insert("v\(text.storedIn)/text.txt") }
            for (index, file) in files.enumerated()
            where file.use == .metadata ? file.version == version.number : own.contains(file.path) {
                xml.leaf("mets:fptr", "", [("FILEID", "file-\(index)")])
            }
        }
    }

    /// RFC 3986, 2.3, and the separator.
    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
}

/// XML 1.0 as it is written, indented, so that it is read with the eye.
struct XMLText {
    private(set) var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    private var depth = 0

    mutating func element(
        _ name: String, _ attributes: [(String, String)] = [], _ body: (inout XMLText) -> Void
    ) {
        open(name, attributes)
        text += ">\n"
        depth += 1
        body(&self)
        depth -= 1
        indent()
        text += "</\(name)>\n"
    }

    /// An element with text alone.
    mutating func leaf(_ name: String, _ content: String, _ attributes: [(String, String)] = []) {
        open(name, attributes)
        text += content.isEmpty ? "/>\n" : ">" + Self.escaped(content) + "</\(name)>\n"
    }

    private mutating func open(_ name: String, _ attributes: [(String, String)]) {
        indent()
        text += "<" + name
        for (key, value) in attributes { text += " \(key)=\"" + Self.escaped(value) + "\"" }
    }

    private mutating func indent() { text += String(repeating: "  ", count: depth) }

    /// For content and attributes alike. Characters that XML 1.0 does not know (2.2) become `�`.
    static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x26: out += "&amp;"
            case 0x3C: out += "&lt;"
            case 0x3E: out += "&gt;"
            case 0x22: out += "&quot;"
            // Written so, a reader gives them back as they are.
            case 0x09, 0x0A, 0x0D: out += "&#\(scalar.value);"
            case 0..<0x20, 0xFFFE, 0xFFFF: out += "\u{FFFD}"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
