/// Finds the organisation that issued a document (发文机关): by the letterhead, the title, the signature above the closing
/// date (GB/T 9704-2012, 7.2.4, 7.3.1, 7.3.5), or the label of a form.
enum OfficeFinder {
    /// - Parameters:
    ///   - opening: the lines of the text's head.
    ///   - ending: the lines of its end; empty if the head is the whole text.
    /// - Returns: its name as it stands there; nil where several sign together, and in doubt.
    static func find(_ opening: Lines, ending: Lines) -> String? {
        let heads = letterheads(opening)
        // Several offices above one document: whose it is first, no rule tells.
        if heads.count > 1 { return nil }
        if let head = heads.first { return head }
        switch signature(ending.ranges.isEmpty ? opening : ending) {
        case .one(let name): return name
        case .several: return nil
        case .none: break
        }
        return titled(opening) ?? labelled(opening) ?? ownRules(opening)
    }

    // MARK: The letterhead

    /// How many lines may stand above a title.
    private static let headLines = 12

    private static func letterheads(_ lines: Lines) -> [String] {
        var found: [String] = []
        for (index, line) in lines.ranges.prefix(headLines).enumerated() {
            if lines.ends(line, with: fileWord), let name = name(line.lowerBound..<line.upperBound - 2, lines) {
                found.append(name)
                continue
            }
            // The office's name alone above the number, or near the top above what kind of paper it is.
            guard index + 1 < lines.ranges.count, let name = name(line, lines) else { continue }
            let next = lines.ranges[index + 1]
            if DocumentNumberFinder.isNumberLine(next, lines) || (index < 3 && isPaper(next, lines)) {
                found.append(name)
            }
        }
        return found
    }

    /// 刑事判决书, 会议纪要: nothing but the kind of paper.
    private static func isPaper(_ line: Range<Int>, _ lines: Lines) -> Bool {
        (2...12).contains(line.count) && TitleFinder.endsAsGenre(line, lines) && name(line, lines) == nil
    }

    // MARK: The signature

    private enum Signature {
        case one(String), several
    }

    private static func signature(_ lines: Lines) -> Signature? {
        for (index, line) in lines.ranges.enumerated().reversed() where line.count <= 60 {
            if DateFinder.loneDate(line, lines) != nil {
                guard index > 0, let signer = name(lines.ranges[index - 1], lines) else { continue }
                if index > 1, name(lines.ranges[index - 2], lines) != nil { return .several }
                return .one(signer)
            }
            if let date = DateFinder.signedDate(line, lines) {
                // 大连市民政局　2023年5月19日
                var end = line.upperBound
                while end > line.lowerBound, !DateScanner.isSpace(lines.scalars[end - 1]) { end -= 1 }
                if date.end == line.upperBound, let signer = name(line.lowerBound..<end, lines) { return .one(signer) }
            }
        }
        return nil
    }

    // MARK: The title

    /// 大连市民政局关于开展摸底排查的通知
    private static func titled(_ lines: Lines) -> String? {
        for line in lines.ranges.prefix(headLines) where line.count <= 80 {
            guard let begin = place(of: about, in: line, lines), begin > line.lowerBound else { continue }
            let isTitle = !lines.scalars[line].contains { "。；：:\t|".unicodeScalars.contains($0) }
            return isTitle ? name(line.lowerBound..<begin, lines) : nil
        }
        return nil
    }

    /// 大连市未成年人救助保护中心档案管理制度: rules that an office gives itself, and what it says of its own year.
    private static func ownRules(_ lines: Lines) -> String? {
        for line in lines.ranges.prefix(4) where line.count <= 50 {
            var end = line.upperBound
            if lines.scalars[end - 1] == "）", let open = lines.scalars[line].lastIndex(of: "（") { end = open }
            guard rules.contains(where: { lines.ends(line.lowerBound..<end, with: $0) }) else { continue }
            let prefixes = line.dropFirst(8).prefix { $0 < end - 1 }.filter { prefixEnd in
                name(line.lowerBound..<prefixEnd, lines) != nil
                    && !joints.contains(lines.scalars[prefixEnd])
                    && hasPlace(line.lowerBound..<prefixEnd, lines)
            }
            // 某中心办公室管理制度: the rules of the office, or of the centre for its office.
            return prefixes.count == 1 ? name(line.lowerBound..<prefixes[0], lines) : nil
        }
        return nil
    }

