/// Finds whom a form names: a label with a value that is the name of a person and nothing else.
///
/// Takes no name out of running text, and none where a form has several for one label: such a form is a list.
enum PersonFinder {
    /// - Parameter fields: the person fields of the record's class, the first the one it is about.
    /// - Returns: of each of these fields at most one name, in their order.
    static func find(_ lines: Lines, fields: [String]) -> [Proposal.Named] {
        guard let first = fields.first else { return [] }
        var found: [String: Set<String>] = [:]
        for line in lines.ranges {
            for cell in FormCells.cells(of: line, lines) {
                guard let field = field(of: cell.label, fields, subject: first) else { continue }
                // 评估对象：林阿贵（系林小满之照护人）: whom the form is about is the other one, or either.
                let isRelative = field == first && namesRelation(cell.value, lines)
                // A label without a name that can be read leaves doubt whether another one has the right one.
                found[field, default: []].insert(isRelative ? "" : name(cell.value, lines) ?? "")
            }
        }
        return fields.compactMap { field in
            guard let names = found[field], names.count == 1, let name = names.first, !name.isEmpty else { return nil }
            return Proposal.Named(field: field, name: name)
        }
    }

    private static func field(of label: [Unicode.Scalar], _ fields: [String], subject: String) -> String? {
        if let same = fields.first(where: { $0.unicodeScalars.elementsEqual(label) }) { return same }
        if subjects.contains(label) { return subject }
        return guardians.contains(label) && fields.contains(guardian) ? guardian : nil
    }

    // MARK: - What a name looks like

    /// The name that a value begins with: it ends with the value, or at a bracket, comma or space behind it.
    static func name(_ value: Range<Int>, _ lines: Lines) -> String? {
        let scalars = lines.scalars
        var end = value.lowerBound
        while end < value.upperBound, isInName(scalars[end]) { end += 1 }
        var name = scalars[value.lowerBound..<end].map { dots.contains($0) ? "·" : $0 }
        // 王　芳: two characters are often set apart.
        if name.count == 1 {
            var next = end
            while next < value.upperBound, DateScanner.isSpace(scalars[next]) { next += 1 }
            guard next > end, next < value.upperBound, isHan(scalars[next]),
                next + 1 == value.upperBound || !isInName(scalars[next + 1])
            else { return nil }
            name.append(scalars[next])
            end = next + 1
        }
        if end < value.upperBound {
            switch scalars[end] {
            case "（", "(", "，", ",", "；", ";", " ", "\u{3000}", "\t", "|", "。", "/", "／": break
            default: return nil
            }
        }
        guard isName(name) else { return nil }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: name)
        return String(text)
    }

    /// Whether a value says in brackets of its name whose relative or carer that is: （系…）.
    private static func namesRelation(_ value: Range<Int>, _ lines: Lines) -> Bool {
        let scalars = lines.scalars
        guard let bracket = value.first(where: { "（(".unicodeScalars.contains(scalars[$0]) }) else { return false }
        return (bracket + 1..<value.upperBound).first { !DateScanner.isSpace(scalars[$0]) }
            .map { scalars[$0] == "系" } == true
    }

    private static func isName(_ name: [Unicode.Scalar]) -> Bool {
        // 阿依古丽·买买提
        let parts = name.split(separator: "·", omittingEmptySubsequences: false)
        if parts.count > 1 {
            return (2...5).contains(parts.count) && parts.allSatisfy { (1...8).contains($0.count) } && name.count >= 4
        }
        // 某 stands for a name that is kept back; the others are words that begin as names do.
        guard let surname = name.first, !name.contains("某"), !words.contains(name) else { return false }
        if name.count >= 3, name.count <= 4, doubleSurnames.contains(Array(name.prefix(2))) { return true }
        return (2...3).contains(name.count) && surnames.contains(surname)
    }

    private static func isInName(_ scalar: Unicode.Scalar) -> Bool { isHan(scalar) || dots.contains(scalar) }

    private static func isHan(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3400...0x9FFF, 0x20000...0x3FFFF: true
        default: false
        }
    }

    private static let dots: Set<Unicode.Scalar> = ["·", "•", "・", "‧", "∙", "･"]
    private static let guardian = "监护人"
    private static let guardians = Set(Intake.words("监护人 监护人姓名 法定监护人 監護人 監護人姓名"))
    private static let subjects = Set(
        Intake.words(
            "姓名 儿童姓名 未成年人姓名 未成年人 当事人 当事人姓名 受助人 受助人姓名 受助儿童 服务对象 服务对象姓名 评估对象 转介对象 个案对象 案主 案主姓名 "
                + "对象姓名 学生姓名 被评估人 被监护人 被监护人姓名 申请人姓名 兒童姓名 當事人 評估對象 轉介對象 個案對象"))
    private static let doubleSurnames = Set(
        Intake.words("欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 轩辕 夏侯 端木 百里 呼延 南宫 独孤 闻人 赫连 澹台 公冶 太史 申屠 钟离 歐陽"))
    /// What stands in a form where a name does, and begins as one.
    private static let words = Set(
        Intake.words(
            "单位 平时 全体 全部 时间 成员 成绩 年龄 年级 班级 宁可 安排 常住 常用 常见 和谐 高中 高级 方式 方法 关系 有无 家长 家庭 车辆 "
                + "包括 别名 和平 金额 毛病 项目 计划 计数 平均 应急 应当 相关 相片 温度 路线 路程 党员 团员 单亲 单独 单身 满分 明确 明细 文化 文盲 查无 查询 解除 通过 "
                + "国家 国籍 民族 汉族 满族 回族 蒙古族 终止 钱款 万元 支出 支持 家属 向上 经办人 池塘 井水 宫外 申请 申请人 申报 全称 公章 签名 曾用名 查明 未查到 待查 双方 双亲 双胞胎"))
    /// Surnames of some 99 in 100 (Ministry of Public Security's reports on names, and 百家姓), simplified and traditional.
    private static let surnames = Set(
        ("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹"
            + "熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严欧莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟申殷詹欧关兰焦俞柳甘祝"
            + "包宁尚符舒阮柯纪梅童凌毕单裴霍涂成苗谷曲盛冉翁蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜"
            + "冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚"
            + "皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修"
            + "邰赫杭况那宿鲜印逯隆茹诺战慕权耿竺阎滑贝衣郗厍訾闾仓苍琚占蹇昝衡檀暴越阳缑啜佴经晓"
            + "張劉陳楊黃趙吳孫馬鄭謝許鄧韓馮蕭葉蘇呂盧鍾譚陸賈鄒龍賀顧龔邵萬錢嚴湯齊喬龐顏莊聶魯關蘭寧紀畢單塗藍華饒時農簡車項連麥婁竇黨宮費衛應閔鄔邊師叢")
            .unicodeScalars)
}
