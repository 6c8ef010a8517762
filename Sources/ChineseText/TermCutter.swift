/// Cuts a stream of folded scalars into terms. It keeps the last character of a Chinese run, or the word so far, in a
/// small buffer, and hands out slices of it.
struct TermCutter {
    /// Bytes the buffer must have: two characters for a bigram, then a word with room to write one scalar more.
    static let room = wordStart + longestWord * 4 + 4
    private static let wordStart = 8
    /// Scalars. Longer runs are no words (encoded data, rules of dashes) and are cut, in documents and queries alike.
    private static let longestWord = 64

    private typealias Emit = (UnsafeBufferPointer<UInt8>, Int, Int, Term.Kind) -> Bool

    private let room: UnsafeMutableBufferPointer<UInt8>
    private let keepsLastCharacter: Bool

    /// Characters in the open Chinese run: 0 none, 1 one, 2 more. The last stands at the buffer's beginning.
    private var runLength = 0
    private var lastBytes = 0
    private var lastStart = 0
    private var lastEnd = 0
    /// A query's run has ended in the character at the buffer's beginning, which is a term only if more follows.
    private var isLastDue = false

    private var wordScalars = 0
    private var wordBytes = 0
    private var wordFrom = 0
    private var wordTo = 0

    /// - Parameter room: at least ``room`` bytes that outlive the cutter.
    init(room: UnsafeMutableBufferPointer<UInt8>, keepsLastCharacter: Bool) {
        precondition(room.count >= Self.room)
        self.room = room
        self.keepsLastCharacter = keepsLastCharacter
    }

    /// Takes the next scalar, which stands for the bytes [start, end) of the text. False: `emit` wants no more.
    @inline(__always)
    mutating func take(
        _ folded: Folded, _ start: Int, _ end: Int,
        _ emit: (UnsafeBufferPointer<UInt8>, Int, Int, Term.Kind) -> Bool
    ) -> Bool {
        if folded.has(.cut) { return takeCharacter(folded.payload, start, end, emit) }
        if folded.has(.word) { return takeLetter(folded.payload, start, end, emit) }
        if folded.has(.ignored) { return true }
        return closeWord(emit) && closeRun(emit)
    }

    /// Call once, after the last scalar.
    mutating func finish(_ emit: (UnsafeBufferPointer<UInt8>, Int, Int, Term.Kind) -> Bool) -> Bool {
        closeWord(emit) && closeRun(emit)
    }

    @inline(__always)
    private mutating func takeCharacter(_ scalar: UInt32, _ start: Int, _ end: Int, _ emit: Emit) -> Bool {
        if runLength > 0 {
            let bytes = room.write(scalar, at: lastBytes)
            guard emit(slice(0, lastBytes + bytes), lastStart, end, .bigram) else { return false }
            for offset in 0..<bytes { room[offset] = room[lastBytes + offset] }
            lastBytes = bytes
            runLength = 2
        } else {
            guard closeWord(emit) && emitDueCharacter(emit) else { return false }
            lastBytes = room.write(scalar, at: 0)
            runLength = 1
        }
        lastStart = start
        lastEnd = end
        return true
    }

    @inline(__always)
    private mutating func takeLetter(_ scalar: UInt32, _ start: Int, _ end: Int, _ emit: Emit) -> Bool {
        if wordScalars == 0 {
            guard closeRun(emit) && emitDueCharacter(emit) else { return false }
            wordFrom = start
        }
        wordBytes += room.write(scalar, at: Self.wordStart + wordBytes)
        wordScalars += 1
        wordTo = end
        return wordScalars < Self.longestWord || closeWord(emit)
    }

    @inline(__always)
    private mutating func closeWord(_ emit: Emit) -> Bool {
        if wordScalars == 0 { return true }
        let bytes = wordBytes
        wordScalars = 0
        wordBytes = 0
        return emit(slice(Self.wordStart, bytes), wordFrom, wordTo, .word)
    }

    @inline(__always)
    private mutating func closeRun(_ emit: Emit) -> Bool {
        if runLength == 0 { return true }
        let isAlone = runLength == 1
        runLength = 0
        if isAlone || keepsLastCharacter { return emit(slice(0, lastBytes), lastStart, lastEnd, .character) }
        isLastDue = true
        return true
    }

    @inline(__always)
    private mutating func emitDueCharacter(_ emit: Emit) -> Bool {
        if !isLastDue { return true }
        isLastDue = false
        return emit(slice(0, lastBytes), lastStart, lastEnd, .character)
    }

    @inline(__always)
    private func slice(_ from: Int, _ count: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: room[from..<(from + count)])
    }
}
