/// A number as Chinese texts write it: Arabic or Chinese digits one by one (`2023` `二〇二三`), with units
/// (`一百零三` `两千五` `廿三` `壹拾贰`), or both (`3万` `3万5千`).
struct Numeral {
    /// Nil if the characters are no number (`十五六`, `一二百`) or one too large.
    let value: Int?
    /// Offset behind the last byte.
    let end: Int
    /// Digits, if written one by one in one script; else 0.
    let digits: Int
    /// Written in Arabic digits only.
    let isArabic: Bool
    /// May mean "about": two Chinese digits side by side (`三五天` is three to five days), or a unit without a number
    /// before it (`百年`).
    let isVague: Bool

    /// Reads the number that begins at `start`; nil if none does.
    init?(in text: UnsafeBufferPointer<UInt8>, at start: Int) {
        var reading = NumeralReading()
        var position = start
        while position < text.count {
            let scalar = text.scalar(at: position)
            guard let part = NumeralPart(scalar.value), reading.take(part, next: text, position + scalar.length) else {
                break
            }
            position += scalar.length
        }
        guard position > start else { return nil }
        value = reading.value
        end = position
        digits = reading.isSimple ? reading.digits : 0
        isArabic = reading.isSimple && reading.isArabic
        isVague = reading.startsWithUnit || (reading.isSimple && !isArabic && reading.digits == 2 && !reading.hasZero)
    }
}

/// What one character says in a number.
enum NumeralPart: Equatable {
    case arabic(Int)
    case chinese(Int)
    /// 〇 and its look-alikes.
    case zero
    /// The letter O, which some type for 〇 between Chinese digits.
    case letterO
    /// 十 百 千.
    case unit(Int)
    /// 万 亿.
    case largeUnit(Int)
    /// 廿 卅: twenty, thirty.
    case tens(Int)

    init?(_ scalar: UInt32) {
        switch scalar {
        case 0x30...0x39: self = .arabic(Int(scalar) - 0x30)
        case 0xFF10...0xFF19: self = .arabic(Int(scalar) - 0xFF10)
        case 0x4F, 0x6F, 0xFF2F, 0xFF4F: self = .letterO
        default:
            guard scalar > 0x25C0, let character = Unicode.Scalar(scalar) else { return nil }
            switch character {
            case "〇", "零", "○", "◯": self = .zero
            case "一", "壹": self = .chinese(1)
            case "二", "贰", "貳", "两", "兩": self = .chinese(2)
            case "三", "叁", "參", "叄": self = .chinese(3)
            case "四", "肆": self = .chinese(4)
            case "五", "伍": self = .chinese(5)
            case "六", "陆", "陸": self = .chinese(6)
            case "七", "柒": self = .chinese(7)
            case "八", "捌": self = .chinese(8)
            case "九", "玖": self = .chinese(9)
            case "十", "拾": self = .unit(10)
            case "百", "佰": self = .unit(100)
            case "千", "仟": self = .unit(1_000)
            case "万", "萬": self = .largeUnit(10_000)
            case "亿", "億": self = .largeUnit(100_000_000)
            case "廿": self = .tens(20)
            case "卅": self = .tens(30)
            default: return nil
            }
        }
    }

    var isChineseDigit: Bool {
        switch self {
        case .chinese, .zero: true
        default: false
        }
    }
}

/// A number while its characters are read.
private struct NumeralReading {
    private(set) var digits = 0
    private(set) var isArabic = false
    private(set) var hasZero = false
    private(set) var startsWithUnit = false
    /// Only digits so far.
    private(set) var isSimple = true

    /// The digits that wait for their unit.
    private var current: Int?
    private var total = 0
    /// Below 10 000: what stands before the next 万 or 亿.
    private var section = 0
    private var lastUnit = Int.max
    private var zeroSinceUnit = false
    private var isBroken = false

    /// Above this nothing is counted; the largest number is then far from overflow.
    private static let most = 1_000_000_000_000
    private static let mostFactor = 10_000_000

    var value: Int? {
        if isBroken { return nil }
        if isSimple { return current }
        guard let current else { return total + section }
        // 两千五 is 2500, 三万五 is 35 000.
        let isShort = !zeroSinceUnit && lastUnit >= 100 && current < 10
        return total + section + (isShort ? current * (lastUnit / 10) : current)
    }

    /// False: the character does not belong to the number any more.
    mutating func take(_ part: NumeralPart, next text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Bool {
        switch part {
        case .arabic(let digit):
            if current != nil, !isArabic {
                // 二00三: an Arabic zero among Chinese digits.
                guard digit == 0, isSimple else { return false }
                takeZero()
                return true
            }
            isArabic = true
            takeDigit(digit)
        case .chinese(let digit):
            if isArabic, current != nil { return false }
            if current != nil, !isSimple { isBroken = true }
            isArabic = false
            takeDigit(digit)
        case .zero:
            if isArabic, current != nil { return false }
            takeZero()
        case .letterO:
            guard isSimple, !isArabic, current != nil, Self.goesOn(text, position) else { return false }
            takeZero()
        case .unit(let unit): takeUnit(unit)
        case .largeUnit(let unit): takeLargeUnit(unit)
        case .tens(let tens):
            if current != nil || lastUnit <= 10 { isBroken = true }
            isSimple = false
            section += tens
            lastUnit = 10
            zeroSinceUnit = false
        }
        return true
    }

    /// Whether a number whose last character may be a letter goes on behind it: `二OO三`, `二〇二O年`.
    private static func goesOn(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Bool {
        guard position < text.count else { return false }
        let next = text.scalar(at: position).value
        guard let part = NumeralPart(next) else { return next == 0x5E74 }
        return part.isChineseDigit || part == .letterO
    }

    private mutating func takeDigit(_ digit: Int) {
        digits += 1
        let number = (current ?? 0) * 10 + digit
        if number > Self.most { isBroken = true } else { current = number }
    }

    private mutating func takeZero() {
        hasZero = true
        if isSimple {
            takeDigit(0)
        } else {
            if current != nil { isBroken = true }
            zeroSinceUnit = true
        }
    }

    private mutating func takeUnit(_ unit: Int) {
        // 一二百 is no number, and units descend: 三百二十, not 二十三百.
        if (isSimple && !isArabic && digits > 1) || unit >= lastUnit { isBroken = true }
        if isArabic, let current, current > 9, unit == 10 { isBroken = true }
        if isSimple, current == nil, unit > 10 { startsWithUnit = true }
        isSimple = false
        section += (current ?? 1) * unit
        if section > Self.most { isBroken = true }
        current = nil
        lastUnit = unit
        zeroSinceUnit = false
    }

    private mutating func takeLargeUnit(_ unit: Int) {
        if isSimple, current == nil { startsWithUnit = true }
        if isSimple, !isArabic, digits > 1 { isBroken = true }
        isSimple = false
        let before = section + (current ?? 0)
        // 亿 multiplies all that stands before it (三万亿), 万 only its own section.
        let isGrand = unit > 10_000
        let factor = isGrand ? total + before : before
        if total + before == 0 || factor > Self.mostFactor || total > Self.mostFactor * 100_000_000 { isBroken = true }
        if isBroken { return }
        total = factor * unit + (isGrand ? 0 : total)
        section = 0
        current = nil
        lastUnit = unit
        zeroSinceUnit = false
    }
}