    /// Whether a name says where the office is: without that it may be a kind of offices (民办学校管理办法).
    private static func hasPlace(_ range: Range<Int>, _ lines: Lines) -> Bool {
        let scalars = lines.scalars
        if lines.begins(range, with: wholeCountry) { return false }
        return range.dropFirst(2).contains { index in
            places.contains(scalars[index]) && scalars[index - 1] != "社" && scalars[index + 1] != "级"
        }
    }

    private static func place(of word: [Unicode.Scalar], in line: Range<Int>, _ lines: Lines) -> Int? {
        line.first { lines.begins($0..<line.upperBound, with: word) }
    }

    // MARK: A label

    private static func labelled(_ lines: Lines) -> String? {
        var found: Set<String> = []
        for line in lines.ranges where line.lowerBound < DescriptionProposer.openingLength {
            for cell in FormCells.cells(of: line, lines) where labels.contains(where: { $0 == cell.label }) {
                if let name = name(cell.value, lines) { found.insert(name) }
            }
        }
        return found.count == 1 ? found.first : nil
    }

    // MARK: The name of an organisation

    /// The range as the name of an organisation, without spaces; nil where it is anything else.
    static func name(_ range: Range<Int>, _ lines: Lines) -> String? {
        var kept: [Unicode.Scalar] = []
        for scalar in lines.scalars[range] where !DateScanner.isSpace(scalar) {
            switch scalar.value {
            case 0x3400...0x9FFF, 0x20000...0x3FFFF: kept.append(scalar)
            case 0x28, 0x29, 0xFF08, 0xFF09, 0x3007: kept.append(scalar)
            default: return nil
            }
        }
        // 最高人民法院　最高人民检察院: two offices.
        if let space = lines.scalars[range].firstIndex(where: DateScanner.isSpace), space > range.lowerBound,
            name(range.lowerBound..<space, lines) != nil, kept.count > space - range.lowerBound
        {
            return nil
        }
        guard (4...40).contains(kept.count), let last = kept.last, last != "）", last != ")",
            endings.contains(where: { kept.count > $0.count && kept.suffix($0.count).elementsEqual($0) })
        else { return nil }
        // A sentence, or a title that ends in the name of an office.
        let whole = Lines(kept, trimsMarks: false)
        let isOther = foreign.contains { whole.holds($0, in: 0..<kept.count) }
        return isOther || others.contains { kept.starts(with: $0) } ? nil : whole.string(0..<kept.count)
    }

    private static let fileWord = words("文件")[0]
    private static let about = words("关于")[0]
    private static let wholeCountry = words("全国")[0]
    private static let rules = words("制度 办法 规定 细则 规程 守则 章程 工作总结 工作计划 工作要点")
    private static let joints = Set("与和及对的、等".unicodeScalars)
    private static let places = Set("省市区县州旗镇乡村道".unicodeScalars)
    private static let labels = words(
        "填报单位 填表单位 登记单位 登记机构 登记机关 制表单位 报送单位 上报单位 编制单位 编印单位 发文机关 发文单位 印发机关 制发机关 制发单位 "
            + "起草单位 出具单位 转出单位 转介单位 评估单位 评估机构 建档单位 责任者 責任者 填報單位 登記單位 發文機關 轉介單位")
    private static let endings = words(
        "局 委员会 委員會 厅 廳 部 法院 检察院 檢察院 研究院 医院 醫院 科学院 学院 學院 国务院 政府 办公室 辦公室 办公厅 中心 工作站 保护站 救助站 "
            + "服务站 管理站 未保站 救助管理站 协会 協會 联合会 联席会议 学会 基金会 妇联 团委 团市委 团区委 团县委 公司 派出所 司法所 事务所 研究所 领导小组 工作组 "
            + "学校 學校 小学 小學 中学 中學 幼儿园 大学 人大常委会 常务委员会 街道办事处 办事处 管委会 居委会 村委会 工会 总工会 工委 党委 党组 支队 大队 福利院 托育园")
    /// What no name of an organisation has in it.
    private static let foreign = words("关于 關於 如下 印发 转发 通知 对于 等单位 你单位 我单位 本单位 联系人 协议 报告 甲方 乙方 以及 并报 抄送 主送")
    /// How an addressee, and not the sender, begins.
    private static let others = words("各 致 抄 由 经 向 请 本 该 你 我 对 给")
}
