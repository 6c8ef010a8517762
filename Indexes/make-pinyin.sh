#!/bin/sh
# Writes v3/pinyin.tsv anew from the readings that ICU knows (Unicode's Unihan database) and what is said by hand below
# about names. Needs python3 and uconv (Debian: apt install icu-devtools).
#   sh Indexes/make-pinyin.sh
set -eu
cd "$(dirname "$0")"
exec python3 - v3/pinyin.tsv <<'PYTHON'
import re, subprocess, sys, unicodedata

MOST_BYTES = 400_000
RANGES = [(0x3007, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x2A6DF), (0x2A700, 0x2EBE0), (0x30000, 0x323AF)]

# The hundred surnames and those that are frequent today.
SINGLE = """
赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍
史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒
屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包
诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉
戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛
寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁
勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公岳帅缑亢况郈有琴商牟佘佴伯赏墨哈谯笪年爱阳佟言福
肖闫付代区覃冼洗朴尧褟苑邸苟占战栗修宾揭兰丛邝鹿原矫展逢初由门信来么幺员贠佀隋辜涂官侍商哀尉迟旷税青粟奉铁化玉啜折黑召
撒麦楚楼檀盘肇勇才海塔宝腾矣晋仉臣英银禚仝纳苻綦鄢郄都衣由后阿扎央曼巨覃禤亓令呙行过
""".replace("\n", "")
# Compound surnames, with their readings where the characters alone mislead.
COMPOUND = """
万俟=moqi 司马 上官 欧阳 夏侯 诸葛=zhuge 闻人 东方 赫连 皇甫=huangfu 尉迟=yuchi 公羊 澹台=tantai 公冶 宗政 濮阳 淳于
单于=chanyu 太叔 申屠 公孙 仲孙 轩辕 令狐=linghu 钟离 宇文 长孙=zhangsun 慕容 鲜于=xianyu 闾丘 司徒 司空 亓官=qiguan
司寇 仉督 子车=ziju 颛孙 端木 巫马 公西 漆雕 乐正=yuezheng 壤驷 公良 拓跋=tuoba 夹谷=jiagu 宰父=zaifu 谷梁 晋楚 闫法 段干
百里 东郭 南门 呼延 归海 羊舌 微生 梁丘 左丘 东门 西门 南宫 第五 独孤 纳兰 完颜 叶赫 爱新 耶律 呼和 欧侯
""".split()
# Readings of single surnames; the ordinary reading stays as a second one, for those who do not know better.
SURNAMES = """
单=shan 解=xie 仇=qiu 曾=zeng 区=ou 查=zha 朴=piao 盖=ge,gai 乐=yue,le 洗=xian 黑=he,hei 折=she 能=nai 召=shao
员=yun 贠=yun 么=yao 牟=mu,mou 佴=nai 郗=xi,chi 郇=xun,huan 祭=zhai 种=chong 秘=bi 繁=po 阚=kan
谌=chen,shen 句=gou 薄=bo 费=fei,bi 贲=ben,fei 乜=nie 郄=qie,xi 莘=shen,xin 重=chong 炅=gui
""".split()
# Characters of given names whose reading people do not agree on, the usual one first.
SECOND = """
乐=le,yue 行=xing,hang 重=zhong,chong 茜=xi,qian 晟=sheng,cheng 长=chang,zhang 朝=chao,zhao 调=diao,tiao
曾=ceng,zeng 单=dan,shan 解=jie,xie 盛=sheng,cheng 娜=na,nuo 颉=jie,xie 翟=zhai,di 宿=su,xiu 参=can,shen
省=sheng,xing 乘=cheng,sheng 朴=pu,piao 筠=yun,jun 莞=guan,wan 柏=bai,bo 卡=ka,qia 蔚=wei,yu 艾=ai,yi
炅=jiong,gui 杉=shan,sha 伽=jia,qie,ga 扎=zha,za 藏=cang,zang 折=zhe,she 种=zhong,chong 车=che,ju 角=jiao,jue
觉=jue,jiao 隽=jun,juan 浚=jun,xun 率=shuai,lv 绿=lv,lu 模=mo,mu 秘=mi,bi 宓=mi,fu 栖=qi,xi 纤=xian,qian
厦=sha,xia 殷=yin,yan 帧=zhen 埔=pu,bu 六=liu,lu 隗=wei,kui 尉=wei,yu 万=wan,mo 俟=si,qi 缪=miao,mou 区=qu,ou
查=cha,zha 员=yuan,yun 盖=gai,ge 仇=chou,qiu 黑=hei,he 覃=qin,tan 纶=lun,guan 褚=chu,zhu 靓=liang,jing
囝=nan,jian 钥=yue,yao 地=di 着=zhuo 什=shi 都=du 还=huan 泊=bo 卜=bu,bo 𠮷=ji
""".split()

