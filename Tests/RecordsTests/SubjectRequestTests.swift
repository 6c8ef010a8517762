import Foundation
import Records
import Testing

@Suite struct SubjectRequestTests {
    static let about = RequestObjects(items: ["J016-X-0001"], volumes: ["J016-ZY·WB·GA·2023·Y-001"], persons: [1])

    @Test(arguments: [
        Act.Content.requestTaken(
            SubjectRequest(
                number: 1, kind: .deletion, party: .guardian, org: "210202", about: about, receivedOn: "2024-03-01",
                due: "2024-03-31")),
        .requestWorded(
            RequestWords(
                request: 1, step: .taken, text: "请删除", asker: "林国梁", relation: "父亲", identityCheck: "核验身份证原件")),
        .requestDecided(RequestRuling(request: 1, decision: .storageOnly, about: about)),
        .requestAnswered(
            RequestAnswer(
                request: 1, codes: ["J016-X-0001"], revisions: [.init(code: "J016-X-0001", version: 2)], exports: [7],
                appraisals: [3])),
        .restrictionLifted(request: 1, codes: ["J016-X-0001"]),
    ])
    func `the acts of a request go through JSON`(content: Act.Content) throws {
        let act = Act(sequence: 3, at: "2024-03-01T10:00:00+08:00", by: "甲", content: content)
        #expect(try throughJSON(act) == act)
    }

    @Test func `what is withheld is covered by nothing`() {
        var scope = ReaderScope(org: "2102", classes: ["PX"], openedItems: [7])
        scope.withheldItems = [1, 7]
        #expect(!scope.covers(item: 1, classCode: "PX", org: "2102", volume: nil))
        #expect(!scope.covers(item: 7, classCode: "GA", org: "2102", volume: nil))
        #expect(scope.covers(item: 2, classCode: "PX", org: "2102", volume: nil))
        #expect(scope.unrestricted.covers(item: 7, classCode: "GA", org: "2102", volume: nil))
        let everything = ReaderScope.everything(withoutItems: [1])
        #expect(everything.covers(item: 2, classCode: "没有", org: "99", volume: "V"))
        #expect(!everything.covers(item: 1, classCode: "没有", org: "99", volume: nil))
    }
}
