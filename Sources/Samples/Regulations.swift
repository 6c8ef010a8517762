/// Rules and notices (FG): own rules in articles, notices, and forwarding of what came from above.
enum Regulations {
    static func document(random: SplitMix64) -> SampleDocument {
        var random = random
        let today = Day(number: random.within(Day.first.number...Day.last.number))
        let division = random.chance(25) ? Divisions.city : Divisions.district(&random)
        var composer = Composer(random: random, cast: Cast(&random, today: today, division: division))
        let shortName = division.code == "2102" ? "连" : String(division.name.prefix(1))
        let number = "\(shortName)未保〔\(today.year)〕\(composer.random.within(1...90))号"
        let effect = min(Day.last, today + composer.random.within(0...45))
        let subject = subjects.pick(&composer.random)
        let title: String
        let force: String
        switch composer.random.below(5) {
        case 0, 1:
            title = "\(division.institution)\(subject)\(["制度", "办法", "细则", "规程"][composer.random.below(4)])"
            force = "内部制度"
            articles(&composer, title, number, subject, effect)
        case 2, 3:
            title = "关于进一步做好\(subject)工作的通知"
            force = "规范性文件"
            notice(&composer, title, number)
        default:
            title = "转发《关于加强\(subject)工作的意见》的通知"
            force = ["规范性文件", "部门规章", "行政法规", "法律"][composer.random.skewed(below: 4)]
            forwarding(&composer, title, number, subject, force)
        }
        var fields = [(name: "发文机关", value: division.institution), ("效力级别", force)]
        if composer.random.chance(70) { fields.append(("施行日期", effect.iso)) }
        return SampleDocument(
            externalID: "", classCode: "FG", title: title, date: today.iso, org: division.code,
            author: division.institution, documentNumber: number, volume: nil, fields: fields, text: composer.text)
    }

    private static func articles(
        _ composer: inout Composer, _ title: String, _ number: String, _ subject: String, _ effect: Day
    ) {
        composer.line(title)
        composer.line("\(number)　\(composer.cast.today.chinese)印发")
        composer.line("第一条　为规范\(subject)，保护未成年人合法权益，结合本单位实际，制定本规定。")
        let bodies = composer.chosen(clauses, composer.random.within(5...12))
        for (position, clause) in bodies.enumerated() {
            composer.add("第\(chineseNumber(position + 2))条　")
            composer.expand(clause)
            composer.line()
        }
        composer.add("第\(chineseNumber(bodies.count + 2))条　本规定自\(effect.chinese)起施行，由办公室负责解释。")
    }

    private static func notice(_ composer: inout Composer, _ title: String, _ number: String) {
        let cast = composer.cast
        composer.line(title)
        composer.line(number)
        composer.line("各未保站：")
        composer.paragraph("", openings, purposes)
        let count = composer.random.within(4...7)
        for (position, task) in composer.chosen(tasks, count).enumerated() {
            composer.add("\(chineseNumber(position + 1))、")
            composer.expand(task)
            composer.line()
        }
        composer.paragraph("", endings)
        composer.line(cast.division.institution)
        composer.add(cast.today.chinese)
    }

    private static func forwarding(
        _ composer: inout Composer, _ title: String, _ number: String, _ subject: String, _ force: String
    ) {
        let cast = composer.cast
        composer.line(title)
        composer.line(number)
        composer.line("各未保站、各有关单位：")
        composer.line("现将上级《关于加强\(subject)工作的意见》（\(force)）转发给你们，并提出如下要求，请一并贯彻执行。")
        composer.numbered(tasks, composer.random.within(4...6))
        composer.paragraph("", endings, purposes)
        composer.add("承办：\(cast.worker)　签发：\(cast.chief)　\(cast.today.chinese)")
    }

