import Access
import Testing
import Workbench

/// Codes of second factors, held against the examples of the RFCs.
@Suite struct TimeCodesTests {
    private static let secret = Array("12345678901234567890".utf8)

    @Test func `HOTP as in appendix D of RFC 4226`() {
        let codes = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
        ]
        for (count, code) in codes.enumerated() { #expect(TimeCodes.code(of: Self.secret, at: count) == code) }
    }

    @Test(arguments: [
        (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
        (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
    ])
    func `TOTP as in appendix B of RFC 6238`(seconds: Int, code: String) {
        #expect(TimeCodes.code(of: Self.secret, at: TimeCodes.step(at: seconds), digits: 8) == code)
    }

    @Test(arguments: [
        ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI"),
    ])
    func `Base32 as in RFC 4648`(text: String, encoded: String) {
        #expect(TimeCodes.base32(Array(text.utf8)) == encoded)
        #expect(Base32.bytes(encoded) == Array(text.utf8))
    }

    @Test func `a phone may be a step early or late, and each code is good once`() {
        let now = 1_700_000_010
        let step = TimeCodes.step(at: now)
        func found(_ ahead: Int, after last: Int = 0) -> Int? {
            TimeCodes.step(
                of: TimeCodes.code(of: Self.secret, at: step + ahead), by: Self.secret, at: now, after: last)
        }
        #expect([-1, 0, 1].map { found($0) } == [step - 1, step, step + 1])
        #expect(found(-2) == nil && found(2) == nil)
        // What was used, and what came before it, is over.
        #expect(found(0, after: step) == nil && found(-1, after: step) == nil && found(1, after: step) == step + 1)
        for typed in ["", "12345", "1234567", "abcdef"] {
            #expect(TimeCodes.step(of: typed, by: Self.secret, at: now, after: 0) == nil)
        }
    }

    @Test func `secrets and recovery codes are long and never the same`() {
        let secrets = (0..<100).map { _ in TimeCodes.newSecret() }
        #expect(Set(secrets).count == 100 && secrets.allSatisfy { $0.count == 20 })
        let codes = RecoveryCodes.new()
        #expect(codes.count == 10 && Set(codes).count == 10)
        #expect(codes.allSatisfy { $0.wholeMatch(of: #/([a-z2-9]{4}-){5}[a-z2-9]{4}/#) != nil })
    }

    @Test(arguments: ["123 456", "１２３４５６", " 123-456 "]) func `a code is the same however it is typed`(_ typed: String)
    {
        #expect(TypedCode.plain(typed) == "123456")
        #expect(TypedCode.plain("ABCD-efgh 2345") == "abcdefgh2345")
    }
}
