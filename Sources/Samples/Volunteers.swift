/// Organisations and volunteers (ZZ): yearly summaries, hour books, agreements.
enum Volunteers {
    static func document(random: SplitMix64) -> SampleDocument {
        var random = random
        let today = Day(number: random.within(Day.first.number...Day.last.number))
        let division = random.chance(55) ? Divisions.district(&random) : Divisions.town(&random)
        var composer = Composer(random: random, cast: Cast(&random, today: today, division: division))
        let agency = composer.filled(.agency)
        let people = composer.random.within(5...180)
        var hours = composer.random.within(20...3000)
        let title: String
        switch composer.random.below(3) {
        case 0:
            title = "\(agency)\(today.year)年志愿服务总结"
            summary(&composer, title, agency, people, hours)
        case 1:
            title = "\(agency)志愿服务时长登记表（\(today.year)年\(today.parts.month)月）"
            hours = book(&composer, title)
        default:
            title = "\(division.institution)与\(agency)合作协议"
            agreement(&composer, title, agency, people)
        }
        var fields = [(name: "机构名称", value: agency)]
        if composer.random.chance(75) { fields.append(("志愿者人数", String(people))) }
        if composer.random.chance(75) { fields.append(("服务时长", String(hours))) }
        return SampleDocument(
            externalID: "", classCode: "ZZ", title: title, date: today.iso, org: division.code,
            author: composer.random.chance(60) ? agency : division.institution, documentNumber: nil, volume: nil,
            fields: fields, text: composer.text)
    }

    private static func summary(
        _ composer: inout Composer, _ title: String, _ agency: String, _ people: Int, _ hours: Int
    ) {
        let cast = composer.cast
        composer.line(title)
        composer.line("\(agency)现有注册志愿者\(people)人，负责人\(cast.chief)，本年累计服务\(hours)小时。")
        composer.line("一、主要工作")
        composer.numbered(works, composer.random.within(4...6))
        composer.paragraph("二、感人事迹：", twice: deeds)
        composer.paragraph("三、存在困难：", hardships)
        composer.paragraph("四、来年计划：", twice: SharedSentences.plans)
        composer.add("\(cast.today.chinese)　执笔：\(cast.worker)")
    }

    private static func book(_ composer: inout Composer, _ title: String) -> Int {
        let cast = composer.cast
        composer.line(title)
        composer.line("序号　姓名　服务内容　地点　日期　小时")
        var total = 0
        for row in 1...composer.random.within(10...26) {
            let hours = composer.random.within(1...12)
            total += hours
            let day = Day(number: cast.today.number - composer.random.below(25)).monthAndDay
            let duty = composer.make(duties)
            composer.line("\(row)　\(composer.filled(.person))　\(duty)　\(composer.filled(.venue))　\(day)　\(hours)")
        }
        composer.paragraph("合计\(total)小时。", hardships)
        composer.add("登记：\(cast.partner)　审核：\(cast.chief)")
        return total
    }

    private static func agreement(_ composer: inout Composer, _ title: String, _ agency: String, _ people: Int) {
        let cast = composer.cast
        composer.line(title)
        composer.line("甲方：\(cast.division.institution)")
        composer.line("乙方：\(agency)")
        composer.line("双方就未成年人保护服务合作达成如下约定：")
        composer.numbered(terms, composer.random.within(6...9))
        composer.line("乙方派出志愿者\(people)人，名册附后，上岗前均完成入职查询。")
        composer.line("甲方代表：\(cast.chief)　乙方代表：\(composer.filled(.person))")
        composer.add("签订日期：\(cast.today.chinese)")
    }

    private static let works = Phrases(
        """
        “{emblem}”项目走访{dozens}户，送去{supply}、{food}。
        开设{hobby}、{hobby}兴趣班，{dozens}名儿童参加。
        {subject}课业辅导每周{few}次，在{venue}进行。
        陪伴患{ailment}儿童就诊{few}次，筹集医疗款{money}元。
        与{organ}合作举办{topic}活动{few}场。
        为{few}名儿童提供{measure}，出具服务报告。
        修缮儿童房{few}间，添置{object}和{supply}。
        组织{topic}培训，{dozens}名志愿者掌握{skill}。
        """)
    private static let deeds = Phrases(
        """
        志愿者{person}原本从事{job}，坚持{few}年为孩子们辅导{subject}。
        {storm}天里，{person}步行{dozens}分钟把{supply}送到{address}。
        退休教师{person}教会一名{feeling}的孩子{hobby}，孩子送给他一个{object}。
        {person}一家结对{few}名儿童，周末一起做{food}。
        大学生{person}陪伴儿童度过{behaviour}的阶段，如今孩子已能{habit}。
        """)
    private static let hardships = Phrases(
        """
        志愿者流动性大，{skill}培训难以持续。
        缺少{venue}等固定场地，{object}无处存放。
        往返{town}交通不便，{storm}时无法成行。
        经费主要靠捐赠，本年缺口{money}元。
        对{ailment}儿童的陪伴缺乏专业督导。
        个别志愿者请假，已由{person}补位。
        """)
    private static let duties = Phrases(
        """
        辅导{subject}
        陪伴{hobby}
        整理{object}
        发放{supply}
        {topic}宣讲
        协助{measure}
        制作{food}
        活动摄影
        """)
    private static let terms = Phrases(
        """
        乙方每月提供{measure}不少于{few}次，每次{dozens}分钟。
        服务对象由甲方指定，乙方不得自行接触或留存其资料。
        甲方支付项目经费{money}元，分{few}期拨付。
        乙方人员须参加{topic}培训并签署保密承诺。
        乙方发现{behaviour}、{injury}等情形，应立即报告甲方。
        甲方提供{venue}作为场地，{object}由乙方自备。
        协议期限{few}个月，期满由{organ}组织评估。
        争议由双方协商，协商不成提请{district}有关部门调解。
        宣传照片不得出现儿童面部，使用前须经甲方审核。
        服务记录于每月{few}日前交{worker}归档。
        """)
}
