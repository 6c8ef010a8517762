extension Wording {
    /// What changed from one version to another, by its name in `VersionDifference`.
    package static func name(ofChange change: String) -> String {
        switch change {
        case "class": say("类别", "Class")
        case "org": say("机构", "Organisation")
        case "volume": say("案卷", "Volume")
        case "externalID": say("原编号", "External ID")
        case "voided": say("作废", "Void")
        case _ where change.hasPrefix("file:"): say("文件 ", "File ") + line(String(change.dropFirst("file:".count)))
        default: name(ofProposal: change)
        }
    }

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
