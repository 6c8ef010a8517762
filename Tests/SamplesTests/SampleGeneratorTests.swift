import Foundation
import Samples
import Testing

@Suite struct SampleGeneratorTests {
    private static let generator = SampleGenerator(seed: 2023)
    private static let documents = (0..<5000).map { generator.document(at: $0) }

    @Test func sameSeedAndIndexGiveTheSameBytes() {
        let again = SampleGenerator(seed: 2023)
        for index in stride(from: 0, to: 5000, by: 7) {
            #expect(Self.described(again.document(at: index)) == Self.described(Self.documents[index]))
        }
    }

    @Test func orderOfCallsDoesNotMatter() {
        let backwards = (0..<400).reversed().map { Self.generator.document(at: $0) }
        for (document, expected) in zip(backwards.reversed(), Self.documents) {
            #expect(Self.described(document) == Self.described(expected))
        }
    }

    @Test func anotherSeedGivesOtherDocuments() {
        let other = SampleGenerator(seed: 2024)
        let equal = (0..<400).count { other.document(at: $0).text == Self.documents[$0].text }
        #expect(equal == 0)
    }

    /// Guards against anything that differs between runs or machines, such as hash order. New words change the digest.
    @Test func bytesAreTheSameOnEveryMachine() {
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        for document in Self.documents.prefix(200) {
            for byte in Self.described(document).utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        #expect(String(digest, radix: 16) == "6c6cccf9992235ce")
    }

    @Test func externalIdentifiersCountFromOne() {
        #expect(Self.documents[0].externalID == "S0000001")
        #expect(Self.documents[4999].externalID == "S0005000")
    }

    @Test func everyClassHasItsShare() {
        let shares = ["GA": 25, "PG": 15, "DJ": 20, "QB": 5, "RZ": 5, "PX": 10, "FG": 5, "DD": 5, "XC": 5, "ZZ": 5]
        let counts = Dictionary(grouping: Self.documents, by: \.classCode).mapValues(\.count)
        #expect(Set(counts.keys) == Set(shares.keys))
        for (code, share) in shares {
            let percent = Double(counts[code] ?? 0) * 100 / Double(Self.documents.count)
            #expect(abs(percent - Double(share)) < 2, "\(code): \(percent) %")
        }
    }

    @Test func datesAreValidAndInRange() {
        for document in Self.documents {
            #expect(Self.isDate(document.date), "\(document.externalID): \(document.date)")
            #expect(document.date >= "2021-01-01" && document.date <= "2025-12-31")
        }
    }

    @Test func firstLineIsTheTitle() {
        for document in Self.documents {
            #expect(document.text.hasPrefix(document.title + "\n"))
            #expect(!document.title.isEmpty)
        }
    }

    @Test func noSlotIsLeftOpen() {
        for document in Self.documents {
            #expect(!document.text.contains("{") && !document.text.contains("}"), "\(document.text)")
            #expect(!document.title.contains("{"))
        }
    }

    @Test func fieldsAreThoseOfTheClass() throws {
        for document in Self.documents {
            let allowed = try #require(Self.fields[document.classCode])
            #expect(Set(document.fields.map(\.name)).count == document.fields.count)
            for (name, value) in document.fields {
                let kind = try #require(allowed[name], "\(document.classCode) has no field \(name)")
                #expect(kind.accepts(value), "\(document.classCode) \(name): \(value)")
            }
        }
    }

    @Test func everyFieldOccurs() {
        for (code, allowed) in Self.fields {
            let names = Set(Self.documents.filter { $0.classCode == code }.flatMap { $0.fields.map(\.name) })
            #expect(names == Set(allowed.keys), "\(code)")
        }
    }

    @Test func institutionsStandInTheCorpus() throws {
        let codes = try Self.organisationCodes()
        for document in Self.documents {
            #expect(codes.contains(document.org), "\(document.org)")
            for field in document.fields where field.name == "被督导机构" {
                #expect(codes.contains(field.value) && field.value.hasPrefix(document.org))
            }
        }
        #expect(Set(Self.documents.map(\.org)).count > 80)
    }

    @Test func institutionsFormATree() throws {
        let codes = try Self.organisationCodes()
        for code in codes where code.count > 4 {
            let above = code.count == 6 ? 4 : code.count - 3
            #expect(codes.contains(String(code.prefix(above))), "nothing stands above \(code)")
        }
    }

    @Test func documentsOfACaseTellOneStory() {
        let cases = Dictionary(grouping: Self.documents.filter { $0.volume != nil }, by: { $0.volume ?? "" })
        #expect(cases.count > 300)
        for (volume, documents) in cases {
            #expect(documents.allSatisfy { $0.classCode == "GA" || $0.classCode == "PG" })
            #expect(Set(documents.map(\.org)).count == 1, "\(volume)")
            let children = Set(documents.flatMap { $0.fields.filter { $0.name == "当事人" }.map(\.value) })
            #expect(children.count == 1, "\(volume)")
            #expect(documents.map(\.date) == documents.map(\.date).sorted(), "\(volume)")
            #expect(documents[0].title.hasSuffix("个案登记表"), "\(volume)")
            // Whoever opens any paper of a case sees whose it is.
            for document in documents { #expect(document.text.contains(children.first ?? "?")) }
        }
    }

    @Test func onlyCasesHaveVolumes() {
        for document in Self.documents where document.classCode != "GA" && document.classCode != "PG" {
            #expect(document.volume == nil)
        }
    }

    @Test func sizesAreThoseOfShortPapers() {
        let sizes = Self.documents.map { $0.text.utf8.count }
        let mean = sizes.reduce(0, +) / sizes.count
        #expect(mean > 700 && mean < 1500, "\(mean) bytes")
        #expect((sizes.min() ?? 0) >= 400)
        #expect((sizes.max() ?? .max) <= 2500)
    }

    @Test func identityNumbersBelongToNobody() {
        for document in Self.documents {
            for line in document.text.split(separator: "\n") where line.hasPrefix("身份证号：") {
                let number = line.dropFirst("身份证号：".count)
                #expect(number.count == 18 && number.hasPrefix("000000"), "\(line)")
            }
        }
    }

    @Test func wordsAreManyAndSpreadOut() {
        var bigrams: [String: Int] = [:]
        for document in Self.documents {
            let characters = Array(document.text)
            var seen: Set<String> = []
            for (left, right) in zip(characters, characters.dropFirst()) where Self.isHan(left) && Self.isHan(right) {
                seen.insert(String([left, right]))
            }
            for bigram in seen { bigrams[bigram, default: 0] += 1 }
        }
        #expect(bigrams.count > 15_000, "\(bigrams.count) bigrams")
        // Searches want rare words as well as frequent ones.
        #expect(bigrams.values.count { $0 <= 5 } > 5000)
        #expect(bigrams.values.count { $0 > 500 } > 100)
    }

    @Test func personsAndBodiesAreDistinct() {
        let children = Set(Self.documents.flatMap { $0.fields.filter { $0.name == "当事人" }.map(\.value) })
        #expect(children.count > 1000, "\(children.count) children")
        let texts = Set(Self.documents.map(\.text))
        #expect(texts.count == Self.documents.count)
    }
}

extension SampleGeneratorTests {
    fileprivate enum Kind {
        case text, number, date
        case choice(Set<String>)

        func accepts(_ value: String) -> Bool {
            switch self {
            case .text: !value.isEmpty && !value.contains("\n")
            case .number: Double(value) != nil
            case .date: SampleGeneratorTests.isDate(value)
            case .choice(let values): values.contains(value)
            }
        }
    }

    private static let level = Kind.choice(["高", "中", "低"])

    fileprivate static let fields: [String: [String: Kind]] = [
        "GA": [
            "当事人": .text, "性别": .choice(["男", "女"]), "监护人": .text,
            "案由": .choice(["监护缺失", "遗弃", "虐待", "性侵害", "家庭暴力", "流浪走失", "心理危机", "其他"]), "风险等级": level,
        ],
        "PG": [
            "当事人": .text, "评估类型": .choice(["监护评估", "风险评估", "需求评估", "心理评估"]), "评估得分": .number,
            "风险等级": level,
        ],
        "DJ": [
            "当事人": .text, "儿童类别": .choice(["留守儿童", "困境儿童", "流动儿童", "孤儿", "事实无人抚养儿童"]),
            "登记类型": .choice(["首次登记", "动态更新", "注销"]), "学校": .text,
        ],
        "QB": ["当事人": .text, "报告单位": .text, "接报日期": .date, "是否立案": .choice(["是", "否"])],
        "RZ": ["被查询人": .text, "岗位": .text, "查询结果": .choice(["无记录", "有记录"]), "查询日期": .date],
        "PX": ["培训主题": .text, "培训地点": .text, "参训人数": .number, "学时": .number],
        "FG": [
            "发文机关": .text, "效力级别": .choice(["法律", "行政法规", "部门规章", "规范性文件", "内部制度"]), "施行日期": .date,
        ],
        "DD": ["考核年度": .number, "被督导机构": .text, "得分": .number],
        "XC": ["活动名称": .text, "活动地点": .text, "受众人数": .number],
        "ZZ": ["机构名称": .text, "志愿者人数": .number, "服务时长": .number],
    ]

    fileprivate static func isDate(_ text: String) -> Bool {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        guard text.utf8.count == 10, parts.count == 3 else { return false }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let components = DateComponents(calendar: calendar, year: parts[0], month: parts[1], day: parts[2])
        return components.isValidDate
    }

    fileprivate static func isHan(_ character: Character) -> Bool {
        character.unicodeScalars.allSatisfy { (0x4E00...0x9FFF).contains($0.value) }
    }

    fileprivate static func organisationCodes(file: String = #filePath) throws -> Set<String> {
        let root = URL(filePath: file).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let table = try String(contentsOf: root.appending(path: "Corpus/organisations.csv"), encoding: .utf8)
        let rows = table.split(separator: "\n")
        #expect(rows.first == "代码,名称,简称")
        return Set(rows.dropFirst().compactMap { $0.split(separator: ",").first.map(String.init) })
    }

    fileprivate static func described(_ document: SampleDocument) -> String {
        let fields = document.fields.map { "\($0.name)=\($0.value)" }.joined(separator: ";")
        let parts = [
            document.externalID, document.classCode, document.title, document.date, document.org,
            document.author ?? "-", document.documentNumber ?? "-", document.volume ?? "-", fields, document.text,
        ]
        return parts.joined(separator: "|")
    }
}
