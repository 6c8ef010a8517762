import ChineseText
import Testing

struct PinyinTests {
    let pinyin: Pinyin

    init() throws { pinyin = Pinyin(try TableFiles.bytes("pinyin.tsv")) }

    @Test func theFileIsSoundAndSmall() throws {
        let lines = try TableFiles.lines("pinyin.tsv")
        #expect(try TableFiles.bytes("pinyin.tsv").count <= 400_000)
        #expect(lines.count > 40_000)
        #expect(TableFiles.isSorted(lines.map { $0[0] }))
        #expect(lines.allSatisfy { (2...3).contains($0.count) })
        #expect(lines.count { $0.count == 3 } > 450)
        let readings = lines.flatMap { $0.dropFirst() }.flatMap { $0.split(separator: ",") }
        #expect(readings.allSatisfy { $0.utf8.allSatisfy { (0x61...0x7A).contains($0) } })
        // Names can be typed as they are read.
        let common = lines.filter { $0[0].unicodeScalars.allSatisfy { (0x4E00...0x9FFF).contains($0.value) } }
        let unknown = Set(common.flatMap { $0.dropFirst() }.flatMap { $0.split(separator: ",") }.map(String.init))
            .filter { pinyin.key(ofTyped: $0) == nil }
        #expect(unknown.count < 8, "\(unknown)")
    }

    @Test(arguments: [
        ("张", ["zhang"]), ("乐", ["le", "yue"]), ("女", ["nv"]), ("略", ["lve"]), ("茜", ["xi", "qian"]), ("𠮷", ["ji"]),
        ("㐀", ["qiu"]), ("婷", ["ting"]), ("a", [String]()), ("，", []),
    ])
    func reads(_ character: String, _ readings: [String]) throws {
        #expect(pinyin.readings(of: try #require(character.unicodeScalars.first)) == readings)
    }

    @Test(arguments: ["张三", "李西西", "欧阳小小", "尉迟方", "王李小明", "阿卜杜·热西提", "买买提·阿不都热合曼"])
    func names(_ text: String) {
        #expect(pinyin.isName(text))
    }

    @Test(arguments: ["", "张", "的三", "张三李四王", "王小明明", "张a", "·张三", "张三·", "阿··提", "张 三", "zhang", "监护评估"])
    func noNames(_ text: String) {
        #expect(!pinyin.isName(text))
    }

    @Test(arguments: [
        ("张三", "zhangsan", "zs", "zansan"), ("欧阳小小", "ouyangxiaoxiao", "oyxx", "ouyanxiaoxiao"),
        ("尉迟方", "yuchifang", "ycf", "yucifan"), ("万俟明", "moqiming", "mqm", "moqimin"),
        ("令狐天", "linghutian", "lht", "linhutian"), ("单小方", "shanxiaofang danxiaofang", "sxf dxf", "sanxiaofan"),
        ("吕宁", "lvning", "ln", "lvlin"), ("仇英", "qiuying chouying", "qy cy", "qiuyin"),
        ("翟天", "zhaitian ditian", "zt dt", "zaitian"),
        ("曾天", "zengtian cengtian", "zt ct", "zentian"), ("热西提·买买提", "rexitimaimaiti", "rxtmmt", "rexitimaimaiti"),
        ("李X", "lix", "lx", "lix"), ("", "", "", ""), ("，", "", "", ""),
    ])
    func keys(_ name: String, _ spellings: String, _ initials: String, _ ear: String) {
        let keys = pinyin.nameKeys(name)
        #expect(keys.spellings.joined(separator: " ") == spellings)
        #expect(keys.initials.joined(separator: " ") == initials)
        #expect(keys.ear == ear)
    }

    @Test func spellingsAreLimited() {
        #expect(pinyin.nameKeys("曾乐行重晟").spellings.count == 8)
    }

    @Test(arguments: [("张山", "章三"), ("李宁", "李林"), ("陈星", "程新"), ("王方", "汪芳"), ("钱莉娜", "钱丽娜")])
    func soundsAlike(_ one: String, _ other: String) {
        #expect(pinyin.nameKeys(one).ear == pinyin.nameKeys(other).ear)
    }

    @Test(arguments: [
        ("zhangsan", "zhangsan"), ("zhang san", "zhangsan"), ("Zhang San", "zhangsan"), ("zhāng sān", "zhangsan"),
        ("zhang1san1", "zhangsan"), ("ＺＨＡＮＧ", "zhang"), ("zs", "zs"), ("ZXM", "zxm"), ("lü", "lv"), ("lǚ", "lv"),
        ("lv", "lv"),
        ("lyu", "lv"), ("lu:", "lv"), ("xi'an", "xian"), ("nüe", "nve"), ("lue", "lve"), ("wen", "wen"), ("z s", "zs"),
    ])
    func typed(_ latin: String, _ key: String) {
        #expect(pinyin.key(ofTyped: latin) == [key])
    }

    @Test(arguments: ["", " ", "hello", "J016", "iu", "zhangs", "z", "zxcvb", "张三", "a.b", "1", "zhang_san"])
    func notPinyin(_ latin: String) {
        #expect(pinyin.key(ofTyped: latin) == nil)
    }

    @Test func typedNamesSoundAsWritten() {
        #expect(pinyin.ears(ofTyped: "zhangsan") == [pinyin.nameKeys("张三").ear])
        #expect(pinyin.ears(ofTyped: "Liu Ning") == [pinyin.nameKeys("刘宁").ear])
        #expect(pinyin.ears(ofTyped: "fangan") == ["fangan", "fanan"])
        #expect(pinyin.ears(ofTyped: "zs") == [])
    }

    @Test func longInputIsHarmless() {
        #expect(pinyin.key(ofTyped: String(repeating: "an", count: 40)) != nil)
        #expect(pinyin.key(ofTyped: String(repeating: "an", count: 4_000)) == nil)
        #expect(!pinyin.nameKeys(String(repeating: "乐", count: 500)).spellings.isEmpty)
    }

    @Test(arguments: ["", "#", "张", "张\t", "张\tzhang\t", "\t\t\n"])
    func oddTablesAreHarmless(_ table: String) {
        let pinyin = Pinyin(Array(table.utf8))
        #expect(!pinyin.isName("张三"))
        #expect(pinyin.nameKeys("张三").spellings.count <= 1)
    }
}
