/// Names of people who do not exist: a surname and one or two given characters, drawn at random.
enum People {
    static let surnames = Words(
        """
        王 李 张 刘 陈 杨 赵 孙 于 黄 周 吴 徐 姜 宋 林 郭 曲 高 马 韩 丛 邹 迟 宫 隋 初 毕 修 慕 邵 石 崔 吕 丁 沈
        任 姚 卢 傅 钟 姚 谭 廖 范 汪 陆 金 贾 韦 夏 方 邱 侯 孟 秦 白 江 阎 薛 尹 段 雷 黎 史 龙 陶 贺 顾 毛 郝 龚
        万 钱 严 覃 武 戴 莫 孔 向 汤 滕 温 康 施 文 牛 樊 葛 邢 安 齐 易 乔 伍 庞 颜 倪 庄 聂 章 鲁 岳 翟 殷 詹 申
        耿 关 兰 焦 俞 左 柳 甘 祝 包 宁 尚 符 舒 阮 柯 纪 梅 童 凌 单 季 裴 霍 涂 成 苗 谷 曾 盛 冉 蓝 路 游 辛 靳
        欧阳 司马 上官 诸葛 令狐 皇甫 尉迟 东方
        """)

    private static let boys = Words(
        """
        浩 宇 轩 泽 睿 博 航 晨 子 俊 明 伟 志 强 磊 洋 涛 鹏 飞 杰 昊 天 铭 阳 嘉 瑞 承 恩 思 源 一 诺 景 行 皓 翔 凯 文
        立 国 建 军 海 峰 广 庆 春 林 东 旭 奕 辰 乐 逸 骁 煜 霖 钧 策 朗 川 岳 帆 舟 禾 樵 砚 衡 垚 淼 焱 锴 琛 珩 骐 骥
        """)

    private static let girls = Words(
        """
        雨 欣 怡 涵 梓 萱 诗 琪 佳 思 语 桐 若 曦 梦 瑶 雅 静 芳 丽 敏 娟 秀 英 玉 兰 婷 雪 琳 颖 慧 月 安 宁 可 馨 悦 晓
        彤 一 诺 妍 舒 芷 沐 清 念 初 夏 秋 禾 穗 苒 蔓 薇 荷 棠 杉 漪 汐 澜 婉 娴 嫣 绮 璇 瑾 瑜 珊 玥 鸢 霏 霓 筠 笙 箬
        """)

    static func given(_ random: inout SplitMix64, girl: Bool) -> String {
        let characters = girl ? girls : boys
        let first = characters.pick(&random)
        return random.chance(72) ? first + characters.even(&random) : first
    }

    static func anyName(_ random: inout SplitMix64) -> String {
        let girl = random.chance(55)
        return surnames.pick(&random) + given(&random, girl: girl)
    }

    /// How a neighbour is called in passing, 宋大姐 for one.
    static func honorific(_ random: inout SplitMix64) -> String {
        surnames.pick(&random) + titles.pick(&random)
    }

    static let compoundSurnames: Set<String> = ["欧阳", "司马", "上官", "诸葛", "令狐", "皇甫", "尉迟", "东方"]
    private static let titles = Words("某 大姐 师傅 阿姨 大爷 老师 女士 先生 大娘 主任 医生 警官 店主 大叔 网格员 房东 班长 船长 嫂子")
}
