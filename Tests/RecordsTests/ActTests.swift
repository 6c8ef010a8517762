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
        .holdPlaced(Hold(number: 1, reason: "诉讼", items: ["J016-X-0001"], volumes: [volume.code], persons: [1])),
        .holdLifted(number: 1, reason: "已结"),
        .retentionEvent(code: "J016-X-0001", kind: .employmentEnded, on: "2024-08-31"),
        .appraisalOpened(Appraisal(number: 1, title: "到期档案", items: ["J016-X-0001", "J016-X-0002"])),
        .opinionGiven(
            Opinion(appraisal: 1, items: ["J016-X-0001"], verdict: .extend(years: 10), reason: "仍有查考价值")),
        .appraisalApproved(
            Approval(
                appraisal: 1,
                items: [
                    .init(code: "J016-X-0001", verdict: .extend(years: 10), until: "2044-01-01"),
                    .init(code: "J016-X-0002", verdict: .destroy, until: nil),
                ])),
        .disposed(
            Disposal(
                number: 1, kind: .destroyed, appraisal: 1, authority: "丁 2034-01-02T10:00:00+08:00",
                witnesses: ["乙", "丙"], register: "J016-ZY·WB·QC·2034·Y-0001",
                items: [
                    Stub(
                        code: "J016-X-0002", classCode: "PX", org: "2102", volume: nil, date: "2023-05-19",
                        filedAt: "2023-05-20T10:00:00+08:00", versions: 2, digest: "ab")
                ], volumes: [VolumeStub(volume)], persons: [1])),
        .transferPrepared(
            Transfer(
                number: 1, appraisal: 2, receiver: "某区档案馆", package: "cd",
                items: [.init(code: "J016-X-0001", digest: "ab")])),
        .receiptTaken(
            Handover(
                transfer: 1, receiver: .init(fonds: "J001", name: "某区档案馆"), receipt: "ef",
                filedAs: "J016-ZY·WB·QC·2034·Y-0002", register: nil, witnesses: ["乙", "丙"],
                items: [
                    .init(code: "J016-X-0001", outcome: .kept, filedAs: "J001-X-0009", reason: nil, detail: nil),
                    .init(
                        code: "J016-X-0002", outcome: .refused, filedAs: nil, reason: .unknownClass, detail: "ZZ"),
                ])),
        .accessioned(
            Accession(
                package: "cd", sender: .init(fonds: "J016", name: "某市未成年人救助保护中心"),
                items: [.init(code: "J016-X-0001", digest: "ab", filedAs: "J001-X-0009")],
                volumes: [.init(code: volume.code, filedAs: "J001-ZY·WB·GA·2023·Y-004")])),
        .logClosed(
            LogStretch(
                origin: "lantai-log/9f0c41d2a7b3e865", verifier: nil, first: 1, last: 20, root: "AAAA",
                leavesSHA256: "ab", checkpoints: ["lantai-log/9f0c41d2a7b3e865\n4\nAAAA\n\n— x y\n"])),
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
