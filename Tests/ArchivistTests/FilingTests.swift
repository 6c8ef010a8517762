import Archivist
import Foundation
import Records
import Synchronization
import Testing
import Workbench

@Suite struct FilingTests {
    private let test: TestArchive
    private var folder: TestFolder { test.folder }

    init() throws {
        test = try TestArchive()
    }

    private static let training = FilingOptions(classCode: "PX", date: "2023-05-19")

    @Test func `a file is filed with its exact bytes and found by its words`() async throws {
        let bytes = Data("关于举办儿童主任培训的通知\r\n各街道：\r\n请参加。\r\n".utf8)
        try folder.write("in/通知.txt", bytes)
        let outcome = try #require(try await test.file("in/通知.txt", options: Self.training).first)
        #expect(outcome.status == .filed)
        #expect(outcome.code == "J016-ZY·WB·PX·2023·D10-0001")
        #expect(outcome.version == 1)
        #expect(outcome.path == folder.path("in/通知.txt"))
        let code = try #require(outcome.code)
        #expect(try Reading(archive: test.archive).file(code, name: "通知.txt").bytes == bytes)
        #expect(try Reading(archive: test.archive).file(code, name: nil).file.sha256 == outcome.sha256)
        #expect(try await test.codes("儿童主任") == [code])
        let version = try test.record(code).chosen
        #expect(version.filedBy == "甲")
        #expect(version.description.org == "2102")
        #expect(version.description.title == "关于举办儿童主任培训的通知")
        #expect(version.proposed.contains("title"))
    }

