import Inspection
import Records
import Testing

/// Facts in, verdicts out: each check passes on a good record, and says what is wrong with a bad one.
@Suite struct InspectorTests {
    private static let now = 1_700_000_000

    private static func version(_ number: Int = 1) -> VersionFacts {
        let file = VersionFile(
            name: "表.txt", size: 3, sha256: "aa", mediaType: "text/plain", encoding: "UTF-8", storedIn: number)
        let version = Version(
            sequence: Int64(number), code: "J016-ZY·WB·GA·2023·Y-001-003", number: number,
            description: Description(
                title: "登记表", date: "2023-05-19", classCode: "GA", org: "2102",
                fields: [FieldValue(name: "当事人", value: "林小满")]),
            filedAt: "2023-05-20T10:00:00Z", filedBy: "甲", reason: nil, voided: false, proposed: [],
            retention: RetentionRule(trigger: .yearEnd, period: .years(30), disposition: .appraise), filePlanVersion: 1,
            files: [file], text: VersionText(size: 3, sha256: "aa", storedIn: number), fingerprint: "f")
        return VersionFacts(
            version: version, filedAt: now - 1000 + number,
            kept: .init(
                metadataFits: true,
                files: [
                    .init(file: file, isThere: true, digestFits: true, type: "text/plain", isText: true, risks: [])
                ], textFits: true, hasUndecodedText: false),
            filing: .logged(who: "甲", at: now - 990, isSound: true))
    }

    private func inspect(_ stage: Stage = .keeping, _ edit: (inout RecordFacts) -> Void) throws -> [Finding] {
        var facts = RecordFacts(
            versions: [Self.version()], requiredFields: ["当事人"], missingNumbers: [], now: Self.now)
        edit(&facts)
        return Inspector(stage: stage, formats: try FormatList(yaml: FormatList.standard)).findings(on: facts)
    }

    @Test(arguments: Stage.allCases) func `a good record passes every check`(stage: Stage) throws {
        let findings = try inspect(stage) { _ in }
        #expect(findings.map(\.check) == Check.allCases.filter { $0 != .count })
        #expect(findings.allSatisfy { $0.verdict == .pass && $0.cause == nil && $0.detail.isEmpty }, "\(findings)")
    }

    private struct Case: Sendable {
        var finding: Finding
        var stage = Stage.keeping
        var edit: @Sendable (inout RecordFacts) -> Void
    }

    private static func file(
        _ edit: @escaping @Sendable (inout VersionFacts.KeptFile) -> Void
    ) -> @Sendable (inout RecordFacts) -> Void {
        { facts in
            if var file = facts.versions[0].kept?.files[0] {
                edit(&file)
                facts.versions[0].kept?.files[0] = file
            }
        }
    }

