import Foundation
import Records
import Testing

@Suite struct RetentionRuleTests {
    @Test(arguments: [("Y", RetentionPeriod.permanent), ("D30", .years(30)), ("D10", .years(10)), ("D1", .years(1))])
    func `periods are read and written`(text: String, period: RetentionPeriod) {
        #expect(RetentionPeriod(text) == period)
        #expect(period.description == text)
    }

    @Test(arguments: ["", "y", "D", "D0", "D-5", "D201", "30", "D3O", "永久", "Y10", "D 10"])
    func `what is no period is refused`(text: String) {
        #expect(RetentionPeriod(text) == nil)
    }

    @Test(arguments: ["D+5", "D030"])
    func `a period has one way of writing`(text: String) {
        #expect(RetentionPeriod(text) == nil)
    }

    @Test(arguments: [
        ("Y", "D30", "Y"), ("D30", "Y", "Y"), ("D10", "D30", "D30"), ("D30", "D10", "D30"), ("D10", "D10", "D10"),
    ])
    func `the longer of two`(a: String, b: String, longer: String) throws {
        let result = RetentionPeriod.longer(try #require(RetentionPeriod(a)), try #require(RetentionPeriod(b)))
        #expect(result.description == longer)
    }

    @Test func `a rule goes through JSON`() throws {
        for trigger in RetentionTrigger.allCases {
            for disposition in Disposition.allCases {
                let rule = RetentionRule(trigger: trigger, period: .years(30), disposition: disposition)
                #expect(try throughJSON(rule) == rule)
            }
        }
        let json = try JSONEncoder().encode(RetentionRule(trigger: .closed, period: .permanent, disposition: .keep))
        #expect(String(decoding: json, as: UTF8.self).contains("\"period\":\"Y\""))
    }

    @Test func `a rule of an earlier program has neither field nor day`() throws {
        let json = #"{"trigger":"closed","period":"D30","disposition":"keep"}"#
        let rule = try JSONDecoder().decode(RetentionRule.self, from: Data(json.utf8))
        #expect(rule == RetentionRule(trigger: .closed, period: .years(30), disposition: .keep))
        let full = RetentionRule(
            trigger: .dateField, period: .years(10), disposition: .appraise, field: "查询日期", until: "2040-06-30")
        #expect(try throughJSON(full) == full)
    }

    @Test func `JSON with another period is refused`() {
        let json = #"{"trigger":"closed","period":"D999","disposition":"keep"}"#
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(RetentionRule.self, from: Data(json.utf8)) }
    }
}

/// Encoded and decoded again.
func throughJSON<T: Codable>(_ value: T) throws -> T {
    try JSONDecoder().decode(T.self, from: JSONEncoder().encode(value))
}
