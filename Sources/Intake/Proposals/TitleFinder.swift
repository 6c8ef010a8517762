/// Finds the line that is a document's title.
enum TitleFinder {
    /// The title, or nil if the text begins with something else, as a sentence or a salutation.
    /// - Parameter stem: the file's name without its ending; a line equal to it is the title.
    static func find(_ lines: Lines, stem: [Unicode.Scalar]) -> String? {
        if stem.count >= 4, let same = lines.ranges.prefix(20).first(where: { lines.scalars[$0].elementsEqual(stem) }) {
            return lines.string(same)
        }
        var letterhead: Range<Int>?
        for (index, line) in lines.ranges.prefix(12).enumerated() {
            if isPassedOver(line, lines) { continue }
            guard looksLikeTitle(line, lines) else {
                if let head = headOfLine(line, lines) { return head }
                break
            }
            if lines.ends(line, with: fileWord), !lines.holds(about, in: line) {
                letterhead = letterhead ?? line
                continue
            }
            let begin = behindOffices(index, lines)
            if begin > index, begin < lines.ranges.count {
                let next = lines.ranges[begin]
                // The office's name on lines of its own, and then what it writes about, are one title (7.3.1).
                if lines.begins(next, with: about), looksLikeTitle(next, lines) {
                    return lines.ranges[index..<begin].map(lines.string).joined(separator: " ") + whole(begin, lines)
                }
                if isLetterhead(line, next, lines) {
                    letterhead = letterhead ?? line
                    continue
                }
            }
            return whole(index, lines)
        }
        // A letterhead with no title behind it is the best name there is, but not one of "…文件".
        return letterhead.flatMap { lines.ends($0, with: fileWord) ? nil : lines.string($0) }
    }

    /// 困境儿童名单：甲、乙。: what kind of paper it is, and behind a colon its content at once.
    private static func headOfLine(_ line: Range<Int>, _ lines: Lines) -> String? {
        guard let colon = lines.scalars[line].firstIndex(where: { $0 == "：" || $0 == ":" }),
            colon + 1 < line.upperBound
        else { return nil }
        let head = line.lowerBound..<colon
        // 情况说明：, 通知： introduce something; five characters and more that end as a kind of paper are its name.
        guard (5...30).contains(head.count), looksLikeTitle(head, lines), endsAsGenre(head, lines) else { return nil }
        let isClause = lines.scalars[head].contains { $0 == "，" || $0 == "," || $0 == "、" || $0 == "“" }
        return isClause ? nil : lines.string(head)
    }

    // MARK: What stands above a title

    /// Lines that stand above a title and are none: numbers, security marks, rules, dates, filled-in labels.
    private static func isPassedOver(_ line: Range<Int>, _ lines: Lines) -> Bool {
        isRule(line, lines) || isMark(line, lines) || isCopyNumber(line, lines)
            || DocumentNumberFinder.isNumberLine(line, lines) || isDate(line, lines) || isLabel(line, lines)
    }

    /// A line of dashes, stars and the like.
    private static func isRule(_ line: Range<Int>, _ lines: Lines) -> Bool {
        lines.scalars[line].allSatisfy {
            switch $0 {
            case "-", "=", "*", "_", "~", "—", "─", "━", "·", ".", "…", "＿", "－", "＝", "★", "☆", " ", "\u{3000}": true
            default: false
            }
        }
    }

    /// 机密★1年, 内部资料, 特急, （此件公开发布）, 签发人：…
    private static func isMark(_ line: Range<Int>, _ lines: Lines) -> Bool {
        guard line.count <= 30 else { return false }
        let first = lines.scalars[line.lowerBound]
        let isBracketed = "（(【[".unicodeScalars.contains(first)
        let begin = isBracketed ? line.lowerBound + 1 : line.lowerBound
        let inner = begin..<line.upperBound
        guard marks.contains(where: { lines.begins(inner, with: $0) }) else { return false }
        // A title may begin with such a word too (内部控制办法, 秘密会见规定): a mark is short or has a sign behind it.
        return isBracketed || line.count <= 8
            || lines.scalars[line].contains { $0 == "★" || $0 == "：" || $0 == ":" || $0 == "，" || $0 == " " }
    }

