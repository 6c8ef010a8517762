import Foundation
import Records
import Testing

@Suite struct VersionTests {
    static let description = Description(
        title: "林小满个案会商纪要", date: "2023-05-19", classCode: "GA", org: "210202",
        volume: "J016-ZY·WB·GA·2023·Y-001",
        author: "中山区未成年人救助保护中心", documentNumber: "未保会〔2023〕4号", externalID: "GA-002",
        fields: [FieldValue(name: "风险等级", value: "高"), FieldValue(name: "当事人", value: "林小满")],
        persons: [PersonInRole(person: 1, name: "林小满", birthDate: "2015-03-02", identityNumber: nil, role: "当事人")],
        proposedFields: [FieldValue(name: "监护人", value: "林“国”梁")])

    static let version = Version(
        sequence: 12, code: "J016-ZY·WB·GA·2023·Y-001-002", number: 2, description: description,
        filedAt: "2023-05-20T09:00:00+08:00", filedBy: "甲", reason: "补充\n第二页", voided: false,
        proposed: ["title", "date"],
        retention: RetentionRule(trigger: .closedAndAdult, period: .permanent, disposition: .transfer),
        filePlanVersion: 1,
        files: [
            VersionFile(
                name: "纪要.txt", size: 12, sha256: String(repeating: "a", count: 64), mediaType: "text/plain",
                encoding: "GB18030", storedIn: 1)
        ], text: VersionText(size: 12, sha256: String(repeating: "b", count: 64), storedIn: 1), fingerprint: "c")

    @Test func `a description goes through JSON`() throws {
        #expect(try throughJSON(Self.description) == Self.description)
        let bare = Description(title: "题", date: "2023-01-01", classCode: "PX", org: "00")
        #expect(try throughJSON(bare) == bare)
    }

    @Test func `a version goes through JSON`() throws {
        #expect(try throughJSON(Self.version) == Self.version)
        var bare = Self.version
        bare.reason = nil
        bare.text = nil
        bare.files = []
        #expect(try throughJSON(bare) == bare)
    }

    @Test func `JSON says class and version, and the format first of all`() throws {
        let json = try JSONEncoder().encode(Self.version)
        let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
        #expect(object["format"] as? String == "lantai-version/1")
        #expect(object["version"] as? Int == 2)
        #expect((object["description"] as? [String: Any])?["class"] as? String == "GA")
        #expect(object["number"] == nil)
    }

    @Test func `a search asks for a filter or not`() {
        #expect(!SearchQuery(text: "监护").hasFilter)
        #expect(!SearchQuery(text: "监护", includeVoided: true, sort: .date, limit: 1, offset: 2).hasFilter)
        #expect(SearchQuery(text: "", classCode: "GA").hasFilter)
        #expect(SearchQuery(text: "", from: "2023-01-01").hasFilter)
        #expect(SearchQuery(text: "", fields: [FieldValue(name: "风险等级", value: "高")]).hasFilter)
    }

    @Test func `a class is found by code, name, or code in small letters`() {
        let rule = RetentionRule(trigger: .yearEnd, period: .years(10), disposition: .appraise)
        let classes = [("PX", "培训"), ("GA", "个案")].map {
            RecordClass(
                code: $0.0, name: $0.1, series: "ZY·WB", access: .open, retention: rule, fields: [], inVolumes: false)
        }
        let plan = FilePlan(name: "方案", classes: classes)
        #expect(plan.recordClass("GA")?.name == "个案")
        #expect(plan.recordClass("培训")?.code == "PX")
        #expect(plan.recordClass("ga")?.code == "GA")
        #expect(plan.recordClass("XX") == nil)
    }
}
