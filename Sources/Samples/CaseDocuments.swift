/// The papers of a case apart from its assessments: 登记表 会商纪要 跟踪记录 转介单 危机干预 结案报告.
extension CaseWriter {
    typealias Written = (title: String, fields: [(name: String, value: String)])

    mutating func registration() -> Written {
        let title = "\(cast.child)个案登记表"
        composer.line(title)
        composer.field("个案编号", story.volume)
        composer.field("登记日期", cast.today.chinese)
        composer.field("姓名", cast.child)
        composer.field("性别", cast.sex)
        composer.field("出生日期", cast.birth.chinese)
        composer.field("身份证号", cast.identityNumber)
        composer.field("现住址", composer.cast.division.name + composer.filled(.address))
        composer.field("就读学校", "\(cast.school)（\(cast.grade)）")
        composer.field("监护人", "\(cast.guardian)（\(cast.kin)），联系电话\(composer.filled(.phone))")
        composer.field("案由", story.cause.name)
        composer.field("风险等级", level)
        composer.field("来源", composer.make(CaseSentences.sources))
        composer.paragraph("基本情况：\(story.incident)。", CaseSentences.family, CaseSentences.state)
        composer.field("健康与就医", composer.make(CaseSentences.health))
        composer.paragraph("初步处置：", CaseSentences.firstSteps, CaseSentences.firstPlans)
        composer.add("登记人：\(cast.worker)　审核人：\(cast.chief)")
        return (title, caseFields(complete: true))
    }

    mutating func conference() -> Written {
        let title = "关于\(cast.child)个案的会商纪要"
        composer.line(title)
        composer.field("时间", "\(cast.today.chinese)\(composer.filled(.hour))")
        composer.field("地点", "\(cast.division.name)\(composer.filled(.venue))")
        composer.field("主持", cast.chief)
        let organ = composer.filled(.organ)
        var other = composer.filled(.organ)
        while other == organ { other = composer.filled(.organ) }
        let guests = [organ, other, cast.school]
        let speakers = [composer.filled(.person), composer.filled(.person), composer.filled(.person)]
        let attendees = zip(guests, speakers).map { $0 + $1 }.joined(separator: "、")
        composer.field("出席", "\(attendees)、儿童督导员\(cast.worker)、社工\(cast.partner)")
        composer.line("一、情况通报")
        composer.paragraph("\(cast.worker)通报：\(story.incident)。", CaseSentences.family, CaseSentences.state)
        composer.line("二、讨论意见")
        let opinions = composer.chosen(CaseSentences.opinions, 3)
        for (speaker, opinion) in zip(speakers, opinions) {
            composer.add("\(speaker)：")
            composer.expand(opinion)
            composer.line()
        }
        composer.line("三、会商决定")
        composer.numbered(CaseSentences.resolutions, composer.random.within(3...5))
        composer.add("记录：\(cast.partner)")
        let number = "未保会〔\(cast.today.year)〕\(composer.random.within(1...180))号"
        documentNumber = composer.random.chance(60) ? number : nil
        return (title, caseFields(complete: false))
    }

    mutating func followUp() -> Written {
        let round = story.steps[...step].count { $0 == .followUp }
        let way = CaseSentences.ways[composer.random.below(CaseSentences.ways.count)]
        let title = "\(cast.child)个案跟踪记录（第\(round + composer.random.below(3))次·\(way)）"
        composer.line(title)
        composer.line("\(cast.today.chinese)　天气：\(composer.filled(.weather))　跟踪人：\(cast.worker)、\(cast.partner)")
        composer.paragraph("", CaseSentences.arrivals, CaseSentences.scenes)
        composer.say(CaseSentences.dialogues, composer.random.within(2...5))
        composer.line()
        composer.add("本案起因：\(story.incident)。")
        composer.say(CaseSentences.progress[story.phase(at: step)], composer.random.within(2...4))
        composer.say(CaseSentences.health)
        composer.line()
        if story.level(at: step) > 0 || composer.random.chance(30) {
            composer.paragraph("存在问题：", CaseSentences.troubles)
        }
        composer.paragraph("下一步：", CaseSentences.nextSteps)
        composer.add("当前风险等级：\(level)")
        author = composer.random.chance(50) ? cast.worker : author
        return (title, caseFields(complete: false))
    }

    mutating func referral() -> Written {
        let receiver = composer.random.chance(65) ? composer.filled(.agency) : composer.filled(.hospital)
        let title = "\(cast.child)服务转介单"
        composer.line(title)
        composer.field("转出单位", cast.division.institution)
        composer.field("转入单位", receiver)
        composer.field("转介日期", cast.today.chinese)
        composer.field("服务对象", "\(cast.child)，\(cast.sex)，\(cast.age)岁，\(cast.grade)")
        composer.field("监护人", "\(cast.guardian)（\(cast.kin)）")
        composer.paragraph("转介原因：\(story.incident)。", CaseSentences.referralReasons)
        composer.paragraph("现状：", CaseSentences.state, CaseSentences.progress[1])
        composer.line("已开展的服务：")
        composer.numbered(CaseSentences.services, 2)
        composer.field("请求服务", "\(composer.filled(.measure))、\(composer.filled(.measure))、\(composer.filled(.measure))")
        composer.field("期限与频次", "\(composer.random.within(1...6))个月，每月\(composer.random.within(1...6))次")
        composer.field("随附材料", composer.make(CaseSentences.attachments))
        composer.paragraph("监护人意见：", CaseSentences.consents)
        composer.paragraph("接收回执：", CaseSentences.receipts)
        composer.add("经办：\(cast.worker)　接收：\(composer.filled(.person))　联系电话：\(composer.filled(.phone))")
        return (title, caseFields(complete: false))
    }

    mutating func intervention() -> Written {
        let title = "\(cast.child)危机干预记录"
        composer.line(title)
        composer.line("\(cast.today.chinese)，风险等级：\(level)，带班：\(cast.chief)")
        var minutes = composer.random.within(7 * 60...17 * 60)
        let events =
            composer.chosen(CaseSentences.alarms, 1)
            + composer.chosen(CaseSentences.emergencies, composer.random.within(3...6))
        for event in events {
            composer.add("\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2))　")
            composer.expand(event)
            composer.line()
            minutes += composer.random.within(8...70)
        }
        composer.paragraph("背景：\(story.incident)。", CaseSentences.family)
        composer.paragraph("处置结果：", CaseSentences.outcomes, CaseSentences.nextSteps)
        composer.add("记录人：\(cast.partner)")
        return (title, caseFields(complete: false))
    }

    mutating func closing() -> Written {
        let title = "\(cast.child)个案结案报告"
        composer.line(title)
        composer.line("一、基本情况")
        composer.add("\(cast.child)，\(cast.sex)，\(cast.birth.chinese)出生，监护人\(cast.guardian)（\(cast.kin)）。")
        composer.line("\(story.incident)。")
        composer.line("二、服务过程")
        composer.line("自\(story.days[0].chinese)立案，历时\(cast.today.number - story.days[0].number)天，由\(cast.worker)负责。")
        composer.numbered(CaseSentences.services, composer.random.within(3...6))
        composer.line("三、目标达成")
        composer.say(CaseSentences.progress[2], composer.random.within(2...4))
        composer.line()
        composer.paragraph("四、结案理由：", CaseSentences.closingReasons)
        composer.paragraph("五、结案后安排：", CaseSentences.afterwards)
        composer.add("报告人：\(cast.worker)　审批：\(cast.chief)　\(cast.today.chinese)")
        return (title, caseFields(complete: true))
    }
}