    /// 000012, 份号：000012, № 12, 第3页, - 1 -
    private static func isCopyNumber(_ line: Range<Int>, _ lines: Lines) -> Bool {
        guard line.count <= 16 else { return false }
        var hasDigit = false
        for scalar in lines.scalars[line] {
            if DateScanner.digit(scalar) != nil {
                hasDigit = true
                continue
            }
            switch scalar {
            case " ", "\u{3000}", "-", "—", "－", "№", "N", "o", "O", ".", "：", ":", "第", "页", "共", "号", "份", "编", "/":
                break
            default: return false
            }
        }
        return hasDigit
    }

    private static func isDate(_ line: Range<Int>, _ lines: Lines) -> Bool {
        line.count <= 30 && DateFinder.loneDate(line, lines) != nil
    }

    /// 登记单位：枫桥镇…: a short label and its value. Titles with a colon (关于…的通知：) are longer before it.
    private static func isLabel(_ line: Range<Int>, _ lines: Lines) -> Bool {
        guard let colon = lines.scalars[line].firstIndex(where: { $0 == "：" || $0 == ":" }) else { return false }
        let label = line.lowerBound..<colon
        guard (1...8).contains(label.count), colon + 1 < line.upperBound else { return false }
        return labelEndings.contains { lines.ends(label, with: $0) }
    }

    // MARK: What a title looks like

    private static func looksLikeTitle(_ line: Range<Int>, _ lines: Lines) -> Bool {
        guard (2...60).contains(line.count) else { return false }
        switch lines.scalars[line.upperBound - 1] {
        case "。", "；", "，", "、", "：", ":", ";", ",", "！", "？", "…", "{", "}": return false
        default: break
        }
        var hasLetter = false
        for scalar in lines.scalars[line] {
            // A sentence, or a row of a table.
            if scalar == "。" || scalar == "；" || scalar == "\t" || scalar == "|" { return false }
            hasLetter = hasLetter || scalar.value >= 0x3400 || (0x41...0x5A).contains(scalar.value & ~0x20)
        }
        return hasLetter
    }

    /// The first line behind those that name an office or several (云栖市民政局　云栖市教育局); the same line if it names
    /// none.
    private static func behindOffices(_ index: Int, _ lines: Lines) -> Int {
        var end = index
        while end < lines.ranges.count, looksLikeTitle(lines.ranges[end], lines), isOffice(lines.ranges[end], lines) {
            end += 1
        }
        return end
    }

    private static func isOffice(_ line: Range<Int>, _ lines: Lines) -> Bool {
        !lines.holds(about, in: line) && offices.contains { lines.ends(line, with: $0) } && !endsAsGenre(line, lines)
    }

    /// Whether the office's name stands above the number, or above nothing but what kind of paper it is.
    private static func isLetterhead(_ line: Range<Int>, _ next: Range<Int>, _ lines: Lines) -> Bool {
        if DocumentNumberFinder.isNumberLine(next, lines) { return true }
        return OfficeFinder.name(line, lines) != nil && looksLikeTitle(next, lines) && endsAsGenre(next, lines)
    }

    /// The line and those that its title goes on in: it has begun with 关于 and not yet said what kind of paper it is
    /// (or of 《…》 only what is dealt with), and one of the next lines ends with just that.
    private static func whole(_ index: Int, _ lines: Lines) -> String {
        let line = lines.ranges[index]
        let rest = lines.ranges[(index + 1)...].prefix(3)
        let isClosed = endsAsGenre(line, lines) && rest.first.map { lines.begins($0, with: ofIt) } != true
        guard lines.holds(about, in: line), !isClosed else { return lines.string(line) }
        var title = lines.string(line)
        var length = line.count
        for next in rest {
            length += next.count
            guard length <= 100, looksLikeTitle(next, lines), !isLabel(next, lines), !isDate(next, lines) else { break }
            title += lines.string(next)
            if endsAsGenre(next, lines) { return title }
        }
        return lines.string(line)
    }

    static func endsAsGenre(_ line: Range<Int>, _ lines: Lines) -> Bool {
        // （试行）, （林小满） behind the kind of paper do not count.
        var end = line.upperBound
        if lines.scalars[end - 1] == "）" || lines.scalars[end - 1] == ")",
            let open = lines.scalars[line].lastIndex(where: { $0 == "（" || $0 == "(" }), open > line.lowerBound
        {
            end = open
        }
        return genres.contains { lines.ends(line.lowerBound..<end, with: $0) }
    }

