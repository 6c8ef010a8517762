/// The text of a document as its parts come: paragraphs become lines, rows of a table lines of cells between tabs, and
/// what floats (text boxes) stands behind the paragraph it is anchored in, so that no word is split by it.
struct TextFlow {
    private struct Frame {
        enum Kind { case row, cell, aside }

        var kind: Kind
        /// The cells of a row, the paragraphs of a cell, the lines of what floats.
        var lines: [[UInt8]] = []
        /// The paragraph that the floating interrupted.
        var interrupted: [UInt8] = []
    }

    private(set) var bytes: [UInt8] = []
    private var paragraph: [UInt8] = []
    private var frames: [Frame] = []
    private var asides: [[UInt8]] = []
    private var total = 0
    /// Bytes beyond which nothing is added.
    private let limit: Int
    private(set) var isFull = false

    init(limit: Int = TextExtractor.limit) {
        self.limit = limit
    }

    /// Whether the open paragraph has nothing yet.
    var isParagraphEmpty: Bool { paragraph.isEmpty }

    mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
        total += text.count
        guard total <= limit else {
            isFull = true
            return
        }
        paragraph.append(contentsOf: text)
    }

    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { add($0) }
    }

    mutating func endParagraph() {
        let ended = paragraph
        paragraph.removeAll(keepingCapacity: true)
        place(ended)
        let floating = asides
        asides.removeAll()
        for line in floating { place(line) }
    }

    /// One whole line.
    mutating func line(_ text: String) {
        closeParagraph()
        add(text)
        endParagraph()
    }

    mutating func beginRow() {
        closeParagraph()
        frames.append(Frame(kind: .row))
    }

    mutating func endRow() {
        while frames.last?.kind == .cell { endCell() }
        guard frames.last?.kind == .row, var cells = frames.popLast()?.lines else { return }
        while cells.last?.isEmpty == true { cells.removeLast() }
        if !cells.isEmpty { place(Array(cells.joined(separator: [UInt8(ascii: "\t")]))) }
    }

    mutating func beginCell() {
        closeParagraph()
        frames.append(Frame(kind: .cell))
    }

    mutating func endCell() {
        closeParagraph()
        guard frames.last?.kind == .cell, let cell = frames.popLast() else { return }
        let joined = Self.joined(cell.lines)
        if frames.last?.kind == .row {
            frames[frames.count - 1].lines.append(joined)
        } else {
            place(joined)
        }
    }

    /// What follows floats over the open paragraph.
    mutating func beginAside() {
        frames.append(Frame(kind: .aside, interrupted: paragraph))
        paragraph.removeAll()
    }

    mutating func endAside() {
        guard frames.contains(where: { $0.kind == .aside }) else { return }
        while let last = frames.last {
            switch last.kind {
            case .cell: endCell()
            case .row: endRow()
            case .aside:
                if !paragraph.isEmpty { frames[frames.count - 1].lines.append(paragraph) }
                let ended = frames.removeLast()
                paragraph = ended.interrupted
                asides.append(contentsOf: ended.lines)
                return
            }
        }
    }

    /// Closes whatever a damaged document left open. The text is whole then.
    mutating func close() {
        closeParagraph()
        while let last = frames.last {
            switch last.kind {
            case .cell: endCell()
            case .row: endRow()
            case .aside: endAside()
            }
            closeParagraph()
        }
    }

    private mutating func closeParagraph() {
        if !paragraph.isEmpty || !asides.isEmpty { endParagraph() }
    }

    private mutating func place(_ line: [UInt8]) {
        guard line.contains(where: { $0 > 0x20 }) else { return }
        if frames.isEmpty {
            bytes.append(contentsOf: line)
            bytes.append(0x0A)
        } else {
            frames[frames.count - 1].lines.append(line)
        }
    }

    /// A cell's paragraphs: those of a label written downward (姓／名) are one word, short ones stand side by side,
    /// and a cell that is a whole text keeps its lines.
    private static func joined(_ paragraphs: [[UInt8]]) -> [UInt8] {
        guard paragraphs.count > 1 else { return paragraphs.first ?? [] }
        let longest = paragraphs.map(\.count).max() ?? 0
        if longest <= 6, paragraphs.allSatisfy({ ($0.first ?? 0) >= 0xE3 && $0.count % 3 == 0 }) {
            return Array(paragraphs.joined())
        }
        let total = paragraphs.reduce(0) { $0 + $1.count }
        return Array(paragraphs.joined(separator: [total <= 60 ? UInt8(ascii: " ") : 0x0A]))
    }
}
