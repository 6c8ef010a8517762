package import Inspection

/// The register of an inspection (四性检测登记表): a line for each record, a column for each check. A record itself, and so in
/// the language of records.
package enum InspectionRegister {
    package static func csv(_ report: InspectionReport, _ records: some Sequence<InspectedRecord>) -> String {
        TableText.csv([heading] + records.enumerated().map { line($0.offset + 1, $0.element, report) })
    }

    private static let heading: [String] = {
        var heading = ["序号", "档号", "版本数", "检测环节", "检测结论"]
        for check in Check.allCases {
            heading.append("\(name(of: check.property))：\(name(of: check))（\(check.rawValue)）")
        }
        return heading + ["说明", "检测人", "检测时间"]
    }()

    private static func line(_ number: Int, _ record: InspectedRecord, _ report: InspectionReport) -> [String] {
        var verdicts: [Check: String] = [:]
        var remarks: [String] = []
        for finding in record.findings {
            verdicts[finding.check] = name(of: finding.verdict)
            if finding.verdict > .pass { remarks.append(name(of: finding.check) + "：" + words(for: finding)) }
        }
        let versions = record.versions == 0 ? "" : String(record.versions)
        var line: [String] = [
            String(number), record.code, versions, name(of: report.stage), name(of: record.verdict),
        ]
        for check in Check.allCases { line.append(verdicts[check] ?? "") }
        return line + [remarks.joined(separator: "；"), report.by, report.at]
    }

    // MARK: - Chinese names

    package static func name(of stage: Stage) -> String {
        switch stage {
        case .filing: "归档"
        case .keeping: "长期保存"
        case .transfer: "移交"
        }
    }

    package static func name(of property: Property) -> String {
        switch property {
        case .authentic: "真实性"
        case .complete: "完整性"
        case .usable: "可用性"
        case .safe: "安全性"
        }
    }

    package static func name(of verdict: Conclusion) -> String {
        switch verdict {
        case .pass: "通过"
        case .warn: "提醒"
        case .fail: "不通过"
        case .notApplicable: "不适用"
        }
    }

    package static func name(of check: Check) -> String {
        switch check {
        case .digest: "摘要与归档时相符"
        case .metadata: "盒内元数据与目录相符"
        case .filing: "归档人与时间有日志可证"
        case .versions: "版本连续"
        case .times: "时间先后合理"
        case .description: "著录项齐全"
        case .files: "文件齐全"
        case .numbers: "件号连续"
        case .count: "卷内件数相符"
        case .frame: "盒能读出"
        case .type: "格式可识别"
        case .format: "格式适合长期保存"
        case .text: "正文已提取"
        case .encoding: "编码能解读"
        case .encryption: "没有加密"
        case .macros: "没有宏"
        case .activeContent: "没有脚本与活动内容"
        case .executable: "没有可执行程序"
        }
    }

    /// Why the verdict is not a plain pass, with the place.
    package static func words(for finding: Finding) -> String {
        guard let cause = finding.cause else { return "" }
        return words(for: cause) + (finding.detail.isEmpty ? "" : "（\(finding.detail)）")
    }

    private static func words(for cause: Cause) -> String {
        switch cause {
        case .digestDiffers: "字节与归档时的摘要不符"
        case .unreadable: "盒里读不出来"
        case .metadataDiffers: "盒里的元数据与目录不同"
        case .filingMissing: "利用日志里没有归档这一条"
        case .filingByOther: "日志里的归档人不是元数据里的"
        case .filingAtOtherTime: "日志里的归档时间与元数据相差太远"
        case .filingChanged: "日志里归档这一条被改动过"
        case .filingErased: "日志里归档人等已到期销去"
        case .logBroken: "利用日志整体与它的树不符"
        case .versionGap: "缺少版本"
        case .contentNowhere: "内容所指的版本不存在"
        case .timesOutOfOrder: "后一版的时间早于前一版"
        case .inFuture: "归档时间在将来"
        case .datedAfterFiling: "形成日期晚于归档"
        case .elementMissing: "缺少必备的著录"
        case .fieldMissing: "缺少方案规定的著录项"
        case .unconfirmed: "从正文提取，还没有人确认"
        case .noFile: "没有文件"
        case .fileMissing: "盒里缺少文件"
        case .numberGap: "前面缺号，原因不明"
        case .countDiffers: "卷内缺件，原因不明，件号"
        case .noVolume: "不在案卷里"
        case .typeUnknown: "认不出是什么格式"
        case .typeDiffers: "内容不是登记的格式"
        case .formatAccepted: "移交前宜转换格式"
        case .formatUnlisted: "格式不在可长期保存之列"
        case .textMissing: "没有提取出正文"
        case .hasNoText: "没有可提取的正文"
        case .encodingUnknown: "不知道用什么编码"
        case .undecoded: "有认不出的字节"
        case .encrypted: "加了密或设了密码"
        case .macros: "含有宏"
        case .activeContent: "含有脚本、自动动作或嵌入对象"
        case .executable: "是可执行程序，或含有可执行程序"
        }
    }
}