    private static let fileWord = words("文件")[0]
    private static let about = words("关于")[0]
    private static let ofIt = words("的")[0]
    private static let marks = words("绝密 机密 秘密 内部 特急 特提 加急 急件 平急 紧急 注意保存 注意保密 不得外传 此件 签发人 草案 公开")
    private static let offices = words("局 会 组 室 心 府 厅 部 委 院 站 校 所 社 团 联 司 处 办 队 学 园")
    private static let labelEndings = words(
        "单位 编号 号 日期 时间 地点 姓名 人 部门 机构 电话 地址 类别 来源 主题 对象 级别 密级 期限 主持 记录 召集 参加 "
            + "机关 单 名称 文种 索引 年度 班级 性别 from to subject date From To Subject Date")
    private static let genres = words(
        "通知 意见 办法 决定 通告 公告 公报 议案 函 报告 批复 纪要 请示 方案 规定 条例 细则 制度 计划 总结 表 书 单 记录 "
            + "登记 名单 预案 规划 要点 标准 指南 手册 说明 协议 规程 守则 章程 汇报 建议 清单 台账 笔录 档案 》")
}

/// Finds the first heading of a Markdown text.
enum MarkdownTitle {
    /// The first line of `# …`, or one underlined by `===`, or the `title:` of a front matter; without marks.
    static func find(_ lines: Lines) -> String? {
        let scalars = lines.scalars
        var isFenced = false
        var begin = 0
        var previous = 0..<0
        var index = 0
        var number = 0
        var inFrontMatter = false
        while index <= scalars.count {
            guard index == scalars.count || scalars[index] == "\n" else {
                index += 1
                continue
            }
            var first = begin
            while first < index, scalars[first] == " " { first += 1 }
            let line = first..<index
            number += 1
            begin = index + 1
            index += 1
            if lines.begins(line, with: dashes), line.count == 3, number == 1 || inFrontMatter {
                inFrontMatter = number == 1
            } else if inFrontMatter {
                guard lines.begins(line, with: titleKey) else { continue }
                let value = lines.string(line.lowerBound + titleKey.count..<line.upperBound)
                let bare = value.split(whereSeparator: { " \"'\t".contains($0) }).joined(separator: " ")
                if !bare.isEmpty { return bare }
            } else if lines.begins(line, with: fence) || lines.begins(line, with: otherFence) {
                isFenced.toggle()
            } else if !isFenced {
                if let heading = hashHeading(line, lines) { return heading }
                let isUnderline = line.count >= 2 && scalars[line].allSatisfy { $0 == "=" }
                if isUnderline, !previous.isEmpty { return plain(previous, lines) }
            }
            previous = line
        }
        return nil
    }

    private static func hashHeading(_ line: Range<Int>, _ lines: Lines) -> String? {
        var begin = line.lowerBound
        while begin < line.upperBound, lines.scalars[begin] == "#" { begin += 1 }
        let level = begin - line.lowerBound
        // Chinese writers often leave out the space that CommonMark asks for behind the marks; accept a letter there.
        guard (1...6).contains(level), begin < line.upperBound, lines.scalars[begin] != "!" else { return nil }
        let heading = plain(begin..<line.upperBound, lines)
        return heading.isEmpty ? nil : heading
    }

    /// A line without emphasis, code and link marks.
    private static func plain(_ line: Range<Int>, _ lines: Lines) -> String {
        var kept = String.UnicodeScalarView()
        var index = line.lowerBound
        while index < line.upperBound {
            let scalar = lines.scalars[index]
            switch scalar {
            case "*", "`", "#", "\r": break
            case "[" where lines.scalars[index..<line.upperBound].contains("("): break
            case "]" where index + 1 < line.upperBound && lines.scalars[index + 1] == "(":
                while index + 1 < line.upperBound, lines.scalars[index] != ")" { index += 1 }
            default: kept.append(scalar)
            }
            index += 1
        }
        let trimmed = String(kept).split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\u{3000}" })
        return trimmed.joined(separator: " ")
    }

    private static let dashes = words("---")[0]
    private static let fence = words("```")[0]
    private static let otherFence = words("~~~")[0]
    private static let titleKey = words("title:")[0]
}
