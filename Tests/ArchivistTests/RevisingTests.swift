import Archivist
import Foundation
import Records
import Retention
import Testing
import Workbench

@Suite struct RevisingTests {
    private let test: TestArchive
    private var folder: TestFolder { test.folder }

    init() throws {
        test = try TestArchive()
    }

    private func revise(
        _ code: String, reason: String = "更正", _ edit: (inout Revising.Change) -> Void
    ) async throws -> FilingOutcome {
        var change = Revising.Change()
        edit(&change)
        return try await Revising(archive: test.archive).revise(code, change, reason: reason)
    }

    /// The kind of failure, by the name of its case.
    private func failure(_ body: () async throws -> some Any) async -> String {
        do {
            _ = try await body()
            return "none"
        } catch {
            return String("\(error)".prefix { $0 != "(" })
        }
    }

    @Test func `new content is a new version, and the old one stays`() async throws {
        let code = try await test.code(ofText: "签到：甲、乙", name: "签到表.txt")
        let path = try folder.write("new/签到表.txt", "签到：甲、乙、丙方")
        let outcome = try await revise(code, reason: "补录一人") { $0.paths = [path] }
        #expect(outcome.status == .filed)
        #expect(outcome.version == 2)
        #expect(outcome.code == code)
        let reading = Reading(archive: test.archive)
        #expect(try reading.text(code).contains("丙方"))
        #expect(try reading.text(code, choice: .number(1)) == "签到：甲、乙")
        #expect(try reading.file(code, name: nil, choice: .number(1)).bytes == Data("签到：甲、乙".utf8))
        let view = try test.record(code)
        #expect(view.versions.map(\.number) == [1, 2])
        #expect(view.chosen.reason == "补录一人")
        #expect(try await test.codes("丙方") == [code])
    }

