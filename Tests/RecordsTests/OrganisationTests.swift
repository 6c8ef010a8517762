import Records
import Testing

@Suite struct OrganisationTests {
    @Test(arguments: [
        ("21", OrganisationTier.province), ("2102", .city), ("210202", .district), ("210202001", .station),
        ("210202001001", .community),
    ])
    func `the length of a division code is its tier`(code: String, tier: OrganisationTier) {
        #expect(Organisation.isValidCode(code))
        #expect(Organisation(code: code, name: "某单位").tier == tier)
    }

    @Test(arguments: ["", "2", "210", "21020", "2102020", "21020200", "2102020010", "2102a2", "２１", "21 202", "-21023"])
    func `other codes are refused`(code: String) {
        #expect(!Organisation.isValidCode(code))
    }

    @Test func `a code stands above all codes that begin with it`() {
        let chain = ["21", "2102", "210202", "210202001", "210202001001"]
        for (above, code) in chain.enumerated() {
            for (below, other) in chain.enumerated() {
                #expect(Organisation.jurisdiction(of: code, covers: other) == (above <= below))
            }
        }
        #expect(!Organisation.jurisdiction(of: "210202", covers: "210203001"))
        #expect(!Organisation.jurisdiction(of: "210202001", covers: "210202002001"))
    }

    @Test(arguments: ["J016", "A000", "Z10999"])
    func `a fonds number is a capital letter and digits`(code: String) {
        #expect(Fonds.isValidCode(code))
    }

    @Test(arguments: ["", "J", "J16", "j016", "JJ16", "0160", "J01６", "J0160000", "J01-", "Ｊ016"])
    func `other fonds numbers are refused`(code: String) {
        #expect(!Fonds.isValidCode(code))
    }
}
