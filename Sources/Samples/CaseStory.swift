/// One child's case: who, why, and which documents it has on which days. Every document of the case is told from it.
struct CaseStory: Sendable {
    enum Step: Sendable {
        case registration, conference, followUp, referral, intervention, closing
        case guardianship, risk, needs, psychology
    }

    let number: Int
    let cast: Cast
    let cause: Cause
    /// What happened, in the words that all documents of the case repeat.
    let incident: String
    let steps: [Step]
    let days: [Day]
    let severity: Int

    init(seed: UInt64, number: Int, length: Int) {
        var random = SplitMix64(seed: seed, purpose: 3, number: number)
        self.number = number
        steps = Self.lives[length - 2]
        let opening = random.within(Day.first.number...Day.last.number - 45 * length)
        var day = Day(number: opening)
        var days: [Day] = []
        for step in 0..<length {
            days.append(day)
            day = day + (step < 2 ? random.within(1...12) : random.within(14...44))
        }
        self.days = days
        let division = random.chance(75) ? Divisions.town(&random) : Divisions.district(&random)
        cause = Cause.drawn(&random)
        let ages = cause.name == "遗弃" ? 3...11 : cause.name == "监护缺失" ? 5...15 : 7...16
        cast = Cast(&random, today: days[0], division: division, ages: ages)
        severity = min(2, random.below(3) + (cause.isGrave && random.chance(60) ? 1 : 0))
        var composer = Composer(random: random, cast: cast)
        incident = composer.make(cause.incidents)
    }

    /// The lives of cases with 2 to 9 documents, with about three assessments to five others.
    private static let lives: [[Step]] = [
        [.registration, .guardianship],
        [.registration, .risk, .conference],
        [.registration, .guardianship, .followUp, .closing],
        [.registration, .risk, .conference, .followUp, .needs],
        [.registration, .guardianship, .conference, .referral, .psychology, .followUp],
        [.registration, .risk, .intervention, .conference, .psychology, .followUp, .guardianship],
        [.registration, .guardianship, .risk, .conference, .referral, .followUp, .risk, .closing],
        [.registration, .guardianship, .risk, .conference, .intervention, .psychology, .followUp, .needs, .closing],
    ]

    var volume: String { "个案-\(padded(number + 1, 6))" }

    /// How bad things stand at a step: cases get better as they go on.
    func level(at step: Int) -> Int {
        max(0, severity - step * 2 / max(4, steps.count - 1))
    }

    static let levels = ["低", "中", "高"]

    /// 0 at the beginning, 1 in the middle, 2 towards the end.
    func phase(at step: Int) -> Int {
        step * 3 / max(1, steps.count)
    }
}

/// What a case is about (案由), with the events that it may have begun with.
struct Cause: Sendable {
    let name: String
    let isGrave: Bool
    let incidents: Phrases

    static func drawn(_ random: inout SplitMix64) -> Cause {
        all[random.skewed(below: all.count)]
    }

