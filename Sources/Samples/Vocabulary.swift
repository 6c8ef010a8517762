/// Words by what they fill, the frequent ones first.
enum Vocabulary {
    static let kin = Words("祖母 祖父 母亲 父亲 外祖母 外祖父 姑母 继母 伯父 姨母 继父 叔父 舅父 养母 养父 舅母 兄长 姐姐")
    static let kinOfSameName: Set<String> = ["父亲", "祖父", "伯父", "姑母", "叔父", "兄长", "姐姐"]
    static let parents: Set<String> = ["父亲", "母亲", "继母", "继父", "养母", "养父"]
    static let femaleKin: Set<String> = ["祖母", "母亲", "外祖母", "姑母", "继母", "姨母", "养母", "舅母", "姐姐"]

    static func words(for slot: Slot) -> Words {
        switch slot {
        case .job: jobs
        case .illness: illnesses
        case .ailment: ailments
        case .injury: injuries
        case .object: objects
        case .food: foods
        case .hobby: hobbies
        case .feeling: feelings
        case .weather: weathers
        case .storm: storms
        case .relative: relatives
        case .behaviour: behaviours
        case .subject: subjects
        case .supply: supplies
        case .measure: measures
        case .subsidy: subsidies
        case .organ: organs
        case .topic: topics
        case .skill: skills
        case .strength: strengths
        case .shortcoming: shortcomings
        case .emblem: emblems
        case .habit: habits
        case .venue: venues
        case .method: methods
        default: places
        }
    }

