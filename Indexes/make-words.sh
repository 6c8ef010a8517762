#!/bin/sh
# Writes v3/words.tsv anew from jieba's dictionary and the field words below. Needs python3 with pip (to fetch jieba)
# or the path of a dict.txt that is already here.
# The words cut queries only: a new table rebuilds no index.
#   sh Indexes/make-words.sh [dict.txt]
set -eu
cd "$(dirname "$0")"
JIEBA=0.42.1
if [ $# -gt 0 ]; then
    dictionary=$1
else
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    python3 -m pip download -q --no-deps --no-binary :all: -d "$folder" "jieba==$JIEBA"
    tar -xzf "$folder/jieba-$JIEBA.tar.gz" -C "$folder"
    dictionary=$folder/jieba-$JIEBA/jieba/dict.txt
fi
python3 - "$dictionary" v3/variants.tsv v3/synonyms.txt v3/words.tsv "$JIEBA" <<'PYTHON'
import collections, re, sys, unicodedata

dictionary, variants, synonyms, output, version = sys.argv[1:]
MOST_BYTES = 1_600_000
LONGEST = 8  # characters of a dictionary word; field words may be longer
HAN = re.compile(r"[\u3400-\u4DBF\u4E00-\u9FFF〇\U00020000-\U000323AF]+\Z")

# Words of the field that a general dictionary lacks or that must not fall apart. The synonyms are added to them.
FIELD = """
强制报告 临时监护 困境儿童 监护侵害 家庭监护 风险等级 入户走访 监护缺失 监护不力 监护失当 监护干预 监护监督 监护责任
监护能力 监护状况 监护评估 监护委托 长期监护 国家监护 意定监护 指定监护 监护权 监护人资格 委托照护 委托照护协议
紧急安置 临时安置 临时庇护 庇护场所 机构养育 机构照料 家庭寄养 家庭收养 类家庭 替代照护 亲属抚养 永久安置 接送返回
未成年人 未成年人保护 未成年人检察 未成年人司法 未检 未保 未保工作 未保委办公室 未成年人救助 儿童福利 儿童保护 儿童权利
儿童权益 儿童优先 儿童利益最大化 最有利于未成年人 儿童主任 儿童督导员 儿童福利督导员 困境未成年人 留守妇女 受害儿童
服刑人员子女 戒毒人员子女 重残儿童 艾滋病儿童 被拐儿童 打拐儿童 单亲家庭 重组家庭 离异家庭 贫困家庭 低保家庭 低收入家庭
特困人员 特困供养 监护困境 生活困境 家庭环境 成长环境 家庭教育 家庭教育指导 家庭教育令 家庭教育指导令 督促监护令
家庭功能 亲子关系 亲职教育 隔代抚养 祖辈抚养 抚养费 抚养权 抚养义务 赡养人 法定代理人 近亲属 委托代理人
性侵害 性骚扰 猥亵 猥亵儿童 强奸 家庭暴力 校园欺凌 学生欺凌 校园暴力 校园安全 忽视 疏忽照料 情感虐待 身体虐待 遗弃 拐卖
拐卖儿童 强迫劳动 童工 强迫乞讨 网络欺凌 网络沉迷 网络保护 隔空猥亵 早婚早育 溺水 意外伤害 失管 失教 失学 厌学 自杀 自残
人身安全保护令 告诫书 家庭暴力告诫书 训诫书 报告义务 报告主体 报告人 首接负责 首问负责 线索 线索移送 线索摸排 受理登记
首次接报 接报 接案 结案 个案 个案管理 个案管理员 个案会商 个案服务 个案记录 个案评估 个案转介 个案督导 风险评估 风险等级
风险排查 高风险 中风险 低风险 紧急程度 红色预警 橙色预警 黄色预警 预警机制 分级响应 分类帮扶 动态监测 动态台账 监测预防
发现报告 应急处置 评估帮扶 结案评估 需求评估 安全评估 评估量表 评估报告 评估等级 干预方案 帮扶计划 帮扶措施 服务计划
服务协议 服务记录 回访记录 跟踪回访 定期探访 探访记录 走访记录 走访慰问 入户调查 入户核查 家庭走访 摸底调查 信息台账
工作台账 一人一策 一事一议 心理创伤 心理评估 心理健康 心理咨询 心理测评 心理危机 哀伤辅导 创伤后应激 社会调查 社会调查报告
社会观护 观护帮教 附条件不起诉 不良行为 严重不良行为 专门教育 专门矫治教育 矫治教育 分级干预 帮教 临界预防 社区矫正
合适成年人 一站式取证 一站式办案 法律援助 司法救助 社会救助 临时救助 医疗救助 教育救助 紧急救助 基本生活保障 生活补贴
护理补贴 孤儿保障 孤儿基本生活费 助学金 资助 减免 户口登记 落户 无户籍 亲子鉴定 身份查询 寻亲 查找亲属 收养登记
送养 送养人 收养人 解除收养 收养能力评估 入职查询 从业禁止 密切接触未成年人 违法犯罪记录 犯罪记录封存 信息保密 隐私保护
知情同意 保密义务 档案 档案室 档案馆 归档 归档范围 立卷 案卷 卷宗 卷内目录 卷内备考表 案卷目录 归档文件 归档文件整理
全宗 全宗号 全宗卷 档号 件号 页号 室编件号 馆编件号 保管期限 永久保存 永久 定期 鉴定 销毁 销毁清册 移交 移交清册 到期鉴定
开放审核 档案利用 借阅 借阅登记 查阅登记 著录 元数据 数字化 电子文件 电子档案 四性检测 真实性 完整性 可用性 长期保存
收文 发文 发文字号 来文单位 责任者 密级 承办单位 主送机关 抄送 会议纪要 工作方案 实施方案 实施细则 实施意见 指导意见
管理办法 暂行办法 工作规范 工作制度 工作机制 联席会议 部门联动 联动机制 部门协作 信息共享 数据共享 督导检查 督查通报
绩效考核 年度考核 年度总结 工作总结 年度报告 统计报表 月报表 季度报告 培训记录 培训签到表 签到表 宣传月 宣传活动
志愿服务 志愿者 志愿者招募 社会组织 社会工作 社工站 社工服务 政府购买服务 示范基地 示范创建 政策法规 规范性文件 司法解释
民政局 民政厅 民政部 街道办事处 乡镇人民政府 社区居委会 救助管理站 救助站 福利机构 儿童福利院 未成年人救助保护中心 妇儿工委
检察建议 检察建议书 起诉书 判决书 裁定书 立案 立案告知书 不予立案 行政处罚 治安处罚 刑事责任 刑事案件 民事案件 民事行为能力
限制民事行为能力 无民事行为能力 撤销监护 恢复监护 变更监护 变更抚养 申请人 被申请人 监护争议 监护协议
""".split()

pairs = [l.rstrip("\n").split("\t") for l in open(variants, encoding="utf-8") if not l.startswith("#")]
table = {ord(source): target for source, target in pairs}

def fold(word):
    return unicodedata.normalize("NFKC", word).lower().translate(table)

counts = collections.Counter()
total = 0
for line in open(dictionary, encoding="utf-8"):
    word, count = line.split(" ")[:2]
    total += int(count)
    word = fold(word)
    if HAN.match(word) and len(word) <= LONGEST:
        counts[word] += int(count)

field = set(FIELD)
for line in open(synonyms, encoding="utf-8"):
    field.update(word.strip() for word in line.split("#")[0].split("="))
field = {fold(word) for word in field if word}
field = sorted((word for word in field if HAN.match(word) and len(word) > 1), key=lambda word: (len(word), word))

def best(word):  # Probability of the best way to write the word with shorter ones: a word must be as likely to stay whole.
    probability = [1.0] + [0.0] * len(word)
    for start in range(len(word)):
        for end in range(start + 1, len(word) + 1):
            count = counts.get(word[start:end], 1 if end == start + 1 else 0)
            if end - start < len(word):
                probability[end] = max(probability[end], probability[start] * count / total)
    return probability[-1]

LEAST = 300  # of a field word, so that completion offers it before rare words of the general language
for word in field:
    counts[word] = max(counts.get(word, 0), int(best(word) * total) + 1, LEAST)

head = f"""# 检索词切分用的词表，一行一个词和它的频数，按 UTF-8 字节排序 / words that cut queries, with their frequency, sorted by UTF-8 bytes
# Source: dict.txt of jieba {version} (https://github.com/fxsjy/jieba), MIT License, Copyright (c) 2013 Sun Junyi; folded to simplified characters; field words by hand in the script
# Made by: sh Indexes/make-words.sh — change the script, not this file
"""
lines = {word: f"{word}\t{count}\n".encode() for word, count in counts.items()}
kept = set(field)
left = MOST_BYTES - len(head.encode()) - sum(len(lines[word]) for word in kept)
by_count = collections.defaultdict(list)
for word in counts:
    if word not in kept:
        by_count[counts[word]].append(word)
for count in sorted(by_count, reverse=True):  # All words of a frequency or none, so that the threshold is a fact.
    need = sum(len(lines[word]) for word in by_count[count])
    if need > left:
        break
    kept.update(by_count[count])
    left -= need
    threshold = count
with open(output, "wb") as out:
    out.write(head.encode())
    out.writelines(lines[word] for word in sorted(kept, key=str.encode))
# The ranks of characters number each document's profile: another order needs a new index version.
characters = collections.Counter()
for line in open(dictionary, encoding="utf-8"):
    word, count = line.split(" ")[:2]
    for character in word:
        character = folded.get(character, character)
        if "\u3400" <= character <= "\u9fff":
            characters[character] += int(count)
best_first = sorted(characters, key=lambda character: (-characters[character], character))
open("v3/characters.txt", "w", encoding="utf-8").write("".join(best_first[:6000]) + "\n")
print(f"{len(kept)} words, {len(field)} of the field; frequency {threshold} and more; {total} counted")
PYTHON