    private static let all: [Cause] = [
        Cause(
            name: "监护缺失", isGrave: false,
            incidents: Phrases(
                """
                {child}父母外出务工{few}年未归，{kin}{guardian}患{illness}，日常起居无人照料，三餐常以{food}充饥
                {child}父亲因故服刑、母亲失去联系，暂由{kin}{guardian}照看，{kin}以{job}为生，早出晚归
                社区网格员在{address}走访时发现{child}独自在家已{few}天，屋内仅有{food}，无成年人陪伴
                {child}父母离异后均再婚，抚养费中断{few}个月，{kin}{guardian}年迈且患{illness}，无力辅导学业
                {school}教师反映{child}连续{few}天未到校，家访得知{kin}{guardian}因{illness}住院，家中无人做饭
                {child}母亲因{illness}长期卧床，父亲从事{job}常年在外，{he}承担照料家人的全部家务
                {child}随{kin}{guardian}租住在{address}，未办理户口登记，至今没有学籍和医疗保险
                """)),
        Cause(
            name: "家庭暴力", isGrave: true,
            incidents: Phrases(
                """
                邻居{someone}听到{address}传出打骂声后报警，民警到场见{child}{injury}，{kin}{guardian}当时饮酒
                {school}班主任晨检时发现{child}{injury}，{he}称因作业未完成被{kin}用{object}责打
                {child}自行到{place}求助，称{kin}{guardian}与{relative}争吵时砸坏{object}并推搡{he}，致{injury}
                {hospital}接诊时发现{child}{injury}，与家属所述摔倒情况不符，随即按规定报告
                {child}目睹{kin}{guardian}殴打{relative}，夜间不敢入睡，曾抱着{object}躲到{place}
                社区妇联主席入户时得知{kin}{guardian}因赌博输钱多次迁怒{child}，最近一次致{injury}
                """)),
        Cause(
            name: "心理危机", isGrave: true,
            incidents: Phrases(
                """
                {school}心理教师报告{child}在周记中流露轻生念头，近{few}周{behaviour}，情绪{feeling}
                {child}因{subject}成绩下滑与{kin}{guardian}争吵后{behaviour}，手臂有划痕
                {child}亲历{relative}离世后{behaviour}，食量骤减，常抱着{object}发呆
                {child}在网络上被人辱骂，连续{few}天拒绝上学，并将自己反锁在房间
                {hospital}门诊初筛提示{child}存在抑郁情绪，{kin}{guardian}表示不知如何沟通
                {child}半夜给同学发送告别信息，同学家长拨打热线，值班员随即联系派出所在{place}找到{he}
                """)),
        Cause(
            name: "流浪走失", isGrave: false,
            incidents: Phrases(
                """
                巡逻民警在{place}发现{child}独自徘徊，衣着单薄，随身仅有一个{object}
                {child}与{kin}{guardian}争执后离家，在{place}滞留{few}天，靠他人给的{food}果腹
                {child}随{relative}来连后在{place}走散，只能说出家乡的路名和{relative}的小名
                热心群众{someone}在{place}附近发现{child}，{he}不愿说明住址，情绪{feeling}
                {child}自外地乘车来连寻找{relative}，身上只剩{few}元钱，被{place}工作人员送至未保站
                """)),
        Cause(
            name: "虐待", isGrave: true,
            incidents: Phrases(
                """
                {someone}举报{kin}{guardian}长期不给{child}吃饱饭，冬季令其睡在阳台，{he}体重明显低于同龄儿童
                {hospital}体检发现{child}有多处新旧伤，包括{injury}和{injury}，{kin}{guardian}不能合理解释
                {child}被{kin}{guardian}用{object}长期体罚，不准与{relative}来往，放学后须做完全部家务才能吃饭
                {child}患{ailment}，{kin}{guardian}拒绝送医且停药{few}个月，邻居{someone}多次劝说无效
                """)),
        Cause(
            name: "遗弃", isGrave: true,
            incidents: Phrases(
                """
                {child}被发现时独自在{place}，身边有{object}和一张写有姓名、出生日期的字条
                {kin}{guardian}将{child}留在{hospital}后离开，电话停机，住院费用由医院垫付{money}元
                {child}被送至{relative}家后父母再未出现，{few}个月来没有任何联系和生活费
                {child}确诊{ailment}后，父母相继离开{address}的住处，邻居{someone}代为照看至今
                """)),
        Cause(
            name: "其他", isGrave: false,
            incidents: Phrases(
                """
                {child}因{behaviour}被{school}多次教育，{kin}{guardian}称管教无效并请求帮助
                {child}家住{address}的房屋因火灾受损，{kin}{guardian}以{job}为生，无力安置
                {child}假期在{place}帮工受伤，用工方未予赔偿，{kin}{guardian}不了解维权途径
                {child}向主播充值{money}元，用的是{kin}{guardian}看病的积蓄，家庭因此失和
                {child}父母就抚养权诉讼已{few}个月，双方都到{school}争接孩子，{he}情绪{feeling}
                """)),
        Cause(
            name: "性侵害", isGrave: true,
            incidents: Phrases(
                """
                {school}教师在谈心中得知{child}遭受侵害的线索，立即向公安机关报告并保护隐私，{he}目前情绪{feeling}
                {hospital}接诊{child}时发现疑似受侵害情形，依强制报告要求报案，{kin}{guardian}已到场陪同
                {child}向{relative}讲述了受到他人侵害的经过，家属携{he}报案，公安机关在“一站式”场所完成询问
                """)),
    ]
}
