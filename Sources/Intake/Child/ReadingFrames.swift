internal import Foundation

/// How a reading goes from its process to whoever asked for it: frames of a kind (one byte), a length (four bytes, least
/// first) and so many bytes.
enum ReadingFrame: UInt8 {
    /// May take so many seconds more from now: a decimal number.
    case extend = 0x78  // x
    /// Cannot go on without LibreOffice, which needs more than this process may.
    case office = 0x6F  // o
    /// Everything but text and members: JSON.
    case head = 0x68  // h
    case text = 0x74  // t
    /// The name of a member; its bytes follow.
    case name = 0x6E  // n
    case member = 0x6D  // m
    /// All was sent: without it, the rest counts for nothing.
    case end = 0x2E  // .

    static let headerLength = 5
}

/// What a reading says beside text and members.
struct ReadingHead: Codable {
    var mediaType: String
    var encoding: String?
    var heading: String?
    var pages: [Int]?
    var confidence: Double?
    var properties: DocumentProperties
    var warnings: [ExtractionWarning]

    init(_ extraction: Extraction) {
        mediaType = extraction.mediaType
        encoding = extraction.encoding
        heading = extraction.heading
        pages = extraction.pages
        confidence = extraction.confidence
        properties = extraction.properties
        warnings = extraction.warnings
    }
}

/// What a process is asked to read, beside the bytes themselves.
struct ReadingOrder: Codable {
    var name: String
    var folder: String
    var limits: ReadingLimits
    var mayRunOffice: Bool
    /// What is to be made of the file; nil where it is read for its text and members.
    var rendition: RenditionKind?
}