    @Test func `a file that is added stands beside the others, and so does its text`() async throws {
        let code = try await test.code(ofText: "签到：甲、乙", name: "签到表.txt")
        let annex = try folder.write("new/附表.txt", "路线：听潮巷")
        let outcome = try await revise(code, reason: "补附表") {
            $0.paths = [annex]
            $0.addsFiles = true
        }
        #expect(outcome.version == 2)
        let version = try test.record(code).chosen
        #expect(version.files.map(\.name) == ["签到表.txt", "附表.txt"] && version.files.map(\.storedIn) == [1, 2])
        let (text, parts) = try Reading(archive: test.archive).textWithParts(code)
        #expect(text == "签到：甲、乙\n路线：听潮巷")
        #expect(parts.map(\.file) == ["签到表.txt", "附表.txt"])
        #expect(parts.place(at: parts[1].offset)?.file == "附表.txt")
        #expect(try await test.codes("听潮巷") == [code])
        #expect(try await test.codes("签到") == [code])
        for (name, bytes) in [("签到表.txt", "签到：甲、乙"), ("附表.txt", "路线：听潮巷")] {
            #expect(try Reading(archive: test.archive).file(code, name: name).bytes == Data(bytes.utf8))
        }
        // A name stands once in a record; a picture without text takes nothing away.
        #expect(
            await failure {
                try await revise(code) {
                    $0.paths = [annex]
                    $0.addsFiles = true
                }
            } == "refused")
        let picture = try folder.write("new/照片.png", Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 1, 2]))
        _ = try await revise(code) {
            $0.paths = [picture]
            $0.addsFiles = true
        }
        #expect(try Reading(archive: test.archive).text(code).hasPrefix("签到：甲、乙\n路线：听潮巷"))
        #expect(try await Checking(archive: test.archive).verify().problems.isEmpty)
        // What the boxes alone say of it is the same.
        let before = try test.record(code).versions
        try test.loseCatalog()
        try test.recover()
        #expect(try test.record(code).versions == before)
    }

    /// Replaces and leaves out single files.
    private func change(
        _ code: String, replacing: [(name: String, path: String)] = [], removing: [String] = [], adding: [String] = []
    ) async throws -> FilingOutcome {
        try await revise(code) {
            $0.replacements = replacing
            $0.removals = removing
            $0.paths = adding
        }
    }

    @Test func `a single file is replaced or left out, and the others stay with their text`() async throws {
        let code = try await test.code(ofText: "签到：甲、乙", name: "签到表.txt")
        let annexes = try ["附表.txt": "路线：听潮巷", "说明.txt": "说明：望海路\n\n"].sorted { $0.key < $1.key }.map {
            try folder.write("new/" + $0.key, $0.value)
        }
        _ = try await revise(code) {
            $0.paths = annexes
            $0.addsFiles = true
        }
        let right = try folder.write("new/附表（正）.txt", "路线：拾贝街")
        let outcome = try await change(code, replacing: [(name: "附表.txt", path: right)])
        #expect(outcome.version == 3 && outcome.status == .filed && outcome.path == right)
        var version = try test.record(code).chosen
        #expect(version.files.map(\.name) == ["签到表.txt", "说明.txt", "附表（正）.txt"])
        var (text, parts) = try Reading(archive: test.archive).textWithParts(code)
        #expect(text.contains("签到：甲、乙") && text.contains("望海路") && text.contains("拾贝街") && !text.contains("听潮巷"))
        for part in parts {
            let there = String(decoding: Array(text.utf8)[part.offset...].prefix(6), as: UTF8.self)
            #expect(there == ["签到表.txt": "签到", "说明.txt": "说明", "附表（正）.txt": "路线"][part.file], "\(part)")
        }
        // One goes, one comes, in one version.
        let photo = try folder.write("new/照片说明.txt", "照片：码头")
        _ = try await change(code, removing: ["签到表.txt"], adding: [photo])
        version = try test.record(code).chosen
        #expect(version.number == 4 && version.files.map(\.storedIn).sorted() == [2, 3, 4])
        #expect(!version.files.map(\.name).contains("签到表.txt"))
        (text, parts) = try Reading(archive: test.archive).textWithParts(code)
        #expect(!text.contains("甲、乙") && text.hasSuffix("照片：码头") && parts.count == 3)
        #expect(try await test.codes("甲、乙").isEmpty)
        for word in ["拾贝街", "码头", "望海路"] { #expect(try await test.codes(word) == [code]) }
        // What was is as it was.
        #expect(try Reading(archive: test.archive).text(code, choice: .number(2)).contains("听潮巷"))
        #expect(
            try Reading(archive: test.archive).file(code, name: "签到表.txt", choice: .number(3)).bytes
                == Data("签到：甲、乙".utf8))
        #expect(try Reading(archive: test.archive).file(code, name: "说明.txt").bytes == Data("说明：望海路\n\n".utf8))
        #expect(try await Checking(archive: test.archive).verify().problems.isEmpty)
        let before = try test.record(code).versions
        try test.loseCatalog()
        try test.recover()
        #expect(try test.record(code).versions == before)
        #expect(try Reading(archive: test.archive).text(code) == text)
    }

    @Test func `what is named must be there, once, and something must stay`() async throws {
        let code = try await test.code(ofText: "签到：甲、乙", name: "签到表.txt")
        let other = try folder.write("new/附表.txt", "路线")
        #expect(await failure { try await change(code) } == "nothingToRevise")
        #expect(await failure { try await change(code, removing: ["没有.txt"]) } == "noSuchFile")
        #expect(await failure { try await change(code, replacing: [(name: "没有.txt", path: other)]) } == "noSuchFile")
        #expect(await failure { try await change(code, removing: ["签到表.txt"]) } == "noFileLeft")
        #expect(
            await failure {
                try await change(code, replacing: [(name: "签到表.txt", path: other)], removing: ["签到表.txt"])
            } == "refused")
        #expect(
            await failure {
                try await change(code, replacing: [(name: "签到表.txt", path: other)], adding: [other])
            } == "refused")
        #expect(try test.record(code).versions.count == 1)
        // In the place of the only file another may come; the same once more changes nothing.
        #expect(try await change(code, replacing: [(name: "签到表.txt", path: other)]).version == 2)
        #expect(try await change(code, replacing: [(name: "附表.txt", path: other)]).status == .unchanged)
        #expect(try Reading(archive: test.archive).text(code) == "路线")
    }

    @Test func `a container comes and goes with what is in it`() async throws {
        let packed = try folder.write(
            "in/材料.zip",
            storedZip([(Array("甲.txt".utf8), Array("听潮巷".utf8)), (Array("乙.txt".utf8), Array("望海路".utf8))]))
        let code = try await test.code(ofText: "说明", name: "说明.txt")
        _ = try await revise(code) {
            $0.paths = [packed]
            $0.addsFiles = true
        }
        #expect(try test.record(code).chosen.files.count == 4)
        #expect(await failure { try await change(code, removing: ["甲.txt"]) } == "fileInside")
        let note = try folder.write("new/说明（正）.txt", "说明改过")
        _ = try await change(code, replacing: [(name: "说明.txt", path: note)])
        let version = try test.record(code).chosen
        #expect(version.files.map(\.storedIn) == [3, 2, 2, 2])
        let text = try Reading(archive: test.archive).text(code)
        #expect(text.hasPrefix("说明改过\n") && text.contains("【甲.txt】\n听潮巷") && text.contains("【乙.txt】\n望海路"))
        _ = try await change(code, removing: ["材料.zip"])
        #expect(try test.record(code).chosen.files.map(\.name) == ["说明（正）.txt"])
        #expect(try Reading(archive: test.archive).text(code) == "说明改过")
        #expect(try await test.codes("听潮巷").isEmpty)
    }

    @Test func `words that are gone are found no more`() async throws {
        let code = try await test.code(ofText: "记录\n\n误写的内容寄养家庭")
        let path = try folder.write("new/文件.txt", "记录\n\n正确的内容亲属照料")
        _ = try await revise(code) { $0.paths = [path] }
        #expect(try await test.codes("寄养家庭").isEmpty)
        #expect(try await test.codes("亲属照料") == [code])
    }

    @Test func `a corrected description keeps content and text`() async throws {
        let code = try await test.code(ofText: "培训纪要内容")
        _ = try await revise(code, reason: "题名有误") {
            $0.title = "骨干培训纪要"
            $0.author = "某区未保中心"
            $0.documentNumber = "未保办〔2023〕3号"
            $0.externalID = "PX-7"
            $0.date = "2023年6月1日"
            $0.org = "210202"
            $0.fields = [(name: "培训地点", value: "二楼")]
        }
        let version = try test.record(code).chosen
        #expect(version.description.title == "骨干培训纪要")
        #expect(version.description.date == "2023-06-01")
        #expect(version.description.org == "210202")
        #expect(version.description.fields == [FieldValue(name: "培训地点", value: "二楼")])
        #expect(version.files.map(\.storedIn) == [1])
        #expect(version.proposed.isEmpty)
        #expect(try Reading(archive: test.archive).text(code) == "培训纪要内容")
        #expect(try await test.codes("骨干培训") == [code])
        #expect(try await test.codes("PX-7") == [code])
        let byOrg = try await test.search(SearchQuery(text: "培训纪要", org: "210202"))
        #expect(byOrg.hits.map(\.code) == [code])
        // The code stays though year and organisation changed.
        #expect(code == "J016-ZY·WB·PX·2023·D10-0001")
        _ = try await revise(code) { $0.fields = [(name: "培训地点", value: "")] }
        #expect(try test.record(code).chosen.description.fields.isEmpty)
    }

    @Test func `a change that changes nothing adds no version`() async throws {
        let code = try await test.code(ofText: "内容")
        let title = try test.record(code).chosen.description.title
        // To say what was only proposed is to confirm it.
        #expect(try await revise(code) { $0.title = title }.version == 2)
        let outcome = try await revise(code) {
            $0.title = title
            $0.paths = [folder.path("in/文件.txt")]
        }
        #expect(outcome.status == .unchanged)
        #expect(outcome.version == 2)
        #expect(try test.record(code).versions.count == 2)
        #expect(await failure { try await revise(code) { _ in } } == "nothingToRevise")
    }

    @Test func `several files stand in one version`() async throws {
        let code = try await test.code(ofText: "旧")
        let paths = try ["甲.txt", "乙.txt"].map { try folder.write("new/" + $0, "新" + $0) }
        _ = try await revise(code) { $0.paths = paths }
        #expect(try test.record(code).chosen.files.map(\.name) == ["甲.txt", "乙.txt"])
        #expect(try Reading(archive: test.archive).file(code, name: "乙.txt").bytes == Data("新乙.txt".utf8))
        let twice = try folder.write("other/甲.txt", "另一份")
        #expect(await failure { try await revise(code) { $0.paths = [paths[0], twice] } } == "refused")
    }

    @Test func `the version of a day is the one that was current at its end`() async throws {
        let code = try await test.code(ofText: "一")
        _ = try await revise(code) { $0.title = "二" }
        let today = Timestamp.today()
        #expect(try test.record(code, .asOf(today)).chosen.number == 2)
        let later = try #require(Day(year: today.year + 1, month: 1, day: 1))
        #expect(try test.record(code, .asOf(later)).chosen.number == 2)
        let before = try #require(Day(year: today.year - 1, month: 12, day: 31))
        #expect(await failure { try test.record(code, .asOf(before)) } == "noVersionThen")
        #expect(try test.record(code, .number(1)).chosen.description.title != "二")
        #expect(await failure { try test.record(code, .number(3)) } == "noSuchVersion")
    }

    @Test func `a voided record is not found by default, stays readable, and takes no version`() async throws {
        let code = try await test.code(ofText: "重复的通知")
        let other = try await test.code(ofText: "正式的通知", name: "b.txt")
        _ = try await revise(code, reason: "重复归档") { $0.voids = true }
        #expect(try await test.codes("通知") == [other])
        #expect(try await test.codes("通知", voided: true).sorted() == [code, other].sorted())
        #expect(try test.record(code).chosen.voided)
        #expect(try Reading(archive: test.archive).text(code) == "重复的通知")
        #expect(await failure { try await revise(code) { $0.title = "x" } } == "alreadyVoided")
        #expect(await failure { try await revise(code) { $0.voids = true } } == "alreadyVoided")
    }

    @Test func `a moved record keeps its code`() async throws {
        let code = try await test.code(ofText: "会商纪要", classCode: "GA", volume: "林小满个案")
        let other = try VolumeKeeping(archive: test.archive).create(
            title: "曹一舟个案", classCode: "GA", org: nil, year: "2023", period: nil, subjects: [], force: false)
        _ = try await revise(code, reason: "错归") { $0.volume = "j016-zy.wb.ga.2023.y-002" }
        #expect(try test.record(code).chosen.description.volume == other.code)
        #expect(try VolumeKeeping(archive: test.archive).contents(other.code).items.map(\.code) == [code])
        #expect(try VolumeKeeping(archive: test.archive).contents("J016-ZY.WB.GA.2023.Y-001").items.isEmpty)
        #expect(try await test.search(SearchQuery(text: "", volume: other.code)).hits.map(\.code) == [code])
        // Its number is not given again in the volume that it left.
        let next = try await test.code(ofText: "另一份", name: "b.txt", classCode: "GA", volume: "林小满个案")
        #expect(next == "J016-ZY·WB·GA·2023·Y-001-002")
        _ = try await revise(code) { $0.leavesVolume = true }
        #expect(try test.record(code).chosen.description.volume == nil)
        _ = try VolumeKeeping(archive: test.archive).close(other.code, on: nil, note: nil)
        #expect(await failure { try await revise(code) { $0.volume = other.code } } == "volumeState")
        #expect(await failure { try await revise(code) { $0.volume = "没有" } } == "noSuchVolume")
    }

    @Test func `another class brings its own rule, and fields it does not have are left`() async throws {
        let code = try await test.code(
            ofText: "内容", fields: [(name: "培训主题", value: "急救"), (name: "学时", value: "8")])
        _ = try await revise(code) {
            $0.classCode = "宣传"
            $0.fields = [(name: "活动名称", value: "急救进社区")]
        }
        let version = try test.record(code).chosen
        #expect(version.description.classCode == "XC")
        #expect(version.description.fields == [FieldValue(name: "活动名称", value: "急救进社区")])
        #expect(try await test.search(SearchQuery(text: "内容", classCode: "XC")).hits.map(\.code) == [code])
        #expect(try await test.search(SearchQuery(text: "内容", classCode: "PX")).hits.isEmpty)
    }

    @Test func `a correction keeps the rule at filing, and another class brings its present one`() async throws {
        let code = try await test.code(ofText: "内容")
        _ = try Planning(archive: test.archive).adopt(
            Planning.standard.replacing("trigger: yearEnd, period: D10", with: "trigger: yearEnd, period: D30"))
        _ = try await revise(code) { $0.title = "改" }
        #expect(try test.record(code).retention.rule.period == .years(10))
        // And stands with what falls due at the same time.
        #expect(folder.exists("档案/Corpus/boxes/J016/2023/PX-D10/0001.tar.zst"))
        #expect(!folder.exists("档案/Corpus/boxes/J016/2023/PX-D30"))
        _ = try await revise(code) { $0.classCode = "宣传" }
        #expect(try test.record(code).retention.rule.period == .years(30))
        #expect(folder.exists("档案/Corpus/boxes/J016/2023/XC-D30/0001.tar.zst"))
    }

    @Test func `an identifier that only a hidden record bears is no reason to refuse`() async throws {
        for (number, classCode) in [("X-1", "RZ"), ("X-2", "PX")] {
            try folder.write(
                "in/\(number).jsonl",
                #"{"text":"\#(number)","class":"\#(classCode)","date":"2023-01-01","externalID":"\#(number)","org":"210202"}"#
            )
            #expect(try await test.file(manifest: "in/\(number).jsonl").map(\.status) == [.filed])
        }
        let code = try await test.code(ofText: "内容", org: "210202")
        let worker = try test.archive(as: "李工", role: .caseworker, org: "210202")
        var change = Revising.Change()
        change.externalID = "X-2"
        #expect(await failure { try await Revising(archive: worker).revise(code, change, reason: "更正") } == "refused")
        change.externalID = "X-1"
        let outcome = try await Revising(archive: worker).revise(code, change, reason: "更正")
        #expect(outcome.status == .filed && outcome.externalID == "X-1")
    }

    @Test func `what cannot be is refused`() async throws {
        let code = try await test.code(ofText: "内容")
        let other = try await test.code(ofText: "别的", name: "b.txt")
        _ = try await revise(other) { $0.externalID = "X-1" }
        #expect(await failure { try await revise("J016-X-0001") { $0.title = "x" } } == "noSuchRecord")
        #expect(await failure { try await revise(code) { $0.externalID = "X-1" } } == "refused")
        #expect(await failure { try await revise(code) { $0.date = "昨天" } } != "none")
        #expect(await failure { try await revise(code) { $0.org = "999999" } } == "refused")
        #expect(await failure { try await revise(code) { $0.classCode = "XX" } } != "none")
        #expect(await failure { try await revise(code) { $0.paths = ["/none"] } } != "none")
        #expect(await failure { try await revise(code) { $0.fields = [(name: "无", value: "1")] } } != "none")
        #expect(try test.record(code).versions.count == 1)
    }

    @Test func `the difference of two versions names fields and lines`() async throws {
        let code = try await test.code(ofText: "一\n二\n三\n四")
        let path = try folder.write("new/文件.txt", "一\n三\n四\n五")
        _ = try await revise(code) {
            $0.paths = [path]
            $0.title = "新题名"
        }
        let difference = try Reading(archive: test.archive).difference(code, from: 1, to: 2)
        #expect(difference.lines == [.same("一"), .removed("二"), .same("三"), .same("四"), .added("五")])
        #expect(difference.fields.map(\.name) == ["title", "file:文件.txt"])
        #expect(difference.fields[0].new == "新题名")
        let back = try Reading(archive: test.archive).difference(code, from: 2, to: 1)
        #expect(back.lines == [.same("一"), .added("二"), .same("三"), .same("四"), .removed("五")])
        let none = try Reading(archive: test.archive).difference(code, from: 1, to: 1)
        #expect(none.fields.isEmpty && none.lines.allSatisfy { if case .same = $0 { true } else { false } })
    }
}