    private static let digits = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]

    /// 1 to 19 as articles are counted.
    private static func chineseNumber(_ number: Int) -> String {
        number <= 10 ? digits[number] : "十" + digits[number - 10]
    }

    private static let subjects = Words(
        """
        档案管理 强制报告 个案会商 监护评估 临时监护 入职查询 应急处置 值班备勤 信息保密 走访巡查 督导培训 志愿服务管理 经费使用
        困境儿童分类保障 留守儿童关爱 流浪未成年人救助 家庭教育指导 服务转介 档案查阅利用 数据安全 印章管理 捐赠物资管理 投诉受理
        绩效评价 暑期安全防范 防溺水巡查 委托照护 寄养家庭监督 网络保护 舆情应对 食品安全 车辆使用 消防安全 儿童之家运行
        """)
    private static let clauses = Phrases(
        """
        {worker}任专门联络人，工作日{hour}前汇总前一日情况并报负责人。
        发现未成年人{injury}、{behaviour}等情形的，应当在{few}小时内报告，并填写登记表。
        每件材料形成后{few}日内归档，注明题名、责任者、日期，缺{object}照片的须补齐。
        查阅个案材料须经负责人批准并登记，任何人不得拍照、复制或者带离{venue}。
        会商由{organ}、{organ}等参加，形成纪要并于{few}个工作日内分送。
        监护评估由两人以上进行，采用{method}等方式，每{few}个月复评。
        儿童主任每{few}天走访一次重点对象，填写记录，不得代签。
        {topic}培训每年不少于{few}次，参训率应达到{percent}。
        违反本规定，造成信息泄露或者贻误处置的，予以通报；情节严重的移送{organ}处理。
        值班人员应当二十四小时保持电话畅通，交接时核对{supply}和{object}。
        捐赠的{supply}应当登记造册，按需发放，每{few}个月公示。
        对患{ailment}的儿童，应当优先安排{measure}，并协助申请{subsidy}。
        与{agency}签订协议，明确{measure}的内容、期限、费用和保密义务。
        所有接触儿童的人员在上岗前完成入职查询，结果由{partner}保管。
        遇{storm}等恶劣天气，启动预案，对{place}等重点部位巡查。
        销毁档案应当编制清册，两人监销，存根永久保存。
        每年{month}开展自查，重点检查{shortcoming}等情形。
        接到群众反映后，应当核实来源，不得向他人透露反映人信息。
        个案终结满{few}年的，由鉴定小组提出处置意见。
        临时监护期间，每日记录饮食、就医、{hobby}等情况，并安排{measure}。
        """)
    private static let openings = Phrases(
        """
        近期走访发现，部分单位{shortcoming}，影响工作质量。
        入冬以来{storm}等天气增多，未成年人安全隐患上升。
        据{organ}通报，{behaviour}类情形有所增加。
        按照年度计划，{month}起集中推进此项工作。
        在{district}督导中，发现{strength}的经验值得推广。
        """)
    private static let purposes = Phrases(
        """
        为切实维护未成年人合法权益，现就有关事项通知如下。
        为补齐短板、压实责任，请按以下要求落实。
        经与{organ}研究，现明确如下事项。
        """)
    private static let tasks = Phrases(
        """
        {soon}前完成自查，重点是{shortcoming}，形成清单报送。
        对患{ailment}儿童家庭逐户走访，落实{subsidy}和{measure}。
        组织{topic}宣传不少于{few}场，覆盖{venue}、{venue}。
        会同{organ}检查{place}等场所，发现隐患当场整改。
        明确{few}名联络员，建立{hour}前日报告机制。
        规范{skill}，每名儿童主任提交记录{few}份。
        为重点对象配发{supply}，登记后发放，不得挪用。
        与{organ}比对数据，误差率控制在规定范围以内。
        建立{behaviour}儿童台账，一人一策，逐一{measure}。
        对{strength}的单位予以表扬，对{shortcoming}的予以约谈。
        引导{agency}参与，开展“{emblem}”主题服务。
        """)
    private static let endings = Phrases(
        """
        请各单位于{soon}前将落实情况报至{worker}，电话{phone}。
        执行中如有困难，请及时与{organ}联系。
        本通知自印发之日起执行，原有关规定与此不一致的，以本通知为准。
        落实情况纳入{year}年度考核。
        """)
}
