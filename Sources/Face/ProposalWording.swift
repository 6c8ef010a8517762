extension Wording {
    /// What a proposal is of, by its name in `Version.proposed`.
    package static func name(ofProposal proposal: String) -> String {
        switch proposal {
        case "title": say("题名", "Title")
        case "date": say("日期", "Date")
        case "author": say("责任者", "Creator")
        case "documentNumber": say("文号", "Number")
        default: line(proposal.hasPrefix("field.") ? String(proposal.dropFirst("field.".count)) : proposal)
        }
    }
}
