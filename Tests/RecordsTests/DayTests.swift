import Records
import Testing

@Suite struct DayTests {
    @Test(arguments: ["2023-05-19", "0001-01-01", "9999-12-31", "2024-02-29", "2000-02-29"])
    func `a day is written as it is read`(text: String) throws {
        #expect(try #require(Day(text)).description == text)
    }

    @Test(arguments: [
        "", "2023", "2023-5-19", "2023/05/19", "2023-05-19 ", "2023-13-01", "2023-00-01", "2023-01-00", "2023-04-31",
        "2023-02-29", "1900-02-29", "2100-02-29", "0000-01-01", "２０２３-05-19", "2023-05-1x", "-023-05-19", "+023-05-19",
    ])
    func `what is no day is refused`(text: String) {
        #expect(Day(text) == nil)
    }

    @Test func `a day and its number go both ways for every day of a cycle`() throws {
        var day = try #require(Day("1999-12-31"))
        var count = 0
        for year in 2000...2400 {
            for month in 1...12 {
                for number in 1...31 {
                    guard let next = Day(year: year, month: month, day: number) else { continue }
                    #expect(next > day && next.number > day.number)
                    #expect(Day(number: next.number) == next)
                    day = next
                    count += 1
                }
            }
        }
        // 401 years, a leap day in 98 of them: 2000, 2400 and every fourth but 2100, 2200 and 2300.
        #expect(count == 401 * 365 + 98)
    }

    @Test(arguments: [
        ("2026-12-01", -1, "2026-11-30"), ("2024-03-01", -1, "2024-02-29"), ("2026-01-01", -1, "2025-12-31"),
        ("2026-01-15", -400, "2024-12-11"), ("2026-12-31", 1, "2027-01-01"), ("2024-02-28", 366, "2025-02-28"),
    ])
    func `days later and earlier`(from: String, days: Int, to: String) throws {
        #expect(try #require(Day(from)).adding(days: days).description == to)
    }

    @Test(arguments: [Int32(0), -20230519, 20230230, 20231301, 99999999])
    func `numbers that are no days are refused`(number: Int32) {
        #expect(Day(number: number) == nil)
    }

    @Test(arguments: [
        ("2015-03-02", 18, "2033-03-02"), ("2008-02-29", 18, "2026-03-01"), ("2008-02-29", 20, "2028-02-29"),
        ("2084-02-29", 16, "2100-03-01"), ("2023-12-31", 0, "2023-12-31"),
    ])
    func `some years on, 29 February becomes 1 March where there is none`(from: String, years: Int, to: String) throws {
        #expect(try #require(Day(from)).adding(years: years) == Day(to))
    }

    @Test func `beyond the year 9999 there is no day`() throws {
        #expect(try #require(Day("9990-01-01")).adding(years: 18) == nil)
    }
}
