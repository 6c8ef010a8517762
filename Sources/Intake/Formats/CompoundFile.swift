import CGMime
import CGsf
import Foundation

/// A compound file (OLE2, [MS-CFB]) of old office programs and Outlook, through libgsf: a small file system in a file.
final class CompoundFile {
    /// One stream or storage. Closed with the object.
    final class Node {
        fileprivate let input: OpaquePointer

        fileprivate init(_ input: OpaquePointer) { self.input = input }

        deinit { g_object_unref(UnsafeMutableRawPointer(input)) }

        private var folder: OpaquePointer? {
            g_type_check_instance_is_a(CompoundFile.instance(input), gsf_infile_get_type()) != 0 ? input : nil
        }

        /// The names of what a storage holds; a stream has none.
        var names: [String] {
            guard let folder else { return [] }
            let count = gsf_infile_num_children(folder)
            guard count > 0 else { return [] }
            return (0..<min(count, 20_000)).compactMap { index in
                gsf_infile_name_by_index(folder, index).map { String(cString: $0) }
            }
        }

        subscript(_ name: String) -> Node? {
            guard let folder, let child = gsf_infile_child_by_name(folder, name) else { return nil }
            return Node(child)
        }

        var count: Int { Int(gsf_input_size(input)) }

        /// The bytes of a stream, at most so many.
        func content(limit: Int = 256 << 20) -> Data {
            let size = min(count, limit)
            guard size > 0 else { return Data() }
            gsf_input_seek(input, 0, G_SEEK_SET)
            var data = Data(count: size)
            let isWhole = data.withUnsafeMutableBytes { buffer in
                gsf_input_read(input, size, buffer.bindMemory(to: guint8.self).baseAddress) != nil
            }
            return isWhole ? data : Data()
        }
    }

    let root: Node
    /// libgsf reads from here.
    private let bytes: NSData

    init?(_ bytes: Data) {
        Self.start
        // A copy with an address of its own, which libgsf reads from while this lives.
        let kept = NSData(data: bytes)
        guard
            let memory = gsf_input_memory_new(
                kept.bytes.assumingMemoryBound(to: guint8.self), gsf_off_t(kept.length), 0)
        else { return nil }
        defer { g_object_unref(UnsafeMutableRawPointer(memory)) }
        guard let file = gsf_infile_msole_new(memory, nil) else { return nil }
        self.bytes = kept
        root = Node(file)
    }

    /// libgsf must be initialised once, and what it has to say of damage is not for the standard error.
    private static let start: Void = {
        gsf_init()
        g_log_set_default_handler({ _, _, _, _ in }, nil)
    }()

    fileprivate static func instance(_ object: OpaquePointer) -> UnsafeMutablePointer<GTypeInstance> {
        UnsafeMutableRawPointer(object).assumingMemoryBound(to: GTypeInstance.self)
    }

    // MARK: What it is

    enum Kind: Equatable {
        case word, sheet, slides, message, worksText, worksSheet
        /// An office document of today, encrypted ([MS-OFFCRYPTO] 2.3.4).
        case encryptedPackage
        case other

        var mediaType: String {
            switch self {
            case .word: "application/msword"
            case .sheet: "application/vnd.ms-excel"
            case .slides: "application/vnd.ms-powerpoint"
            case .message: "application/vnd.ms-outlook"
            case .worksText, .worksSheet: "application/vnd.ms-works"
            case .encryptedPackage: "application/x-ole-storage"
            case .other: "application/x-ole-storage"
            }
        }
    }

    var kind: Kind {
        let names = Set(root.names)
        if names.contains("EncryptedPackage") { return .encryptedPackage }
        if names.contains("WordDocument") { return .word }
        if names.contains("Workbook") || names.contains("Book") { return .sheet }
        if names.contains("PowerPoint Document") { return .slides }
        if names.contains("__properties_version1.0") { return .message }
        if names.contains("CONTENTS") || names.contains("MatOST") { return .worksText }
        if names.contains("MatadorDataBase") || names.contains("WksSSWorkBook") { return .worksSheet }
        return .other
    }

    /// Whether the text needs a password.
    var isEncrypted: Bool {
        switch kind {
        case .encryptedPackage: return true
        case .word:
            // [MS-DOC] 2.5.2: bit fEncrypted of the FIB.
            let head = root["WordDocument"]?.content(limit: 32) ?? Data()
            return head.count > 11 && head[11] & 0x01 != 0
        case .sheet:
            let stream = (root["Workbook"] ?? root["Book"])?.content(limit: 64 << 10) ?? Data()
            return Self.hasFilePass(stream)
        case .slides:
            // [MS-PPT] 2.3.2: the token at the head of "Current User".
            let head = root["Current User"]?.content(limit: 20) ?? Data()
            return head.count >= 16 && Array(head[12..<16]) == [0xDF, 0xC4, 0xD1, 0xF3]
        default: return false
        }
    }

    /// [MS-XLS] 2.4.117: a record FilePass among the first ones.
    private static func hasFilePass(_ stream: Data) -> Bool {
        var index = 0
        for _ in 0..<40 {
            guard index + 4 <= stream.count else { return false }
            let kind = Int(stream[index]) | Int(stream[index + 1]) << 8
            let length = Int(stream[index + 2]) | Int(stream[index + 3]) << 8
            if kind == 0x2F { return true }
            // EOF of the globals.
            if kind == 0x0A { return false }
            index += 4 + length
        }
        return false
    }

    /// Title and author as the document says them; libgsf knows the code page they were written in.
    func properties() -> DocumentProperties {
        var properties = DocumentProperties()
        guard let data = gsf_doc_meta_data_new() else { return properties }
        defer { g_object_unref(UnsafeMutableRawPointer(data)) }
        for stream in ["\u{5}SummaryInformation"] {
            guard let node = root[stream] else { continue }
            gsf_doc_meta_data_read_from_msole(data, node.input).map { g_error_free($0) }
        }
        func value(_ name: String) -> String? {
            guard let property = gsf_doc_meta_data_lookup(data, name), let value = gsf_doc_prop_get_val(property),
                g_type_check_value_holds(value, GType(16 << 2)) != 0, let text = g_value_get_string(value)
            else { return nil }
            let clean = PlainText.clean(Array(String(cString: text).utf8.prefix(500)).span)
                .trimmingCharacters(in: .whitespacesAndNewlines)
            return clean.isEmpty ? nil : clean
        }
        properties.title = value("dc:title")
        properties.author = value("meta:initial-creator") ?? value("dc:creator")
        return properties
    }
}
