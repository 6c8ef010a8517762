/// Roads, schools and organisations put together from parts: many distinct ones, none of them meant to be a real one.
enum Places {
    private static let roots = Words(
        """
        海滨 长江 建设 和平 胜利 新开 望海 春和 丰收 迎宾 学府 振兴 青松 红叶 白鹭 石桥 槐花 松涛 银帆 紫荆 向阳 兴盛 东关
        北岗 南沟 西岭 龙泉 凤鸣 玉华 金桥 海韵 潮汐 听涛 渔港 盐滩 果园 苹果 樱桃 梨树 柞木 泉眼 双庙 三官 四平 五岭 六合
        七贤 八盘 九龙 百合 千山 万宝 明德 致远 育英 启智 培文 弘毅 尚志 博雅 崇文 求真 晨曦 暖阳 星火 萤光 蓝海 绿洲 贝壳
        珊瑚 灯塔 锚地 帆影 鸥鸣 礁石 沙坨 石灰窑 老铁 牧羊 卧龙 碧流 英那 复渡 浮渡 登沙 大沙 湖畔 林荫 梧桐 银杏 丁香 海棠
        """)

    private static let roadKinds = Words("路 街 巷 大街 北路 南街 东巷 西路 胡同 里")
    private static let kindergartens = Words("幼儿园 中心幼儿园 实验幼儿园")
    private static let primarySchools = Words("小学 中心小学 实验小学 九年一贯制学校 希望小学 特殊教育学校")
    private static let middleSchools = Words("中学 初级中学 九年一贯制学校 实验中学")
    private static let highSchools = Words("高级中学 职业中专 中学 技工学校")
    private static let agencyKinds = Words("社会工作服务中心 儿童关爱中心 公益服务社 心理咨询中心 家庭支持中心 志愿者协会 法律服务所 慈善基金会 康复训练中心")
    private static let hospitalKinds = Words("社区卫生服务中心 医院 儿童医院 镇卫生院 精神卫生中心 口腔门诊 康复医院")

    static func root(_ random: inout SplitMix64) -> String {
        roots.even(&random)
    }

    static func road(_ random: inout SplitMix64) -> String {
        roots.even(&random) + roadKinds.pick(&random)
    }

    static func address(_ random: inout SplitMix64) -> String {
        let house = road(&random) + "\(random.within(1...288))号"
        guard random.chance(60) else { return house }
        let flat = random.within(1...18) * 100 + random.within(1...4)
        return house + "\(random.within(1...6))单元\(flat)室"
    }

    /// A school that a child of `age` years goes to.
    static func school(_ random: inout SplitMix64, age: Int) -> String {
        let kinds =
            switch age {
            case ...5: kindergartens
            case 6...11: primarySchools
            case 12...14: middleSchools
            default: highSchools
            }
        return roots.even(&random) + kinds.pick(&random)
    }

    static func agency(_ random: inout SplitMix64) -> String {
        roots.even(&random) + agencyKinds.pick(&random)
    }

    static func hospital(_ random: inout SplitMix64) -> String {
        roots.even(&random) + hospitalKinds.pick(&random)
    }
}
