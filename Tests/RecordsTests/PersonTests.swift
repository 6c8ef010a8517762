import Records
import Testing

@Suite struct PersonTests {
    private static let number = "000000201503020011"

    @Test(arguments: [
        "张小雨", " 张小雨 ", "张小雨（）", "张　小雨",
    ])
    func `a bare name`(text: String) {
        #expect(PersonMention(text) == PersonMention(name: "张小雨"))
    }

    @Test(arguments: [
        "张小雨 2015-03-02", "2015-03-02 张小雨", "张小雨（2015-03-02）", "张小雨(2015-03-02)", "张小雨，2015-03-02", "张小雨|2015-03-02",
    ])
    func `a name and a birth date`(text: String) {
        #expect(PersonMention(text) == PersonMention(name: "张小雨", birthDate: "2015-03-02"))
    }

    @Test(arguments: [
        "张小雨 2015-03-02 000000201503020011", "000000201503020011 张小雨 2015-03-02", "张小雨（000000201503020011，2015-03-02）",
        "2015-03-02\t000000201503020011\t张小雨",
    ])
    func `name, birth date and identity number in any order`(text: String) {
        let expected = PersonMention(name: "张小雨", birthDate: "2015-03-02", identityNumber: Self.number)
        #expect(PersonMention(text) == expected)
    }

    @Test func `the last digit may be an X in either case`() {
        #expect(PersonMention("张小雨 00000020150302001x")?.identityNumber == "00000020150302001X")
        #expect(PersonMention("张小雨 00000020150302001X")?.identityNumber == "00000020150302001X")
    }

    @Test func `what only looks like a date or number belongs to the name`() {
        #expect(PersonMention("张小雨 2015-02-30") == PersonMention(name: "张小雨 2015-02-30"))
        #expect(PersonMention("张小雨 12345")?.identityNumber == nil)
    }

    @Test func `names in Latin letters keep their spaces`() {
        #expect(PersonMention("Anna  Smith 2015-03-02") == PersonMention(name: "Anna Smith", birthDate: "2015-03-02"))
    }

    @Test(arguments: ["", "  ", "（）", "2015-03-02", "000000201503020011"])
    func `without a name there is no mention`(text: String) {
        #expect(PersonMention(text) == nil)
    }

    @Test func `persons go through JSON`() throws {
        let person = Person(id: 7, name: "张小雨", birthDate: "2015-03-02", identityNumber: Self.number)
        #expect(try throughJSON(person) == person)
        let inRole = PersonInRole(person: 7, name: "张小雨", birthDate: nil, identityNumber: nil, role: "当事人")
        #expect(try throughJSON(inRole) == inRole)
    }
}
