import Archivist
import Face
import Foundation
import Records

/// Requests of persons concerned as people and programs read them.
struct RequestText {
    let console: Console
    var day = RequestText.today

    static var today: Day { Timestamp.today() }

    /// One line of a list.
    func line(_ view: RequestView) {
        if console.isJSON { return console.print(.of(view, on: day)) }
        let codes = view.about.codes
        let more = codes.count > 2 ? say(" 等 \(codes.count) 项", " and \(codes.count - 2) more") : ""
        console.print(
            [
                String(view.request.number), RequestWording.word(view.request.kind), standing(view),
                view.words[.taken]?.asker.map { Wording.safe($0) } ?? say("（已随档案销去）", "(gone with the records)"),
                codes.prefix(2).joined(separator: " ") + more,
            ].filter { !$0.isEmpty }.joined(separator: "  "))
    }

    func show(_ view: RequestView) {
        if console.isJSON { return console.print(.of(view, on: day)) }
        let taken = view.words[.taken]
        put(say("请求", "Request"), "\(view.request.number)  \(RequestWording.word(view.request.kind))")
        put(say("状态", "State"), standing(view))
        if let taken {
            let relation = taken.relation ?? RequestWording.word(view.request.party)
            put(say("提出", "Asker"), (taken.asker ?? "") + say("（\(relation)）", " (\(relation))"))
            put(say("身份", "Identity"), taken.identityCheck)
            put(say("内容", "Text"), taken.text)
        } else {
            put(
                say("提出", "Asker"),
                RequestWording.word(view.request.party)
                    + say("；说过什么、是谁，已随档案销去", "; who, and what was said, went with the records"))
        }
        for code in view.about.volumes { put(say("案卷", "Volume"), code) }
        for code in view.about.items { put(say("档案", "Record"), code) }
        if !view.about.persons.isEmpty {
            put(say("人员", "Persons"), view.about.persons.map(String.init).joined(separator: " "))
        }
        put(
            say("收到", "Received"),
            say(
                "\(view.request.receivedOn)，\(view.request.due) 前答复",
                "\(view.request.receivedOn), due \(view.request.due)"))
        put(say("受理", "Taken in"), "\(view.takenAt)  \(view.takenBy)")
        if let decision = view.decision {
            step(
                say("决定", "Decision"), view.decidedAt, view.decidedBy, RequestWording.word(decision),
                view.words[.decided])
        }
        if let answer = view.answer {
            step(
                say("答复", "Answer"), view.answeredAt, view.answeredBy, RequestWording.evidence(answer),
                view.words[.answered])
        }
        if view.liftedAt != nil {
            step(
                say("解除", "Lifted"), view.liftedAt, view.liftedBy, say("不再仅存储", "no longer in storage only"),
                view.words[.lifted])
        }
    }

    private func step(_ name: String, _ at: String?, _ by: String?, _ what: String?, _ words: RequestWords?) {
        put(name, [at, by, what, words?.text].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "  "))
    }

    private func put(_ name: String, _ value: String?) {
        guard let value else { return }
        console.print(name + say("：", ": ") + Wording.safe(value))
    }

    private func standing(_ view: RequestView) -> String { RequestWording.standing(view, on: day) }
}
