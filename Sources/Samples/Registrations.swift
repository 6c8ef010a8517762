/// Registration and updates (DJ): first entries, updates, removals, and the counts of a baseline survey.
enum Registrations {
    private static let kinds = ["留守儿童", "困境儿童", "流动儿童", "孤儿", "事实无人抚养儿童"]

    static func document(random: SplitMix64, story: CaseStory?) -> SampleDocument {
        var random = random
        if story == nil, random.chance(9) { return survey(random: random) }
        let today = Day(number: random.within(Day.first.number...Day.last.number))
        let place = random.chance(70) ? Divisions.community(&random) : Divisions.town(&random)
        var cast = Cast(&random, today: today, division: place)
        if let story {
            cast = story.cast
            cast.today = min(Day.last, story.days[0] + random.within(0...120))
        }
        // A child in a parent's care is no orphan.
        let fitting = Vocabulary.parents.contains(cast.kin) ? 3 : kinds.count
        let kind = kinds[random.skewed(below: fitting)]
        let action = random.chance(50) ? "首次登记" : random.chance(78) ? "动态更新" : "注销"
        var composer = Composer(random: random, cast: cast)
        let title: String
        switch action {
        case "首次登记":
            title = "\(kind)登记表（\(cast.child)）"
            composer.line(title)
            firstEntry(&composer, kind)
        case "动态更新":
            title = "\(cast.child)\(kind)信息动态更新表"
            composer.line(title)
            update(&composer, kind)
        default:
            title = "\(cast.child)\(kind)注销登记"
            composer.line(title)
            removal(&composer, kind)
        }
        var fields = [(name: "当事人", value: cast.child), ("儿童类别", kind), ("登记类型", action)]
        if action == "首次登记" || composer.random.chance(50) { fields.append(("学校", cast.school)) }
        return SampleDocument(
            externalID: "", classCode: "DJ", title: title, date: cast.today.iso, org: cast.division.code,
            author: composer.random.chance(80) ? cast.division.institution : cast.worker, documentNumber: nil,
            volume: nil, fields: fields, text: composer.text)
    }

    private static func firstEntry(_ composer: inout Composer, _ kind: String) {
        let cast = composer.cast
        composer.field("登记单位", cast.division.institution)
        composer.field("登记日期", cast.today.chinese)
        composer.field("儿童姓名", cast.child)
        composer.field("性别", cast.sex)
        composer.field("出生日期", cast.birth.chinese)
        composer.field("身份证号", cast.identityNumber)
        composer.field("户籍地址", cast.division.town + composer.filled(.road))
        composer.field("现住址", composer.filled(.address))
        composer.field("学校年级", "\(cast.school) \(cast.grade)")
        composer.field("健康状况", composer.random.chance(65) ? "健康" : composer.filled(.ailment))
        let father = cast.kin == "父亲" ? cast.guardian : cast.familyName + People.given(&composer.random, girl: false)
        let mother =
            cast.kin == "母亲"
            ? cast.guardian : People.surnames.pick(&composer.random) + People.given(&composer.random, girl: true)
        composer.field("父亲", father + (kind == "孤儿" ? "（已故）" : "，\(composer.filled(.job))"))
        composer.field("母亲", mother + (kind == "孤儿" ? "（已故）" : "，\(composer.filled(.job))"))
        composer.field("受委托照护人", "\(cast.guardian)（\(cast.kin)），\(composer.filled(.phone))")
        composer.field("家庭月收入", "\(composer.filled(.money))元")
        composer.field("享受政策", composer.filled(.subsidy))
        composer.add("家庭情况：")
        composer.say(situations(kind))
        composer.say(CaseSentences.state)
        composer.line()
        composer.field("服务需求", composer.make(needs))
        composer.paragraph("走访记录：", CaseSentences.arrivals, CaseSentences.scenes)
        composer.add("儿童主任：\(cast.worker)　儿童督导员：\(cast.chief)")
    }

    private static func update(_ composer: inout Composer, _ kind: String) {
        let cast = composer.cast
        composer.field("更新日期", cast.today.chinese)
        composer.field("儿童类别", kind)
        composer.field("现就读", "\(cast.school) \(cast.grade)")
        composer.field("照护人", "\(cast.guardian)（\(cast.kin)）")
        composer.line("变更事项：")
        composer.numbered(changes, composer.random.within(2...4))
        composer.paragraph("走访情况：", CaseSentences.arrivals, CaseSentences.scenes, CaseSentences.state)
        composer.say(CaseSentences.health)
        composer.say(CaseSentences.dialogues, 2)
        composer.line()
        composer.paragraph("帮扶措施：", CaseSentences.nextSteps, needs)
        composer.add("走访人：\(cast.worker)　填表时间：\(composer.filled(.hour))")
    }

    private static func removal(_ composer: inout Composer, _ kind: String) {
        let cast = composer.cast
        composer.field("注销日期", cast.today.chinese)
        composer.field("儿童姓名", "\(cast.child)（\(cast.sex)，\(cast.birth.chinese)出生）")
        composer.field("原登记类别", kind)
        composer.paragraph("注销原因：", removals)
        composer.paragraph("登记期间情况：", situations(kind), CaseSentences.progress[2])
        composer.line("已提供的服务：")
        composer.numbered(CaseSentences.services, 3)
        composer.paragraph("核实经过：", checks, CaseSentences.state)
        composer.paragraph("后续安排：", CaseSentences.afterwards)
        composer.add("经办：\(cast.worker)　审核：\(cast.chief)")
    }

