package import Records

/// How far the appraisal of one record has come, and why. Pure: opinions + approval + holds → standing.
package struct AppraisalStanding: Equatable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        /// Fewer than two persons have given an opinion.
        case opinionsMissing
        /// The opinions differ.
        case disagreeing
        /// All opinions agree; nobody has approved.
        case agreed
        case approved
        /// What was approved has been done.
        case done
    }

    package enum Voiding: String, Sendable {
        case newOpinion, changedHold, newVersion
    }

    /// Different persons whose opinions are needed.
    private static let opinionsNeeded = 2

    package var state: State
    /// What all agree in, or what was done.
    package var verdict: Verdict?
    /// Why an approval that was given no longer counts.
    package var voided: Voiding?
    /// The latest opinion of each person.
    package var opinions: [GivenOpinion]
    package var approvedBy: String?

    /// - Parameters:
    ///   - lastHoldChange: the number of the latest act that placed or lifted a hold on the record.
    ///   - lastVersion: the number of the record's latest version: what nobody has appraised is not disposed of.
    ///   - isDone: the record is gone.
    package init(
        opinions given: [GivenOpinion], approval: GivenApproval?, lastHoldChange: Int64?, lastVersion: Int64?,
        isDone: Bool
    ) {
        var latest: [String: GivenOpinion] = [:]
        for opinion in given where opinion.sequence >= latest[opinion.by]?.sequence ?? 0 {
            latest[opinion.by] = opinion
        }
        opinions = latest.values.sorted { $0.sequence < $1.sequence }
        approvedBy = nil
        if isDone {
            state = .done
            verdict = approval?.verdict
            approvedBy = approval?.by
            return
        }
        if let approval {
            if given.contains(where: { $0.sequence > approval.sequence }) {
                voided = .newOpinion
            } else if let lastHoldChange, lastHoldChange > approval.sequence {
                voided = .changedHold
            } else if let lastVersion, lastVersion > approval.sequence {
                voided = .newVersion
            } else {
                state = .approved
                verdict = approval.verdict
                approvedBy = approval.by
                return
            }
        }
        let verdicts = Set(opinions.map(\.verdict))
        if opinions.count < Self.opinionsNeeded {
            state = .opinionsMissing
        } else if verdicts.count > 1 {
            state = .disagreeing
        } else {
            state = .agreed
            verdict = verdicts.first
        }
    }

    /// True where the batch has no more to decide about the record: it may be appraised anew in another.
    package var isSettled: Bool {
        switch (state, verdict) {
        case (.done, _), (.approved, .extend), (.approved, .permanent): true
        default: false
        }
    }
}

/// Why a record may not be destroyed or handed over, whoever decided it.
package enum DisposalObstacle: Equatable, Sendable {
    /// Numbers of the holds that cover it.
    case held([Int])
    /// Its period has not ended; nil where no end is known.
    case notDue(Day?)
    case notApproved(AppraisalStanding.State)
    /// It is handed over already.
    case transferred
    /// It is not what it was when it was packed to be handed over.
    case changed
    /// Whoever packs it may not read it.
    case outOfReach
    /// It did not pass the four-property inspection (四性检测) that comes before a handing over.
    case unfit
    /// The receiving archive did not accept it, or says nothing of it.
    case refused(AccessionRefusal, detail: String?)
    case unanswered

    /// Holds stop everything; destruction waits for the end of the period, a handing over does not.
    package static func against(
        _ verdict: Verdict, standing: AppraisalStanding, holds: [Int], outlook: RetentionOutlook, on day: Day
    ) -> DisposalObstacle? {
        if !holds.isEmpty { return .held(holds) }
        guard standing.state == .approved, standing.verdict == verdict else { return .notApproved(standing.state) }
        return against(verdict, outlook: outlook, on: day)
    }

    package static func against(_ verdict: Verdict, outlook: RetentionOutlook, on day: Day) -> DisposalObstacle? {
        guard verdict == .destroy else { return nil }
        guard let due = outlook.dueOn, due <= day else { return .notDue(outlook.dueOn) }
        return nil
    }
}

/// Two steps of a disposal that one person may not both do.
package enum SeparationFault: Equatable, Sendable {
    case approverOpened(String)
    case approverGaveOpinion(String)
    case executorOpened(String)
    case executorApproved(String)
    case witnessIsExecutor(String)
    case witnessIsApprover(String)
    case witnessOpened(String)
    /// Fewer than two different persons.
    case witnessesMissing

    package static func ofApproval(by who: String, openedBy: String, opinions: Set<String>) -> SeparationFault? {
        if opinions.contains(who) { return .approverGaveOpinion(who) }
        return who == openedBy ? .approverOpened(who) : nil
    }

    package static func ofExecution(
        by who: String, openedBy: String, approvers: Set<String>, witnesses: [String]
    ) -> SeparationFault? {
        if approvers.contains(who) { return .executorApproved(who) }
        if who == openedBy { return .executorOpened(who) }
        if witnesses.contains(who) { return .witnessIsExecutor(who) }
        if let one = witnesses.first(where: approvers.contains) { return .witnessIsApprover(one) }
        if witnesses.contains(openedBy) { return .witnessOpened(openedBy) }
        return Set(witnesses).count < 2 ? .witnessesMissing : nil
    }
}
