/// The assessment forms of a case (PG): items with points, a sum, a level and advice.
extension CaseWriter {
    mutating func assessment(_ kind: CaseStory.Step) -> Written {
        let form =
            switch kind {
            case .guardianship: AssessmentForm.guardianship
            case .risk: AssessmentForm.risk
            case .needs: AssessmentForm.needs
            default: AssessmentForm.psychology
            }
        let title = "\(cast.child)\(form.name)表"
        composer.line(title)
        composer.field("评估日期", cast.today.chinese)
        composer.field("评估对象", "\(cast.child)，\(cast.sex)，\(cast.age)岁，\(cast.school)\(cast.grade)")
        composer.field("监护人", "\(cast.guardian)（\(cast.kin)）")
        composer.field("评估方式", composer.make(form.manners))
        composer.line("评估项目（每项0—10分）：")
        var total = 0
        let items = composer.chosen(form.items, 5)
        let burden = story.level(at: step)
        for (position, item) in items.enumerated() {
            // Points follow the state of the case, so that sums and levels agree with each other.
            let points = max(0, min(10, 8 - burden * 2 + composer.random.below(4) - 1))
            total += points
            composer.add("\(position + 1)　")
            composer.expand(item)
            composer.add("　\(points)分")
            if composer.random.chance(55) {
                composer.add("（")
                composer.say(form.remarks)
                composer.add("）")
            }
            composer.line()
        }
        let score = total * 2
        composer.field("评估得分", "\(score)分（满分100分）")
        composer.field("风险等级", level)
        composer.add("评估依据：\(story.incident)。")
        composer.say(form.findings, composer.random.within(1...3))
        composer.line()
        composer.paragraph("结论与建议：", form.conclusions[burden], form.advice)
        composer.numbered(CaseSentences.nextSteps, composer.random.within(1...3))
        composer.add("评估人：\(cast.worker)、\(cast.partner)　复核：\(cast.chief)")
        var fields = [(name: "当事人", value: cast.child), ("评估类型", form.name)]
        if composer.random.chance(92) { fields.append(("评估得分", String(score))) }
        if composer.random.chance(88) { fields.append(("风险等级", level)) }
        return (title, fields)
    }
}

/// One kind of assessment form.
struct AssessmentForm: Sendable {
    let name: String
    let manners: Phrases
    let items: Phrases
    let remarks: Phrases
    let findings: Phrases
    /// By how bad things stand: 0 low, 1 middle, 2 high.
    let conclusions: [Phrases]
    let advice: Phrases

    private static let visits = Phrases(
        """
        入户访谈、查阅资料、邻里走访
        与监护人面谈{dozens}分钟，与儿童单独谈话{dozens}分钟
        学校走访、教师访谈、作业查看
        量表测评与行为观察
        会同{organ}、{agency}联合评估
        电话访谈，并调阅{hospital}病历
        """)

    static let guardianship = AssessmentForm(
        name: "监护评估",
        manners: visits,
        items: Phrases(
            """
            监护人身体与精神状况
            日常饮食与起居照料
            居住环境与安全
            经济保障能力
            教育支持与学习监督
            亲子沟通与情感回应
            有无暴力、忽视或遗弃
            履行监护职责的意愿
            亲属与邻里支持
            医疗保健与疫苗接种
            不良嗜好与违法记录
            """),
        remarks: Phrases(
            """
            {kin}患{illness}
            三餐以{food}为主
            {relative}每周来{few}次
            有{object}等危险物品未收好
            月收入{money}元
            对{child}{behaviour}束手无策
            住房{dozens}平方米，与{relative}同住
            愿意接受{measure}
            """),
        findings: Phrases(
            """
            {kin}{guardian}能说出{child}的班级与好友，但不了解其{hobby}的爱好。
            家中未见专用学习区，{object}堆放在床上，厨房存有{food}。
            {kin}坦言打骂过{child}，事后感到{feeling}。
            邻居{someone}证实{kin}夜间常外出做{job}，{child}独自过夜。
            监护人能按时带{child}到{hospital}治疗{ailment}，票据齐全。
            """),
        conclusions: levelled(
            """
            监护状况良好，监护人能够履行职责。
            监护能力基本恢复，可维持现有监护。
            """,
            """
            监护能力不足，需支持与监督。
            监护存在明显短板，尚未达到撤销监护资格的程度。
            """,
            """
            监护状况差，儿童人身安全面临现实危险。
            监护人怠于履行职责，应考虑临时监护或申请变更。
            """),
        advice: advices)

