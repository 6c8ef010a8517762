/// Mandatory reports (QB) and what became of them.
enum MandatoryReports {
    static func document(random: SplitMix64, story: CaseStory?) -> SampleDocument {
        var random = random
        let division = random.chance(70) ? Divisions.town(&random) : Divisions.district(&random)
        let today = Day(number: random.within(Day.first.number...Day.last.number - 3))
        var cast = Cast(&random, today: today, division: division)
        if let story {
            cast = story.cast
            cast.today = story.days[0]
        }
        let received = max(Day.first, cast.today - random.within(0...2))
        let reporter = reporterName(&random, school: cast.school)
        let filed = story != nil || random.chance(35)
        var composer = Composer(random: random, cast: cast)
        let incident = story?.incident ?? composer.make(Cause.drawn(&composer.random).incidents)
        let isReply = composer.random.chance(30)
        let title = isReply ? "关于\(cast.child)强制报告线索处置情况的反馈" : "强制报告登记表（\(cast.child)）"
        composer.line(title)
        if isReply {
            composer.line("\(reporter)：")
            composer.line("你单位\(received.chinese)报告的线索收悉。报告称：\(incident)。现将处置情况反馈如下：")
            composer.numbered(handlings, composer.random.within(3...6))
            composer.paragraph(filed ? "经研究，已立案并指定个案管理员\(cast.worker)。" : "经核实，暂不立案，转入日常关注。", thanks)
            composer.line(cast.division.institution)
            composer.add(cast.today.chinese)
        } else {
            composer.field("报告单位", reporter)
            composer.field("报告人", "\(composer.filled(.person))，\(composer.filled(.phone))")
            composer.field("接报时间", "\(received.chinese)\(composer.filled(.hour))")
            composer.field("接报方式", ["电话", "书面", "当面", "网络平台"][composer.random.below(4)])
            composer.field("未成年人", "\(cast.child)，\(cast.sex)，约\(cast.age)岁，\(cast.school)")
            composer.field("监护人", "\(cast.guardian)（\(cast.kin)）")
            composer.paragraph("线索内容：\(incident)。", CaseSentences.state)
            composer.field("疑似情形", composer.make(circumstances))
            composer.line("处置经过：")
            composer.numbered(handlings, composer.random.within(3...5))
            composer.field("是否立案", filed ? "是" : "否")
            composer.paragraph("处理意见：", CaseSentences.firstPlans)
            composer.add("接报人：\(cast.partner)　负责人：\(cast.chief)")
        }
        var fields = [(name: "当事人", value: cast.child), ("报告单位", reporter), ("接报日期", received.iso)]
        if composer.random.chance(90) { fields.append(("是否立案", filed ? "是" : "否")) }
        let number = "未保报〔\(cast.today.year)〕\(composer.random.within(1...240))号"
        return SampleDocument(
            externalID: "", classCode: "QB", title: title, date: cast.today.iso, org: cast.division.code,
            author: cast.division.institution, documentNumber: isReply ? number : nil, volume: nil, fields: fields,
            text: composer.text)
    }

    private static func reporterName(_ random: inout SplitMix64, school: String) -> String {
        switch random.below(10) {
        case 0...4: school
        case 5...6: Places.hospital(&random)
        case 7: Places.root(&random) + "宾馆"
        case 8: Places.root(&random) + "社区居民委员会"
        default: Places.agency(&random)
        }
    }

    private static let circumstances = Phrases(
        """
        身体有多处损伤，且{illness}未获治疗
        生活环境恶劣，长期以{food}果腹
        因{behaviour}可能遭受伤害
        未成年人独自入住，同行人不能说明关系
        监护人酗酒，{object}等物被用于责打
        失踪、走失后滞留{place}
        十四周岁以下，自述感到{feeling}与恐惧
        """)
    private static let handlings = Phrases(
        """
        接报后{dozens}分钟内联系{organ}，{worker}赶赴现场。
        {hour}在{place}见到{child}，{he}表现{feeling}。
        会同民警{person}询问{kin}{guardian}，其承认{behaviour}一事处理失当。
        送{hospital}检查，见{injury}，留存病历。
        走访{relative}与邻居{someone}，内容一致。
        调取{place}监控{few}段，交{organ}保存。
        通知{school}做好保护，暂不在班级公开。
        开展{measure}，{child}由{relative}临时照护。
        将书面材料报送{organ}，时限内完成报告。
        未发现违法侵害，系{object}引起的家庭争执。
        """)
    private static let thanks = Phrases(
        """
        感谢你单位依法履行报告义务，请对信息严格保密。
        请继续关注{child}在校表现，如有{behaviour}及时告知。
        如对处置结果有疑问，可与{partner}联系，电话{phone}。
        请配合{soon}的回访，并保存{object}等材料。
        """)
}
