import ChineseText
import Indexes
import Testing

/// A small generator, so that a failure can be repeated (SplitMix64, Steele and others, 2014).
struct RepeatableNumbers: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

struct AnalyzerPropertyTests {
    let analyzer = Analyzer(variants: IndexDefinition.variants)

    @Test(arguments: [Analyzer.Mode.document, .query])
    func anyBytesAreSafe(mode: Analyzer.Mode) {
        var numbers = RepeatableNumbers(seed: 7)
        let leads: [UInt8] = [0xC2, 0xE4, 0xE5, 0xED, 0xEF, 0xF0, 0xF0, 0xF3, 0xF4, 0x80, 0xBF, 0x61, 0x20]
        for round in 0..<6_000 {
            let bytes = (0..<Int.random(in: 0...40, using: &numbers)).map { _ in
                round % 2 == 0 || Bool.random(using: &numbers)
                    ? UInt8.random(in: 0...255, using: &numbers) : leads.randomElement(using: &numbers) ?? 0
            }
            // A copy on the heap of exactly this size, so that the address sanitizer sees a step too far.
            let exact = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
            _ = exact.initialize(from: bytes)
            defer { exact.deallocate() }
            var isSound = true
            var before = 0
            analyzer.forEachTerm(in: UnsafeBufferPointer(exact), mode: mode) { term, start, end in
                let isInside = start >= before && start < end && end <= bytes.count
                isSound = isSound && isInside && String(validating: term, as: UTF8.self)?.isEmpty == false
                before = start
                return true
            }
            #expect(isSound, "\(bytes)")
        }
    }

    @Test func everyScalarIsSafe() {
        var failed: [UInt32] = []
        for value in UInt32(0)...0x10_FFFF {
            // Every scalar of the planes in use, one in 64 of the rest.
            guard let scalar = Unicode.Scalar(value), value < 0x3_4000 || value % 64 == 0 else { continue }
            let terms = analyzer.terms(in: String(scalar), mode: .document)
            if terms.contains(where: \.text.isEmpty) { failed.append(value) }
        }
        #expect(failed == [])
    }

    @Test func readsUTF8AsTheStandardLibraryDoes() {
        var numbers = RepeatableNumbers(seed: 11)
        for _ in 0..<4_000 {
            var bytes = Array("护a\u{7FF}𠮷é".utf8)
            for _ in 0..<Int.random(in: 0...3, using: &numbers) {
                bytes[Int.random(in: bytes.indices, using: &numbers)] = UInt8.random(in: 0...255, using: &numbers)
            }
            // Damaged places become separators in both: U+FFFD is a symbol.
            let repaired = analyzer.terms(in: String(decoding: bytes, as: UTF8.self), mode: .document).map(\.text)
            var direct: [String] = []
            bytes.withUnsafeBufferPointer { buffer in
                analyzer.forEachTerm(in: buffer, mode: .document) { term, _, _ in
                    direct.append(String(decoding: term, as: UTF8.self))
                    return true
                }
            }
            #expect(direct == repaired, "\(bytes)")
        }
    }

    @Test func anyPartOfARunIsFoundInTheWhole() {
        var numbers = RepeatableNumbers(seed: 3)
        let characters = Array("未成年人保護中心临时监护評估𠮷㐂〇儿童アイ")
        for _ in 0..<2_000 {
            let run = (0..<Int.random(in: 1...12, using: &numbers)).compactMap { _ in
                characters.randomElement(using: &numbers)
            }
            let from = Int.random(in: run.indices, using: &numbers)
            let to = Int.random(in: from..<run.count, using: &numbers)
            let document = analyzer.terms(in: "见" + String(run) + "表2023年", mode: .document)
            let query = analyzer.terms(in: String(run[from...to]), mode: .query)
            #expect(isPhrase(query, in: document), "\(String(run)) \(from)…\(to)")
        }
    }

    @Test func anyPartOfATextIsFoundInTheWhole() {
        var numbers = RepeatableNumbers(seed: 5)
        let text = "大连市民政局（2023）第12号：关于J016全宗、阿卜杜·热西提个案的会商纪要，3月5日形成。"
        let scalars = Array(text.unicodeScalars)
        for _ in 0..<2_000 {
            let from = Int.random(in: scalars.indices, using: &numbers)
            let to = Int.random(in: from..<scalars.count, using: &numbers)
            // Inside a number or a word of letters a part is another term.
            let isCut = [from, to + 1].contains { border in
                border > 0 && border < scalars.count && scalars[border].isASCII && scalars[border - 1].isASCII
            }
            if isCut { continue }
            var part = String.UnicodeScalarView()
            part.append(contentsOf: scalars[from...to])
            let query = analyzer.terms(in: String(part), mode: .query)
            #expect(isPhrase(query, in: analyzer.terms(in: text, mode: .document)), "\(String(part))")
        }
    }

    /// Whether the query's terms stand one after the other; a character at the end begins the term in its place.
    private func isPhrase(_ query: [Term], in document: [Term]) -> Bool {
        guard let last = query.last else { return true }
        guard query.count <= document.count else { return false }
        return (0...(document.count - query.count)).contains { start in
            let place = document[start..<(start + query.count)]
            let end = place.last?.text ?? ""
            let isEnd = last.kind == .character ? end.hasPrefix(last.text) : end == last.text
            return isEnd && place.dropLast().map(\.text) == query.dropLast().map(\.text)
        }
    }
}