/// Puts an extraction together from frames. The process that sends them has read a hostile file and is not trusted: every
/// length is bounded before anything is kept, text must be UTF-8 without control characters, and what is out of bounds
/// ends the reading.
package struct ReadingAssembly {
    private let limits: ReadingLimits
    private var head: ReadingHead?
    private var text: String?
    private var members: [Member] = []
    private var memberBytes = 0
    private var pendingName: String?
    /// Of the frame that is coming in: its header, then its kind and what is there of its body.
    private var header: [UInt8] = []
    private var coming: (kind: ReadingFrame, body: FrameBody)?
    private(set) var isComplete = false
    private(set) var needsOffice = false

    package init(limits: ReadingLimits) {
        self.limits = limits
    }

    /// The answer is not one.
    package struct Malformed: Error {}

    /// Takes what came through the pipe.
    /// - Returns: the seconds that were asked for, if any were.
    package mutating func take(_ bytes: UnsafeRawBufferPointer) throws(Malformed) -> Int? {
        var seconds: Int?
        var rest = bytes[...]
        while true {
            if coming == nil {
                let missing = rest.prefix(ReadingFrame.headerLength - header.count)
                header += missing
                rest = rest.dropFirst(missing.count)
                guard header.count == ReadingFrame.headerLength else { return seconds }
                let length = (1...4).reduce(0) { $0 | Int(header[$1]) << (8 * ($1 - 1)) }
                guard !isComplete, let kind = ReadingFrame(rawValue: header[0]), length <= bound(of: kind) else {
                    throw Malformed()
                }
                coming = (kind, FrameBody(length))
                header = []
            }
            guard let frame = coming else { return seconds }
            rest = rest.dropFirst(frame.body.append(rest))
            guard frame.body.isWhole else { return seconds }
            coming = nil
            if let more = try take(frame.kind, frame.body.data()) { seconds = more }
        }
    }

    private func bound(of kind: ReadingFrame) -> Int {
        switch kind {
        case .extend: 8
        case .head: 4 << 20
        case .text: limits.textBytes
        case .name: 16 << 10
        case .member: limits.memberBytes - memberBytes
        case .office, .end: 0
        }
    }

    private mutating func take(_ kind: ReadingFrame, _ body: Data) throws(Malformed) -> Int? {
        switch kind {
        case .extend:
            guard let seconds = Int(String(decoding: body, as: UTF8.self)), seconds >= 0 else { throw Malformed() }
            return seconds
        case .office: needsOffice = true
        case .head:
            guard head == nil, let read = try? JSONDecoder().decode(ReadingHead.self, from: body) else {
                throw Malformed()
            }
            head = read
        case .text:
            guard text == nil, let read = String(validating: body, as: UTF8.self) else { throw Malformed() }
            text = read
        case .name:
            guard pendingName == nil, members.count < limits.members else { throw Malformed() }
            pendingName = String(decoding: body, as: UTF8.self)
        case .member:
            guard let name = pendingName else { throw Malformed() }
            members.append(Member(name: name, bytes: body))
            memberBytes += body.count
            pendingName = nil
        case .end:
            guard head != nil, pendingName == nil else { throw Malformed() }
            isComplete = true
        }
        return nil
    }

    /// The reading, once it is complete, in the bounds of what may be shown and kept.
    package func extraction() -> Extraction? {
        guard isComplete, let head else { return nil }
        let clean = text.map { PlainText.clean($0.utf8Span.span) }
        // Offsets into a text that had to be changed would point anywhere.
        let pages = clean == text ? head.pages.flatMap { valid(pages: $0, in: clean ?? "") } : nil
        return Extraction(
            mediaType: Self.mediaType(head.mediaType), text: clean, encoding: head.encoding.flatMap(Self.line),
            heading: head.heading.flatMap(Self.line), pages: pages,
            confidence: head.confidence.flatMap { (0...1).contains($0) ? $0 : nil },
            properties: DocumentProperties(
                title: head.properties.title.flatMap(Self.line), author: head.properties.author.flatMap(Self.line),
                created: head.properties.created.flatMap(CalendarDate.parse),
                pageCount: head.properties.pageCount.flatMap { $0 >= 0 ? $0 : nil },
                language: head.properties.language.flatMap(Self.line)),
            members: members, warnings: head.warnings.prefix(20).map(Self.plain))
    }

    private func valid(pages: [Int], in text: String) -> [Int]? {
        let bytes = text.utf8
        guard pages.first == 0, let last = pages.last, last <= bytes.count,
            zip(pages, pages.dropFirst()).allSatisfy({ $0 <= $1 })
        else { return nil }
        let span = text.utf8Span.span
        return pages.allSatisfy { $0 == span.count || span[$0] & 0xC0 != 0x80 } ? pages : nil
    }

    /// `type/subtype` of RFC 6838, or the type of unknown bytes.
    private static func mediaType(_ text: String) -> String {
        let isValid =
            text.utf8.count <= 127 && text.split(separator: "/", omittingEmptySubsequences: false).count == 2
            && text.utf8.allSatisfy { ($0 > 0x20 && $0 < 0x7F) }
        return isValid ? text : "application/octet-stream"
    }

    /// A warning whose words fit on a line.
    private static func plain(_ warning: ExtractionWarning) -> ExtractionWarning {
        func short(_ text: String) -> String { String((line(text) ?? "").prefix(160)) }
        return switch warning {
        case .damaged(let detail): .damaged(detail: short(detail))
        case .extractorFailed(let detail): .extractorFailed(detail: short(detail))
        case .textNotSearchable(let type): .textNotSearchable(mediaType: mediaType(type))
        case .undecodableBytes(let count, let encoding): .undecodableBytes(count: count, encoding: short(encoding))
        case .decoderMissing(let encoding): .decoderMissing(encoding: short(encoding))
        case .toolMissing(let program, let package): .toolMissing(program: short(program), package: short(package))
        case .empty, .tooLarge, .encrypted, .limitExceeded, .fieldsUnread, .hiddenContent: warning
        }
    }

    /// One line without control characters, of a length that a person may read.
    private static func line(_ text: String) -> String? {
        let kept = text.unicodeScalars.prefix(1000).map { scalar in
            scalar.properties.generalCategory == .control ? " " : scalar
        }
        let line = String(String.UnicodeScalarView(kept)).trimmingCharacters(in: .whitespacesAndNewlines)
        return line.isEmpty ? nil : line
    }
}

/// The body of a frame while it comes in: memory of its length, which becomes the bytes of a member without being copied.
private final class FrameBody {
    private let memory: UnsafeMutableRawBufferPointer
    private var filled = 0
    private var isHandedOver = false

    init(_ length: Int) {
        memory = UnsafeMutableRawBufferPointer.allocate(byteCount: length, alignment: 16)
    }

    deinit { if !isHandedOver { memory.deallocate() } }

    var isWhole: Bool { filled == memory.count }

    /// - Returns: how many bytes were taken.
    func append(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int {
        let count = min(bytes.count, memory.count - filled)
        UnsafeMutableRawBufferPointer(rebasing: memory[filled..<filled + count]).copyBytes(from: bytes.prefix(count))
        filled += count
        return count
    }

    func data() -> Data {
        guard let base = memory.baseAddress, memory.count > 0 else { return Data() }
        isHandedOver = true
        return Data(bytesNoCopy: base, count: memory.count, deallocator: .custom { base, _ in base.deallocate() })
    }
}