    static let risk = AssessmentForm(
        name: "风险评估",
        manners: visits,
        items: Phrases(
            """
            近期受伤情况
            加害人是否仍可接触儿童
            儿童自我保护能力
            既往报告次数
            监护人情绪控制
            酒精或药物使用
            自伤与轻生风险
            走失与流浪风险
            网络风险
            校园关系
            居所隐患
            """),
        remarks: Phrases(
            """
            见{injury}
            曾{behaviour}{few}次
            {relative}可在{dozens}分钟内到场
            既往报告{few}次
            夜间独处
            {place}附近有不良人员聚集
            近{few}周未再发生
            能说出求助电话
            """),
        findings: Phrases(
            """
            最近一次事件发生在{recently}，地点为{place}，涉及{object}。
            {child}谈到{relative}时{feeling}，回避眼神接触。
            {organ}提供的记录显示既往报警{few}次。
            {school}近{few}周考勤正常，但{he}有{behaviour}表现。
            现场核实{injury}已愈合，未见新伤。
            """),
        conclusions: levelled(
            """
            现阶段风险低，保持常规关注。
            危险因素已解除，风险等级下调。
            """,
            """
            存在中等风险，需制定安全计划。
            风险可控，但触发因素仍在。
            """,
            """
            风险高，应立即启动应急处置。
            短期内再次受害可能性大，须与加害人隔离。
            """),
        advice: advices)

    static let needs = AssessmentForm(
        name: "需求评估",
        manners: visits,
        items: Phrases(
            """
            基本生活保障需求
            医疗康复需求
            学业支持需求
            心理支持需求
            同伴交往需求
            法律援助需求
            户籍与证件办理需求
            兴趣发展需求
            监护支持需求
            住房与安全改造需求
            职业指导需求
            """),
        remarks: Phrases(
            """
            缺少{supply}
            希望学{hobby}
            {subject}需补习
            未享受{subsidy}
            {ailment}治疗费用高
            想与{relative}通电话
            需{measure}
            交通不便
            """),
        findings: Phrases(
            """
            {child}最希望得到{supply}，其次是有人教{hobby}。
            {kin}{guardian}希望获得{subsidy}以及{job}方面的就业信息。
            {school}建议加强{subject}辅导，并参加{hobby}社团。
            家庭距{hospital}较远，{ailment}复诊需往返{few}小时。
            {relative}提出协助办理户口登记和残疾评定。
            """),
        conclusions: levelled(
            """
            主要需求已得到满足，转为发展性支持。
            需求较少，以社区资源即可回应。
            """,
            """
            存在多项需求，宜分阶段回应。
            经济与学业需求突出。
            """,
            """
            基本生活需求未满足，应优先保障。
            多重困境叠加，需跨部门联合回应。
            """),
        advice: advices)

    static let psychology = AssessmentForm(
        name: "心理评估",
        manners: Phrases(
            """
            房树人绘画、沙盘观察、结构化访谈
            儿童抑郁自评问卷、焦虑自评问卷
            游戏观察{dozens}分钟，教师行为评定
            句子完成测验、家庭动力绘画
            """),
        items: Phrases(
            """
            情绪稳定
            睡眠与食欲
            注意与学习动机
            同伴关系
            依恋与安全感
            自我评价
            创伤反应
            冲动控制
            希望感
            求助意愿
            身体不适主诉
            """),
        remarks: Phrases(
            """
            表现{feeling}
            夜醒{few}次
            反复提及{object}
            {behaviour}
            与{person}能够合作
            画中没有{relative}
            对{hobby}投入
            谈及{place}时{feeling}
            """),
        findings: Phrases(
            """
            绘画中{object}画得很小且居于角落，提示{feeling}。
            {he}把{relative}的沙具埋入沙中，停顿良久。
            {child}能描述“{feeling}”的感觉，并说出{few}种缓解办法，如{hobby}。
            量表总分高于常模{few}分，集中在睡眠与食欲。
            {he}在提到{place}时呼吸急促，经放松练习后缓解。
            """),
        conclusions: levelled(
            """
            心理状态总体平稳，未见明显异常。
            创伤反应减轻，适应良好。
            """,
            """
            存在轻中度情绪困扰，建议持续辅导。
            安全感不足，人际退缩。
            """,
            """
            情绪困扰明显，建议转精神专科诊断。
            存在自伤意念，须二十四小时看护。
            """),
        advice: advices)

    private static let advices = Phrases(
        """
        建议开展{measure}和{measure}，{few}周后复评。
        请{organ}牵头，{soon}前落实{subsidy}。
        维持现有安排，由{worker}每月{measure}一次。
        提请会商，讨论{measure}的必要性。
        建议转介{agency}，目标是{child}能够{habit}。
        督促{kin}{guardian}学习{skill}，完成{few}次亲职课程。
        协调{hospital}与{school}，共同做好{ailment}管理。
        """)

    private static func levelled(_ low: String, _ middle: String, _ high: String) -> [Phrases] {
        [Phrases(low), Phrases(middle), Phrases(high)]
    }
}
