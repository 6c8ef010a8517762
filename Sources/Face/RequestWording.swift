package import Archivist
package import Records

/// Words for requests of persons concerned.
package enum RequestWording {
    package static func word(_ kind: SubjectRequest.Kind) -> String {
        switch kind {
        case .correction: say("更正", "correction")
        case .deletion: say("删除", "deletion")
        case .copy: say("查阅复制", "copy")
        }
    }

    package static func word(_ party: SubjectRequest.Party) -> String {
        switch party {
        case .subject: say("本人", "the subject")
        case .guardian: say("监护人", "a guardian")
        }
    }

    /// Whether somebody asks for themselves, as it is typed.
    package static func isSubject(_ relation: String) -> Bool { ["本人", "self"].contains(relation) }

    package static func word(_ decision: RequestRuling.Decision) -> String {
        switch decision {
        case .granted: say("同意", "granted")
        case .refused: say("不同意", "refused")
        case .storageOnly: say("仅存储", "in storage only")
        }
    }

    /// Where a request stands, and by when it is to be answered.
    package static func standing(_ view: RequestView, on day: Day) -> String {
        let state =
            switch view.state {
            case .answered: say("已答复", "answered")
            case .decided:
                say(
                    "已决定（\(view.decision.map(word) ?? "")），待答复",
                    "decided (\(view.decision.map(word) ?? "")), to be answered")
            case .taken, .notRestricted: say("待决定", "to be decided")
            }
        var parts = [state]
        if !view.isAnswered {
            parts.append(
                view.isOverdue(on: day)
                    ? say("逾期，应于 \(view.request.due) 前答复", "overdue since \(view.request.due)")
                    : say("\(view.request.due) 前答复", "due \(view.request.due)"))
        }
        if view.isRestricting { parts.append(say("仅存储", "in storage only")) }
        return parts.joined(separator: say("，", ", "))
    }

    /// What proves that it was done.
    package static func evidence(_ answer: RequestAnswer) -> String {
        let revisions = answer.revisions.map { say("\($0.code) 第 \($0.version) 版", "\($0.code) version \($0.version)") }
        let exports =
            answer.exports.isEmpty
            ? []
            : [
                say("导出，日志第 ", "exported, log ") + answer.exports.map(String.init).joined(separator: " ")
                    + say(" 条", "")
            ]
        let batches = answer.appraisals.map { say("鉴定批次 \($0)", "batch \($0)") }
        return (revisions + exports + batches).joined(separator: say("，", ", "))
    }
}

extension Wording {
    static func ofRequest(_ failure: ArchiveFailure) -> (String, String, Int32) {
        switch failure {
        case .noSuchRequest(let number):
            (
                "noSuchRequest",
                say("没有请求 \(number)", "no such request \(number)")
                    + sayCommand("；用 lantai request list 查看", "; see lantai request list"), 79
            )
        case .requestFieldMissing(let field):
            ("usage", say("\(name(of: field))不能是空的", "\(name(of: field)) must not be empty"), 64)
        case .requestTakenByDecider(let number):
            (
                "requestTakenByDecider",
                say("请求 \(number) 是您受理的，要由另一人决定", "you took request \(number) in: another has to decide"), 77
            )
        case .requestState(let number, let state): ("requestState", of(number, state), 65)
        case .requestAboutNothing(let number):
            (
                "requestAboutNothing",
                say(
                    "请求 \(number) 没有写明是哪些档案；补上档号或案卷号",
                    "request \(number) names no records; add their codes"), 65
            )
        case .notForDeletion(let number):
            (
                "notForDeletion",
                say("请求 \(number) 不是要求删除的，或没有同意删除", "request \(number) asks for no deletion, or none was granted"), 65
            )
        case .deletionForbidden(let items):
            (
                "deletionForbidden",
                say("不能删除：", "cannot be deleted: ") + Wording.of(items)
                    + say("；可以决定仅存储", "; they can be kept in storage only")
                    + sayCommand("（--store-only）", " (--store-only)"), 77
            )
        case .requestUndone(let number, let fault):
            (
                "requestUndone",
                say("请求 \(number) 还不能答复：", "request \(number) cannot be answered yet: ") + of(number, fault), 65
            )
        case .storedOnly(let code, let party, let request):
            (
                "storedOnly",
                say(
                    "\(code) 应\(RequestWording.word(party))的请求仅存储（请求 \(request)），不能检索、查看、更改、导出；确需查阅的，由督导专门批准",
                    "\(code) is kept in storage only, as \(RequestWording.word(party)) asked (request \(request)): not searched, shown, changed or exported; a supervisor can grant access to it by name"
                ) + sayCommand("（lantai access）", " (lantai access)") + say("，或解除", " or end this")
                    + sayCommand("（lantai request lift \(request)）", " (lantai request lift \(request))"), 77
            )
        default: ("internal", "\(failure)", 70)
        }
    }

    private static func name(of field: String) -> String {
        switch field {
        case "asker": say("“谁提出”", "who asks") + sayCommand("（--asker）", " (--asker)")
        case "identity":
            say("“怎样核验了身份”", "how the identity was checked") + sayCommand("（--identity）", " (--identity)")
        case "text": say("“要什么”", "what is asked for") + sayCommand("（--text）", " (--text)")
        case "name": say("“姓名”", "the name")
        case "reason": say("“理由”", "the reason") + sayCommand("（--reason）", " (--reason)")
        case "note": say("“意见”", "what was found") + sayCommand("（--note）", " (--note)")
        default: sayCommand("--", "--") + field
        }
    }

    private static func of(_ number: Int, _ state: RequestState) -> String {
        switch state {
        case .taken: say("请求 \(number) 还没有决定", "request \(number) is not decided yet")
        case .decided: say("请求 \(number) 已有决定", "request \(number) is decided already")
        case .answered: say("请求 \(number) 已答复", "request \(number) is answered already")
        case .notRestricted: say("请求 \(number) 没有使什么仅存储", "request \(number) keeps nothing in storage only")
        }
    }

    private static func of(_ number: Int, _ fault: RequestFault) -> String {
        switch fault {
        case .revisionMissing:
            say("先更正", "correct it") + sayCommand("（lantai revise）", " (lantai revise)")
                + say("，再写明更正成了哪一版", ", then say which version did")
                + sayCommand("（--revised 档号=版本）", " (--revised CODE=N)")
        case .notTheRevision(let code, let version):
            say(
                "\(code) 第 \(version) 版不是受理之后对所涉档案的更正",
                "version \(version) of \(code) is no correction, since the request, of a record that it is about")
        case .notExported(let codes):
            say(
                "\(first(codes)) 在决定之后还没有导出；先导出",
                "\(first(codes)) not exported since the decision: export it first")
                + sayCommand("（lantai export）", " (lantai export)")
        case .notProposed(let codes):
            say(
                "\(first(codes)) 还没有提请鉴定；先提请", "\(first(codes)) not proposed for appraisal: propose it first")
                + sayCommand(
                    "（lantai appraisal open --request \(number)）", " (lantai appraisal open --request \(number))")
        case .answerMissing: say("写明答复的内容", "say what was answered") + sayCommand("（--text）", " (--text)")
        }
    }
}
