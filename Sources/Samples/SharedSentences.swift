/// Sentences that plans, reports and summaries of several classes share.
enum SharedSentences {
    static let plans = Phrases(
        """
        一是补齐{shortcoming}的短板，{soon}前完成整改。
        加强与{organ}、{organ}的信息共享，每月比对一次。
        围绕{topic}再举办{few}场活动，覆盖{community}。
        为{dozens}名儿童主任配备记录本，规范{skill}。
        推广“{emblem}”做法，形成长效机制。
        将{measure}纳入年度购买服务清单，预算{money}元。
        对照清单逐户回访，{month}底前销号。
        引入{agency}参与，重点解决{illness}家庭的照护困难。
        """)
    static let praise = Phrases(
        """
        {organ}有关负责人到场指导，肯定了{strength}的做法。
        家长{someone}说：“听完才知道{behaviour}背后有原因。”
        学生{person}现场演示，获得掌声。
        {community}儿童主任{person}分享了{skill}的体会。
        现场答疑{dozens}人次，发放{supply}{hundreds}份。
        反馈问卷显示满意度{percent}，其中{topic}最受欢迎。
        """)
    static let figures = Phrases(
        """
        全年走访{hundreds}户次，建立台账{dozens}本。
        接报线索{dozens}条，立案{few}件，结案{few}件。
        开展{topic}宣传{dozens}场，受众{hundreds}人次。
        协调{subsidy}{dozens}人，累计{money}元。
        组织{measure}{dozens}次，服务{hundreds}小时。
        与{organ}会商{few}次，转介{agency}{few}人。
        """)
}