SYLLABLE = re.compile(r"[a-z]{1,6}\Z")

def plain(reading):
    letters = unicodedata.normalize("NFD", unicodedata.normalize("NFD", reading).lower().replace("u\u0308", "v"))
    # A tone mark may stand between the letter and its diaeresis.
    letters = re.sub("u([\u0300-\u036F]*)\u0308", r"v\1", letters)
    return "".join(c for c in letters if not unicodedata.combining(c)).replace("ê", "e")

characters = [chr(c) for first, last in RANGES for c in range(first, last + 1)]
out = subprocess.run(
    ["uconv", "-f", "utf8", "-t", "utf8", "-x", "Han-Latin"], input="\n".join(characters) + "\n", text=True,
    capture_output=True, check=True)
readings = {}
for character, reading in zip(characters, out.stdout.rstrip("\n").split("\n"), strict=True):
    reading = plain(reading.strip())
    if reading != character and SYLLABLE.match(reading) and re.search("[aeiouv]", reading):
        readings[character] = [reading]
readings["〇"] = ["ling"]
common = dict(readings)

def pair(text):
    key, values = text.split("=")
    return key, values.split(",")

for character, values in map(pair, SECOND):
    readings[character] = values
surnames = {character: readings[character] for character in SINGLE}
for character, values in map(pair, SURNAMES):
    surnames[character] = values + [r for r in readings.get(character, []) if r not in values]
for entry in COMPOUND:
    name, _, value = entry.partition("=")
    surnames[name] = [value] if value else ["".join(surnames.get(c, readings[c])[0] for c in name)]

version = subprocess.run(["uconv", "--version"], text=True, capture_output=True).stdout.split()[-1]
head = f"""# 拼音：字、读音、作姓氏时的读音 / pinyin: character, readings, readings as a surname; only surnames have the third column
# Source: Han-Latin of ICU {version} (https://icu.unicode.org), Unicode License; names by hand in the script; ü is v
# Made by: sh Indexes/make-pinyin.sh — change the script, not this file
"""
def line(key):
    fields = [key, ",".join(readings.get(key, []))]
    if key in surnames:
        fields.append(",".join(surnames[key]))
    return "\t".join(fields) + "\n"

# Rare characters outside the basic plane come last if the file would grow too large.
keys = sorted(readings.keys() | surnames.keys(), key=lambda key: (len(key) == 1 and ord(key) > 0xFFFF, key))
kept, size = [], len(head.encode())
for key in keys:
    size += len(line(key).encode())
    if size > MOST_BYTES:
        break
    kept.append(key)
with open(sys.argv[1], "w", encoding="utf-8", newline="\n") as out:
    out.write(head)
    out.writelines(line(key) for key in sorted(kept, key=str.encode))
print(f"{len(kept)} of {len(keys)} keys, {len(surnames)} surnames, {len(set(r for v in readings.values() for r in v))} syllables")
changed = [f"{c}{common[c][0]}→{','.join(readings[c])}" for c in common if common[c][0] != readings[c][0]]
print("otherwise than ICU:", " ".join(changed))
PYTHON
