/// An institution of the four tiers in Dalian, named by its administrative division code.
///
/// The same codes stand in `Corpus/organisations.csv`; a test compares the two.
struct Division: Sendable {
    /// 4 digits the city, 6 a district, 9 a street or town, 12 a community or village.
    let code: String
    /// The place alone, 桃源街道 for one.
    let name: String
    let district: String
    let town: String
    let community: String

    /// What the institution of this place calls itself.
    var institution: String {
        switch code.utf8.count {
        case 4: "大连市未成年人救助保护中心"
        case 6: name + "未成年人救助保护中心"
        case 9: name + "未成年人保护工作站"
        default: name + "儿童主任"
        }
    }
}

enum Divisions {
    static let city = Division(
        code: "2102", name: "大连市", district: "大连市", town: "市区街道", community: "辖区社区")
    static let districts = all.filter { $0.code.utf8.count == 6 }
    static let towns = all.filter { $0.code.utf8.count == 9 }
    static let communities = all.filter { $0.code.utf8.count == 12 }

    static func district(_ random: inout SplitMix64) -> Division {
        districts[random.below(districts.count)]
    }

    static func town(_ random: inout SplitMix64) -> Division {
        towns[random.below(towns.count)]
    }

    static func community(_ random: inout SplitMix64) -> Division {
        communities[random.below(communities.count)]
    }

    /// The district, city or county that holds `division`.
    static func above(_ division: Division) -> Division {
        districts.first { division.code.hasPrefix($0.code) } ?? city
    }

    private static let all: [Division] = {
        var district = ""
        var town = ""
        return table.split(separator: "\n").map { line in
            let parts = line.split(separator: " ").map(String.init)
            let (code, name) = (parts[0], parts[1])
            switch code.utf8.count {
            case 6: (district, town) = (name, "下辖街道")
            case 9: town = name
            default: break
            }
            let community = code.utf8.count == 12 ? name : "所在社区"
            return Division(code: code, name: name, district: district, town: town, community: community)
        }
    }()

    private static let table = """
        210202 中山区
        210202001 海军广场街道
        210202001001 望海社区
        210202001003 春海社区
        210202002 桃源街道
        210202002002 秀月社区
        210202002004 桃源社区
        210202003 老虎滩街道
        210202003001 虎滩社区
        210202004 青泥洼桥街道
        210202005 葵英街道
        210202005002 葵英社区
        210203 西岗区
        210203001 香炉礁街道
        210203001001 新港社区
        210203003 日新街道
        210203003002 长春社区
        210203005 人民广场街道
        210203005003 长江社区
        210203006 八一路街道
        210203007 白云街道
        210203007001 白云社区
        210204 沙河口区
        210204003 马栏街道
        210204003002 富民社区
        210204003005 西山社区
        210204005 南沙河口街道
        210204005001 民勇社区
        210204006 黑石礁街道
        210204006004 凌云社区
        210204007 春柳街道
        210204008 星海湾街道
        210204008002 星海社区
        210211 甘井子区
        210211001 周水子街道
        210211001003 新水社区
        210211004 甘井子街道
        210211006 机场街道
        210211006002 迎客社区
        210211008 泡崖街道
        210211008001 玉境社区
        210211011 泉水街道
        210211011005 泉水社区
        210211013 凌水街道
        210211015 大连湾街道
        210211015202 棉花岛村
        210211017 营城子街道
        210211017201 前牧城驿村
        210212 旅顺口区
        210212001 得胜街道
        210212001002 得胜社区
        210212003 光荣街道
        210212005 水师营街道
        210212005201 小南村
        210212006 铁山街道
        210212006203 柏岚子村
        210213 金州区
        210213001 拥政街道
        210213001001 古城社区
        210213002 友谊街道
        210213005 马桥子街道
        210213005003 海湾社区
        210213011 登沙河街道
        210213011204 阿尔滨村
        210213015 向应街道
        210213015202 城西村
        210214 普兰店区
        210214001 丰荣街道
        210214001003 五一社区
        210214002 铁西街道
        210214006 皮口街道
        210214006201 夹心村
        210214009 安波街道
        210214009205 鸡冠村
        210224 长海县
        210224100 大长山岛镇
        210224100201 杨家村
        210224101 獐子岛镇
        210224101202 沙包村
        210224103 广鹿岛镇
        210281 瓦房店市
        210281001 新华街道
        210281001002 新华社区
        210281003 岭东街道
        210281100 复州城镇
        210281100203 永丰村
        210281104 得利寺镇
        210281104201 崔屯村
        210281112 谢屯镇
        210283 庄河市
        210283001 城关街道
        210283001001 向阳社区
        210283003 昌盛街道
        210283100 青堆镇
        210283100202 胜利村
        210283103 黑岛镇
        210283107 仙人洞镇
        210283107203 马道口村
        210283200 石城乡
        210283200201 花山村
        """
}
