/// What a document says of itself, proposed for its description; an archivist confirms it.
package struct Proposal: Sendable, Equatable {
    package var title: String?
    /// The date of the document, `YYYY-MM-DD`.
    package var date: String?
    /// The number an office gave the document (文号), such as `国未保组〔2021〕1号`.
    package var documentNumber: String?
    /// The organisation that issued it (发文机关).
    package var author: String?
    /// Whom a form names, by the fields of the record's class that persons stand in.
    package var persons: [Named]

    package struct Named: Sendable, Equatable {
        package var field: String
        package var name: String

        package init(field: String, name: String) {
            self.field = field
            self.name = name
        }
    }

    package init(
        title: String? = nil, date: String? = nil, documentNumber: String? = nil, author: String? = nil,
        persons: [Named] = []
    ) {
        self.title = title
        self.date = date
        self.documentNumber = documentNumber
        self.author = author
        self.persons = persons
    }
}

/// Proposes title, date, document number, issuing organisation and persons from a document's text.
///
/// Goes by how official documents are laid out (GB/T 9704-2012: number and title at the head, signature and date at
/// the end) and how forms are (labels with values). Proposes nothing in doubt: a wrong date is worse than none.
package struct DescriptionProposer: Sendable {
    /// How much is looked at, in Unicode scalars: the head for everything, the end for the signature and its date.
    private static let headLength = 1200
    private static let tailLength = 2000
    /// Numbers and dates outside signature and labels count only within so many scalars.
    static let openingLength = 600

    package init() {}

    /// - Parameters:
    ///   - text: as `TextExtractor` gives it.
    ///   - name: the file's name; a line that equals it is the title.
    ///   - mediaType: as recognised: Markdown has marks, tables have no title and no one date.
    ///   - heading: what the format itself names as title (`Extraction.heading`).
    ///   - personFields: the fields of the record's class that persons stand in, the first the one it is about.
    package func propose(
        text: String, name: String, mediaType: String, heading: String? = nil, personFields: [String] = []
    ) -> Proposal {
        switch mediaType {
        case "text/csv", "text/tab-separated-values", "application/json", "application/xml": return Proposal()
        default: break
        }
        let scalars = text.unicodeScalars
        var head: [Unicode.Scalar] = []
        head.reserveCapacity(Self.headLength)
        var rest = scalars.startIndex
        while rest < scalars.endIndex, head.count < Self.headLength {
            head.append(scalars[rest])
            scalars.formIndex(after: &rest)
        }
        var tail: [Unicode.Scalar] = []
        if rest < scalars.endIndex {
            // Never before the head's end, so that no line is read twice.
            var begin = scalars.endIndex
            var length = 0
            while begin > rest, length < Self.tailLength {
                scalars.formIndex(before: &begin)
                length += 1
            }
            tail = Array(scalars[begin...])
        }
        let isMarkdown = mediaType == "text/markdown"
        let opening = Lines(head, trimsMarks: isMarkdown)
        var title = heading.flatMap { $0.isEmpty ? nil : String($0.prefix(200)) }
        if title == nil, isMarkdown { title = MarkdownTitle.find(opening) }
        if title == nil { title = TitleFinder.find(opening, stem: Self.stem(of: name)) }
        let ending = Lines(tail, trimsMarks: isMarkdown)
        return Proposal(
            title: title.flatMap(DocumentHeading.visible), date: DateFinder.find(opening, ending: ending),
            documentNumber: DocumentNumberFinder.find(opening), author: OfficeFinder.find(opening, ending: ending),
            persons: PersonFinder.find(opening, fields: personFields))
    }

    /// The name without folders and ending.
    private static func stem(of name: String) -> [Unicode.Scalar] {
        let last = name.unicodeScalars.split(separator: "/").last ?? ""[...].unicodeScalars
        guard let dot = last.lastIndex(of: "."), dot > last.startIndex else { return Array(last) }
        return Array(last[..<dot])
    }
}

/// The lines of a stretch of text as ranges of Unicode scalars, without the white space around them.
struct Lines {
    let scalars: [Unicode.Scalar]
    /// The non-empty lines.
    let ranges: [Range<Int>]

    /// - Parameter trimsMarks: whether Markdown's marks around a line are trimmed like white space.
    init(_ scalars: [Unicode.Scalar], trimsMarks: Bool) {
        self.scalars = scalars
        var ranges: [Range<Int>] = []
        var begin = 0
        var index = 0
        while index <= scalars.count {
            if index == scalars.count || scalars[index] == "\n" {
                var first = begin
                var end = index
                while first < end, Self.isTrimmed(scalars[first], trimsMarks) { first += 1 }
                while end > first, Self.isTrimmed(scalars[end - 1], trimsMarks) { end -= 1 }
                if first < end { ranges.append(first..<end) }
                begin = index + 1
            }
            index += 1
        }
        self.ranges = ranges
    }

    private static func isTrimmed(_ scalar: Unicode.Scalar, _ trimsMarks: Bool) -> Bool {
        switch scalar {
        case " ", "\t", "\r", "\u{3000}", "\u{A0}", "\u{FEFF}", "\u{200B}": true
        case "#", "*", "_", ">", "`": trimsMarks
        default: false
        }
    }

    func string(_ range: Range<Int>) -> String {
        var string = String.UnicodeScalarView()
        string.append(contentsOf: scalars[range])
        return String(string)
    }

    func ends(_ range: Range<Int>, with suffix: [Unicode.Scalar]) -> Bool {
        range.count >= suffix.count
            && scalars[(range.upperBound - suffix.count)..<range.upperBound].elementsEqual(suffix)
    }

    func begins(_ range: Range<Int>, with prefix: [Unicode.Scalar]) -> Bool {
        range.count >= prefix.count && scalars[range.lowerBound..<range.lowerBound + prefix.count].elementsEqual(prefix)
    }

    /// Whether a word stands anywhere in the range.
    func holds(_ word: [Unicode.Scalar], in range: Range<Int>) -> Bool {
        guard range.count >= word.count else { return false }
        for begin in range.lowerBound...(range.upperBound - word.count) where scalars[begin] == word[0] {
            if scalars[begin..<begin + word.count].elementsEqual(word) { return true }
        }
        return false
    }
}

/// Words as scalars, made once: comparing them is then plain work on arrays.
func words(_ list: String) -> [[Unicode.Scalar]] {
    list.split(separator: " ").map { Array($0.unicodeScalars) }
}
