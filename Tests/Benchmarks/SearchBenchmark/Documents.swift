import Foundation

/// A document to be indexed. What a record has and these texts lack is made from a hash of the id: always the same.
struct Document {
    static let classes = ["DA", "FG", "GA", "JD", "PX", "QZ", "XC", "ZY"]

    var id: String
    var title: String
    var text: String
    var classCode: String
    /// A prefecture of province 21, or a district of one: 200 in all.
    var org: String
    /// `20230519`
    var date: Int32
    /// Where it begins in its file.
    var offset: Int

    var bytes: Int { title.utf8.count + text.utf8.count }

    fileprivate init(_ row: Row, offset: Int) {
        id = row.id
        title = row.title ?? ""
        text = row.text
        self.offset = offset
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in row.id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash ^= hash >> 32
        func draw(_ choices: Int) -> Int {
            defer { hash /= UInt64(choices) }
            return Int(hash % UInt64(choices))
        }
        func digits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let (kind, prefecture, district) = (draw(Self.classes.count), draw(10), draw(20))
        let (year, month, day) = (2015 + draw(11), 1 + draw(12), 1 + draw(28))
        classCode = row.class ?? Self.classes[kind]
        org = row.org ?? "21" + digits(prefecture + 1) + (district == 0 ? "" : digits(district))
        date = row.date.flatMap { Int32($0.filter(\.isNumber)) } ?? Int32(year * 10000 + month * 100 + day)
    }

    fileprivate struct Row: Decodable {
        var id: String
        var title: String?
        var text: String
        var `class`: String?
        var org: String?
        var date: String?
    }
}

/// Documents in a file, one a line: `id TAB text`, or JSON objects in a `.jsonl`.
final class DocumentFile: Sequence, IteratorProtocol {
    private let isJSON: Bool
    private let file: UnsafeMutablePointer<FILE>
    private var line: UnsafeMutablePointer<CChar>?
    private var capacity = 0
    private var offset = 0
    private let decoder = JSONDecoder()

    init(path: String) throws {
        guard let file = fopen(path, "r") else { throw CocoaError(.fileReadNoSuchFile, userInfo: ["path": path]) }
        self.file = file
        isJSON = path.hasSuffix(".jsonl")
    }

    deinit {
        free(line)
        fclose(file)
    }

    func next() -> Document? {
        let length = getline(&line, &capacity, file)
        guard length > 0, let line else { return nil }
        defer { offset += length }
        let bytes = Data(bytes: line, count: line[length - 1] == 10 ? length - 1 : length)
        if isJSON {
            guard let row = try? decoder.decode(Document.Row.self, from: bytes) else {
                fatalError("no document at byte \(offset)")
            }
            return Document(row, offset: offset)
        }
        let tab = bytes.firstIndex(of: 9) ?? bytes.endIndex
        let (title, text) = Self.parts(of: bytes[tab...].dropFirst())
        let row = Document.Row(id: String(decoding: bytes[..<tab], as: UTF8.self), title: title, text: text)
        return Document(row, offset: offset)
    }

    /// Bytes of a title.
    private static let longestTitle = 180

    /// Whoever writes `id TAB text` puts the title before the text, and spaces for line breaks: the first line is the title,
    /// as it is when a file is taken in.
    private static func parts(of line: Data) -> (title: String?, text: String) {
        guard let space = line.firstIndex(of: 0x20), (1...longestTitle).contains(space - line.startIndex) else {
            return (nil, String(decoding: line, as: UTF8.self))
        }
        return (
            String(decoding: line[..<space], as: UTF8.self), String(decoding: line[space...].dropFirst(), as: UTF8.self)
        )
    }

    /// The document that begins there.
    func document(at offset: Int) -> Document? {
        fseek(file, offset, SEEK_SET)
        self.offset = offset
        return next()
    }
}

/// Writes which document has which item number: line n is item n, `id TAB offset`.
final class DocumentListWriter {
    private let file: UnsafeMutablePointer<FILE>

    init(folder: String) throws {
        guard let file = fopen(folder + "/" + DocumentList.name, "w") else { throw CocoaError(.fileWriteUnknown) }
        self.file = file
    }

    func append(_ document: Document) {
        fputs("\(document.id)\t\(document.offset)\n", file)
    }

    func close() { fclose(file) }
}

/// Which document has which item number, as its writer left it.
struct DocumentList {
    static let name = "ids.tsv"

    private let bytes: [UInt8]
    private var starts: [Int] = [0]

    init(folder: String) throws {
        bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: folder + "/" + Self.name)))
        for (position, byte) in bytes.enumerated() where byte == 10 { starts.append(position + 1) }
    }

    var count: Int { starts.count - 1 }

    /// - Parameter item: from 1.
    subscript(item: Int64) -> (id: String, offset: Int) {
        let line = bytes[starts[Int(item) - 1]..<starts[Int(item)] - 1]
        let parts = line.split(separator: 9, omittingEmptySubsequences: false)
        return (String(decoding: parts[0], as: UTF8.self), Int(String(decoding: parts[1], as: UTF8.self)) ?? 0)
    }
}
