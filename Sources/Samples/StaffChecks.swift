/// Entry checks of staff who are to work with children (RZ): the result only, never its details.
enum StaffChecks {
    private static let posts = Words(
        """
        教师 保育员 保安 儿童主任 社工 志愿者 校车司机 食堂厨师 心理咨询师 教练员 宿管员 保洁员 护理员 培训讲师 图书管理员 营地导师
        校医 康复师 救生员 摄影师 月嫂 钢琴教师 武术教练 外籍教师
        """)

    static func document(random: SplitMix64) -> SampleDocument {
        var random = random
        let today = Day(number: random.within(Day.first.number...Day.last.number))
        let division = random.chance(60) ? Divisions.district(&random) : Divisions.town(&random)
        var composer = Composer(random: random, cast: Cast(&random, today: today, division: division))
        return random.chance(35) ? roster(&composer) : single(&composer)
    }

    private static func single(_ composer: inout Composer) -> SampleDocument {
        let cast = composer.cast
        let person = composer.filled(.person)
        let post = posts.pick(&composer.random)
        let employer = composer.random.chance(60) ? cast.school : composer.filled(.agency)
        let result = composer.random.chance(96) ? "无记录" : "有记录"
        let title = "\(person)入职查询结果告知单"
        composer.line(title)
        composer.field("申请单位", employer)
        composer.field("被查询人", person)
        composer.field("身份证号", Cast.identityNumber(born: cast.today - composer.random.within(20 * 366...58 * 366)))
        composer.field("拟任岗位", post)
        composer.field("查询事由", composer.make(reasons))
        composer.field("查询日期", cast.today.chinese)
        composer.field("查询结果", result)
        composer.paragraph("说明：", result == "无记录" ? clear : found, remarks)
        composer.field("现住址", composer.filled(.address))
        composer.field("联系电话", composer.filled(.phone))
        composer.add("本人工作经历：")
        composer.say(histories, 2)
        composer.line()
        composer.add("提示：")
        composer.say(reminders, 2)
        composer.line()
        composer.line("经办：\(cast.worker)　复核：\(cast.chief)")
        composer.add(cast.division.institution)
        return finished(
            &composer, title,
            [("被查询人", person), ("岗位", post), ("查询结果", result), ("查询日期", cast.today.iso)])
    }

    private static func roster(_ composer: inout Composer) -> SampleDocument {
        let cast = composer.cast
        let employer = composer.random.chance(60) ? cast.school : composer.filled(.agency)
        let title = "\(employer)从业人员入职查询登记册（\(cast.today.year)年\(cast.today.parts.month)月）"
        composer.line(title)
        composer.line("序号　姓名　岗位　查询日期　结果　备注")
        let count = composer.random.within(8...24)
        for row in 1...count {
            let post = posts.pick(&composer.random)
            let day = Day(number: cast.today.number - composer.random.below(20)).monthAndDay
            let note = composer.random.chance(25) ? composer.make(notes) : "—"
            composer.line("\(row)　\(composer.filled(.person))　\(post)　\(day)　无记录　\(note)")
        }
        composer.paragraph("合计\(count)人。", remarks, reminders)
        composer.add("登记人：\(cast.partner)　单位负责人：\(composer.filled(.person))")
        return finished(&composer, title, [("查询日期", cast.today.iso)])
    }

    private static func finished(
        _ composer: inout Composer, _ title: String, _ fields: [(name: String, value: String)]
    ) -> SampleDocument {
        let cast = composer.cast
        let number = "未保查〔\(cast.today.year)〕\(composer.random.within(1...600))号"
        return SampleDocument(
            externalID: "", classCode: "RZ", title: title, date: cast.today.iso, org: cast.division.code,
            author: cast.division.institution, documentNumber: composer.random.chance(40) ? number : nil, volume: nil,
            fields: fields, text: composer.text)
    }

    private static let reasons = Phrases(
        """
        新聘入职
        岗位调整，由{job}转任
        在岗人员年度定期查询
        暑期“{emblem}”项目临时聘用
        劳务派遣人员进校服务
        接替离职人员{person}
        """)
    private static let clear = Phrases(
        """
        经{organ}系统查询，未发现性侵害、虐待、拐卖、暴力伤害等违法犯罪记录。
        截至查询日，未查到不适宜从事密切接触未成年人工作的记录。
        信息核对一致，结果为无记录，可按程序聘用。
        """)
    private static let found = Phrases(
        """
        存在不适宜从事密切接触未成年人工作的记录，不得录用，具体内容不予登记。
        查有记录，已书面告知申请单位立即停止聘用并报{organ}。
        """)
    private static let remarks = Phrases(
        """
        本人已签署授权书，面试时询问了{skill}经历。
        该岗位工作地点为{venue}，每周接触儿童{few}天。
        申请材料由{person}于{recently}递交，缺{object}，已补齐。
        原工作单位为{otherSchool}，离职原因为个人发展。
        此前从事{job}{few}年，有{topic}培训证书。
        本人特长为{hobby}，拟承担“{emblem}”课程。
        """)
    private static let histories = Phrases(
        """
        此前在{otherSchool}任职{few}年，负责{subject}与{hobby}。
        曾在{agency}从事{measure}，服务对象多为{ailment}儿童。
        {few}年{job}经历，后参加{topic}培训并取得证书。
        曾任{organ}辅助人员，熟悉{skill}。
        在{venue}担任{hobby}辅导员{few}个学期，由{person}证明。
        """)
    private static let reminders = Phrases(
        """
        查询结果仅用于入职审查，不得复制外传。
        用人单位应每年查询一次，下次不晚于{soon}。
        结果自作出之日起{dozens}日内有效，逾期须重新申请。
        如有异议，可在{few}个工作日内向{organ}申请复查，电话{phone}。
        请单位组织学习{topic}，做好岗前谈话。
        """)
    private static let notes = Phrases(
        """
        原从事{job}
        待补{object}
        兼任{hobby}指导
        试用期{few}个月
        由{person}推荐
        退休返聘
        """)
}