    private static let cases: [Case] = [
        Case(finding: Finding(.digest, .fail, .digestDiffers, "v1 表.txt"), edit: file { $0.digestFits = false }),
        Case(finding: Finding(.digest, .fail, .digestDiffers, "v1 text.txt")) { $0.versions[0].kept?.textFits = false },
        Case(finding: Finding(.metadata, .fail, .metadataDiffers, "v1")) { $0.versions[0].kept?.metadataFits = false },
        Case(finding: Finding(.filing, .fail, .filingMissing, "v1")) { $0.versions[0].filing = .missing },
        Case(finding: Finding(.filing, .fail, .logBroken, "v1")) { $0.versions[0].filing = .unprovable },
        Case(finding: Finding(.filing, .notApplicable, .filingErased, "v1")) { $0.versions[0].filing = .erased },
        Case(finding: Finding(.filing, .fail, .filingByOther, "v1 乙")) {
            $0.versions[0].filing = .logged(who: "乙", at: now - 990, isSound: true)
        },
        Case(finding: Finding(.filing, .fail, .filingAtOtherTime, "v1")) {
            $0.versions[0].filing = .logged(who: "甲", at: now - 90_000, isSound: true)
        },
        Case(finding: Finding(.filing, .fail, .filingChanged, "v1")) {
            $0.versions[0].filing = .logged(who: "甲", at: now - 990, isSound: false)
        },
        Case(finding: Finding(.versions, .fail, .versionGap, "v2")) { $0.versions.append(version(3)) },
        Case(finding: Finding(.versions, .fail, .contentNowhere, "v1 表.txt")) {
            $0.versions[0].version.files[0].storedIn = 2
        },
        Case(finding: Finding(.times, .fail, .timesOutOfOrder, "v2")) {
            $0.versions.append(version(2))
            $0.versions[1].filedAt = now - 5000
        },
        Case(finding: Finding(.times, .fail, .inFuture, "v1 2023-05-20T10:00:00Z")) {
            $0.versions[0].filedAt = now + 1
        },
        Case(finding: Finding(.times, .warn, .datedAfterFiling, "2023-05-21")) {
            $0.versions[0].version.description.date = "2023-05-21"
        },
        Case(finding: Finding(.description, .fail, .elementMissing, "title")) {
            $0.versions[0].version.description.title = ""
        },
        Case(finding: Finding(.description, .fail, .fieldMissing, "当事人")) {
            $0.versions[0].version.description.fields = []
        },
        Case(finding: Finding(.description, .warn, .unconfirmed, "date, title"), stage: .transfer) {
            $0.versions[0].version.proposed = ["date", "title"]
        },
        Case(finding: Finding(.description, .pass)) { $0.versions[0].version.proposed = ["title"] },
        Case(finding: Finding(.files, .fail, .fileMissing, "v1 表.txt"), edit: file { $0.isThere = false }),
        Case(finding: Finding(.files, .fail, .noFile)) { $0.versions[0].version.files = [] },
        Case(finding: Finding(.numbers, .fail, .numberGap, "1, 2")) { $0.missingNumbers = [1, 2] },
        Case(finding: Finding(.numbers, .notApplicable, .noVolume)) { $0.missingNumbers = nil },
        Case(finding: Finding(.frame, .fail, .unreadable, "v1")) { $0.versions[0].kept = nil },
        Case(finding: Finding(.digest, .fail, .unreadable, "v1")) { $0.versions[0].kept = nil },
        Case(
            finding: Finding(.type, .warn, .typeUnknown, "v1 表.txt"),
            edit: file { $0.type = "application/octet-stream" }),
        Case(
            finding: Finding(.type, .fail, .typeUnknown, "v1 表.txt"), stage: .transfer,
            edit: file { $0.type = "application/octet-stream" }),
        Case(finding: Finding(.type, .warn, .typeDiffers, "v1 表.txt"), edit: file { $0.type = "application/pdf" }),
        Case(
            finding: Finding(.format, .warn, .formatUnlisted, "v1 表.txt"),
            edit: file { $0.file.mediaType = "image/x-odd" }),
        Case(
            finding: Finding(.format, .fail, .formatUnlisted, "v1 表.txt"), stage: .transfer,
            edit: file { $0.file.mediaType = "image/x-odd" }),
        Case(
            finding: Finding(.format, .warn, .formatAccepted, "v1 表.txt"), stage: .transfer,
            edit: file { $0.file.mediaType = "application/msword" }),
        Case(finding: Finding(.text, .warn, .textMissing)) { $0.versions[0].version.text = nil },
        Case(finding: Finding(.text, .notApplicable, .hasNoText)) {
            $0.versions[0].version.text = nil
            file { $0.isText = false }(&$0)
        },
        Case(finding: Finding(.encoding, .warn, .encodingUnknown, "v1 表.txt"), edit: file { $0.file.encoding = nil }),
        Case(finding: Finding(.encoding, .warn, .undecoded, "v1 text.txt")) {
            $0.versions[0].kept?.hasUndecodedText = true
        },
        Case(finding: Finding(.encoding, .notApplicable, .hasNoText), edit: file { $0.isText = false }),
        Case(finding: Finding(.encryption, .fail, .encrypted, "v1 表.txt"), edit: file { $0.risks = [.encrypted] }),
        Case(finding: Finding(.macros, .warn, .macros, "v1 表.txt"), edit: file { $0.risks = [.macros] }),
        Case(
            finding: Finding(.macros, .fail, .macros, "v1 表.txt"), stage: .transfer, edit: file { $0.risks = [.macros] }
        ),
        Case(
            finding: Finding(.activeContent, .warn, .activeContent, "v1 表.txt"),
            edit: file { $0.risks = [.activeContent] }),
        Case(finding: Finding(.executable, .fail, .executable, "v1 表.txt"), edit: file { $0.risks = [.executable] }),
    ]

    @Test(arguments: cases.indices) func `what is wrong is said of the one check that it concerns`(index: Int) throws {
        let one = Self.cases[index]
        let findings = try inspect(one.stage, one.edit)
        #expect(findings.first { $0.check == one.finding.check } == one.finding, "\(findings)")
        #expect(findings.count == Check.allCases.count - 1)
    }

    @Test func `every cause is met by a case`() {
        let met = Set(Self.cases.compactMap(\.finding.cause))
        #expect(Set(Cause.allCases).subtracting(met) == [.countDiffers])
    }

    @Test func `numbers of a volume`() {
        let volume = VolumeFacts(lastNumber: 7, known: [1, 4, 5])
        #expect(volume.finding == Finding(.count, .fail, .countDiffers, "2, 3, 6, 7"))
        #expect(
            volume.missing(before: 4) == [2, 3] && volume.missing(before: 5) == [] && volume.missing(before: 1) == [])
        #expect(VolumeFacts(lastNumber: 0, known: []).finding == Finding(.count, .pass))
    }

    @Test func `identifiers are stable, and tell the property`() {
        #expect(
            Check.allCases.map(\.rawValue).prefix(3) == ["authentic.digest", "authentic.metadata", "authentic.filing"])
        #expect(Set(Check.allCases.map(\.property)) == Set(Property.allCases))
        for check in Check.allCases { #expect(check.rawValue.hasPrefix(check.property.rawValue + ".")) }
    }

    @Test func `a list of formats, and faults in one`() throws {
        let list = try FormatList(yaml: FormatList.standard)
        #expect(list.standing(of: "application/pdf") == .fit)
        #expect(list.standing(of: "application/msword") == .accepted)
        #expect(list.standing(of: "application/x-odd") == .unlisted)
        #expect(throws: FormatListFault(line: 2, expected: "fit, accepted")) {
            try FormatList(yaml: "fit: [text/plain]\ngood: [x/y]")
        }
        #expect(throws: FormatListFault(line: 1, expected: "[text/plain, …]")) { try FormatList(yaml: "fit: 许多") }
        #expect(throws: FormatListFault.self) { try FormatList(yaml: "[") }
    }
}