    @Test func `a folder is filed in the order of names, hidden files passed over`() async throws {
        for name in ["乙.txt", "a/丙.txt", "a/.hidden", ".git/x.txt", "甲.txt", "~$甲.doc", "Thumbs.db", "a/丁.txt"] {
            try folder.write("in/" + name, "内容：" + name)
        }
        let outcomes = try await test.file("in", options: Self.training)
        #expect(
            outcomes.map(\.path) == ["a/丁.txt", "a/丙.txt", "乙.txt", "甲.txt"].map { folder.path("in/" + $0) })
        #expect(outcomes.map(\.code) == (1...4).map { "J016-ZY·WB·PX·2023·D10-000\($0)" })
    }

    @Test func `a folder named like a class decides where nothing else does`() async throws {
        try folder.write("in/宣传/2023/海报.txt", "宣传海报")
        try folder.write("in/RZ/某人.txt", "入职查询")
        try folder.write("in/杂/x.txt", "没有类别")
        let outcomes = try await test.file("in")
        #expect(outcomes.map(\.status) == [.filed, .filed, .rejected])
        #expect(outcomes.map { $0.code?.contains("·RZ·") } == [true, false, nil])
        #expect(outcomes[1].code?.contains("·XC·") == true)
        #expect(outcomes[2].refusal == .classMissing)
    }

    @Test func `filing again changes nothing`() async throws {
        try folder.write("in/a.txt", "甲")
        try folder.write("in/b.txt", "乙")
        let first = try await test.file("in", options: Self.training)
        let second = try await test.file("in", options: Self.training)
        #expect(second.map(\.status) == [.unchanged, .unchanged])
        #expect(second.map(\.code) == first.map(\.code))
        try folder.write("in/c.txt", "丙")
        #expect(try await test.file("in", options: Self.training).map(\.status) == [.unchanged, .unchanged, .filed])
        // The time of a file is no part of what it is.
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_000_000)], ofItemAtPath: folder.path("in/a.txt"))
        let third = try await test.file("in/a.txt", options: FilingOptions(classCode: "PX"))
        #expect(third.map(\.status) == [.unchanged])
    }

    @Test func `the same bytes under another description are filed with a remark`() async throws {
        try folder.write("in/a.txt", "甲")
        let first = try #require(try await test.file("in/a.txt", options: Self.training).first?.code)
        let options = FilingOptions(classCode: "XC", title: "另一份", date: "2023-06-01")
        let outcome = try #require(try await test.file("in/a.txt", options: options).first)
        #expect(outcome.status == .filed)
        #expect(outcome.warnings.contains(.sameContent(code: first)))
    }

    @Test func `a refused input leaves the others filed, and codes without a gap`() async throws {
        let lines = [
            #"{"text":"一","class":"PX","date":"2023-01-01"}"#, #"{"text":"二","class":"没有","date":"2023-01-01"}"#,
            #"{"text":"三","class":"PX","date":"2023-02-30"}"#, #"{"path":"none.txt","class":"PX"}"#,
            #"{"title":"无内容","class":"PX"}"#, #"not JSON"#, #"{"text":"四","class":"PX","org":"999999"}"#,
            #"{"text":"五","class":"PX","date":"2023-01-01","fields":{"无此项":"1"}}"#,
            #"{"text":"六","class":"GA","date":"2023-01-01","fields":{"风险等级":"极高"}}"#,
            #"{"text":"七","class":"GA","date":"2023-01-01","volume":"J016-ZY·WB·GA·2023·Y-009"}"#,
            #"{"text":"八","class":"PX","date":"2023-01-01","title":"有\u0007响铃"}"#,
            #"{"text":"九","class":"PX","date":"2023-01-01"}"#,
        ]
        try folder.write("in/m.jsonl", lines.joined(separator: "\n"))
        let outcomes = try await test.file(manifest: "in/m.jsonl")
        #expect(outcomes.map(\.line) == Array(1...12))
        #expect(outcomes.map(\.status) == [.filed] + Array(repeating: .rejected, count: 10) + [.filed])
        #expect(outcomes.compactMap(\.code) == ["J016-ZY·WB·PX·2023·D10-0001", "J016-ZY·WB·PX·2023·D10-0002"])
        #expect(outcomes[2].refusal == .invalidDate(field: "date", value: "2023-02-30"))
        #expect(outcomes[3].refusal == .missingFile("none.txt"))
        #expect(outcomes[4].refusal == .noContent)
        #expect(outcomes[6].refusal == .unknownOrganisation("999999"))
        #expect(outcomes[9].refusal == .unknownVolume("J016-ZY·WB·GA·2023·Y-009"))
        #expect(outcomes[10].refusal == .controlCharacters(field: "title"))
        #expect(try test.allItems().count == 2)
    }

    @Test func `a dry run says what would happen and writes nothing`() async throws {
        try folder.write("in/a.txt", "甲")
        try folder.write("in/b.txt", "乙")
        _ = try await test.file("in/a.txt", options: Self.training)
        // The shared memory of SQLite changes with every reader.
        func content() throws -> [String: Data] {
            let names = folder.files(in: "档案").filter { !$0.hasSuffix("-shm") }
            return try Dictionary(uniqueKeysWithValues: names.map { ($0, try folder.read("档案/" + $0)) })
        }
        let before = try content()
        var options = Self.training
        options.isDryRun = true
        options.volume = "新案卷"
        let outcomes = try await test.file("in", "none", options: options)
        #expect(outcomes.map(\.status) == [.filed, .filed, .rejected])
        #expect(outcomes.map(\.code) == [nil, nil, nil])
        #expect(try content() == before)
        #expect(try test.allItems().count == 1)
    }

    @Test func `an external identifier belongs to one record`() async throws {
        try folder.write("in/1.jsonl", #"{"text":"一","class":"PX","date":"2023-01-01","externalID":"X-1"}"#)
        try folder.write("in/2.jsonl", #"{"text":"二","class":"PX","date":"2023-01-01","externalID":"X-1"}"#)
        let code = try #require(try await test.file(manifest: "in/1.jsonl").first?.code)
        #expect(try await test.file(manifest: "in/1.jsonl").map(\.status) == [.unchanged])
        let outcome = try #require(try await test.file(manifest: "in/2.jsonl").first)
        #expect(outcome.refusal == .externalIDTaken(code: code, externalID: "X-1"))
        #expect(try Reading(archive: test.archive).file(code, name: "X-1.txt").bytes == Data("一".utf8))
        #expect(try await test.codes("X-1") == [code])
    }

    @Test func `volumes are opened by title, used again, and refused once closed`() async throws {
        let lines = ["一", "二", "三"].map {
            #"{"text":"\#($0)","class":"GA","date":"2023-03-0\#($0 == "一" ? 1 : 2)","volume":"林小满个案","fields":{"当事人":"林小满 2015-03-02"}}"#
        }
        try folder.write("in/m.jsonl", lines.joined(separator: "\n"))
        let outcomes = try await test.file(manifest: "in/m.jsonl")
        let volume = "J016-ZY·WB·GA·2023·Y-001"
        #expect(outcomes.map(\.code) == (1...3).map { volume + "-00\($0)" })
        #expect(outcomes[0].warnings.contains(.volumeOpened(code: volume, title: "林小满个案")))
        #expect(!outcomes[1].warnings.contains(.volumeOpened(code: volume, title: "林小满个案")))
        let contents = try VolumeKeeping(archive: test.archive).contents("j016-zy.wb.ga.2023.y-001")
        #expect(contents.volume.subjects.map(\.name) == ["林小满"])
        #expect(contents.items.map(\.code) == outcomes.compactMap(\.code))
        // Assessments stand in the case's volume.
        #expect(try await test.code(ofText: "评估", classCode: "PG", volume: volume) == volume + "-004")
        _ = try VolumeKeeping(archive: test.archive).close(volume, on: nil, note: nil)
        try folder.write("in/late.txt", "迟到的材料")
        for key in [volume, "林小满个案"] {
            let late = try await test.file("in/late.txt", options: FilingOptions(classCode: "GA", volume: key))
            #expect(late.first?.refusal == .volumeClosed(volume))
        }
        _ = try VolumeKeeping(archive: test.archive).reopen(volume, reason: "补充材料")
        #expect(try await test.code(ofText: "补充", classCode: "GA", volume: "林小满个案") == volume + "-005")
    }

    @Test func `fields are written the one way`() async throws {
        let fields = [("接报日期", "2023年5月9日"), ("是否立案", "yes"), ("当事人", " 林小满 "), ("报告单位", "第三小学")]
        let code = try await test.code(
            ofText: "强制报告", classCode: "QB", fields: fields.map { (name: $0.0, value: $0.1) })
        let version = try test.record(code).chosen
        #expect(
            version.description.fields
                == [("当事人", "林小满"), ("报告单位", "第三小学"), ("接报日期", "2023-05-09"), ("是否立案", "是")]
                .map { FieldValue(name: $0.0, value: $0.1) })
        #expect(version.description.persons.map(\.role) == ["当事人"])
        let report = try await test.search(
            SearchQuery(text: "", fields: [FieldValue(name: "接报日期", value: "2023-05-09")]))
        #expect(report.hits.map(\.code) == [code])
    }

    @Test func `a table describes many files, in Chinese or English`() async throws {
        try folder.write("in/附件/签到表.csv", "姓名,单位\n甲,某社区\n")
        try folder.write(
            "in/m.csv",
            "\u{FEFF}path,原编号,题名,日期,类别,责任者,文号,field.培训地点,备注\r\n"
                + "附件\\签到表.csv,PX-1,培训签到表,2023年5月19日,培训,某区未保中心,未保办〔2023〕3号,二楼会议室,x\r\n")
        let outcome = try #require(try await test.file(manifest: "in/m.csv").first)
        let description = try test.record(try #require(outcome.code)).chosen.description
        #expect(description.title == "培训签到表")
        #expect(description.date == "2023-05-19")
        #expect(description.author == "某区未保中心")
        #expect(description.documentNumber == "未保办〔2023〕3号")
        #expect(description.fields == [FieldValue(name: "培训地点", value: "二楼会议室")])
        #expect(outcome.path == "附件\\签到表.csv" || outcome.path == "附件/签到表.csv")
    }

    @Test func `Chinese in an old encoding is found, its bytes stay as they are`() async throws {
        // 儿童主任 in GB18030.
        let bytes = Data([0xB6, 0xF9, 0xCD, 0xAF, 0xD6, 0xF7, 0xC8, 0xCE, 0x0A])
        try folder.write("in/名单.txt", bytes)
        let code = try #require(try await test.file("in/名单.txt", options: Self.training).first?.code)
        #expect(try await test.codes("儿童主任") == [code])
        let file = try Reading(archive: test.archive).file(code, name: nil)
        #expect(file.bytes == bytes)
        #expect(file.file.encoding == "GB18030")
    }

    @Test func `what has no text is kept with a remark`() async throws {
        try folder.write("in/a.bin", Data((0...255).map { UInt8($0) }))
        try folder.write("in/b.txt", Data())
        let outcomes = try await test.file("in", options: Self.training)
        #expect(outcomes.map(\.status) == [.filed, .filed])
        #expect(outcomes[0].warnings.contains { if case .textNotSearchable = $0 { true } else { false } })
        #expect(outcomes[1].warnings.contains(.emptyFile))
        let code = try #require(outcomes[0].code)
        #expect(try Reading(archive: test.archive).file(code, name: nil).bytes.count == 256)
        #expect(throws: ArchiveFailure.self) { try Reading(archive: test.archive).text(code) }
    }

    @Test func `names that Linux takes are kept`() async throws {
        let names = [String(repeating: "监", count: 83) + ".txt", "空 格'\"\\|<>.txt", "-x.txt", "换\n行.txt"]
        for name in names { try folder.write("in/" + name, "内容 " + name) }
        let outcomes = try await test.file("in", options: Self.training)
        #expect(outcomes.map(\.status) == Array(repeating: .filed, count: 4))
        let kept = try outcomes.compactMap(\.code).map { try test.record($0).chosen.files[0].name }
        #expect(Set(kept) == Set(names.map { $0.replacing("\n", with: "_") }))
        for code in outcomes.compactMap(\.code) { _ = try Reading(archive: test.archive).file(code, name: nil) }
    }

    @Test func `an archive does not swallow itself`() async throws {
        let outcomes = try await test.file("档案/Corpus/catalog.sqlite", options: Self.training)
        #expect(outcomes.map(\.status) == [.rejected])
        #expect(outcomes[0].refusal == .insideArchive(folder.path("档案/Corpus/catalog.sqlite")))
    }

    @Test func `an archive reached by a link does not swallow itself either`() async throws {
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("链接"), withDestinationPath: folder.path("档案"))
        let archive = try ArchiveFolder(path: folder.path("链接"), principal: TestArchive.principal)
        var outcomes: [FilingOutcome] = []
        _ = try await Filing(archive: archive, options: Self.training).file(
            PathInputs([folder.path("档案/Corpus/catalog.sqlite")]), progress: WorkProgress()
        ) { outcomes.append($0) }
        #expect(outcomes.map(\.status) == [.rejected])
    }

    @Test func `stopped in the middle, the next run goes on and files each once`() async throws {
        for number in 0..<40 { try folder.write("in/\(number).txt", "第\(number)份") }
        let asked = Counter()
        let progress = WorkProgress(isCancelled: { asked.next() > 15 })
        await #expect(throws: ArchiveFailure.self) {
            _ = try await test.file("in", options: Self.training, progress: progress)
        }
        let first = try test.allItems().count
        #expect((1..<40).contains(first))
        let outcomes = try await test.file("in", options: Self.training)
        #expect(outcomes.count { $0.status == .unchanged } == first)
        #expect(outcomes.count { $0.status == .filed } == 40 - first)
        #expect(Set(outcomes.compactMap(\.code)).count == 40)
        #expect(
            try test.allItems().sorted()
                == (1...40).map { "J016-ZY·WB·PX·2023·D10-00" + ($0 < 10 ? "0" : "") + "\($0)" })
    }
}

/// Counts how often it was asked.
final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
