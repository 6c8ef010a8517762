/// How plausible some bytes are as Chinese text in one of the encodings that write a character in two bytes.
///
/// GB2312 and Big5 both sort their characters by how common they are: a block of the some four or five thousand
/// everyday characters (GB2312 level 1: B0A1–D7F9; Big5 level 1: A440–C67E), then the rare ones. Text read in the
/// right encoding falls nearly all into the first block and the common punctuation; read in the wrong one it
/// scatters. Each character counts +1 there, less elsewhere; the score is the mean of all.
struct PairStatistics {
    enum Areas { case gb18030, big5 }

    /// Mean weight of a character beyond ASCII, from -2 to 1; 0 without any.
    let score: Double
    /// How many bytes fit no character.
    let invalid: Int
    /// `invalid` as a share of the bytes beyond ASCII.
    let invalidShare: Double

    init(_ bytes: Span<UInt8>, areas: Areas) {
        var characters = 0
        var highBytes = 0
        var invalid = 0
        var weights = 0.0
        var index = 0
        while index < bytes.count {
            let lead = bytes[index]
            guard lead >= 0x80 else {
                index += 1
                continue
            }
            // The sample may end within a character.
            guard index + 1 < bytes.count else { break }
            characters += 1
            let trail = bytes[index + 1]
            if areas == .gb18030, (0x30...0x39).contains(trail), (0x81...0xFE).contains(lead) {
                guard index + 3 < bytes.count else { break }
                if (0x81...0xFE).contains(bytes[index + 2]), (0x30...0x39).contains(bytes[index + 3]) {
                    // Four bytes: a rare character, yet hardly ever a chance.
                    index += 4
                    highBytes += 2
                    continue
                }
            }
            let weight = areas == .gb18030 ? Self.gbWeight(lead, trail) : Self.big5Weight(lead, trail)
            if let weight {
                weights += weight
                highBytes += 2
                index += 2
            } else {
                weights -= 2
                invalid += 1
                highBytes += 1
                index += 1
            }
        }
        self.invalid = invalid
        self.score = characters == 0 ? 0 : weights / Double(characters)
        self.invalidShare = highBytes == 0 ? 0 : Double(invalid) / Double(highBytes)
    }

    /// The weight of a pair as GBK (the two-byte part of GB18030), nil if it is none.
    private static func gbWeight(_ lead: UInt8, _ trail: UInt8) -> Double? {
        guard (0x81...0xFE).contains(lead), (0x40...0xFE).contains(trail), trail != 0x7F else { return nil }
        let isOfGB2312 = trail >= 0xA1
        switch lead {
        case 0xB0...0xD7: return isOfGB2312 ? 1 : -0.3
        case 0xA1: return isOfGB2312 ? 1 : -1
        case 0xA3: return isOfGB2312 ? 0.8 : -1
        case 0xA2: return isOfGB2312 ? 0.3 : -1
        case 0xD8...0xF7: return isOfGB2312 ? -0.1 : -0.3
        case 0xA4...0xA9: return -0.6
        case 0xAA...0xAF, 0xF8...0xFE: return isOfGB2312 ? -1.5 : -0.3
        default: return -0.3
        }
    }

    /// The weight of a pair as Big5 with the extensions of Windows (code page 950), nil if it is none.
    private static func big5Weight(_ lead: UInt8, _ trail: UInt8) -> Double? {
        guard (0x81...0xFE).contains(lead), (0x40...0x7E).contains(trail) || (0xA1...0xFE).contains(trail)
        else { return nil }
        let isFirstHalf = trail <= 0x7E
        switch lead {
        case 0xA4...0xC5: return 1
        case 0xC6: return isFirstHalf ? 1 : -1
        case 0xA1: return isFirstHalf ? 1 : -0.3
        case 0xA2, 0xA3: return -0.5
        case 0xC9...0xF9: return -0.3
        default: return -1.5
        }
    }
}
