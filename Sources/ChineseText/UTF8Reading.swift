/// One Unicode scalar read from bytes that may be damaged.
struct ReadScalar {
    /// The scalar's number, or ``damaged``.
    let value: UInt32
    /// Bytes it took, 1…4; never more than were left.
    let length: Int

    /// Stands for a byte that begins no well-formed sequence. It lies above U+10FFFF, so that no text contains it.
    static let damaged: UInt32 = 0x11_0000
}

extension UnsafeBufferPointer<UInt8> {
    /// Reads the scalar that begins at `position`, which must lie inside the buffer.
    ///
    /// Well-formed sequences are those of table 3-7 of the Unicode standard (no surrogates, no overlong forms, at most
    /// U+10FFFF). Anything else yields ``ReadScalar/damaged`` for one byte, so that a reader can go on behind it.
    @inline(__always)
    func scalar(at position: Int) -> ReadScalar {
        precondition(position >= 0 && position < count)
        let first = self[position]
        if first < 0x80 { return ReadScalar(value: UInt32(first), length: 1) }
        let left = count - position
        if first >= 0xE0 && first < 0xF0 && left >= 3 {
            let second = self[position + 1]
            let third = self[position + 2]
            let value = UInt32(first & 0x0F) << 12 | UInt32(second & 0x3F) << 6 | UInt32(third & 0x3F)
            let isWellFormed = second & 0xC0 == 0x80 && third & 0xC0 == 0x80 && value >= 0x800
            if isWellFormed && value & 0xF800 != 0xD800 { return ReadScalar(value: value, length: 3) }
        } else if first >= 0xC2 && first < 0xE0 && left >= 2 {
            let second = self[position + 1]
            if second & 0xC0 == 0x80 {
                return ReadScalar(value: UInt32(first & 0x1F) << 6 | UInt32(second & 0x3F), length: 2)
            }
        } else if first >= 0xF0 && first < 0xF5 && left >= 4 {
            return longScalar(at: position)
        }
        return ReadScalar(value: ReadScalar.damaged, length: 1)
    }

    /// The four-byte case; the caller has checked that four bytes are left.
    private func longScalar(at position: Int) -> ReadScalar {
        var value = UInt32(self[position] & 0x07)
        for offset in 1...3 {
            let byte = self[position + offset]
            if byte & 0xC0 != 0x80 { return ReadScalar(value: ReadScalar.damaged, length: 1) }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        let isWellFormed = value >= 0x1_0000 && value <= 0x10_FFFF
        return isWellFormed ? ReadScalar(value: value, length: 4) : ReadScalar(value: ReadScalar.damaged, length: 1)
    }
}

extension UnsafeMutableBufferPointer<UInt8> {
    /// Writes a scalar as UTF-8 at `position` and returns the number of bytes, 1…4. There must be room for four.
    @inline(__always)
    func write(_ scalar: UInt32, at position: Int) -> Int {
        precondition(position >= 0 && position + 4 <= count)
        if scalar < 0x80 {
            self[position] = UInt8(truncatingIfNeeded: scalar)
            return 1
        }
        if scalar < 0x800 {
            self[position] = UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
            self[position + 1] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
            return 2
        }
        if scalar < 0x1_0000 {
            self[position] = UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
            self[position + 1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
            self[position + 2] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
            return 3
        }
        self[position] = UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
        self[position + 1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F)
        self[position + 2] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
        self[position + 3] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
        return 4
    }
}
