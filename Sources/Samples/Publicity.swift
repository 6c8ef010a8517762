/// Publicity (XC): plans and reports of events, and bulletins.
enum Publicity {
    static func document(random: SplitMix64) -> SampleDocument {
        var random = random
        let today = Day(number: random.within(Day.first.number...Day.last.number))
        let division = random.chance(70) ? Divisions.town(&random) : Divisions.district(&random)
        var composer = Composer(random: random, cast: Cast(&random, today: today, division: division))
        let topic = composer.filled(.topic)
        composer.topic = topic
        let name = "“\(composer.filled(.emblem))”\(topic)\(kinds.pick(&composer.random))"
        let venue = division.name + composer.filled(.venue)
        let audience = composer.random.within(20...800)
        var fields = [(name: "活动名称", value: name), ("活动地点", venue)]
        let title: String
        switch composer.random.below(3) {
        case 0:
            title = "\(name)活动方案"
            plan(&composer, title, venue)
        case 1:
            title = "\(name)活动总结"
            summary(&composer, title, name, venue, audience)
            fields.append(("受众人数", String(audience)))
        default:
            title = "\(division.name)举办\(name)"
            bulletin(&composer, title, name, venue, audience)
            if composer.random.chance(80) { fields.append(("受众人数", String(audience))) }
        }
        return SampleDocument(
            externalID: "", classCode: "XC", title: title, date: today.iso, org: division.code,
            author: composer.random.chance(75) ? division.institution : composer.cast.worker, documentNumber: nil,
            volume: nil, fields: fields, text: composer.text)
    }

    private static func plan(_ composer: inout Composer, _ title: String, _ venue: String) {
        let cast = composer.cast
        let day = cast.today + composer.random.within(3...25)
        composer.line(title)
        composer.paragraph("一、活动目的：", aims)
        composer.line("二、时间地点：\(day.monthAndDay)\(composer.filled(.hour))，\(venue)")
        composer.line("三、主办：\(cast.division.institution)；协办：\(composer.filled(.organ))、\(composer.filled(.agency))")
        composer.line("四、活动内容")
        composer.numbered(programme, composer.random.within(4...7))
        composer.paragraph("五、分工：", twice: duties)
        composer.paragraph("六、安全与经费：", safety)
        composer.add("联系人：\(cast.worker)　\(composer.filled(.phone))")
    }

    private static func summary(
        _ composer: inout Composer, _ title: String, _ name: String, _ venue: String, _ audience: Int
    ) {
        let cast = composer.cast
        composer.line(title)
        composer.line("\(cast.today.chinese)，\(cast.division.institution)在\(venue)开展\(name)，参加群众\(audience)人。")
        composer.paragraph("", aims)
        composer.line("一、活动过程")
        composer.numbered(programme, composer.random.within(3...5))
        composer.paragraph("二、活动效果：", twice: SharedSentences.praise)
        composer.paragraph("三、不足与改进：", lessons, SharedSentences.plans)
        composer.add("总结人：\(cast.partner)")
    }

    private static func bulletin(
        _ composer: inout Composer, _ title: String, _ name: String, _ venue: String, _ audience: Int
    ) {
        let cast = composer.cast
        composer.line(title)
        composer.add("本站讯（通讯员\(cast.worker)）\(cast.today.monthAndDay)，天气\(composer.filled(.weather))，")
        composer.line("\(venue)笑声阵阵，\(name)在这里举行，\(audience)名儿童和家长参加。")
        composer.say(scenes, 2)
        composer.line()
        composer.say(programme, 4)
        composer.line()
        composer.paragraph("", SharedSentences.praise, quotes)
        composer.paragraph("", SharedSentences.plans)
        composer.add("（审核：\(cast.chief)　摄影：\(cast.partner)）")
    }

    private static let kinds = Words("宣传活动 进校园 主题日 宣讲会 亲子活动 巡回讲座 进渔村 游园会 知识竞赛 绘画展 广场咨询 情景剧演出 公开课")
    private static let aims = Phrases(
        """
        针对辖区{behaviour}现象，普及{topic}知识，营造关爱氛围。
        落实{year}年度宣传计划，让儿童知道遇到{behaviour}、{injury}时向谁求助。
        以{hobby}为载体，把{topic}讲给孩子听。
        面向从事{job}的外出务工家庭，宣传委托照护与{subsidy}。
        配合{organ}主题月，推动{topic}走进{community}。
        """)
    private static let programme = Phrases(
        """
        {organ}{person}作{topic}讲座，以{object}作道具讲解。
        {method}：孩子们分{few}组，用{hobby}的方式表达对{topic}的理解。
        发放{topic}折页{hundreds}份、{supply}{dozens}份。
        {otherSchool}学生表演情景剧，讲述{relative}帮助孩子{habit}的故事。
        设置咨询台{few}个，解答{subsidy}、{measure}等事项{dozens}人次。
        {hospital}义诊，筛查{ailment}，建档{dozens}人。
        有奖问答{dozens}题，答对者获得{object}一份。
        儿童议事会上，{person}提出在{place}安装路灯的建议。
        亲子共做{food}，在劳动中学习沟通。
        现场教授急救与{skill}，{dozens}人上手体验。
        播放{topic}短片{few}部，时长{dozens}分钟。
        """)
    private static let duties = Phrases(
        """
        {person}负责场地与{object}，{person}负责签到。
        {agency}志愿者{dozens}人维持秩序，提前{few}小时到位。
        {organ}提供师资，{community}组织家长参加。
        {partner}拍摄照片，儿童正面照须经监护人同意。
        """)
    private static let safety = Phrases(
        """
        遇{storm}顺延，现场备急救箱，预算{money}元。
        邀请{hospital}医护{few}人值守，人数控制在{hundreds}人以内。
        经费{money}元用于{supply}和展板，由{agency}赞助一半。
        """)
    private static let scenes = Phrases(
        """
        {age}岁的{person}举着刚做好的{object}跑向{relative}。
        展台前，以{job}为生的{someone}仔细询问{subsidy}怎样办理。
        “遇到{behaviour}怎么办？”主持人话音刚落，小手举成一片。
        一幅题为《我和{relative}》的画作前围满了人。
        {food}的香味从{venue}飘出，志愿者{person}正招呼大家。
        """)
    private static let quotes = Phrases(
        """
        “原来{skill}并不难。”{someone}说。
        {chief}表示，“{emblem}”将每{few}个月举办一次。
        “我会把{object}送给最好的朋友。”{person}笑着说。
        “希望下次能教{hobby}。”孩子们在留言墙上写道。
        """)
    private static let lessons = Phrases(
        """
        {venue}场地偏小，{method}环节较为拥挤。
        {supply}准备不足，有{dozens}人未领到。
        从事{job}的家长白天无暇参加，今后可安排在傍晚。
        内容偏重{topic}，低龄儿童理解有困难。
        """)
}
