internal import Records

/// Comes to the verdicts on one record.
package struct Inspector: Sendable {
    /// Seconds between a filing and its entry in the log: a commit of many documents may take so long.
    private static let commitTime = 3600

    private let stage: Stage
    private let formats: FormatList

    package init(stage: Stage, formats: FormatList) {
        self.stage = stage
        self.formats = formats
    }

    /// One finding for each check, in the order of `Check`.
    package func findings(on facts: RecordFacts) -> [Finding] {
        Check.allCases.compactMap { check in
            let found = found(check, facts)
            // The gravest says what the check came to; what else it found stands beside it.
            guard let gravest = found.max(by: { $0.verdict < $1.verdict }) else {
                return check == .count ? nil : Finding(check, .pass)
            }
            var finding = gravest
            finding.detail = found.filter { $0.verdict == gravest.verdict && $0.cause == gravest.cause }.map(\.detail)
                .filter { !$0.isEmpty }.joined(separator: ", ")
            return finding
        }
    }

    private func found(_ check: Check, _ facts: RecordFacts) -> [Finding] {
        let versions = facts.versions
        let files = versions.flatMap { one in (one.kept?.files ?? []).map { (one.version.number, $0) } }
        func each(_ body: (VersionFacts) -> (Conclusion, Cause, String)?) -> [Finding] {
            versions.compactMap { one in
                body(one).map { Finding(check, $0.0, $0.1, Self.place(one.version.number, $0.2)) }
            }
        }
        func eachFile(_ body: (VersionFacts.KeptFile) -> (Conclusion, Cause)?) -> [Finding] {
            files.compactMap { number, file in
                body(file).map { Finding(check, $0.0, $0.1, Self.place(number, file.file.name)) }
            }
        }
        func risk(_ cause: Cause, _ verdict: Conclusion) -> [Finding] {
            eachFile { $0.risks.contains(cause) ? (verdict, cause) : nil }
        }
        switch check {
        case .digest:
            return eachFile { $0.isThere && !$0.digestFits ? (.fail, .digestDiffers) : nil }
                + each { one in
                    guard let kept = one.kept else { return (.fail, .unreadable, "") }
                    return kept.textFits == false ? (.fail, .digestDiffers, "text.txt") : nil
                }
        case .metadata:
            return each { one in
                guard let kept = one.kept else { return (.fail, .unreadable, "") }
                return kept.metadataFits ? nil : (.fail, .metadataDiffers, "")
            }
        case .filing: return each(filing)
        case .versions: return versionRow(versions)
        case .times: return times(facts)
        case .description: return description(facts)
        case .files:
            let none = versions.isEmpty || versions[versions.count - 1].version.files.isEmpty
            return (none ? [Finding(check, .fail, .noFile)] : [])
                + eachFile { $0.isThere ? nil : (.fail, .fileMissing) }
        case .numbers:
            guard let missing = facts.missingNumbers else { return [Finding(check, .notApplicable, .noVolume)] }
            return missing.isEmpty
                ? [] : [Finding(check, .fail, .numberGap, missing.map { "\($0)" }.joined(separator: ", "))]
        case .count: return []
        case .frame: return each { $0.kept == nil ? (.fail, .unreadable, "") : nil }
        case .type:
            return eachFile { file in
                guard let type = file.type else { return nil }
                if type == "application/octet-stream" { return (stage == .transfer ? .fail : .warn, .typeUnknown) }
                return type == file.file.mediaType ? nil : (.warn, .typeDiffers)
            }
        case .format:
            return eachFile { file in
                switch formats.standing(of: file.file.mediaType) {
                case .fit: nil
                case .accepted: stage == .transfer ? (.warn, .formatAccepted) : (.pass, .formatAccepted)
                case .unlisted: (stage == .transfer ? .fail : .warn, .formatUnlisted)
                }
            }
        case .text: return text(versions, files.map(\.1))
        case .encoding:
            guard files.contains(where: { $0.1.isText }) else { return [Finding(check, .notApplicable, .hasNoText)] }
            return eachFile { $0.isText && $0.file.encoding == nil ? (.warn, .encodingUnknown) : nil }
                + each { $0.kept?.hasUndecodedText == true ? (.warn, .undecoded, "text.txt") : nil }
        case .encryption: return risk(.encrypted, .fail)
        case .macros: return risk(.macros, stage == .transfer ? .fail : .warn)
        case .activeContent: return risk(.activeContent, stage == .transfer ? .fail : .warn)
        case .executable: return risk(.executable, .fail)
        }
    }

    private static func place(_ number: Int, _ what: String) -> String {
        what.isEmpty ? "v\(number)" : "v\(number) \(what)"
    }

    // MARK: - Authenticity

    private func filing(_ one: VersionFacts) -> (Conclusion, Cause, String)? {
        switch one.filing {
        case .logged(let who, let at, let isSound):
            if !isSound { return (.fail, .filingChanged, "") }
            if who != one.version.filedBy { return (.fail, .filingByOther, who) }
            return abs(at - one.filedAt) > Self.commitTime ? (.fail, .filingAtOtherTime, "") : nil
        case .erased: return (.notApplicable, .filingErased, "")
        case .missing: return (.fail, .filingMissing, "")
        case .unprovable: return (.fail, .logBroken, "")
        }
    }

    private func versionRow(_ versions: [VersionFacts]) -> [Finding] {
        var found: [Finding] = []
        for (index, one) in versions.enumerated() where one.version.number != index + 1 {
            found.append(Finding(.versions, .fail, .versionGap, "v\(index + 1)"))
            break
        }
        if versions.isEmpty { found.append(Finding(.versions, .fail, .versionGap, "v1")) }
        let numbers = Set(versions.map(\.version.number))
        for one in versions {
            for file in one.version.files where file.storedIn > one.version.number || !numbers.contains(file.storedIn) {
                found.append(
                    Finding(.versions, .fail, .contentNowhere, Self.place(one.version.number, file.name)))
            }
        }
        return found
    }

    private func times(_ facts: RecordFacts) -> [Finding] {
        var found: [Finding] = []
        for (earlier, later) in zip(facts.versions, facts.versions.dropFirst())
        where later.filedAt < earlier.filedAt || later.version.sequence <= earlier.version.sequence {
            found.append(Finding(.times, .fail, .timesOutOfOrder, "v\(later.version.number)"))
        }
        for one in facts.versions {
            if one.filedAt > facts.now {
                found.append(Finding(.times, .fail, .inFuture, Self.place(one.version.number, one.version.filedAt)))
            }
        }
        if let last = facts.versions.last?.version, last.description.date > last.filedAt.prefix(10) {
            found.append(Finding(.times, .warn, .datedAfterFiling, last.description.date))
        }
        return found
    }

    // MARK: - Integrity

    private func description(_ facts: RecordFacts) -> [Finding] {
        guard let last = facts.versions.last?.version else { return [] }
        let description = last.description
        let elements = [
            ("title", description.title), ("date", description.date), ("class", description.classCode),
            ("org", description.org),
        ]
        var found = elements.filter { $0.1.isEmpty }.map { Finding(.description, .fail, .elementMissing, $0.0) }
        let given = Set(description.fields.filter { !$0.value.isEmpty }.map(\.name))
        found += facts.requiredFields.filter { !given.contains($0) }.map {
            Finding(.description, .fail, .fieldMissing, $0)
        }
        // What was proposed from the text is confirmed by somebody before it leaves the house.
        if stage == .transfer {
            found += last.proposed.map { Finding(.description, .warn, .unconfirmed, $0) }
        }
        return found
    }

    // MARK: - Usability

    private func text(_ versions: [VersionFacts], _ files: [VersionFacts.KeptFile]) -> [Finding] {
        if versions.last?.version.text != nil { return [] }
        // Of a picture there is none; of a text there should be.
        return files.contains { $0.isText }
            ? [Finding(.text, .warn, .textMissing)] : [Finding(.text, .notApplicable, .hasNoText)]
    }
}
