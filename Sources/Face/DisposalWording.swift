package import Archivist
package import Records
package import Retention

/// Words for holds, appraisal and disposal.
extension Wording {
    package static func of(_ state: AppraisalStanding.State) -> String {
        switch state {
        case .opinionsMissing: say("意见不足两人", "fewer than two opinions")
        case .disagreeing: say("意见不一", "opinions differ")
        case .agreed: say("意见一致，待审批", "agreed, not approved")
        case .approved: say("已批准", "approved")
        case .done: say("已执行", "done")
        }
    }

    package static func of(_ verdict: Verdict) -> String {
        switch verdict {
        case .destroy: say("销毁", "destroy")
        case .transfer: say("移交", "transfer")
        case .permanent: say("转为永久", "keep for good")
        case .extend(let years): say("延长 \(years) 年", "\(years) years more")
        }
    }

    package static func of(_ voiding: AppraisalStanding.Voiding) -> String {
        switch voiding {
        case .newOpinion: say("审批失效：其后有新的意见", "approval void: an opinion came after it")
        case .changedHold: say("审批失效：其后冻结有变", "approval void: a hold changed after it")
        case .newVersion: say("审批失效：其后有新的版本", "approval void: a version came after it")
        }
    }

    package static func of(_ kind: Disposal.Kind) -> String {
        switch kind {
        case .destroyed: say("已销毁", "destroyed")
        case .transferred: say("已移交", "transferred")
        }
    }

    package static func of(_ obstacle: DisposalObstacle) -> String {
        switch obstacle {
        case .held(let holds):
            say(
                "在冻结 \(holds.map(String.init).joined(separator: "、")) 之下",
                "under hold \(holds.map(String.init).joined(separator: ", "))")
        case .notDue(let day?): say("保管期限 \(day) 才届满", "its period ends on \(day)")
        case .notDue(nil): say("保管期限没有届满之日", "its period has no end")
        case .notApproved(.opinionsMissing):
            of(.opinionsMissing)
                + say(
                    "（一个账户不能单独销毁任何档案，请另一人用自己的账户出意见）",
                    " (one account alone can never destroy anything: let another person give an opinion under an account of their own)"
                )
        case .notApproved(let state): of(state)
        case .transferred: say("已经移交过", "it was handed over already")
        case .changed:
            say("打包之后有变，须重新审批、重新打包", "it changed after it was packed: approve and pack it anew")
        case .unfit:
            say(
                "没有通过四性检测", "did not pass the inspection")
                + sayCommand(
                    "；用 lantai inspect --stage transfer 看是哪一项", "; lantai inspect --stage transfer says why")
        case .outOfReach: say("您不能读这一件，须由能读的人打包", "you may not read it: somebody who may must pack it")
        case .refused(let reason, let detail):
            say("对方未接收：", "not accepted: ") + of(reason, detail: detail)
        case .unanswered: say("回执没有提到", "the receipt does not mention it")
        }
    }

    /// What stands in the way, each reason once, with the first records of which it is true.
    package static func of(_ obstructions: [Obstruction]) -> String {
        var reasons: [String] = []
        var codes: [String: [String]] = [:]
        for one in obstructions {
            let reason = of(one.obstacle)
            if codes[reason] == nil { reasons.append(reason) }
            codes[reason, default: []].append(one.code)
        }
        return reasons.map { first(codes[$0] ?? []) + " " + $0 }.joined(separator: say("；", "; "))
    }

    /// All faults of one kind say what one account can never do.
    package static func of(_ fault: SeparationFault) -> String {
        let what =
            switch fault {
            case .approverOpened(let who): say("\(who) 开了本批，不能审批", "\(who) opened the batch and cannot approve")
            case .approverGaveOpinion(let who):
                say("\(who) 出过意见，不能审批", "\(who) gave an opinion and cannot approve")
            case .executorOpened(let who): say("\(who) 开了本批，不能执行", "\(who) opened the batch and cannot execute")
            case .executorApproved(let who): say("\(who) 审批了本批，不能执行", "\(who) approved and cannot execute")
            case .witnessIsExecutor(let who): say("执行人 \(who) 不能监销", "\(who) executes and cannot witness")
            case .witnessIsApprover(let who): say("审批人 \(who) 不能监销", "\(who) approved and cannot witness")
            case .witnessOpened(let who): say("\(who) 开了本批，不能监销", "\(who) opened the batch and cannot witness")
            case .witnessesMissing: say("要有两名不同的监销人", "two different witnesses are needed")
            }
        return what
            + say(
                "；一个账户不能单独销毁任何档案，请另一人用自己的账户来做",
                "; one account alone can never destroy anything: let another person do this under an account of their own"
            )
    }
}
