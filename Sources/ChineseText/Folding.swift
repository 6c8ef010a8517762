import Foundation

/// What a scalar becomes before text is cut, packed into 32 bits: the kind in the top three, a scalar below.
struct Folded {
    enum Kind: UInt32 {
        /// Not looked at yet; only inside the table.
        case unknown = 0
        /// Ends a term: white space (as U+0020), punctuation, symbols, damaged bytes.
        case separator = 1
        /// Written without spaces and cut into bigrams: Han, kana, bopomofo, hangul.
        case cut = 2
        /// Part of a word: letters and digits of the other scripts.
        case word = 3
        /// Passed over as if it were not there: accents, zero-width and bidirectional controls.
        case ignored = 4
        /// Several scalars; the payload is a number in ``FoldingTable/expansions``.
        case expansion = 5
    }

    let bits: UInt32

    init(bits: UInt32) { self.bits = bits }

    init(_ kind: Kind, _ payload: UInt32) { bits = kind.rawValue << 29 | payload }

    @inline(__always) var rawKind: UInt32 { bits >> 29 }
    @inline(__always) var payload: UInt32 { bits & 0x1FFF_FFFF }
    @inline(__always) func has(_ kind: Kind) -> Bool { rawKind == kind.rawValue }
}

/// Folds single scalars: compatibility forms (Unicode UAX #15, NFKD), case, accents, and character variants.
///
/// A scalar is worked out when it is first met and then kept, so that starting costs microseconds and reading text
/// costs one look-up a scalar. Accents (U+0300…) and kana voicing marks go, so that composed and decomposed spellings
/// are one; vowel signs of Tibetan and others stay. Hangul syllables stay whole.
final class FoldingTable {
    /// One ``Folded`` for each scalar of the Basic Multilingual Plane. Manual memory, because an array that is a
    /// class's variable pays an exclusivity check at each access; every index is a scalar below `planeSize`.
    private let plane: UnsafeMutablePointer<UInt32>
    private static let planeSize = 0x1_0000
    private var beyond: [UInt32: UInt32] = [:]
    private(set) var expansions: [[Folded]] = []

    /// More distinct scalars outside the plane than this are found in no honest text; the rest is worked out each time.
    private static let mostBeyond = 50_000
    private static let mostExpansions = 20_000

    /// - Parameter variants: UTF-8 lines `variant TAB simplified`; lines of another shape are passed over.
    init(variants: [UInt8]) {
        plane = .allocate(capacity: Self.planeSize)
        plane.initialize(repeating: 0, count: Self.planeSize)
        variants.withUnsafeBufferPointer { read(variants: $0) }
    }

    deinit { plane.deallocate() }

    @inline(__always)
    func folded(_ scalar: UInt32) -> Folded {
        if scalar < UInt32(Self.planeSize) {
            let known = plane[Int(scalar)]
            if known != 0 { return Folded(bits: known) }
        }
        return workedOut(scalar)
    }

    @inline(never)
    private func workedOut(_ scalar: UInt32) -> Folded {
        if scalar < UInt32(Self.planeSize) {
            let result = work(out: scalar)
            plane[Int(scalar)] = result.bits
            return result
        }
        if let known = beyond[scalar] { return Folded(bits: known) }
        let result = work(out: scalar)
        if beyond.count < Self.mostBeyond { beyond[scalar] = result.bits }
        return result
    }

    private func read(variants: UnsafeBufferPointer<UInt8>) {
        var position = 0
        while position < variants.count {
            let source = variants.scalar(at: position)
            let tab = position + source.length
            if source.value != 0x23, tab + 1 < variants.count, variants[tab] == 0x09 {
                let target = variants.scalar(at: tab + 1)
                let end = tab + 1 + target.length
                let endsHere = end == variants.count || variants[end] == 0x0A || variants[end] == 0x0D
                if endsHere, target.value > 0x20, target.value != ReadScalar.damaged {
                    keep(source.value, as: target.value)
                }
            }
            while position < variants.count, variants[position] != 0x0A { position += 1 }
            position += 1
        }
    }

    private func keep(_ source: UInt32, as target: UInt32) {
        guard source != ReadScalar.damaged, let scalar = Unicode.Scalar(target) else { return }
        let result = Self.classified(scalar)
        if source < UInt32(Self.planeSize) { plane[Int(source)] = result.bits } else { beyond[source] = result.bits }
    }

    // MARK: Working out

    private func work(out value: UInt32) -> Folded {
        guard let scalar = Unicode.Scalar(value) else { return Folded(.separator, 0x20) }
        if Self.isPlainHanOrHangul(value) { return Folded(.cut, value) }
        if value < 0x80 { return Self.classified(scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar) }
        if Self.isIgnored(scalar) { return Folded(.ignored, 0) }
        let plain = Self.plain(scalar)
        guard plain.count == 1, let only = plain.first else {
            if plain.isEmpty { return Folded(.ignored, 0) }
            guard expansions.count < Self.mostExpansions else { return Folded(.separator, 0x20) }
            let parts = plain.map { $0 == scalar ? Self.classified($0) : folded($0.value) }
            expansions.append(parts.filter { !$0.has(.expansion) })
            return Folded(.expansion, UInt32(expansions.count - 1))
        }
        return only == scalar ? Self.classified(only) : folded(only.value)
    }

    /// Compatibility decomposition, lower case, no accents; hangul composed again.
    private static func plain(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        let decomposed = String(scalar).decomposedStringWithCompatibilityMapping.lowercased()
            .decomposedStringWithCompatibilityMapping
        var kept = String.UnicodeScalarView()
        kept.append(contentsOf: decomposed.unicodeScalars.filter { !isIgnored($0) })
        return Array(String(kept).precomposedStringWithCanonicalMapping.unicodeScalars)
    }

    private static func isPlainHanOrHangul(_ value: UInt32) -> Bool {
        switch value {
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3, 0x2_0000...0x2_F7FF, 0x3_0000...0x3_FFFD: true
        default: false
        }
    }

    private static func isIgnored(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0300...0x036F, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xFE20...0xFE2F: true
        case 0x3099, 0x309A: true
        default: scalar.properties.isDefaultIgnorableCodePoint
        }
    }

    private static func classified(_ scalar: Unicode.Scalar) -> Folded {
        if isPlainHanOrHangul(scalar.value) { return Folded(.cut, scalar.value) }
        if isCut(scalar) { return Folded(.cut, scalar.value) }
        if scalar.properties.isWhitespace { return Folded(.separator, 0x20) }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber, .letterNumber, .otherNumber, .nonspacingMark, .spacingMark, .enclosingMark:
            return Folded(.word, scalar.value)
        case .control:
            return Folded(.separator, 0x20)
        default:
            return Folded(.separator, scalar.value)
        }
    }

    private static func isCut(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3005, 0x1100...0x11FF, 0xA960...0xA97F, 0xD7B0...0xD7FF: true
        case 0x3041...0x3096, 0x309D...0x309F, 0x30A1...0x30FA, 0x30FC...0x30FF, 0x31F0...0x31FF: true
        case 0x3105...0x312F, 0x31A0...0x31BF, 0x1_AFF0...0x1_B16F: true
        default: scalar.properties.isIdeographic
        }
    }
}
