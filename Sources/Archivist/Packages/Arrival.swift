internal import Boxes
internal import Catalog
internal import Foundation
internal import Intake
internal import Records

/// A record as it comes in a package, read and held against the manifest, its own description, its XML and the list.
struct Arrival {
    struct Part {
        var name: String
        var data: Data
    }

    var code: String
    var digest: String
    /// All, oldest first, as the sender wrote them.
    var versions: [Version]
    /// By the number of the version that brought them.
    var contents: [Int: [Part]]
    var texts: [Int: Data]
    /// What the sender said of it: `metadata.json` of each version and the XML, kept as further files of the first.
    var papers: [Part]

    /// Bytes held in memory, about.
    var size: Int {
        contents.values.joined().reduce(1024) { $0 + $1.data.count } + texts.values.reduce(0) { $0 + $1.count }
    }

    static func read(_ listed: TransferSheet.Item, in bag: BagReader) throws(Rejection) -> Arrival {
        let folder = ArchivalCode.folderName(listed.code)
        let prefix = folder + "/"
        let wanted = bag.listedByFolder[folder] ?? []
        let found = bag.foundByFolder[folder] ?? []
        guard found.isSubset(of: wanted) else { throw Rejection(.fileUnexpected) }
        guard !wanted.isEmpty, wanted.isSubset(of: found) else { throw Rejection(.fileMissing) }
        func content(_ name: String) throws(Rejection) -> Data {
            do {
                return try bag.content(prefix + name)
            } catch .missing {
                throw Rejection(bag.manifest[prefix + name] == nil ? .descriptionDiffers : .fileMissing)
            } catch .tooLarge {
                throw Rejection(.fileNotKept)
            } catch {
                throw Rejection(.fileChanged)
            }
        }
        var used: Set<String> = [TransferPackage.documentName]
        var listing: Set<METSListing.File> = []
        func take(_ name: String) throws(Rejection) -> Data {
            let data = try content(name)
            used.insert(name)
            listing.insert(METSListing.File(path: name, sha256: BoxStore.sha256(data), size: data.count))
            return data
        }
        var arrival = Arrival(
            code: listed.code, digest: listed.digest, versions: [], contents: [:], texts: [:], papers: [])
        var said: [String] = []
        guard (1...100_000).contains(listed.versions) else { throw Rejection(.descriptionDiffers) }
        for number in 1...listed.versions {
            let json = try take("v\(number)/metadata.json")
            guard let version = try? JSONDecoder().decode(Version.self, from: json), version.code == listed.code,
                version.number == number, isPlain(version)
            else { throw Rejection(.descriptionDiffers) }
            for file in version.files where file.storedIn == number {
                guard isName(file.name) else { throw Rejection(.fileNotKept) }
                let data = try take("v\(number)/content/\(file.name)")
                guard data.count == file.size, BoxStore.sha256(data) == file.sha256 else {
                    throw Rejection(.descriptionDiffers)
                }
                arrival.contents[number, default: []].append(Part(name: file.name, data: data))
            }
            if let text = version.text, text.storedIn == number {
                let data = try take("v\(number)/text.txt")
                guard text.size == data.count, text.sha256 == BoxStore.sha256(data), isWithin(text),
                    String(data: data, encoding: .utf8) != nil
                else {
                    throw Rejection(.descriptionDiffers)
                }
                arrival.texts[number] = data
            }
            // What an older version brought must be what it brought.
            let inherited = version.files.filter { $0.storedIn != number }
            guard
                inherited.allSatisfy({ file in
                    arrival.versions.first { $0.number == file.storedIn }?.files.contains(file) == true
                }),
                version.text.map({ $0.storedIn == number || arrival.versions.contains { $0.text == version.text } })
                    != false
            else { throw Rejection(.descriptionDiffers) }
            arrival.versions.append(version)
            arrival.papers.append(
                Part(name: "\(folder).v\(number).json", data: json))
            said.append(String(decoding: json, as: UTF8.self))
        }
        let document = try content(TransferPackage.documentName)
        guard Set(used.map { prefix + $0 }) == wanted, Ending.digest(of: said) == listed.digest,
            let mets = METSListing([UInt8](document)), mets.object == listed.code, mets.files == listing
        else { throw Rejection(.descriptionDiffers) }
        arrival.papers.append(Part(name: folder + ".mets.xml", data: document))
        guard arrival.hasOneFileAName else { throw Rejection(.fileNotKept) }
        return arrival
    }

    /// No version has two files of one name, counting the papers.
    private var hasOneFileAName: Bool {
        versions.allSatisfy { version in
            let names = version.files.map(\.name) + papers.map(\.name)
            return names.allSatisfy(Self.isName) && Set(names).count == names.count
        }
    }

    /// Safe as the last part of a path inside a box.
    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && name.utf8.count <= 255 && !name.hasSlash
            && !name.hasControlCharacters
    }

    /// Whether what is said of a text's parts lies in the text.
    private static func isWithin(_ text: VersionText) -> Bool {
        (text.parts ?? []).allSatisfy { part in
            !part.file.hasControlCharacters
                && ([part.offset] + (part.pages ?? [])).allSatisfy { (0...text.size).contains($0) }
        }
    }

    /// As descriptions are that were filed here.
    private static func isPlain(_ version: Version) -> Bool {
        let description = version.description
        let words =
            [description.title, version.filedBy, version.filedAt]
            + description.fields.flatMap { [$0.name, $0.value.replacing("\n", with: "")] }
            + description.persons.flatMap { [$0.role, $0.name] }
            + (description.proposedFields ?? []).flatMap { [$0.name, $0.value] } + version.proposed
            + [description.author, description.documentNumber, description.volume, version.text?.language]
            .compactMap { $0 }
        return version.format == Version.format && Day(description.date)?.description == description.date
            && !description.title.isEmpty
            && words.allSatisfy { !$0.hasControlCharacters }
    }
}

/// Why a record of a package is not taken.
struct Rejection: Error {
    var reason: AccessionRefusal
    var detail: String?

    init(_ reason: AccessionRefusal, _ detail: String? = nil) {
        self.reason = reason
        self.detail = detail
    }
}
