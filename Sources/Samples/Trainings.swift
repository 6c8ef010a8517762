/// Training (PX): notices, plans, rosters, and summaries.
enum Trainings {
    static func document(random: SplitMix64) -> SampleDocument {
        var random = random
        let today = Day(number: random.within(Day.first.number...Day.last.number))
        let division = random.chance(65) ? Divisions.district(&random) : Divisions.town(&random)
        var composer = Composer(random: random, cast: Cast(&random, today: today, division: division))
        let topic = composer.filled(.topic)
        composer.topic = topic
        let venue = division.name + composer.filled(.venue)
        let people = composer.random.within(12...160)
        let hours = composer.random.within(1...24)
        var fields = [(name: "培训主题", value: topic), ("培训地点", venue)]
        var documentNumber: String?
        let title: String
        switch composer.random.below(4) {
        case 0:
            title = "关于举办\(topic)专题培训的通知"
            documentNumber = "未保培〔\(today.year)〕\(composer.random.within(1...60))号"
            notice(&composer, title, documentNumber ?? "", venue, hours)
        case 1:
            title = "\(today.year)年\(division.name)\(topic)培训计划"
            plan(&composer, title, venue, hours)
        case 2:
            title = "\(topic)培训签到表（\(today.monthAndDay)）"
            roster(&composer, title, topic, venue)
        default:
            title = "\(division.name)\(topic)培训小结"
            summary(&composer, title, topic, venue, people, hours)
            fields.append(("参训人数", String(people)))
        }
        if composer.random.chance(80) { fields.append(("学时", String(hours))) }
        return SampleDocument(
            externalID: "", classCode: "PX", title: title, date: today.iso, org: division.code,
            author: division.institution, documentNumber: documentNumber, volume: nil, fields: fields,
            text: composer.text)
    }

    private static func notice(
        _ composer: inout Composer, _ title: String, _ number: String, _ venue: String, _ hours: Int
    ) {
        let cast = composer.cast
        let day = cast.today + composer.random.within(4...20)
        composer.line(title)
        composer.line(number)
        composer.line("各未保站、儿童督导员、儿童主任：")
        composer.paragraph("", purposes)
        composer.line("一、时间地点：\(day.monthAndDay)\(composer.filled(.hour))，\(venue)，共\(hours)学时。")
        composer.line("二、参加人员：\(composer.make(audiences))")
        composer.line("三、培训内容")
        composer.numbered(contents, composer.random.within(3...6))
        composer.paragraph("四、有关要求：", twice: demands)
        composer.line("联系人：\(cast.worker)，电话\(composer.filled(.phone))")
        composer.line(cast.division.institution)
        composer.add(cast.today.chinese)
    }

    private static func plan(_ composer: inout Composer, _ title: String, _ venue: String, _ hours: Int) {
        composer.line(title)
        composer.paragraph("一、目标：", purposes)
        composer.line("二、安排（地点：\(venue)，共\(hours)学时）")
        var day = composer.cast.today
        for content in composer.chosen(contents, composer.random.within(4...7)) {
            composer.add("\(day.monthAndDay)　")
            composer.expand(content)
            composer.line("主讲：\(composer.filled(.person))")
            day = day + composer.random.within(1...30)
        }
        composer.paragraph("三、考核：", exams)
        composer.paragraph("四、经费：", budgets)
        composer.add("制表：\(composer.cast.worker)　审定：\(composer.cast.chief)")
    }

    private static func roster(_ composer: inout Composer, _ title: String, _ topic: String, _ venue: String) {
        composer.line(title)
        composer.line("地点：\(venue)　主讲：\(composer.filled(.person))　主题：\(topic)")
        composer.line("序号　姓名　单位　职务　签到　成绩")
        for row in 1...composer.random.within(12...30) {
            let isDirector = composer.random.chance(60)
            let place = isDirector ? Divisions.community(&composer.random) : Divisions.town(&composer.random)
            let post = isDirector ? "儿童主任" : "儿童督导员"
            let mark = composer.random.within(61...100)
            let arrival = "\(composer.random.within(8...9)):\(padded(composer.random.within(0...59), 2))"
            composer.line("\(row)　\(composer.filled(.person))　\(place.name)　\(post)　\(arrival)　\(mark)")
        }
        composer.add("统计人：\(composer.cast.partner)")
    }

    private static func summary(
        _ composer: inout Composer, _ title: String, _ topic: String, _ venue: String, _ people: Int, _ hours: Int
    ) {
        let cast = composer.cast
        composer.line(title)
        composer.line(
            "\(cast.today.chinese)，\(cast.division.institution)在\(venue)举办\(topic)培训，参训\(people)人，\(hours)学时。")
        composer.paragraph("", purposes)
        composer.line("一、主要做法")
        composer.numbered(contents, composer.random.within(3...5))
        composer.paragraph("二、成效：", SharedSentences.praise, exams)
        composer.paragraph("三、不足：", shortfalls)
        composer.paragraph("四、打算：", SharedSentences.plans)
        composer.add("撰写：\(cast.worker)")
    }

    private static let purposes = Phrases(
        """
        为提高儿童督导员、儿童主任的{skill}能力，落实每年至少轮训一次的要求，现组织本次培训。
        针对督导中发现的{shortcoming}现象，决定开展集中学习。
        结合“{emblem}”活动部署，进一步掌握{skill}与{skill}。
        近期{behaviour}类线索增多，基层反映急需{skill}方面的指导。
        为做好{topic}工作，与{organ}共同安排本期课程。
        """)
    private static let audiences = Phrases(
        """
        各街道、镇儿童督导员和社区（村）儿童主任，每单位{few}人
        区级未保中心全体人员及{agency}社工
        {organ}联络员、学校德育干部、社区网格员，共{dozens}人
        新任儿童主任{dozens}人，已培训者自愿参加
        """)
    private static let contents = Phrases(
        """
        {skill}：以{behaviour}案例为例，{method}，{few}学时。
        {topic}政策与实务，由{organ}专家讲授。
        {method}：发现{injury}时如何{skill}。
        {measure}的流程、时限与文书，附样表{few}份。
        {topic}与{topic}的衔接，答疑{dozens}分钟。
        面对{feeling}的儿童如何开口，两人一组{method}。
        参观{otherSchool}与{agency}，了解{measure}。
        {ailment}儿童家庭的支持策略与{subsidy}申请。
        {object}等物证的保存与移交。
        """)
    private static let demands = Phrases(
        """
        请于{soon}前将回执报至{worker}处，不得无故缺席。
        自带笔记本和{object}，食宿自理。
        参训人员须遵守保密规定，案例材料当场收回。
        培训结束进行闭卷测试，成绩计入年度考核。
        天气预报有{storm}，注意出行安全。
        """)
    private static let exams = Phrases(
        """
        测试平均{dozens}分，{few}人补考，合格率{percent}。
        现场抽查{skill}，{person}、{person}表现突出。
        以{method}方式考核，优秀者推荐为师资。
        提交一份{measure}案例报告，不少于{hundreds}字。
        """)
    private static let budgets = Phrases(
        """
        师资费{money}元、场地费{money}元，从未保专项列支。
        由{agency}公益支持，仅支出材料印刷{money}元。
        总预算{money}元，按实际人数结算，余额用于{supply}。
        """)
    private static let shortfalls = Phrases(
        """
        {method}时间偏短，{few}名学员希望增加{skill}练习。
        偏远村屯因{storm}缺勤{few}人，拟送课上门。
        讲义中{subsidy}标准未及时更新。
        {shortcoming}的现象仍需通过督导解决。
        """)
}
