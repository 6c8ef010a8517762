import Archivist
import Face

/// What is to be confirmed, and what was.
enum ConfirmText {
    static func show(_ waiting: Confirming.Waiting, on console: Console) {
        if console.isJSON {
            console.print(.of(waiting))
            return
        }
        console.print("\(waiting.code)  \(Wording.line(waiting.title))")
        for proposal in waiting.proposals { console.print("  " + line(proposal)) }
    }

    static func show(_ outcome: Confirming.Outcome, on console: Console, isTrial: Bool) {
        if console.isJSON {
            console.print(.of(outcome, isTrial: isTrial))
            return
        }
        guard !console.isQuiet else { return }
        let (code, title) = (outcome.waiting.code, Wording.line(outcome.waiting.title))
        if outcome.confirmed.isEmpty {
            console.print(say("没有待确认的", "Nothing to confirm") + "  \(code)  \(title)")
            return
        }
        let word =
            isTrial
            ? say("将确认", "Would confirm")
            : say("已确认（第 \(outcome.version ?? 0) 版）", "Confirmed (version \(outcome.version ?? 0))")
        console.print("\(word)  \(code)  \(title)")
        for proposal in outcome.confirmed { console.print("  " + line(proposal)) }
    }

    private static func line(_ proposal: Confirming.Proposal) -> String {
        Wording.name(ofProposal: proposal.name) + say("：", ": ") + Wording.line(proposal.value)
    }

    /// A language tag in words.
    static func language(_ tag: String) -> String {
        switch tag {
        case "zh-Hant": say("汉语，繁体（zh-Hant）", "Chinese, traditional (zh-Hant)")
        case "en": say("英语（en）", "English (en)")
        case "bo": say("藏语（bo）", "Tibetan (bo)")
        case "ug": say("维吾尔语（ug）", "Uyghur (ug)")
        case "mn": say("蒙古语（mn）", "Mongolian (mn)")
        case "ii": say("彝语（ii）", "Yi (ii)")
        case "ko": say("朝鲜语（ko）", "Korean (ko)")
        case "ja": say("日语（ja）", "Japanese (ja)")
        default: Wording.line(tag)
        }
    }
}
