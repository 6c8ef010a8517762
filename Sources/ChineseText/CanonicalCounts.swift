extension ExpressionReader {
    /// `第三十九条`, `第（三）项`, `第260条之一`, from 第 on.
    mutating func readOrdinal(at start: Int) -> Int {
        let behindMark = behind(start)
        var position = skipSpaces(at: behindMark)
        let behindBracket = skip(anyOf: ["（", "("], at: position)
        position = behindBracket ?? position
        guard let number = Numeral(in: text, at: position) else { return behindMark }
        position = number.end
        if behindBracket != nil {
            guard let end = skip(anyOf: ["）", ")"], at: position) else { return number.end }
            position = end
        }
        position = skipSpaces(at: position)
        guard let value = number.value, !number.isVague, let (unit, end) = ordinalUnit(at: position) else {
            return number.end
        }
        let term = "n:第\(value)\(unit)"
        if unit == "条", let addition = skip("之", at: end).flatMap({ Numeral(in: text, at: $0) }),
            let added = addition.value, !addition.isVague
        {
            emit(["\(term)之\(added)", term], start, addition.end)
            return addition.end
        }
        emit([term], start, end)
        return end
    }

    private func ordinalUnit(at position: Int) -> (unit: Character, end: Int)? {
        guard let scalar = Unicode.Scalar(value(at: position)) else { return nil }
        let unit: Unicode.Scalar
        switch scalar {
        case "條": unit = "条"
        case "項": unit = "项"
        case "節": unit = "节"
        case "編": unit = "编"
        case "號": unit = "号"
        case "屆": unit = "届"
        case "級": unit = "级"
        case "頁": unit = "页"
        case "条", "款", "项", "章", "节", "编", "号", "期", "次", "届", "级", "批", "页", "卷", "册", "件", "名",
            "轮", "类", "天", "年", "周", "季":
            unit = scalar
        default: return nil
        }
        return (Character(unit), behind(position))
    }

    /// `十二岁`, `3万元`: a number right before a unit.
    mutating func readCount(_ number: Numeral, _ start: Int) -> Int? {
        guard let read = number.value, !number.isVague, !isPartOfMore(start) else { return nil }
        let (value, behindNumber) = withThousands(read, number)
        guard let (unit, end) = unit(at: number.isArabic ? skipSpaces(at: behindNumber) : behindNumber) else {
            return nil
        }
        // A year is no count of years, and 一人一档, 一年一度 are fixed words.
        if unit == "年", number.digits == 4 { return nil }
        if self.value(at: start) == 0x4E00, self.value(at: end) == 0x4E00 { return nil }
        emit(["n:\(value)\(unit)"], start, end)
        return end
    }

    /// `几十人`, `数百名`, `第三人`, and the decimals of `3.5元`: the number is not the whole number.
    private func isPartOfMore(_ start: Int) -> Bool {
        guard let (position, before) = scalar(before: start), let before = Unicode.Scalar(before) else { return false }
        switch before {
        case "几", "幾", "数", "數", "第", "好", "多": return true
        case ".", "．": return scalar(before: position).map { NumeralPart($0.value) != nil } ?? false
        default: return false
        }
    }

    /// `12,000`: groups of three digits behind commas.
    private func withThousands(_ value: Int, _ number: Numeral) -> (value: Int, end: Int) {
        guard number.isArabic, (1...3).contains(number.digits) else { return (value, number.end) }
        var whole = value
        var end = number.end
        while end < text.count, text[end] == 0x2C, let group = Numeral(in: text, at: end + 1), group.digits == 3,
            group.isArabic, let digits = group.value, whole < 1_000_000_000
        {
            whole = whole * 1000 + digits
            end = group.end
        }
        return (whole, end)
    }

    /// The unit at `position`, in its plain spelling.
    private func unit(at position: Int) -> (unit: String, end: Int)? {
        guard let first = Unicode.Scalar(value(at: position)), first.value > 0x4E00 else { return nil }
        let end = behind(position)
        let second = Unicode.Scalar(value(at: end)) ?? " "
        func two(_ unit: String) -> (unit: String, end: Int) { (unit, behind(end)) }
        switch (first, second) {
        case ("周", "岁"), ("周", "歲"), ("週", "歲"): return two("岁")
        case ("人", "次"): return two("人次")
        case ("个", "月"), ("個", "月"): return two("个月")
        case ("小", "时"), ("小", "時"): return two("小时")
        case ("分", "钟"), ("分", "鐘"): return two("分钟")
        case ("个", "工"), ("個", "工"):
            guard let behindDay = skip("作", at: behind(end)).flatMap({ skip("日", at: $0) }) else { return nil }
            return ("个工作日", behindDay)
        // The same characters in words of their own: 一年级, 三人民, 一次性, 元旦, 天津, 日常.
        case ("年", "级"), ("年", "級"), ("年", "代"), ("人", "民"), ("人", "均"), ("次", "性"), ("次", "数"),
            ("次", "數"), ("元", "旦"), ("元", "素"), ("天", "津"), ("日", "常"), ("日", "报"), ("日", "報"):
            return nil
        case ("岁", _), ("歲", _): return ("岁", end)
        case ("户", _), ("戶", _): return ("户", end)
        case ("页", _), ("頁", _): return ("页", end)
        case ("名", _), ("人", _), ("天", _), ("日", _), ("次", _), ("元", _), ("年", _), ("例", _), ("件", _),
            ("份", _), ("起", _):
            return (String(first), end)
        default: return nil
        }
    }
}
