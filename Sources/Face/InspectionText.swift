package import Archivist
package import Inspection

/// Verdicts of an inspection in words. Chinese as in the register; English for whoever asked for it.
package enum InspectionText {
    package static func name(of verdict: Conclusion) -> String {
        say(
            InspectionRegister.name(of: verdict),
            {
                switch verdict {
                case .pass: "pass"
                case .warn: "warn"
                case .fail: "fail"
                case .notApplicable: "not applicable"
                }
            }())
    }

    package static func name(of check: Check) -> String {
        say(InspectionRegister.name(of: check.property) + "：" + InspectionRegister.name(of: check), english(check))
    }

    package static func name(of stage: Stage) -> String {
        say(
            InspectionRegister.name(of: stage),
            {
                switch stage {
                case .filing: "filing"
                case .keeping: "long-term keeping"
                case .transfer: "transfer"
                }
            }())
    }

    private static func english(_ check: Check) -> String {
        switch check {
        case .digest: "authenticity: bytes have the digest taken at filing"
        case .metadata: "authenticity: metadata in the box are the catalog's"
        case .filing: "authenticity: who filed it and when is in the provable log"
        case .versions: "authenticity: versions without a gap"
        case .times: "authenticity: times in order"
        case .description: "integrity: described as required"
        case .files: "integrity: all files there"
        case .numbers: "integrity: item numbers without a gap"
        case .count: "integrity: the volume has what it counted"
        case .frame: "usability: the box can be read"
        case .type: "usability: format recognised"
        case .format: "usability: format fit for long keeping"
        case .text: "usability: text extracted"
        case .encoding: "usability: encoding decoded"
        case .encryption: "security: not encrypted"
        case .macros: "security: no macros"
        case .activeContent: "security: no scripts or active content"
        case .executable: "security: no programs"
        }
    }

    /// Why the verdict is not a plain pass; empty for one.
    package static func message(_ finding: Finding) -> String {
        guard let cause = finding.cause else { return "" }
        return say(
            InspectionRegister.words(for: finding),
            english(cause) + (finding.detail.isEmpty ? "" : " (\(finding.detail))"))
    }

    private static func english(_ cause: Cause) -> String {
        switch cause {
        case .digestDiffers: "not the bytes that were filed"
        case .unreadable: "cannot be read from the box"
        case .metadataDiffers: "the box says something else than the catalog"
        case .filingMissing: "no entry of its filing in the log"
        case .filingByOther: "the log names somebody else"
        case .filingAtOtherTime: "the log says another time"
        case .filingChanged: "the log's entry was changed"
        case .filingErased: "the log's personal part was erased by schedule"
        case .logBroken: "the log as a whole does not fit its tree"
        case .versionGap: "a version is missing"
        case .contentNowhere: "content stands in a version that is not there"
        case .timesOutOfOrder: "a later version has an earlier time"
        case .inFuture: "filed in the future"
        case .datedAfterFiling: "dated after its filing"
        case .elementMissing: "not described"
        case .fieldMissing: "a field that the plan requires is missing"
        case .unconfirmed: "proposed from the text, confirmed by nobody"
        case .noFile: "no file"
        case .fileMissing: "a file is missing in the box"
        case .numberGap: "numbers before it are missing, nobody knows why"
        case .countDiffers: "numbers are missing, nobody knows why"
        case .noVolume: "in no volume"
        case .typeUnknown: "nobody knows what it is"
        case .typeDiffers: "not the format that was written down"
        case .formatAccepted: "should be converted before a transfer"
        case .formatUnlisted: "not listed as fit for keeping"
        case .textMissing: "no text was extracted"
        case .hasNoText: "has no text to extract"
        case .encodingUnknown: "nobody knows the encoding"
        case .undecoded: "bytes without meaning"
        case .encrypted: "encrypted, or with a password"
        case .macros: "has macros"
        case .activeContent: "has scripts, actions or embedded objects"
        case .executable: "is a program, or has one in it"
        }
    }

    package static func json(_ record: InspectedRecord) -> JSONText {
        .object([
            ("code", .string(record.code)), ("versions", .int(record.versions)),
            ("verdict", .string(record.verdict.rawValue)),
            (
                "checks",
                .array(
                    record.findings.map { finding in
                        .object([
                            ("id", .string(finding.check.rawValue)), ("verdict", .string(finding.verdict.rawValue)),
                            ("cause", JSONText(finding.cause?.rawValue)), ("detail", .string(finding.detail)),
                            ("message", .string(message(finding))),
                        ])
                    })
            ),
        ])
    }

    /// - Parameter records: nil where each was told by itself.
    package static func json(_ report: InspectionReport, _ records: [InspectedRecord]? = nil) -> JSONText {
        let summary: [(String, JSONText)] = [
            (
                "summary",
                .object([
                    ("stage", .string(report.stage.rawValue)), ("at", .string(report.at)), ("by", .string(report.by)),
                    ("records", .int(report.records)), ("volumes", .int(report.volumes)), ("pass", .int(report.passed)),
                    ("warn", .int(report.warned)), ("fail", .int(report.failed)),
                ])
            )
        ]
        return .object(summary + (records.map { [("records", .array($0.map { json($0) }))] } ?? []))
    }

    /// A table for people: a line for each check, how often it came to what.
    package static func table(_ report: InspectionReport) -> [String] {
        let verdicts: [Conclusion] = [.pass, .warn, .fail, .notApplicable]
        let heading = verdicts.map { padded(name(of: $0), 8) }.joined() + say("检测项", "check")
        return [heading]
            + Check.allCases.compactMap { check -> String? in
                guard let tally = report.tally[check] else { return nil }
                return verdicts.map { padded("\(tally[$0] ?? 0)", 8) }.joined() + name(of: check)
            }
    }

    /// To a width in columns; a Chinese character takes two.
    private static func padded(_ text: String, _ width: Int) -> String {
        let columns = text.unicodeScalars.reduce(0) { $0 + ($1.value > 0x2E80 ? 2 : 1) }
        return text + String(repeating: " ", count: max(1, width - columns))
    }
}
