/// A number of 11 and more digits in the records of a person: telephone, identity card, bank account.
struct LongNumber {
    /// Digits; an identity number may end in X.
    let text: String

    init(_ text: String) { self.text = text }

    /// The whole number, the same as an identity number of 18 digits, the last four digits, and what an identity number
    /// says: area and birthday.
    var terms: [String] {
        let plain = text.count == 13 && text.hasPrefix("861") ? String(text.dropFirst(2)) : text
        let last = "t:\(plain.suffix(4))"
        if plain.count == 15, let date = birthday(in: "19" + plain.dropFirst(6).prefix(6)) {
            // Numbers of 15 digits were issued until 1999; the century and the check digit were added later.
            let long = plain.prefix(6) + "19" + plain.dropFirst(6)
            let checked = long + (Self.checkDigit(long).map(String.init) ?? "")
            return ["i:\(plain)", "i:\(checked)", last, "t:\(checked.suffix(4))", "a:\(plain.prefix(6))"] + date.terms
        }
        if plain.count == 18, Self.checkDigit(plain.prefix(17)) == plain.last,
            let date = birthday(in: plain.dropFirst(6).prefix(8))
        {
            return ["i:\(plain)", last, "a:\(plain.prefix(6))"] + date.terms
        }
        return ["i:\(plain)", last]
    }

    private func birthday(in digits: some StringProtocol) -> CanonicalDate? {
        // The first digit is a region of the country, 1…8.
        guard let region = text.first, ("1"..."8").contains(region) else { return nil }
        return Int(digits).flatMap(CanonicalDate.init(digits:))
    }

    /// The 18th character of an identity number: ISO 7064 MOD 11-2, as GB 11643 has it.
    static func checkDigit(_ digits: some StringProtocol) -> Character? {
        var sum = 0
        for character in digits {
            guard let digit = character.wholeNumberValue else { return nil }
            sum = (sum + digit) * 2 % 11
        }
        let check = (12 - sum) % 11
        return check == 10 ? "X" : Character(String(check))
    }
}
