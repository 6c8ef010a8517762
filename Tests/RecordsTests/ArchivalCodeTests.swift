import Records
import Testing

@Suite struct ArchivalCodeTests {
    @Test func `by volume it is fonds, series, volume and item`() {
        let code = ArchivalCode(fonds: "J016", series: "ZY·WB·GA·2023·Y", volume: 7, item: 3)
        #expect(code.description == "J016-ZY·WB·GA·2023·Y-007-003")
    }

    @Test func `by item it is fonds, series and item`() {
        let code = ArchivalCode(fonds: "J016", series: "ZY·WB·PX·2023·D10", item: 1)
        #expect(code.description == "J016-ZY·WB·PX·2023·D10-0001")
    }

    @Test func `numbers beyond their width are written whole`() {
        #expect(ArchivalCode(fonds: "J016", series: "S", item: 12345).description == "J016-S-12345")
        #expect(ArchivalCode(fonds: "J016", series: "S", volume: 1000, item: 1234).description == "J016-S-1000-1234")
        #expect(ArchivalCode.itemNumber(inVolume: 9) == "009")
        #expect(ArchivalCode.volumeCode(fonds: "J016", series: "S", volume: 12) == "J016-S-012")
    }

    @Test func `a series names category, class, year and period`() {
        let rule = RetentionRule(trigger: .yearEnd, period: .years(30), disposition: .appraise)
        let recordClass = RecordClass(
            code: "DJ", name: "登记建档", series: "ZY·WB", access: .open, retention: rule, fields: [], inVolumes: false)
        #expect(ArchivalCode.series(of: recordClass, year: "2024") == "ZY·WB·DJ·2024·D30")
    }

    @Test(arguments: [
        "J016-ZY·WB·GA·2023·Y-007-003", "J016-ZY.WB.GA.2023.Y-007-003", "j016-zy.wb.ga.2023.y-007-003",
        " J016-ZY.WB.GA.2023.Y-007-003\n", "Ｊ０１６－ＺＹ．ＷＢ．ＧＡ．２０２３．Ｙ－００７－００３", "J016—ZY•WB・GA‧2023⋅Y–007−003",
        "J016 - ZY.WB.GA.2023.Y - 007 - 003", "J016-ZY･WB.GA.2023.Y‐007‑003", "ｊ016-zy·wb.ga.2023.y-007-003",
    ])
    func `a code as typed is understood`(typed: String) {
        #expect(ArchivalCode.normalised(typed) == "J016-ZY·WB·GA·2023·Y-007-003")
    }

    @Test(arguments: ["", "林小满", "J016-ZY·WB·GA·2023·Y-办公室-003"])
    func `what has nothing to change stays`(typed: String) {
        #expect(ArchivalCode.normalised(typed) == typed)
    }

    @Test func `normalising twice changes nothing more`() {
        let once = ArchivalCode.normalised("ｊ016-zy.wb．ga・2023•y－007—003")
        #expect(ArchivalCode.normalised(once) == once)
    }

    @Test func `a folder name has dots for middle dots`() {
        #expect(ArchivalCode.folderName("J016-ZY·WB·GA·2023·Y-007-003") == "J016-ZY.WB.GA.2023.Y-007-003")
        // A joiner makes one character of itself and the dot before it.
        #expect(ArchivalCode.folderName("ZY·\u{200D}WB") == "ZY.\u{200D}WB")
    }
}
