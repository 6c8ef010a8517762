/// Supervision and performance (DD): score sheets, reports of visits, and demands to put things right.
enum Supervisions {
    static func document(random: SplitMix64) -> SampleDocument {
        var random = random
        let today = Day(number: random.within(Day.first.number...Day.last.number))
        let target = Divisions.town(&random)
        let supervisor = random.chance(20) ? Divisions.city : Divisions.above(target)
        var composer = Composer(random: random, cast: Cast(&random, today: today, division: target))
        let year = today.parts.month <= 2 ? max(2021, today.year - 1) : today.year
        var score: Int?
        var documentNumber: String?
        let title: String
        switch composer.random.below(3) {
        case 0:
            title = "\(year)年度\(target.institution)考核评分表"
            score = sheet(&composer, title, supervisor)
        case 1:
            title = "对\(target.institution)的督导报告（\(today.monthAndDay)）"
            score = composer.random.chance(50) ? composer.random.within(60...98) : nil
            report(&composer, title, supervisor, score)
        default:
            title = "关于\(target.institution)整改事项的通知"
            documentNumber = "未保督〔\(today.year)〕\(composer.random.within(1...80))号"
            demand(&composer, title, documentNumber ?? "", supervisor)
        }
        var fields = [(name: "考核年度", value: String(year)), ("被督导机构", target.code)]
        if let score { fields.append(("得分", String(score))) }
        return SampleDocument(
            externalID: "", classCode: "DD", title: title, date: today.iso, org: supervisor.code,
            author: supervisor.institution, documentNumber: documentNumber, volume: nil, fields: fields,
            text: composer.text)
    }

    private static func sheet(_ composer: inout Composer, _ title: String, _ supervisor: Division) -> Int {
        let cast = composer.cast
        composer.line(title)
        composer.line("考核单位：\(supervisor.institution)　考核日期：\(cast.today.chinese)　站长：\(cast.chief)")
        composer.line("指标　满分　得分　扣分说明")
        var total = 0
        for item in composer.chosen(items, 8) {
            let lost = max(0, composer.random.below(9) - 3)
            total += 12 - lost
            composer.expand(item)
            composer.add("　12　\(12 - lost)　")
            composer.line(lost == 0 ? "—" : composer.filled(.shortcoming))
        }
        let bonus = composer.random.within(0...4)
        total += bonus
        composer.line("加分项：“\(composer.filled(.emblem))”创新做法，加\(bonus)分")
        composer.field("得分", "\(total)（\(total >= 90 ? "优秀" : total >= 75 ? "良好" : "合格")）")
        composer.paragraph("评语：", overviews, strengths, weaknesses, advice)
        composer.add("考核人：\(cast.worker)、\(cast.partner)")
        return total
    }

    private static func report(_ composer: inout Composer, _ title: String, _ supervisor: Division, _ score: Int?) {
        let cast = composer.cast
        composer.line(title)
        composer.add("\(cast.today.chinese)，\(supervisor.institution)\(cast.worker)、\(cast.partner)")
        composer.line("到\(cast.division.name)督导。")
        composer.paragraph("一、总体情况：", overviews, SharedSentences.figures)
        composer.paragraph("二、主要成绩：", SharedSentences.praise, twice: strengths)
        composer.line("三、主要不足")
        composer.numbered(weaknesses, composer.random.within(3...5))
        composer.paragraph("四、建议：", twice: advice)
        if let score { composer.line("综合评分：\(score)分") }
        composer.add("站长\(cast.chief)当场确认，承诺\(composer.filled(.soon))前反馈。")
    }

    private static func demand(
        _ composer: inout Composer, _ title: String, _ number: String, _ supervisor: Division
    ) {
        let cast = composer.cast
        composer.line(title)
        composer.line(number)
        composer.line("\(cast.division.institution)：")
        composer.paragraph("经\(composer.filled(.recently))现场检查，", overviews, strengths)
        composer.line("存在以下不足，请限期整改：")
        composer.numbered(weaknesses, composer.random.within(4...6))
        composer.paragraph("整改要求：", twice: advice)
        composer.line("请于\(composer.filled(.soon))前书面反馈，联系人\(cast.worker)，电话\(composer.filled(.phone))。")
        composer.line(supervisor.institution)
        composer.add(cast.today.chinese)
    }

    private static let items = Phrases(
        """
        机构设置与人员配备
        摸底排查与动态更新
        强制报告落实
        个案会商与跟踪
        监护评估质量
        服务转介与{measure}
        入职查询覆盖
        {topic}培训
        {topic}宣传
        档案管理与保密
        应急值守与{supply}储备
        部门协作（{organ}）
        社会力量参与
        儿童满意度
        """)
    private static let overviews = Phrases(
        """
        查阅台账{dozens}册、个案{few}件，入户{few}户，访谈儿童主任{person}。
        采用{method}和实地查看，抽查{community}等{few}个点位。
        该站现有督导员{few}人、儿童主任{dozens}人，登记儿童{hundreds}名。
        随机拨打值班电话{few}次，查看{venue}及{object}存放情况。
        """)
    private static let strengths = Phrases(
        """
        {strength}，{strength}，在同类站点中靠前。
        站长{chief}重视，{strength}，走访率达{percent}。
        “{emblem}”服务受到家长欢迎，服务{hundreds}人次。
        与{organ}建立联席机制，{strength}。
        {skill}较为熟练，{few}份记录被选为范例。
        """)
    private static let weaknesses = Phrases(
        """
        {shortcoming}，涉及{few}份材料。
        {shortcoming}；抽查{dozens}户，{few}户信息有误。
        {community}儿童主任对{skill}不熟悉。
        {ailment}儿童家庭仅走访{few}次，未落实{subsidy}。
        {topic}培训参训率为{percent}，低于要求。
        {supply}储备不足，{object}缺少登记。
        {measure}完成后未做效果评估。
        近{few}个月未与{organ}召开会商。
        """)
    private static let advice = Phrases(
        """
        补齐{shortcoming}的短板，{soon}前复查。
        组织{skill}专项练习，由{person}带教。
        参照{otherSchool}“{emblem}”做法，完善{measure}。
        请{organ}支持，落实经费{money}元。
        将{topic}列入下季度重点。
        对{few}户重点家庭重新评估。
        """)
}