    private static func survey(random: SplitMix64) -> SampleDocument {
        var random = random
        let today = Day(number: random.within(Day.first.number...Day.last.number))
        let place = random.chance(70) ? Divisions.town(&random) : Divisions.district(&random)
        var composer = Composer(random: random, cast: Cast(&random, today: today, division: place))
        let half = today.parts.month < 7 ? "上半年" : "下半年"
        let title = "\(place.name)\(today.year)年\(half)未成年人摸底排查情况汇总"
        composer.line(title)
        composer.line("\(today.chinese)，共走访\(composer.filled(.hundreds))户，排查未成年人\(composer.filled(.hundreds))名。")
        for kind in kinds {
            let total = composer.random.within(9...160)
            composer.field(kind, "\(total)名，新增\(composer.random.below(9))名，减少\(composer.random.below(6))名")
        }
        composer.line("发现的情况：")
        composer.numbered(findings, composer.random.within(4...6))
        composer.paragraph("下一步打算：", twice: SharedSentences.plans)
        composer.add("填报人：\(composer.cast.worker)　审核：\(composer.cast.chief)")
        return SampleDocument(
            externalID: "", classCode: "DJ", title: title, date: today.iso, org: place.code,
            author: place.institution, documentNumber: nil, volume: nil, fields: [], text: composer.text)
    }

    private static func situations(_ kind: String) -> Phrases {
        switch kind {
        case "孤儿": orphanSituations
        case "事实无人抚养儿童": unattendedSituations
        default: ordinarySituations
        }
    }

    private static let orphanSituations = Phrases(
        """
        父母先后因{illness}去世，由{kin}{guardian}抚养，享受孤儿基本生活费。
        父母在事故中遇难，{kin}{guardian}依法担任监护人，以{job}为生。
        {child}父母双亡，随{kin}{guardian}生活{few}年，住{dozens}平方米住房。
        """)
    private static let unattendedSituations = Phrases(
        """
        父亲因病去世，母亲改嫁失联，由{kin}{guardian}抚养至今。
        父母一方重残、一方服刑，符合保障条件，已提交证明材料{few}份。
        父亲失踪{few}年，母亲被撤销监护人资格，{kin}{guardian}以{job}为生。
        父母均在强制隔离戒毒，{child}由{kin}{guardian}照护，享受{subsidy}。
        """)
    private static let ordinarySituations = Phrases(
        """
        父母在外地从事{job}，每年回家{few}次，平时每周视频{few}次。
        {child}随父母来连，租住{dozens}平方米平房，父亲以{job}为生。
        {kin}{guardian}患{illness}，劳动能力丧失，靠{subsidy}维持。
        家中另有{few}名子女，{child}排行第二，常帮助照看弟妹。
        {child}确诊{ailment}，每月康复训练费用约{money}元。
        """)
    private static let needs = Phrases(
        """
        需要{supply}和{subject}辅导。
        {he}希望参加{hobby}小组。
        建议申请{subsidy}，并由{organ}复核。
        需关注{behaviour}，每{few}天走访一次。
        请{agency}提供{measure}。
        监护人希望学习{skill}。
        生活习惯良好，能够{habit}。
        """)
    private static let changes = Phrases(
        """
        住址变更为{address}。
        照护人联系电话变更为{phone}。
        就读学校由{otherSchool}转入{school}。
        照护人由{job}转为{job}，月收入{money}元。
        新增{subsidy}，自{month}起执行。
        体检发现{ailment}，已在{hospital}就诊。
        {relative}搬来同住，协助照料。
        身高增长{few}厘米，体重增加{few}公斤。
        户口迁入{town}{road}。
        暑期随{relative}居住，开学前返回。
        """)
    private static let removals = Phrases(
        """
        年满十八周岁，不再属于登记范围。
        照护人返乡务工，不再外出，监护落实。
        随{relative}迁往外省，档案信息已转出。
        家庭收入提高，经复核不再符合登记条件。
        已由{relative}依法收养，手续完备。
        经核查系重复登记，保留首次登记信息。
        """)
    private static let checks = Phrases(
        """
        {recently}由{worker}入户核对，{kin}{guardian}签字确认。
        与{organ}数据比对一致，{community}出具证明。
        电话联系{relative}核实，通话{dozens}分钟，内容已记录。
        查验{object}原件，并与{school}学籍信息核对。
        """)
    private static let findings = Phrases(
        """
        {road}一带租住户流动频繁，{few}户信息与系统不符。
        {few}名儿童照护人患{illness}，需要替代照护。
        {community}有{few}名儿童未接种疫苗，已协调{hospital}。
        {few}户未落实委托照护，已当场签订委托书。
        部分家庭靠{job}为生，冬季收入不稳。
        发现疑似{behaviour}未成年人{few}名，已转入个案。
        {place}附近存在安全隐患，已报{organ}整改。
        辍学{few}名，均已劝返至{otherSchool}。
        """)
}
