import Catalog
import Records
import Testing

@Suite struct FilePlanFileTests {
    @Test func `the plan that a new archive begins with is sound`() throws {
        let plan = try FilePlanFile.parse(FilePlanFile.standard)
        #expect(plan.classes.map(\.code) == ["GA", "PG", "DJ", "QB", "RZ", "PX", "FG", "DD", "XC", "ZZ"])
        #expect(plan.approval == nil)
        #expect(plan.classes.allSatisfy { $0.series == "ZY·WB" })
        let cases = try #require(plan.recordClass("GA"))
        #expect(cases.inVolumes)
        #expect(cases.access == .announced)
        #expect(
            cases.retention == RetentionRule(trigger: .closedAndAdult, period: .permanent, disposition: .transfer))
        #expect(cases.log == LogPolicy(purpose: .withUsers, years: 30))
        #expect(plan.recordClass("PX")?.log == nil)
        #expect(cases.field("当事人")?.type == .person)
        #expect(cases.field("当事人")?.personal == true)
        #expect(cases.field("下次回访日期")?.due == true && cases.field("风险等级")?.due == false)
        #expect(cases.field("风险等级")?.choices == ["高", "中", "低"])
        #expect(plan.classes.allSatisfy { $0.fields.allSatisfy { !$0.required } })
    }

    /// A sound plan; cases below change one line of it.
    private static let lines = [
        "name: 方案",  // 1
        "approval: 大档〔2023〕1号",
        "series: ZY·WB",
        "classes:",
        "  - code: PX",  // 5
        "    name: 培训",
        "    volumes: false",
        "    access: open",
        "    retention: { trigger: yearEnd, period: D10, disposition: appraise }",
        "    fields:",  // 10
        "      - { name: 主题, type: text, required: true }",
        "      - { name: 形式, type: choice, choices: [面授, 网络], personal: yes }",
        "  - code: GA",
        "    name: 个案",
        "    access: hidden",  // 15
        "    retention: { trigger: closed, period: Y, disposition: transfer }",
    ]

    @Test func `the plan that the cases below change is sound`() throws {
        let plan = try FilePlanFile.parse(Self.lines.joined(separator: "\n"))
        #expect(plan.approval == "大档〔2023〕1号")
        #expect(plan.classes[0].fields.map(\.required) == [true, false])
        #expect(plan.classes[0].fields.map(\.personal) == [false, true])
        #expect(plan.classes[1].fields.isEmpty)
        #expect(!plan.classes[1].inVolumes)
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        var line: Int
        var becomes: String?
        var found: Int
        var place: String
        var kind: FilePlanProblem.Kind

        init(_ line: Int, _ becomes: String?, at found: Int, _ place: String, _ kind: FilePlanProblem.Kind) {
            self.line = line
            self.becomes = becomes
            self.found = found
            self.place = place
            self.kind = kind
        }

        var testDescription: String { "\(line): \(becomes ?? "left out")" }
    }

    private static let access = ["open", "announced", "hidden"]
    private static let dispositions = ["appraise", "transfer", "keep", "asVolume"]
    private static let triggers = RetentionTrigger.allCases.map(\.rawValue)
    private static let types = FieldType.allCases.map(\.rawValue)

    private static let faults: [Fault] = [
        Fault(1, nil, at: 1, "name", .missing),
        Fault(1, "name:", at: 1, "name", .missing),
        Fault(1, "name: [甲]", at: 1, "name", .wrongKind(expected: "text")),
        Fault(
            2, "approved: yes", at: 2, "approved",
            .unknownKey(allowed: ["name", "approval", "requestDays", "series", "classes"])),
        Fault(3, nil, at: 1, "series", .missing),
        Fault(3, "series: ZY-WB", at: 3, "series", .invalid(value: "ZY-WB", expected: "ZY·WB")),
        Fault(5, "  - code: px", at: 5, "classes[0].code", .invalid(value: "px", expected: "A–Z, 1–4")),
        Fault(5, "  - code: PXPXP", at: 5, "classes[0].code", .invalid(value: "PXPXP", expected: "A–Z, 1–4")),
        Fault(5, "  - code: GA", at: 13, "classes[1].code", .repeated(value: "GA")),
        Fault(5, "  - id: PX", at: 5, "classes[0].code", .missing),
        Fault(6, nil, at: 5, "classes[0].name", .missing),
        Fault(
            7, "    volumes: perhaps", at: 7, "classes[0].volumes",
            .notAllowed(value: "perhaps", allowed: ["true", "false"])),
        Fault(8, "    access: public", at: 8, "classes[0].access", .notAllowed(value: "public", allowed: access)),
        Fault(9, nil, at: 5, "classes[0].retention", .missing),
        Fault(9, "    retention: D10", at: 9, "classes[0].retention", .wrongKind(expected: "mapping")),
        Fault(
            9, "    retention: { trigger: never, period: D10, disposition: appraise }", at: 9,
            "classes[0].retention.trigger", .notAllowed(value: "never", allowed: triggers)),
        Fault(
            9, "    retention: { trigger: yearEnd, period: 10, disposition: appraise }", at: 9,
            "classes[0].retention.period", .invalid(value: "10", expected: "Y, D30, D10")),
        Fault(
            9, "    retention: { trigger: yearEnd, disposition: appraise }", at: 9, "classes[0].retention.period",
            .missing),
        Fault(
            9, "    retention: { trigger: yearEnd, period: D10, disposition: burn }", at: 9,
            "classes[0].retention.disposition", .notAllowed(value: "burn", allowed: dispositions)),
        Fault(
            11, "      - { name: 主题, type: string }", at: 11, "classes[0].fields[0].type",
            .notAllowed(value: "string", allowed: types)),
        Fault(
            11, "      - { name: 主题, type: text, due: true }", at: 11, "classes[0].fields[0].due",
            .notAllowed(value: "text", allowed: ["date"])),
        Fault(
            9, "    retention: { trigger: dateField, period: D10, disposition: appraise }", at: 9,
            "classes[0].retention.field", .missing),
        Fault(
            9, "    retention: { trigger: yearEnd, period: D10, disposition: appraise, field: 主题 }", at: 9,
            "classes[0].retention.field", .notAllowed(value: "主题", allowed: [])),
        Fault(
            9, "    retention: { trigger: yearEnd, period: D10, disposition: appraise, until: 2040 }", at: 9,
            "classes[0].retention.until", .invalid(value: "2040", expected: "2035-12-31")),
        Fault(
            8, "    log: { purpose: needed }", at: 8, "classes[0].log.purpose",
            .notAllowed(value: "needed", allowed: ["optional", "withUsers", "required"])),
        Fault(8, "    log: { years: 9 }", at: 8, "classes[0].log.years", .invalid(value: "9", expected: "10–100")),
        Fault(
            8, "    log: { years: ever }", at: 8, "classes[0].log.years", .invalid(value: "ever", expected: "10–100")),
        Fault(
            8, "    log: { reason: required }", at: 8, "classes[0].log.reason",
            .unknownKey(allowed: ["purpose", "years"])),
        Fault(8, "    log: {}", at: 8, "classes[0].log.years", .missing),
        Fault(8, "    log: required", at: 8, "classes[0].log", .wrongKind(expected: "mapping")),
        Fault(11, "      - { type: text }", at: 11, "classes[0].fields[0].name", .missing),
        Fault(11, "      - 主题", at: 11, "classes[0].fields[0]", .wrongKind(expected: "mapping")),
        Fault(11, "      - { name: 形式, type: text }", at: 12, "classes[0].fields[1].name", .repeated(value: "形式")),
        Fault(12, "      - { name: 形式, type: choice }", at: 12, "classes[0].fields[1].choices", .choicesMissing),
        Fault(
            12, "      - { name: 形式, type: choice, choices: 面授 }", at: 12, "classes[0].fields[1].choices",
            .wrongKind(expected: "list")),
    ]

    @Test(arguments: faults)
    func `a fault is named with its line, place and kind`(fault: Fault) throws {
        var lines = Self.lines
        if let becomes = fault.becomes { lines[fault.line - 1] = becomes } else { lines.remove(at: fault.line - 1) }
        let expected = fault.becomes == nil && fault.found > fault.line ? fault.found - 1 : fault.found
        let error = #expect(throws: FilePlanProblems.self) {
            try FilePlanFile.parse(lines.joined(separator: "\n"))
        }
        let problems = error?.problems ?? []
        #expect(
            problems.contains { $0.line == expected && $0.place == fault.place && $0.kind == fault.kind }, "\(problems)"
        )
    }

    @Test func `all faults are found in one pass`() {
        var lines = Self.lines
        lines[4] = "  - code: px"
        lines[7] = "    access: public"
        lines[10] = "      - { name: 主题, type: string }"
        lines[15] = "    retention: { trigger: closed, period: Z, disposition: transfer }"
        let error = #expect(throws: FilePlanProblems.self) {
            try FilePlanFile.parse(lines.joined(separator: "\n"))
        }
        #expect(error?.problems.map(\.line) == [5, 8, 11, 16])
    }

    @Test(arguments: ["", "方案", "- a", "classes: 1", "name: 方案\nseries: ZY·WB\nclasses: []"])
    func `what is no plan is refused`(yaml: String) {
        #expect(throws: FilePlanProblems.self) { try FilePlanFile.parse(yaml) }
    }

    @Test func `what is no YAML is named with its line`() {
        var lines = Self.lines
        lines[8] = "    retention: { trigger: yearEnd, period: D10"
        lines[9] = "  }: ]"
        let error = #expect(throws: FilePlanProblems.self) {
            try FilePlanFile.parse(lines.joined(separator: "\n"))
        }
        guard case .notYAML = error?.problems.first?.kind else {
            Issue.record("\(error?.problems ?? [])")
            return
        }
        #expect((9...10).contains(error?.problems.first?.line ?? 0))
    }

    @Test func `a key given twice is named with its line`() {
        var lines = Self.lines
        lines[1] = "name: 方案二"
        let error = #expect(throws: FilePlanProblems.self) {
            try FilePlanFile.parse(lines.joined(separator: "\n"))
        }
        #expect(error?.problems.map(\.line) == [2])
    }

    @Test(arguments: ["ZY/WB", "ZY\\WB", "../..", "ZY\\u0001WB", "ZY.WB"])
    func `a series that cannot stand in an archival code is refused`(series: String) {
        var lines = Self.lines
        lines[2] = "series: \"\(series)\""
        #expect(throws: FilePlanProblems.self) { try FilePlanFile.parse(lines.joined(separator: "\n")) }
    }
}
