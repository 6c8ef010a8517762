import Foundation

/// The syllables of Mandarin, and how a row of letters is cut into them.
enum PinyinSyllables {
    /// Letters of typed pinyin, cut at what people type between syllables; nil if there is anything else in it.
    /// Tone marks and tone digits go, ü becomes v.
    static func parts(ofTyped latin: String) -> [String]? {
        var parts: [String] = [""]
        // Decomposed, a tone mark is a scalar of its own, and ü a u with a diaeresis.
        for scalar in latin.lowercased().decomposedStringWithCompatibilityMapping.unicodeScalars {
            switch scalar {
            case "a"..."z": parts[parts.count - 1].unicodeScalars.append(scalar)
            case "\u{308}", ":":
                guard parts[parts.count - 1].last == "u" else { return nil }
                parts[parts.count - 1].removeLast()
                parts[parts.count - 1].append("v")
            case "\u{300}", "\u{301}", "\u{302}", "\u{304}", "\u{306}", "\u{30C}": continue
            case "1"..."5":
                if parts[parts.count - 1].isEmpty { return nil }
                parts.append("")
            case " ", "'", "’", "-", "·": parts.append("")
            default: return nil
            }
        }
        parts.removeAll(where: \.isEmpty)
        let letters = parts.reduce(0) { $0 + $1.utf8.count }
        return (1...longest).contains(letters) ? parts : nil
    }

    /// All ways to cut letters into syllables, at most eight, those of fewer syllables first and then those in which
    /// syllables begin with consonants, as the spelling rules ask for. Empty if there is none.
    static func cuts(_ letters: String) -> [[String]] {
        let letters = Array(letters.utf8)
        guard letters.count <= longest else { return [] }
        var cuts = [[[String]]](repeating: [], count: letters.count + 1)
        cuts[0] = [[]]
        for end in stride(from: 1, through: letters.count, by: 1) {
            for start in max(0, end - 6)..<end where !cuts[start].isEmpty {
                guard let syllable = syllable(String(decoding: letters[start..<end], as: UTF8.self)) else { continue }
                cuts[end] += cuts[start].map { $0 + [syllable] }
            }
            cuts[end] = Array(cuts[end].sorted { rank($0) < rank($1) }.prefix(8))
        }
        return letters.isEmpty ? [] : cuts[letters.count]
    }

    /// The sound of syllables with the differences gone that people do not hear.
    static func ear(_ syllables: [String]) -> String {
        syllables.map { syllable in
            var sound = Substring(syllable)
            var initial = ""
            switch sound.prefix(2) {
            case "zh", "ch", "sh":
                initial = String(sound.prefix(1))
                sound = sound.dropFirst(2)
            default:
                // A syllable like "n" of a foreign name is no initial.
                if sound.first == "n", sound.count > 1 {
                    initial = "l"
                    sound = sound.dropFirst()
                }
            }
            let merges = sound.hasSuffix("ang") || sound.hasSuffix("eng") || sound.hasSuffix("ing")
            return initial + (merges ? sound.dropLast() : sound)
        }.joined()
    }

    // MARK: Inside

    /// Letters of the longest input that is looked at: a minority name of 15 characters.
    private static let longest = 90

    private static func rank(_ cut: [String]) -> Int {
        cut.count * 100 + cut.count { "aeo".contains($0.prefix(1)) }
    }

    /// The syllable in this table's spelling; passports write lyu for lü, and lüe is often typed lue.
    private static func syllable(_ letters: String) -> String? {
        let spelled =
            switch letters {
            case "lyu": "lv"
            case "nyu": "nv"
            case "lue", "lyue": "lve"
            case "nue", "nyue": "nve"
            default: letters
            }
        return all.contains(spelled) ? spelled : nil
    }

    private static let all = Set(
        """
        a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cen ceng
        cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ci cong cou cu
        cuan cui cun cuo da dai dan dang dao de dei den deng di dia dian diao die ding diu dong dou du duan dui dun duo
        e ei en eng er fa fan fang fei fen feng fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan
        guang gui gun guo ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo ji jia jian
        jiang jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke ken keng kong kou ku kua kuai kuan kuang
        kui kun kuo la lai lan lang lao le lei leng li lia lian liang liao lie lin ling liu lo long lou lu luan lun luo
        lv lve ma mai man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu na nai nan nang nao ne nei
        nen neng ni nian niang niao nie nin ning niu nong nou nu nuan nuo nv nve o ou pa pai pan pang pao pei pen peng pi
        pian piao pie pin ping po pou pu qi qia qian qiang qiao qie qin qing qiong qiu qu quan que qun ran rang rao re
        ren reng ri rong rou ru rua ruan rui run ruo sa sai san sang sao se sen seng sha shai shan shang shao she shei
        shen sheng shi shou shu shua shuai shuan shuang shui shun shuo si song sou su suan sui sun suo ta tai tan tang
        tao te teng ti tian tiao tie ting tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wu xi xia xian
        xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yo yong you yu yuan yue yun za
        zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhei zhen zheng zhi zhong zhou zhu zhua zhuai zhuan
        zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo
        """.split { $0 == " " || $0 == "\n" }.map(String.init))
}
