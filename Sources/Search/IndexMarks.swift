internal import ChineseText
internal import Indexes

/// The whole terms that a document is also found by: its tags, the canonical forms of what has several spellings, and
/// the sounds of names.
struct IndexMarks {
    private static let forms = CanonicalForms()
    private static let pinyin = Pinyin(TableBytes(fixed: IndexDefinition.pinyin))

    /// Each of them a term by itself.
    let terms: [String]
    /// Persons named, by how they sound, and their spellings and initials.
    let names: [(ear: String, name: String, latin: [String])]

    /// - Parameter analyzer: folds names.
    init(of text: IndexedText, analyzer: Analyzer) {
        var terms = text.tags
        var seen = Set(terms)
        func add(_ term: String) {
            if seen.insert(term).inserted { terms.append(term) }
        }
        for part in [text.number, text.title, text.names, text.body] {
            var part = part
            part.withUTF8 { bytes in Self.forms.forEach(in: bytes) { term, _, _ in add(term) } }
        }
        var names: [(ear: String, name: String, latin: [String])] = []
        for name in NameFinder.names(in: text) {
            let folded = analyzer.fold(name)
            guard Self.pinyin.isName(folded), !names.contains(where: { $0.name == folded }) else { continue }
            let keys = Self.pinyin.nameKeys(folded)
            add(Self.person(folded))
            keys.spellings.forEach { add(Self.spelling($0)) }
            keys.initials.forEach { add(Self.initials($0)) }
            names.append((keys.ear, folded, keys.spellings + keys.initials.filter { !keys.spellings.contains($0) }))
        }
        self.terms = terms
        self.names = names
    }

    /// Says that the document names this person: the characters alone may be part of a longer name.
    static func person(_ folded: String) -> String { "n:" + folded }
    static func spelling(_ latin: String) -> String { "p:" + latin }
    static func initials(_ latin: String) -> String { "s:" + latin }

    /// A mark as the index has it.
    static func term(of mark: String) -> [UInt8] { Array((String(IndexTokenizer.tagMark) + mark).utf8) }

    /// The column's text as `IndexTokenizer` takes it.
    var joined: String { terms.map { String(IndexTokenizer.tagMark) + $0 }.joined() }
}

/// Finds what stands where names of persons stand: the values of description fields, and in the text behind the labels
/// of forms (`姓名：`).
enum NameFinder {
    private static let labels = ["姓名", "名字", "监护人", "当事人", "报告人", "联系人", "负责人", "儿童主任", "申请人", "被申请人"]
    /// A text names so many persons at most; a register of thousands is found by its characters.
    private static let mostNames = 200
    private static let longestName = 15

    static func names(in text: IndexedText) -> [String] {
        var found = text.names.split(whereSeparator: { $0.isWhitespace || "、，,；;/".contains($0) }).map(String.init)
        found += labelled(text.body)
        return Array(found.prefix(mostNames))
    }

    /// What follows a label and a colon, up to what cannot be part of a name.
    static func labelled(_ text: String) -> [String] {
        var found: [String] = []
        var text = text
        text.withUTF8 { bytes in
            for label in labels {
                let pattern = Array(label.utf8)
                var from = 0
                while let at = bytes.firstRange(of: pattern, from: from), found.count < mostNames {
                    from = at + pattern.count
                    if let name = name(in: bytes, at: from) { found.append(name) }
                }
            }
        }
        return found
    }

    private static func name(in bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> String? {
        let window = String(decoding: bytes[start..<min(bytes.count, start + 72)], as: UTF8.self)
        var rest = Substring(window).drop { $0 == " " || $0 == "\u{3000}" || $0 == "\t" }
        guard let colon = rest.first, colon == "：" || colon == ":" else { return nil }
        rest = rest.dropFirst().drop { $0 == " " || $0 == "\u{3000}" || $0 == "\t" }
        let name = rest.prefix { character in
            character == "·" || character.unicodeScalars.allSatisfy { $0.properties.isIdeographic }
        }
        return (2...longestName).contains(name.count) ? String(name) : nil
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Where a pattern begins, at or behind a place.
    fileprivate func firstRange(of pattern: [UInt8], from: Int) -> Int? {
        guard let first = pattern.first, count >= pattern.count else { return nil }
        var at = from
        while at + pattern.count <= count {
            if self[at] == first, (1..<pattern.count).allSatisfy({ self[at + $0] == pattern[$0] }) { return at }
            at += 1
        }
        return nil
    }
}
