/// A small generator of random numbers whose whole state is one word, so that every document gets a stream of its own.
///
/// The standard library's generator cannot be seeded; samples must come out byte for byte the same everywhere.
struct SplitMix64: Sendable {
    private var state: UInt64

    /// A stream told apart by what it is for (`purpose`) and by which document or case it serves (`number`).
    init(seed: UInt64, purpose: UInt64, number: Int) {
        state = Self.mixed(seed ^ Self.mixed(purpose &+ Self.mixed(UInt64(truncatingIfNeeded: number))))
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var word = value &+ 0x9E37_79B9_7F4A_7C15
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    mutating func next() -> UInt64 {
        state = state &+ 0x9E37_79B9_7F4A_7C15
        return Self.mixed(state)
    }

    /// A number from 0 up to, not including, `bound`, all equally likely.
    mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    mutating func chance(_ percent: Int) -> Bool {
        below(100) < percent
    }

    /// A number below `bound`, low ones far likelier: ordered lists thereby get frequent and rare words.
    mutating func skewed(below bound: Int) -> Int {
        let unit = Double(next() >> 11) * 0x1p-53
        return min(bound - 1, Int(unit * unit * Double(bound)))
    }

    mutating func shuffle<Element>(_ elements: inout [Element]) {
        guard elements.count > 1 else { return }
        for last in stride(from: elements.count - 1, to: 0, by: -1) {
            elements.swapAt(last, below(last + 1))
        }
    }
}
