/// What caseworkers write in the papers of a case.
enum CaseSentences {
    static let sources = Phrases(
        """
        {organ}移送
        {school}强制报告
        社区网格员{person}走访发现
        群众{someone}电话反映
        市级热线转办
        {kin}{guardian}主动求助
        摸底排查中发现
        {hospital}接诊后报告
        儿童主任日常走访发现
        """)
    static let family = Phrases(
        """
        家庭月收入约{money}元，主要来自{job}，正在申请{subsidy}。
        {kin}{guardian}以{job}为生，患{illness}，自述“{relative}偶尔搭把手，其余全靠自己”。
        家中共{few}口人，住房{dozens}平方米，{child}没有自己的书桌，作业在饭桌上写。
        父母分居{few}年，每月寄回{money}元，偶有电话，逢年过节由{relative}来看望。
        家庭欠债{money}余元，{kin}曾因{illness}住院{few}次，享受{subsidy}。
        {relative}住在{road}，愿意周末照看，但家里也有患{illness}的病人。
        住所为租赁，房东{someone}称已拖欠{few}个月房租，冬季靠{object}取暖。
        {kin}文化程度不高，与{child}交流以催促为主，常因{behaviour}发生争执。
        """)
    static let state = Phrases(
        """
        {child}目前情绪{feeling}，喜欢{hobby}，对{subject}有兴趣。
        {he}近来{behaviour}，提到{relative}时显得{feeling}。
        {child}身体状况尚可，有{ailment}史，随身带着{object}。
        问及愿望，{he}说想有一个自己的{object}，还想学{hobby}。
        {he}在校成绩中等，{subject}较弱，与同学{person}要好。
        {child}身高体重低于同龄人，早饭多为{food}，需复查{ailment}。
        {he}与工作人员交谈时{feeling}，半小时后才愿意说起{relative}。
        """)
    static let health = Phrases(
        """
        疫苗接种齐全，{ailment}待查，每{few}个月复诊一次。
        {recently}在{hospital}体检，发现龋齿{few}颗，余未见异常。
        曾因{injury}就诊于{hospital}，医药费{money}元，未留后遗症。
        无重大疾病，视力下降，需配{object}，由{relative}陪同。
        长期服用治疗{ailment}的药物，药费每月{money}元。
        睡眠较差，夜醒{few}次，建议做心理筛查。
        """)
    static let firstSteps = Phrases(
        """
        当日由{worker}、{partner}入户核实，留存照片{few}张，并通知{organ}。
        已联系{organ}与{organ}到场，安排{child}在{relative}家暂住。
        送医检查并保存病历，{hospital}出具诊断意见，费用由未保站先行垫付。
        启动临时照护，由儿童主任{person}每日探视，发放{supply}和{supply}。
        与{kin}{guardian}签订监护提醒书，告知法律责任。
        协调{school}安排同伴陪护，班主任每日反馈出勤。
        """)
    static let firstPlans = Phrases(
        """
        拟于{soon}前完成监护评估并召开会商。
        建议列为重点对象，每周{measure}一次。
        请{organ}协助查询其亲属信息，{soon}前回复。
        同步申请{subsidy}，材料由{partner}准备。
        先行{measure}，视评估结果确定是否升级处置。
        """)
    static let opinions = Phrases(
        """
        应先保障人身安全，建议采取{measure}，由{organ}出具告诫书。
        学校可安排{subject}老师课后辅导，并每周反馈是否{behaviour}。
        家庭经济是根源，可以叠加{subsidy}与{subsidy}，缓解{kin}压力。
        {kin}{guardian}并非不愿监护而是能力不足，宜以{measure}为主。
        从病历看{ailment}需要长期服药，应由{hospital}建立随访。
        不赞成立即转移安置，孩子与{relative}感情深，可签委托照护协议。
        证据尚不完整，请尽快固定{object}等物证并做好询问笔录。
        建议引入{agency}，以{measure}修复亲子关系，周期{few}个月。
        若{few}周内没有改善，应考虑向法院申请变更监护人。
        {he}的情绪处于{feeling}阶段，避免多部门反复询问造成二次伤害。
        户籍与学籍问题由{organ}牵头，{soon}前给出路径。
        可通过邻里看护机制由{someone}每日上门看一眼，费用从慈善项目列支。
        """)
    static let resolutions = Phrases(
        """
        由{organ}牵头实施{measure}，{soon}前完成。
        {worker}任个案管理员，每{few}天走访一次并记录。
        为{child}申请{subsidy}，由{community}出具证明。
        向{agency}购买{measure}服务{dozens}小时。
        {school}落实结对帮扶，{subject}教师{person}负责。
        责令{kin}{guardian}接受家庭教育指导不少于{few}次。
        {organ}做好{object}等证据保存，严格保密。
        {soon}复评风险等级，再次会商。
        由{hospital}开通绿色通道，治疗{ailment}。
        联系{relative}所在地未保机构协助走访。
        为{child}配发{supply}、{supply}，由未保站登记。
        """)
    static let ways = ["入户", "电话", "学校走访", "视频", "陪同就医", "站内面谈"]
    static let arrivals = Phrases(
        """
        {hour}到达{address}，{kin}{guardian}开门迎接，{child}正在写{subject}作业。
        {hour}与{kin}{guardian}通话约{dozens}分钟，对方语气{feeling}。
        到{school}与班主任{person}面谈，随后在图书角见到{child}。
        陪同{child}前往{hospital}复查，排队时{he}主动聊起{hobby}。
        {child}由{relative}送到未保站，带来了一幅画，画的是{place}。
        与{community}儿童主任{person}一同上门，屋里正在做{food}。
        """)
    static let scenes = Phrases(
        """
        屋内较上次整洁，窗台上摆着{object}。
        桌上有半碗{food}，冰箱里添置了{food}和{food}。
        墙上新贴了作息表，第一条是“{habit}”。
        {kin}的{illness}较前稳定，正按时服药。
        {child}穿着发放的{supply}，精神{feeling}。
        室温偏低，{object}漏风处已用胶带封好。
        """)
    static let dialogues = Phrases(
        """
        {he}说：“{relative}上周来看我，带了{food}。”
        问到学习，{he}说{subject}有进步，{subject}还听不懂。
        {he}提到夜里还会梦见那天的事，醒来后感到{feeling}。
        {kin}{guardian}表示{relative}愿意帮忙，自己想找一份{job}的活。
        {child}说最近和同学{person}一起{hobby}。
        教师{person}反映其{behaviour}由每周{dozens}次减为{few}次。
        {he}问什么时候能见到{relative}，工作人员如实说明了安排。
        {guardian}承认仍会为{object}的事发火，愿意学习正面管教。
        谈及将来，{he}说想做和{job}有关的事，因为{relative}也这样。
        {he}把{object}递给工作人员看，说这是{relative}送的。
        """)
    static let progress = [
        Phrases(
            """
            目前{measure}已启动，{child}尚未完全信任工作人员。
            {subsidy}材料已递交，等待审核。
            {behaviour}仍每周出现{few}次，需持续观察。
            {kin}对{measure}有抵触，经解释后同意尝试。
            {child}已返校，出勤{few}天。
            {organ}已完成调查，结论待反馈。
            """),
        Phrases(
            """
            {measure}已进行{few}次，{he}能够说出自己的感受。
            {subsidy}自{month}起发放，每月{money}元。
            {behaviour}明显减少，开始{habit}。
            {kin}参加了{few}次亲职课堂，会用约定代替责骂。
            {subject}成绩提高{few}分，老师给予表扬。
            {child}在小组中结识{person}，一起{hobby}。
            {ailment}复查指标好转，医嘱{few}周后再诊。
            """),
        Phrases(
            """
            {child}情绪{feeling}，近{few}周未再{behaviour}。
            {kin}{guardian}找到{job}工作，收入稳定在{money}元。
            亲子关系改善，{child}主动与{kin}分享{hobby}。
            {he}已能{habit}，被评为班级进步之星。
            {measure}目标全部达成，{agency}提交了评估报告。
            户籍、学籍均已办妥，医疗保险自{month}生效。
            {child}通过{subject}补考，顺利升学。
            """),
    ]
    static let troubles = Phrases(
        """
        {kin}仍有饮酒习惯，{relative}劝说效果有限。
        家庭缺少固定收入，{subsidy}尚未到账。
        {child}对{subject}信心不足，遇挫后容易{behaviour}。
        {relative}不同意转学，家庭内部意见不一。
        冬季取暖困难，住所距{school}较远，需步行{dozens}分钟。
        {child}对陌生人仍{feeling}，不愿参加集体活动。
        {ailment}用药不规律，曾漏服{few}天。
        网络使用时间过长，夜间仍在玩手机。
        """)
    static let nextSteps = Phrases(
        """
        {soon}前安排{measure}，由{partner}跟进。
        继续每{few}天联系一次，关注{behaviour}。
        与{organ}核实{subsidy}发放进度。
        请{hospital}复查{ailment}，由{relative}陪同。
        协助{child}报名{hobby}小组，扩大同伴交往。
        为{kin}推荐{job}培训，{soon}开班。
        与{school}商定个别化{subject}辅导计划。
        """)
    static let referralReasons = Phrases(
        """
        未保站不具备治疗{ailment}的条件，需专业机构介入。
        {child}持续{behaviour}，经{measure}后改善有限。
        会商决定引入专业力量开展{measure}。
        家庭迁居至{road}，需由当地机构接续服务。
        {kin}因{illness}住院，需短期寄养支持。
        """)
    static let attachments = Phrases(
        """
        个案登记表、监护评估表、会商纪要
        评估报告、{hospital}病历复印件、照片{few}张
        {object}清单、监护人同意书
        学籍证明、成绩单、{school}情况说明
        """)
    static let consents = Phrases(
        """
        同意转介，并承诺按时接送。
        同意，但希望由女性社工服务。
        经{worker}说明后同意，要求内容保密。
        暂由{relative}代签，{kin}出院后补签。
        """)
    static let receipts = Phrases(
        """
        已于{soon}接案，指定{person}负责。
        同意接收，首次服务为{measure}。
        收悉，需补充{object}后安排。
        接案评估后制定{few}次服务计划。
        """)
    static let alarms = Phrases(
        """
        接{organ}电话，{child}在{place}{behaviour}，值班员{person}记录并上报。
        {kin}{guardian}来电求助，称{child}{behaviour}，已{few}小时联系不上。
        {school}教师{person}报告，{child}在{place}情绪失控，随身带着{object}。
        市级热线转来{someone}的求助，称{child}独自在{place}。
        """)
    static let emergencies = Phrases(
        """
        {worker}与民警{person}赶到{place}，现场围观{few}人，予以疏散。
        {child}情绪{feeling}，手中握着{object}，工作人员保持{few}米距离轻声交谈。
        以{hobby}为话题建立联系，{he}同意坐下喝水，吃了些{food}。
        {hospital}急诊检查，见{injury}，无生命危险。
        {kin}{guardian}到场，情绪激动，由{partner}单独安抚。
        签订安全承诺，移走{object}等危险物品，安排{relative}夜间陪护。
        心理师{person}远程介入，评估自伤风险，建议{measure}。
        启动紧急庇护，{child}入住临时照护点，领取{supply}。
        电话告知{school}，请班主任暂不公开情况。
        向{organ}通报处置进展，约定次日{hour}会商。
        """)
    static let outcomes = Phrases(
        """
        {child}已脱离危险，由{relative}陪护，情绪由{feeling}转为{feeling}。
        转入{hospital}观察{few}天，费用申请{subsidy}。
        返家居住，列为高关注对象，{few}日内每日联系。
        移交{organ}依法处理，未保站继续陪伴。
        """)
    static let services = Phrases(
        """
        开展{measure}{few}次、{measure}{few}次。
        协助办理{subsidy}，累计发放{money}元。
        链接{agency}提供{measure}，共{dozens}小时。
        联合{organ}召开会商{few}次，落实责任{few}项。
        发放{supply}、{supply}，改善居住环境。
        陪同在{hospital}治疗{ailment}，完成{few}次复诊。
        推动{school}建立结对，补习{subject}{dozens}课时。
        指导{kin}{guardian}学习{skill}，家庭会议{few}次。
        """)
    static let closingReasons = Phrases(
        """
        风险消除，监护能力恢复，经会商同意结案。
        已由{relative}依法取得监护资格，生活安定。
        家庭迁往外市，已与当地未保机构书面交接。
        服务目标达成，{child}与{kin}均同意结案。
        已移送儿童福利机构长期安置，本案转档。
        """)
    static let afterwards = Phrases(
        """
        {few}个月内每月回访一次，由{community}儿童主任负责。
        保留{subsidy}，学期末复核。
        如再次{behaviour}，即时重新立案。
        档案立卷移交，非经批准不得查阅。
        由{agency}继续提供小组活动，直至学期结束。
        """)
}
