/// The people, the place and the day of one document or one case.
struct Cast: Sendable {
    var child: String
    var isGirl: Bool
    var birth: Day
    var guardian: String
    /// What the guardian is to the child, 祖母 for one.
    var kin: String
    var worker: String
    var chief: String
    var partner: String
    var school: String
    var division: Division
    var today: Day

    init(_ random: inout SplitMix64, today: Day, division: Division, ages: ClosedRange<Int> = 3...16) {
        isGirl = random.chance(48)
        let family = People.surnames.pick(&random)
        child = family + People.given(&random, girl: isGirl)
        birth = Day(number: today.number - random.within(ages.lowerBound * 366...ages.upperBound * 365))
        kin = Vocabulary.kin.pick(&random)
        let sharesName = Vocabulary.kinOfSameName.contains(kin)
        let guardianFamily = sharesName ? family : People.surnames.pick(&random)
        guardian = guardianFamily + People.given(&random, girl: Vocabulary.femaleKin.contains(kin))
        worker = People.anyName(&random)
        chief = People.anyName(&random)
        partner = People.anyName(&random)
        school = Places.school(&random, age: (today.number - birth.number) / 365)
        self.division = division
        self.today = today
    }

    var sex: String { isGirl ? "女" : "男" }

    var age: Int { max(1, (today.number - birth.number) / 365) }

    var identityNumber: String { Self.identityNumber(born: birth) }

    /// Begins with six zeros, which is the code of no place: nobody bears such a number.
    static func identityNumber(born birth: Day) -> String {
        "000000\(birth.compact)\(padded((birth.number + 100_000) * 7919 % 10_000, 4))"
    }

    /// The family name, with compound ones such as 欧阳 whole.
    var familyName: String {
        let given = child.count > 3 || People.compoundSurnames.contains(String(child.prefix(2))) ? 2 : 1
        return String(child.prefix(given))
    }

    var grade: String {
        switch age {
        case ...2: "未入园"
        case 3...5: "幼儿园"
        case 6...11: "小学" + ["一", "二", "三", "四", "五", "六"][age - 6] + "年级"
        case 12...14: "初中" + ["一", "二", "三"][age - 12] + "年级"
        default: "高中" + ["一", "二", "三"][min(age - 15, 2)] + "年级"
        }
    }

    func word(for slot: Slot) -> String {
        switch slot {
        case .child: child
        case .he: isGirl ? "她" : "他"
        case .guardian: guardian
        case .kin: kin
        case .worker: worker
        case .chief: chief
        case .partner: partner
        case .school: school
        case .grade: grade
        case .town: division.town
        case .community: division.community
        case .district: division.district
        case .age: String(age)
        case .today: today.chinese
        case .year: String(today.year)
        default: ""
        }
    }
}