    private static let places = Words(
        """
        家中 小区门口 楼道 学校门口 超市 公交站 火车站 网吧 海边栈桥 医院急诊室 派出所 菜市场 出租屋 工地宿舍 公园凉亭 渔港码头
        果园看护房 养殖场 水库边 桥洞下 地下车库 浴池 长途客运站 废弃厂房 台球厅 夜市 教堂 轮渡候船室 海带晾晒场 塑料大棚 粮库
        砖窑 冷库 防空洞 烂尾楼 盐场 灯塔下 蔬菜批发市场 服务区 货运站 天桥 快递驿站 自习室 足球场 图书馆 冰场 游乐场
        """)
    private static let jobs = Words(
        """
        打零工 建筑工人 家政服务 出海捕鱼 货车司机 餐馆服务员 种植苹果 快递员 保洁员 海参养殖 保安 装修工 水产加工 网约车司机 摆摊
        电焊工 美发师 瓦工 月嫂 护工 船厂钳工 收废品 厨师 环卫工人 叉车司机 养蜂人 裁缝 塔吊司机 仓库管理员 樱桃种植 海带养殖
        扇贝养殖 修鞋匠 豆腐坊帮工 屠宰工 海员 油漆工 轮机员 潜水员 木匠 锅炉工 搬运工 代驾 主播 草莓大棚种植 放羊 修船工
        """)
    private static let illnesses = Words(
        """
        高血压 糖尿病 腰椎间盘突出 脑梗后遗症 抑郁症 肢体残疾 精神分裂症 冠心病 智力残疾 哮喘 癫痫 听力残疾 酒精依赖 孤独症 尿毒症
        先天性心脏病 白血病 肺结核 类风湿关节炎 双相情感障碍 脑瘫 视力残疾 肝硬化 股骨头坏死 甲状腺癌 血友病 唐氏综合征 帕金森病
        系统性红斑狼疮 成骨不全症 多动症 营养不良 缺铁性贫血 苯丙酮尿症 强直性脊柱炎 渐冻症 地中海贫血 创伤后应激障碍 厌食症
        """)
    private static let ailments = Words(
        """
        哮喘 缺铁性贫血 营养不良 过敏性鼻炎 近视 多动症 孤独症 听力残疾 癫痫 智力残疾 先天性心脏病 抑郁症 脑瘫 肢体残疾 语言发育迟缓
        湿疹 扁桃体肥大 脊柱侧弯 斜视 口吃 抽动障碍 焦虑障碍 视力残疾 白血病 肾病综合征 唐氏综合征 血友病 一型糖尿病 成骨不全症
        苯丙酮尿症 地中海贫血 唇腭裂 川崎病 创伤后应激障碍 厌食症 睡行症 脆骨症 甲状腺功能减退
        """)
    private static let injuries = Words(
        """
        左臂淤青 面部擦伤 背部条状淤痕 额头肿胀 小腿划伤 右手烫伤 膝盖挫伤 口唇破裂 手背冻疮 耳后抓伤 大腿青紫 锁骨骨裂 指甲脱落
        脚踝扭伤 头皮血肿 烟头灼伤 鼻骨骨折 眼眶淤血 牙齿松动 皮带抽痕 咬痕 鞭炮炸伤 犬咬伤 轻微脑震荡
        """)
    private static let objects = Words(
        """
        书包 手机 户口簿 校服 作业本 日记本 电动车 棉被 药盒 钥匙 晾衣架 皮带 出生医学证明 照片 玩具熊 拐杖 自行车 电饭锅 助听器
        蜡笔画 轮椅 储钱罐 渔网 口琴 旧毛衣 暖水袋 篮球 望远镜 行李箱 录音笔 手电筒 雨靴 保温杯 象棋 毛线帽 眼镜 存折 护身符
        风筝 竹笛 羽毛球拍 铁皮盒 拨浪鼓 陀螺 贝壳项链 航模 缝纫机 煤炉 水壶 奖状 电子手表 小提琴 滑板 万花筒 集邮册 鱼竿
        """)
    private static let foods = Words(
        """
        方便面 饺子 馒头 鸡蛋 牛奶 米饭 面条 咸菜 苹果 粥 包子 火腿肠 地瓜 玉米饼 海带汤 樱桃 鲅鱼饺子 焖子 疙瘩汤 豆腐脑 海蛎子
        炸酱面 月饼 元宵 黄桃罐头 虾酱 酸菜 粽子 年糕 油条 蚬子面 冷面 麻花 糖葫芦 萝卜丸子 奶粉 米糊
        """)
    private static let hobbies = Words(
        """
        画画 打篮球 看课外书 唱歌 踢足球 下象棋 跳舞 玩手机游戏 跑步 做手工 看动画片 书法 养小动物 游泳 集邮 吹口琴 剪纸 航模 写作
        弹吉他 赶海 骑自行车 乒乓球 种花 编程 滑冰 折纸 朗诵 观星 魔方 钓鱼 拼图 捏陶 打鼓 昆虫标本 围棋 轮滑 烘焙 缝布偶 木工
        """)
    private static let feelings = Words(
        """
        平静 紧张 沉默 焦虑 低落 害怕 愤怒 委屈 抵触 放松 开朗 内疚 孤独 烦躁 自卑 警惕 恐惧 麻木 失望 感激 羞愧 犹豫 依恋 乐观
        绝望 敏感 自责 惊恐 从容 倔强 安心 茫然
        """)
    private static let weathers = Words("晴 多云 小雨 阴 小雪 大风 中雨 雾 暴雨 大雪 寒潮 台风外围 雷阵雨 沙尘 冻雨")
    private static let storms = Words("大雪 寒潮 暴雨 大风 大雾 台风 冻雨 道路结冰 雷电")
    private static let relatives = Words(
        """
        姑姑 舅舅 叔叔 姨妈 大伯 奶奶 外婆 堂兄 表姐 爷爷 外公 邻居 继父 哥哥 姐姐 婶婶 姨父 舅妈 姑父 弟弟 干妈 堂叔 表舅 太奶奶
        """)
    private static let behaviours = Words(
        """
        逃学 夜不归宿 沉迷手机 与同学打架 不愿说话 偷拿零钱 说谎 自伤 拒绝进食 尿床 咬指甲 离家出走 抽烟 顶撞老师 独自哭泣 撕作业本
        躲在衣柜里 囤积食物 反复洗手 夜惊 网络充值 辱骂长辈 破坏物品 赌博 饮酒 文身 早恋 欺负低年级学生 偷骑摩托车 翻墙离校 参与飙车
        """)
    private static let subjects = Words("数学 语文 英语 物理 体育 美术 音乐 科学 化学 历史 生物 地理 道德与法治 信息科技 劳动")
    private static let supplies = Words(
        """
        书包文具 米面油 棉衣 被褥 牛奶 药品 台灯 课桌椅 冬靴 取暖器 奶粉 卫生用品 儿童绘本 助听器电池 校服 电热毯 急救包 平板电脑
        口罩 尿不湿 轮椅 护眼灯 自行车 洗衣机 书架 雨衣 羽绒服 蚊帐 营养包 防走失手环
        """)
    private static let measures = Words(
        """
        入户探访 心理疏导 临时监护 家庭教育指导 法律援助 强制报告 学业辅导 医疗救助 亲职辅导 委托照护 司法救助 电话随访 落户协助
        监护干预 人身安全保护令申请 家庭寄养 小组活动 沙盘治疗 亲子平行小组 绘画治疗 转学协调 补办证件 紧急庇护 危机值守 训诫谈话
        撤销监护人资格诉讼 亲子鉴定协助 伤情鉴定 残疾评定 戒酒治疗 同伴支持 职业体验 邻里看护 夏令营 入学前准备 丧亲辅导
        """)
    private static let subsidies = Words(
        """
        最低生活保障 困境儿童生活补贴 事实无人抚养儿童补贴 临时救助 孤儿基本生活费 医疗救助 残疾人两项补贴 助学金 取暖补贴 特困供养
        慈善助学款 价格临时补贴 营养改善补助 交通补助 康复训练补贴
        """)
    private static let organs = Words(
        """
        区民政局 派出所 教育局 妇联 街道办事处 检察院 团区委 卫生健康局 司法所 残联 法院 关工委 社区居委会 人社局 医保局 文明办
        网信办 文旅局 市场监管局 消防救援大队 红十字会 总工会 财政局 乡村振兴局 海事处 边检站
        """)
    private static let topics = Words(
        """
        防性侵 防欺凌 防溺水 强制报告制度 网络安全 交通安全 家庭教育 未成年人保护法 心理健康 防拐骗 居家安全 消防安全 留守儿童关爱
        个案工作方法 危机干预 档案整理 监护评估 儿童权利 亲子沟通 生命教育 预防沉迷网络 防范电信诈骗 反家庭暴力 青春期卫生 禁毒
        急救常识 入职查询 数据安全 儿童访谈技巧 创伤知情照护 正面管教 情绪管理 防灾避险 食品安全 近视防控 意外伤害预防 自我保护
        """)
    private static let skills = Words(
        """
        入户访谈 风险识别 填写登记表 撰写个案记录 倾听技巧 急救操作 会商主持 信息系统操作 政策解读 沙盘操作 伤情辨识 证据保全 绘本导读
        情绪安抚 资源链接 档案装订 数据核对 保密要求 报告时限把握 危机电话接听 目标拟定 家庭结构图绘制
        """)
    private static let strengths = Words(
        """
        台账清楚 底数准确 走访及时 宣传形式多样 部门联动顺畅 场所布置温馨 制度上墙 队伍稳定 个案记录完整 会商规范 应急响应迅速 物资充足
        社会力量参与度高 培训覆盖全面 档案装订整齐 数据更新及时 创新使用网格力量 经费落实 回访到位 群众满意度高
        """)
    private static let shortcomings = Words(
        """
        台账更新不及时 走访记录过于简单 个别档案缺签字 监护评估未按期复评 培训签到不全 宣传覆盖不足 入职查询有遗漏 保密柜未上锁 人员兼职过多
        心理服务力量薄弱 数据与系统不一致 会商纪要未归档 应急物资过期 转介后缺少跟进 儿童活动区设施陈旧 值班电话无人接听 照片未注明时间
        志愿者未登记 档案目录与实物不符 强制报告流程不熟 经费使用未公示
        """)
    private static let emblems = Words(
        """
        护航成长 守护花开 童心向阳 与爱同行 点亮微光 暖冬行动 蓝海童年 清凉一夏 把爱带回家 伴你成长 星星守望 平安暑假 开学第一课
        海鸥计划 小树苗行动 萤火虫夜校 向日葵课堂 童享阳光 润心工程 雏鹰起航 候鸟归巢 贝壳小屋 灯塔计划 彩虹桥
        """)
    private static let habits = Words(
        """
        早睡早起 按时完成作业 独立洗漱 主动打招呼 规律就餐 整理房间 按时服药 每天阅读 坚持锻炼 记录心情 与老师沟通 参加社团 帮忙做饭
        准时到校 控制手机时间 每周与父母视频 定期复查 自己叠被 写周记 骑车戴头盔 照顾弟妹 打扫教室 存零用钱
        """)
    private static let venues = Words(
        """
        会议室 多功能厅 未保站活动室 文化广场 新时代文明实践站 社区党群服务中心 礼堂 操场 图书室 海滨公园 农家书屋 儿童之家 体育馆
        青少年宫 法治教育基地 渔村文化院 大集 校门口 科技馆 影剧院 福利院 党校教室 村部大院 码头广场
        """)
    private static let methods = Words("专题讲座 案例研讨 情景模拟 分组讨论 现场观摩 线上直播 角色扮演 实操演练 知识竞赛 经验交流 参与式工作坊 督导答疑")
}
