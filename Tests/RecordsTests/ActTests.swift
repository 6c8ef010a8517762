import Foundation
import Records
import Testing

@Suite struct ActTests {
    static let volume = Volume(
        code: "J016-ZY·WB·GA·2023·Y-001", title: "林小满个案", classCode: "GA", org: "210202", year: "2023",
        period: .permanent, state: .open, openedOn: "2023-03-06", closedOn: nil,
        subjects: [PersonInRole(person: 1, name: "林小满", birthDate: nil, identityNumber: nil, role: "当事人")], itemCount: 0
    )

    static let contents: [Act.Content] = [
        .fondsFounded(Fonds(code: "J016", name: "某市未成年人救助保护中心", org: "2102")),
        .organisationsSet([
            Organisation(code: "210202", name: "某区未保中心", shortName: "某区"), Organisation(code: "2102", name: "某市未保中心"),
        ]),
        .organisationsRemoved(["210202", "2102"]),
        .filePlanAdopted(yaml: "name: 方案\nclasses:\n  - code: GA\n"),
        .volumeOpened(volume),
        .volumeClosed(code: volume.code, on: "2024-01-31", note: "个案结案"),
        .volumeClosed(code: volume.code, on: "2024-01-31", note: nil),
        .volumeReopened(code: volume.code, on: "2024-03-01", reason: "再次接报"),
        .volumeDescribed(code: volume.code, title: "林小满（改名林满）个案", subjects: volume.subjects),
        .personDescribed(Person(id: 1, name: "林小满", birthDate: "2015-03-02", identityNumber: nil)),
    ]

    @Test(arguments: contents)
    func `an act goes through JSON`(content: Act.Content) throws {
        let act = Act(sequence: 3, at: "2023-03-06T10:00:00+08:00", by: "甲", content: content)
        #expect(try throughJSON(act) == act)
        let json = try JSONEncoder().encode(act)
        let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
        #expect(object["format"] as? String == "lantai-act/1")
        // The act names itself by one key, so that a stranger can read what was done.
        #expect((object["content"] as? [String: Any])?.count == 1)
    }

    @Test func `an access entry goes through JSON`() throws {
        let entry = AccessEntry(
            seq: 9, at: "2023-03-06T10:00:00+08:00", who: "甲", face: "command", act: "show", object: "J016-X-0001",
            version: 2, purpose: "会商")
        #expect(try throughJSON(entry) == entry)
    }
}
