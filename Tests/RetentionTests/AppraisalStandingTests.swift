import Records
import Retention
import Testing

/// One line a case: opinions `who:verdict` in the order in which they were given, then the approval's place among the
/// acts, then the latest change of a hold and the latest version → state, verdict, why an approval is void.
@Suite struct AppraisalStandingTests {
    private static let golden = """
        - | - | - | - → opinionsMissing - -
        甲:destroy | - | - | - → opinionsMissing - -
        甲:destroy 甲:destroy | - | - | - → opinionsMissing - -
        甲:destroy 乙:destroy | - | - | - → agreed destroy -
        甲:destroy 乙:D10 | - | - | - → disagreeing - -
        甲:D10 乙:D20 | - | - | - → disagreeing - -
        甲:destroy 乙:D10 甲:D10 | - | - | - → agreed D10 -
        甲:destroy 乙:destroy 丙:permanent | - | - | - → disagreeing - -
        甲:destroy 乙:destroy | 3 | - | - → approved destroy -
        甲:destroy 乙:destroy | 3 | 2 | 2 → approved destroy -
        甲:destroy 乙:destroy 丙:destroy | 3 | - | - → approved destroy -
        甲:destroy 乙:destroy 丙:destroy | 2 | - | - → agreed destroy newOpinion
        甲:destroy 乙:destroy 丙:transfer | 2 | - | - → disagreeing - newOpinion
        甲:destroy 乙:destroy | 3 | 4 | - → agreed destroy changedHold
        甲:destroy 乙:destroy | 3 | - | 4 → agreed destroy newVersion
        """

    @Test(arguments: golden.split(separator: "\n").map(String.init))
    func `opinions and approval give the standing`(line: String) throws {
        let halves = line.split(separator: "→")
        let cells = halves[0].split(separator: "|").map { $0.split(separator: " ").map(String.init) }
        var opinions: [GivenOpinion] = []
        for (index, word) in cells[0].enumerated() where word != "-" {
            let parts = word.split(separator: ":").map(String.init)
            let verdict = try #require(Verdict(parts[1]))
            opinions.append(
                GivenOpinion(sequence: Int64(index + 1), by: parts[0], verdict: verdict, reason: ""))
        }
        let standing = AppraisalStanding(
            opinions: opinions,
            approval: Int64(cells[1][0]).map { GivenApproval(sequence: $0, by: "丁", verdict: .destroy) },
            lastHoldChange: Int64(cells[2][0]), lastVersion: Int64(cells[3][0]), isDone: false)
        let found = [
            standing.state.rawValue, standing.verdict?.description ?? "-", standing.voided?.rawValue ?? "-",
        ]
        #expect(found == halves[1].split(separator: " ").map(String.init))
    }

    @Test func `holds stop everything, periods stop destruction`() throws {
        let day = try #require(Day("2034-01-01"))
        let approved = AppraisalStanding(
            opinions: [], approval: GivenApproval(sequence: 3, by: "丁", verdict: .destroy), lastHoldChange: nil,
            lastVersion: nil, isDone: false)
        let rule = RetentionRule(trigger: .yearEnd, period: .years(10), disposition: .appraise)
        func obstacle(_ verdict: Verdict, due: String?, holds: [Int] = []) -> DisposalObstacle? {
            DisposalObstacle.against(
                verdict, standing: approved, holds: holds,
                outlook: RetentionOutlook(rule: rule, startsOn: nil, dueOn: due.flatMap { Day($0) }, reason: .running),
                on: day)
        }
        #expect(obstacle(.destroy, due: "2034-01-01") == nil)
        #expect(obstacle(.destroy, due: "2034-01-02") == .notDue(Day("2034-01-02")))
        #expect(obstacle(.destroy, due: nil) == .notDue(nil))
        #expect(obstacle(.destroy, due: "2034-01-01", holds: [2]) == .held([2]))
        #expect(obstacle(.transfer, due: "2034-01-01") == .notApproved(.approved))
    }

    @Test func `no two of the steps are one person's`() {
        #expect(SeparationFault.ofApproval(by: "丁", openedBy: "甲", opinions: ["乙", "丙"]) == nil)
        #expect(SeparationFault.ofApproval(by: "乙", openedBy: "甲", opinions: ["乙"]) == .approverGaveOpinion("乙"))
        #expect(SeparationFault.ofApproval(by: "甲", openedBy: "甲", opinions: ["乙"]) == .approverOpened("甲"))
        func execution(_ who: String, _ witnesses: [String]) -> SeparationFault? {
            SeparationFault.ofExecution(by: who, openedBy: "甲", approvers: ["丁"], witnesses: witnesses)
        }
        #expect(execution("戊", ["乙", "丙"]) == nil)
        #expect(execution("丁", ["乙", "丙"]) == .executorApproved("丁"))
        #expect(execution("甲", ["乙", "丙"]) == .executorOpened("甲"))
        #expect(execution("戊", ["戊", "丙"]) == .witnessIsExecutor("戊"))
        #expect(execution("戊", ["乙", "丁"]) == .witnessIsApprover("丁"))
        #expect(execution("戊", ["甲", "丙"]) == .witnessOpened("甲"))
        #expect(execution("戊", ["乙", "乙"]) == .witnessesMissing)
    }
}
