import Archivist
import Foundation
import Records
import Retention
import Testing
import Workbench

/// From a station's archive to the district's, and what may go wrong in between.
@Suite struct HandingOverTests {
    private let station: TestArchive
    private let district: TestArchive

    init() throws {
        station = try TestArchive(fonds: Fonds(code: "J017", name: "某镇未保站", org: "2102"))
        district = try TestArchive()
    }

    // MARK: - What is there

    /// A closed case with a corrected record, a revised text and a void one; and one more that stays.
    private func fill() async throws -> (going: [String], staying: String) {
        let volume = try VolumeKeeping(archive: station.archive).create(
            title: "欧阳蓝鲸与灯塔守护的个案", classCode: "GA", org: nil, year: "2020", period: nil,
            subjects: [PersonMention(name: "欧阳蓝鲸", birthDate: "2004-02-29", identityNumber: "999999200402290013")],
            force: false)
        var going: [String] = []
        for index in 0..<3 {
            going.append(
                try await station.code(
                    ofText: "墨竹茶亭第\(index)次评估，紫藤回廊旁的谈话", name: "赤松山径评估-\(index).txt", classCode: "PG",
                    volume: volume.code, date: "2021-05-19", fields: [("当事人", "欧阳蓝鲸 2004-02-29")]))
        }
        var change = Revising.Change()
        change.title = "石榴小院 <更正> & \"题名\""
        _ = try await Revising(archive: station.archive).revise(going[0], change, reason: "青檀书院来函更正")
        try station.folder.write("in/白鹭渡口.txt", "白鹭渡口换页后的正文")
        change = Revising.Change()
        change.paths = [station.folder.path("in/白鹭渡口.txt")]
        _ = try await Revising(archive: station.archive).revise(going[0], change, reason: "换页")
        change = Revising.Change()
        change.voids = true
        _ = try await Revising(archive: station.archive).revise(going[1], change, reason: "重复归档")
        _ = try VolumeKeeping(archive: station.archive).close(volume.code, on: Day("2022-01-31"), note: nil)
        let staying = try await station.code(ofText: "留下的培训小结", name: "小结.txt")
        going.append(try await station.code(ofText: "银杏学堂培训签到", name: "签到.txt", org: "210202001"))
        return (going, staying)
    }

    private func prepare(_ codes: [String], to name: String = "包") throws -> TransferReport {
        let batch = try station.approved(codes, .transfer, on: Timestamp.today())
        return try pack(batch, to: name)
    }

    private func pack(_ batch: Int, to name: String = "包") throws -> TransferReport {
        try Transferring(archive: station.archive(as: "戊")).prepare(
            batch, to: station.folder.path(name), receiver: "某区未保中心", progress: WorkProgress())
    }

    @discardableResult
    private func accept(
        _ name: String = "包", _ edit: (inout Accessioning.Options) -> Void = { _ in }
    ) async throws -> [AccessionOutcome] {
        var options = Accessioning.Options()
        edit(&options)
        var outcomes: [AccessionOutcome] = []
        _ = try await Accessioning(archive: district.archive(as: "庚"), options: options).accept(
            station.folder.path(name), receipt: options.isDryRun ? nil : station.folder.path("回执.json"),
            progress: WorkProgress()
        ) { outcomes.append($0) }
        return outcomes
    }

    private func receive(
        _ number: Int = 1, _ name: String = "回执.json", keepCopy: Bool = false
    ) async throws -> HandoverReport {
        let report = try await HandingOver(archive: station.archive(as: "戊")).receive(
            number, receipt: station.folder.path(name), keepCopy: keepCopy, witnesses: ["乙", "丙"],
            progress: WorkProgress())
        try station.reopen()
        return report
    }

    private func receipt(_ name: String = "回执.json") throws -> TransferReceipt {
        try JSONDecoder().decode(TransferReceipt.self, from: station.folder.read(name))
    }

    /// Writes a receipt that says something else.
    private func forge(_ name: String, _ edit: (inout TransferReceipt) -> Void) throws {
        var forged = try receipt()
        edit(&forged)
        try station.folder.write(name, try JSONEncoder().encode(forged))
    }

    /// What a record says, apart from whose it is.
    private func said(_ version: Version) -> [String] {
        let description = version.description
        return [description.title, description.date, description.author ?? "", "\(version.voided)"]
            + description.fields.map { $0.name + $0.value }
            + description.persons.map { $0.role + $0.name + ($0.birthDate ?? "") + ($0.identityNumber ?? "") }
    }

    // MARK: - The circle

    @Test(.enabled(if: Shell.has("zstd"))) func `what is handed over is there as it was, and gone here`() async throws {
        let (going, staying) = try await fill()
        let texts = try station.texts(of: going) + ["欧阳蓝鲸与灯塔守护的个案"]
        let before = try going.map { try station.record($0).versions }
        let packed = try prepare(going)
        #expect(packed.packed == going.sorted() && packed.left.isEmpty && packed.number == 1)
        // Nothing has changed yet.
        for code in going { #expect(try station.record(code).state == "active") }

        let outcomes = try await accept()
        #expect(outcomes.map(\.status) == going.map { _ in .filed })
        for (code, versions) in zip(going, before) {
            let outcome = try #require(outcomes.first { $0.origin == code })
            let here = try district.record(try #require(outcome.code))
            #expect(here.versions.map(said) == versions.map(said))
            for (version, origin) in zip(here.versions, versions) {
                #expect(version.description.externalID == code && version.filedBy == "庚")
                #expect(version.reason?.contains(code) == true)
                #expect(Array(version.files.prefix(origin.files.count)) == origin.files)
                // What the sender said of each version is kept to the byte, and proves the digest.
                let paper = code.replacing("·", with: ".") + ".v\(origin.number).json"
                let bytes = try Reading(archive: district.archive).file(here.chosen.code, name: paper).bytes
                #expect(try JSONDecoder().decode(Version.self, from: bytes) == origin)
                for file in origin.files where file.storedIn == origin.number {
                    let there = try Reading(archive: station.archive).file(
                        code, name: file.name, choice: .number(origin.number))
                    let copy = try Reading(archive: district.archive).file(
                        here.chosen.code, name: file.name, choice: .number(version.number))
                    #expect(copy.bytes == there.bytes)
                }
            }
        }
        let volumes = try VolumeKeeping(archive: district.archive).list(classCode: nil, org: nil, state: nil)
        #expect(volumes.map(\.title) == ["欧阳蓝鲸与灯塔守护的个案"] && volumes.map(\.state) == [.closed])
        #expect(volumes.first?.closedOn == "2022-01-31" && volumes.first?.subjects.first?.name == "欧阳蓝鲸")
        #expect(try Persons(archive: district.archive).list(named: nil, limit: 9).map(\.name) == ["欧阳蓝鲸"])
        #expect(try await district.codes("白鹭渡口").count == 1)
        #expect(try await Checking(archive: district.archive).verify().problems.isEmpty)

        let report = try await receive()
        #expect(report.gone == going.sorted() && report.left.isEmpty && report.kept.isEmpty)
        for code in going { #expect(await failure { try station.record(code) } == "gone") }
        let stub = try #require(try Disposing(archive: station.archive).stub(going[3]))
        #expect(stub.disposal.kind == .transferred && stub.disposal.isFinished && stub.disposal.transfer == 1)
        #expect(stub.handedOver?.receiver.name == TestArchive.fonds.name)
        #expect(stub.handedOver?.filedAs == outcomes.first { $0.origin == going[3] }?.code)
        #expect(stub.stub.digest == outcomes.first { $0.origin == going[3] }?.digest)
        // Register and receipt stay for good; the receipt to the byte.
        #expect(
            try Reading(archive: station.archive).file(report.receipt, name: nil).bytes
                == station.folder.read("回执.json"))
        let register = try Reading(archive: station.archive).text(try #require(report.register))
        for word in going + ["某市未成年人救助保护中心", packed.package, "乙、丙"] { #expect(register.contains(word)) }
        for code in [report.receipt, try #require(report.register)] {
            #expect(try station.record(code).retention.reason == .permanent)
        }
        try station.expectNothingLeft(of: texts, windows: 200)
        #expect(try station.record(staying).state == "active")
        #expect(try await Checking(archive: station.archive).verify().problems.isEmpty)

        // And after recoveries, which bring back what was done and nothing of what is gone.
        let transfers = try Transferring(archive: station.archive).list()
        let after = try await station.answers()
        try station.loseCatalog()
        #expect(try station.recover().problems.isEmpty)
        #expect(try Transferring(archive: station.archive).list() == transfers)
        #expect(try await station.answers().differences(from: after).isEmpty)
        #expect(try Disposing(archive: station.archive).stub(going[3])?.handedOver == stub.handedOver)
        try station.expectNothingLeft(of: texts, windows: 200)
        try district.loseCatalog()
        #expect(try district.recover().problems.isEmpty)
        let bytes = try station.folder.read("回执.json")
        #expect(try await accept().map(\.status) == going.map { _ in .unchanged })
        #expect(try station.folder.read("回执.json") == bytes)
    }

    @Test func `a copy that is kept can be read and found, and changed no more`() async throws {
        let code = try await station.code(ofText: "银杏学堂培训签到", name: "签到.txt")
        _ = try prepare([code])
        try await accept()
        let report = try await receive(keepCopy: true)
        #expect(report.kept == [code] && report.gone.isEmpty && report.disposal == nil && report.register != nil)
        func expectKept() async throws {
            let view = try station.record(code)
            #expect(view.state == "transferred" && view.handedOver?.transfer == 1)
            #expect(try await station.codes("银杏学堂") == [code])
            var change = Revising.Change()
            change.title = "改"
            #expect(
                await failure { try await Revising(archive: station.archive).revise(code, change, reason: "改") }
                    == "handedOver")
        }
        try await expectKept()
        try station.loseCatalog()
        #expect(try station.recover().problems.isEmpty)
        try await expectKept()
        // It is not handed over twice, and may be destroyed like anything else.
        let again = try station.approved([code], .transfer, on: Timestamp.today(), title: "再移交")
        do {
            _ = try pack(again, to: "又一包")
            Issue.record("packed a copy")
        } catch ArchiveFailure.obstructed(let left) {
            #expect(left.map(\.obstacle) == [.transferred])
        }
        let day = try #require(Day("2150-01-01"))
        let batch = try Appraising(archive: station.archive(as: "丁")).list().last?.appraisal.number
        for who in ["乙", "丙"] {
            _ = try Appraising(archive: station.archive(as: who)).giveOpinion(
                try #require(batch), codes: [], verdict: .destroy, reason: "副本无用")
        }
        _ = try Appraising(archive: station.archive(as: "丁")).approve(try #require(batch), codes: [], on: day)
        let destroyed = try await Disposing(archive: station.archive(as: "戊")).destroy(
            try #require(batch), witnesses: ["乙", "丙"], on: day, progress: WorkProgress())
        #expect(destroyed.disposed == [code])
    }

    // MARK: - What comes in

    @Test func `what does not pass is named, and the rest is taken`() async throws {
        var codes: [String] = []
        for index in 0..<7 { codes.append(try await station.code(ofText: "第\(index)期", name: "\(index).txt")) }
        _ = try prepare(codes)
        let folders = codes.map { "包/data/" + $0.replacing("·", with: ".") }
        let folder = station.folder
        try FileManager.default.removeItem(atPath: folder.path(folders[0] + "/v1/content/0.txt"))
        try folder.flipByte(of: folders[1] + "/v1/content/1.txt", at: 1)
        try folder.write(folders[2] + "/v1/content/多.txt", "多出来的")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path(folders[3] + "/v1/链接"), withDestinationPath: "/etc/passwd")
        // Changed together with every manifest: only description and XML are left to tell.
        try folder.write(folders[4] + "/v1/content/4.txt", "改过的内容")
        try folder.write(
            folders[5] + "/mets.xml", folder.text(folders[5] + "/mets.xml").replacing("SIZE=\"7\"", with: "SIZE=\"8\""))
        try sealAnew("包")
        let outcomes = try await accept()
        let reasons: [AccessionRefusal?] = [
            .fileMissing, .fileChanged, .fileUnexpected, .fileUnexpected, .descriptionDiffers, .descriptionDiffers, nil,
        ]
        #expect(outcomes.map(\.reason) == reasons)
        #expect(try receipt().items.map(\.accepted) == reasons.map { $0 == nil })
        #expect(try district.allItems().count == 1)
        // The package is another now, and the sender does not believe a receipt for it.
        #expect(await failure { try await receive() } == "receiptOfOther")
    }

    /// Writes the manifests of a package anew for files that were changed as a whole, and leaves what is missing or extra.
    private func sealAnew(_ name: String) throws {
        let folder = station.folder
        var manifest = ""
        for line in try folder.text(name + "/manifest-sha256.txt").split(separator: "\n") {
            let path = String(line.dropFirst(66))
            let isMeant = path.hasSuffix("/4.txt") || path.hasSuffix("/mets.xml")
            let digest =
                isMeant
                ? try Shell.run("sha256sum < \(Shell.quoted(path))", in: folder.path(name)).output.prefix(64)
                : line.prefix(64)
            manifest += digest + "  " + path + "\n"
        }
        try folder.write(name + "/manifest-sha256.txt", manifest)
        let tags = try Shell.run("sha256sum bagit.txt bag-info.txt manifest-sha256.txt", in: folder.path(name))
        try folder.write(name + "/tagmanifest-sha256.txt", tags.output)
    }

    private enum Damage: CaseIterable {
        case manifest, info, sheet, register, extra, tags, path, nothing
    }

    @Test(arguments: Damage.allCases)
    private func `a package that is not whole is not received`(damage: Damage) async throws {
        let code = try await station.code(ofText: "一", name: "1.txt")
        _ = try prepare([code])
        let folder = station.folder
        switch damage {
        case .manifest: try folder.flipByte(of: "包/manifest-sha256.txt", at: 3)
        case .info: try folder.flipByte(of: "包/bag-info.txt", at: 3)
        case .sheet: try folder.flipByte(of: "包/data/transfer.json", at: 30)
        case .register: try FileManager.default.removeItem(atPath: folder.path("包/data/移交清册.csv"))
        case .extra: try folder.write("包/data/说明.txt", "多出来的")
        case .tags: try FileManager.default.removeItem(atPath: folder.path("包/tagmanifest-sha256.txt"))
        case .path:
            let line = String(repeating: "0", count: 64) + "  data/../../外面\n"
            try folder.write("包/manifest-sha256.txt", folder.text("包/manifest-sha256.txt") + line)
            try sealAnew("包")
        case .nothing:
            try FileManager.default.removeItem(atPath: folder.path("包"))
            try folder.write("包/x", "x")
        }
        #expect(await failure { try await accept() } == "badPackage")
        #expect(await failure { try district.allItems() } == "noSuchRecord")
        #expect(!folder.exists("回执.json"))
    }

    @Test func `class and organisation that are not known here are refused, or put where one says`() async throws {
        _ = try Organising(archive: station.archive).set([Organisation(code: "210299", name: "别处")])
        let plan = try Planning(archive: station.archive).current().yaml.replacing("code: PX", with: "code: PZ")
        _ = try Planning(archive: station.archive).adopt(plan)
        let codes = [
            try await station.code(ofText: "一", name: "1.txt", classCode: "XC", org: "210299"),
            try await station.code(ofText: "二", name: "2.txt", classCode: "PZ"),
        ]
        _ = try prepare(codes)
        #expect(try await accept { $0.isDryRun = true }.map(\.detail) == ["PZ", "210299"])
        #expect(await failure { try district.allItems() } == "noSuchRecord")
        #expect(try await accept().map(\.reason) == [.unknownClass, .unknownOrganisation])
        let refused = try receipt()
        #expect(try await receive().left.map(\.code) == codes.reversed())
        // Refusals end nothing, and say why.
        for code in codes { #expect(try station.record(code).state == "active") }
        #expect(
            try Transferring(archive: station.archive).show(1).items.map(\.reason) == [
                .unknownClass, .unknownOrganisation,
            ])
        // A second receipt, for what remained.
        let outcomes = try await accept {
            $0.classCode = "PX"
            $0.org = "2102"
        }
        #expect(outcomes.map(\.status) == [.filed, .filed])
        #expect(try receipt() != refused)
        let report = try await receive()
        #expect(report.gone == codes.reversed() && report.left.isEmpty)
        #expect(try Transferring(archive: station.archive).show(1).receipts.count == 2)
        #expect(await failure { try await receive() } == "receiptTaken")
    }

    @Test func `what was received in another package is not filed again, and what changed since is another`()
        async throws
    {
        let code = try await station.code(ofText: "一", name: "1.txt")
        _ = try prepare([code])
        #expect(
            await failure {
                try await Accessioning(archive: station.archive, options: Accessioning.Options()).accept(
                    station.folder.path("包"), receipt: nil, progress: WorkProgress()
                ) { _ in }
            } == "badPackage")
        let first = try await accept()
        let batch = try #require(try Appraising(archive: station.archive).list().last?.appraisal.number)
        _ = try pack(batch, to: "又一包")
        try FileManager.default.removeItem(atPath: station.folder.path("回执.json"))
        let second = try await accept("又一包")
        #expect(second.map(\.status) == [.unchanged] && second.map(\.code) == first.map(\.code))
        #expect(try receipt().items.map(\.filedAs) == first.map(\.code))
        var change = Revising.Change()
        change.title = "改"
        _ = try await Revising(archive: station.archive).revise(code, change, reason: "改")
        _ = try Appraising(archive: station.archive(as: "丁")).approve(batch, codes: [])
        _ = try pack(batch, to: "三包")
        try FileManager.default.removeItem(atPath: station.folder.path("回执.json"))
        let third = try await accept("三包")
        #expect(third.map(\.reason) == [.codeTaken] && third.map(\.detail) == first.map(\.code))
    }

    @Test func `a code that only a hidden record bears is no reason to refuse`() async throws {
        let code = try await station.code(ofText: "一", name: "1.txt")
        _ = try prepare([code])
        try district.folder.write(
            "in/0.jsonl", #"{"text":"入职查询","class":"RZ","date":"2023-01-01","externalID":"\#(code)"}"#)
        #expect(try await district.file(manifest: "in/0.jsonl").map(\.status) == [.filed])
        // Who may know of it is told.
        #expect(try await accept { $0.isDryRun = true }.map(\.reason) == [.codeTaken])
        var outcomes: [AccessionOutcome] = []
        _ = try await Accessioning(
            archive: district.archive(as: "辛", role: .archivist, org: "2102"), options: Accessioning.Options()
        ).accept(station.folder.path("包"), receipt: nil, progress: WorkProgress()) { outcomes.append($0) }
        #expect(outcomes.map(\.status) == [.filed])
    }

    // MARK: - The receipt

    @Test func `a forged receipt ends nothing`() async throws {
        let codes = [
            try await station.code(ofText: "一", name: "1.txt"), try await station.code(ofText: "二", name: "2.txt"),
        ]
        _ = try prepare(codes)
        try await accept()
        let other = try await station.code(ofText: "三", name: "3.txt")
        try forge("摘要.json") { $0.items[0].digest = String(repeating: "0", count: 64) }
        try forge("别件.json") { $0.items[0].code = other }
        try forge("两次.json") { $0.items.append($0.items[0]) }
        try forge("无号.json") { $0.items[0].filedAs = nil }
        try forge("别包.json") { $0.package = String(repeating: "0", count: 64) }
        let whole = try station.folder.text("回执.json")
        try station.folder.write("夹带.json", whole.replacing("\"by\" :", with: "\"title\" : \"第一件\", \"by\" :"))
        try station.folder.write("空.json", "{}")
        let expected = [
            "摘要": "receiptDiffers", "别件": "receiptDiffers", "两次": "receiptDiffers", "无号": "receiptDiffers",
            "别包": "receiptOfOther", "夹带": "badReceipt", "空": "badReceipt", "没有": "noInput",
        ]
        for (name, kind) in expected {
            #expect(await failure { try await receive(1, name + ".json") } == kind, "\(name)")
        }
        #expect(await failure { try await receive(2) } == "noSuchTransfer")
        for code in codes + [other] { #expect(try station.record(code).state == "active") }
        #expect(try Transferring(archive: station.archive).show(1).receipts.isEmpty)
        // Who says the same in other words (an archive of another make) is believed.
        try forge("他库.json") { _ in }
        #expect(try await receive(1, "他库.json").gone == codes)
    }

    @Test func `holds and versions that came in between keep a record here`() async throws {
        var codes: [String] = []
        for index in 0..<4 { codes.append(try await station.code(ofText: "第\(index)期", name: "\(index).txt")) }
        _ = try prepare(codes)
        try await accept()
        _ = try Holding(archive: station.archive).place(codes: [codes[0]], persons: [], reason: "诉讼")
        var change = Revising.Change()
        change.title = "改"
        for code in codes[1...2] { _ = try await Revising(archive: station.archive).revise(code, change, reason: "改") }
        // Approved anew, but not packed anew.
        _ = try Appraising(archive: station.archive(as: "丁")).approve(1, codes: [codes[2]])
        let report = try await receive()
        #expect(report.gone == [codes[3]])
        #expect(report.left.map(\.obstacle) == [.held([1]), .notApproved(.agreed), .changed])
        for code in codes[...2] { #expect(try station.record(code).versions.count >= 1) }
        // When the hold is gone and the transfer approved again, the same receipt may not be taken twice; nothing is.
        _ = try Holding(archive: station.archive).lift(1, reason: "已结")
        #expect(await failure { try await receive() } == "receiptTaken")
    }

    @Test func `no one person hands records over`() async throws {
        let code = try await station.code(ofText: "一", name: "1.txt")
        _ = try prepare([code])
        try await accept()
        func receive(_ who: String, _ witnesses: [String]) async -> String {
            await failure {
                try await HandingOver(archive: station.archive(as: who)).receive(
                    1, receipt: station.folder.path("回执.json"), keepCopy: true, witnesses: witnesses,
                    progress: WorkProgress())
            }
        }
        #expect(await receive("甲", ["乙", "丙"]) == "separation")
        #expect(await receive("丁", ["乙", "丙"]) == "separation")
        #expect(await receive("戊", ["乙", "乙"]) == "separation")
        #expect(await receive("戊", ["丁", "丙"]) == "separation")
        #expect(await receive("戊", ["甲", "丙"]) == "separation")
        #expect(await receive("戊", ["戊", "丙"]) == "separation")
        #expect(await receive("戊", []) == "separation")
        #expect(await receive("戊", ["乙", "丙"]) == "none")
    }

    @Test func `roles and jurisdictions hold for handing over and receiving`() async throws {
        let code = try await station.code(ofText: "一", name: "1.txt", classCode: "GA", org: "210202")
        let volume = try VolumeKeeping(archive: station.archive).create(
            title: "一案", classCode: "GA", org: "210202", year: "2020", period: nil, subjects: [], force: false)
        try VolumeKeeping(archive: station.archive).setLevel(volume.code, to: .hidden)
        let hidden = try await station.code(
            ofText: "二", name: "2.txt", classCode: "PG", volume: volume.code, org: "210202")
        let batch = try station.approved([code, hidden], .transfer, on: Timestamp.today())
        let worker = try station.archive(as: "李工", role: .caseworker, org: "2102")
        #expect(
            await failure {
                try Transferring(archive: worker).prepare(
                    batch, to: station.folder.path("包"), receiver: nil, progress: WorkProgress())
            } == "notPermitted")
        // An archivist packs what he may read.
        let archivist = try station.archive(as: "王档", role: .archivist, org: "2102")
        let report = try Transferring(archive: archivist).prepare(
            batch, to: station.folder.path("包"), receiver: nil, progress: WorkProgress())
        #expect(report.packed == [code] && report.left.map(\.obstacle) == [.outOfReach])
        // And receives for his own jurisdiction.
        let outside = try district.archive(as: "外档", role: .archivist, org: "210203")
        var reasons: [AccessionRefusal?] = []
        _ = try await Accessioning(archive: outside, options: Accessioning.Options()).accept(
            station.folder.path("包"), receipt: station.folder.path("回执.json"), progress: WorkProgress()
        ) { reasons.append($0.reason) }
        #expect(reasons == [.outsideJurisdiction])
        let auditor = try district.archive(as: "审计", role: .auditor, org: "2102")
        #expect(
            await failure {
                try await Accessioning(archive: auditor, options: Accessioning.Options()).accept(
                    station.folder.path("包"), receipt: nil, progress: WorkProgress()
                ) { _ in }
            } == "notPermitted")
    }

    @Test func `the level of a volume goes with it, and later records of it join theirs`() async throws {
        let volume = try VolumeKeeping(archive: station.archive).create(
            title: "一案", classCode: "GA", org: nil, year: "2020", period: nil, subjects: [], force: false)
        try VolumeKeeping(archive: station.archive).setLevel(volume.code, to: .hidden)
        let codes = [
            try await station.code(ofText: "一", name: "1.txt", classCode: "PG", volume: volume.code),
            try await station.code(ofText: "二", name: "2.txt", classCode: "PG", volume: volume.code),
        ]
        _ = try VolumeKeeping(archive: station.archive).close(volume.code, on: Day("2022-01-31"), note: nil)
        _ = try prepare([codes[0]])
        _ = try prepare([codes[1]], to: "又一包")
        // The district has a case of the same title, which is another child's.
        _ = try VolumeKeeping(archive: district.archive).create(
            title: "一案", classCode: "GA", org: nil, year: "2020", period: nil, subjects: [], force: false)
        let first = try #require(try await accept().first?.code)
        try FileManager.default.removeItem(atPath: station.folder.path("回执.json"))
        let second = try #require(try await accept("又一包").first?.code)
        let opened = try #require(try district.record(first).chosen.description.volume)
        #expect(opened.hasSuffix("-002") && second.hasPrefix(opened + "-"))
        let contents = try VolumeKeeping(archive: district.archive).contents(opened)
        #expect(
            contents.items.count == 2 && contents.volume.state == .closed && contents.volume.closedOn == "2022-01-31")
        let archivist = try district.archive(as: "王档", role: .archivist, org: "2102")
        #expect(await failure { try Reading(archive: archivist).record(first) } == "noSuchRecord")
    }

    // MARK: - Cut short

    @Test(.enabled(if: Shell.has("zstd"))) func `a handing over that was cut short is finished at the next opening`()
        async throws
    {
        let (going, staying) = try await fill()
        let texts = try station.texts(of: going) + ["欧阳蓝鲸与灯塔守护的个案"]
        _ = try prepare(going)
        try await accept()
        let inTheWay = station.folder.files(in: "档案/Corpus/boxes").filter { !$0.contains("register") }
            .map { "档案/Corpus/boxes/" + $0.replacing("0001.tar", with: "0001.r1.tar") }
        for path in inTheWay { try station.folder.write(path + "/x", "x") }
        #expect(await failure { try await receive() } != "none")
        try station.reopen()
        for code in going { #expect(await failure { try station.record(code) } == "gone") }
        #expect(try Disposing(archive: station.archive).list().map(\.isFinished) == [false])
        #expect(try Transferring(archive: station.archive).show(1).items.map(\.outcome) == going.map { _ in .gone })
        for path in inTheWay { try FileManager.default.removeItem(atPath: station.folder.path(path)) }
        try station.reopen()
        #expect(try Disposing(archive: station.archive).list().map(\.isFinished) == [true])
        try station.expectNothingLeft(of: texts, windows: 200)
        #expect(try station.record(staying).state == "active")
        #expect(await failure { try await receive() } == "receiptTaken")
    }

    @Test func `a package is whole or not there`() async throws {
        let code = try await station.code(ofText: "一", name: "1.txt")
        let batch = try station.approved([code], .transfer, on: Timestamp.today())
        try station.folder.write("包.unfinished/data/旧.txt", "上次中断留下的")
        let stopped = WorkProgress(isCancelled: { true })
        #expect(
            await failure {
                try Transferring(archive: station.archive(as: "戊")).prepare(
                    batch, to: station.folder.path("包"), receiver: nil, progress: stopped)
            } == "cancelled")
        #expect(!station.folder.exists("包") && !station.folder.exists("包.unfinished"))
        #expect(try Transferring(archive: station.archive).list().isEmpty)
        _ = try pack(batch)
        #expect(!station.folder.exists("包/data/旧.txt"))
        #expect(await failure { try pack(batch) } == "folderNotEmpty")
        #expect(await failure { try pack(batch, to: "档案/包") } == "refused")
        let mode = try Shell.run("stat -c %a 包", in: station.folder.path).output
        #expect(mode == "700\n")
    }

    // MARK: - XML

    @Test(.enabled(if: Shell.has("python3"))) func `the XML is well-formed whatever a record says`() async throws {
        let (going, _) = try await fill()
        _ = try prepare(going)
        let script =
            "import sys, xml.dom.minidom as m; [print(m.parse(p).documentElement.getAttribute(\"LABEL\")) for p in sys.argv[1:]]"
        let outcome = try Shell.run(
            "PYTHONUTF8=1 python3 -c '\(script)' 包/data/*/mets.xml", in: station.folder.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("石榴小院 <更正> & \"题名\"\n"))
    }

    /// Where Python has lxml and eark-validator (PyPI), which brings the schema of METS 1.12.
    @Test(.enabled(if: (try? Shell.run("python3 -c 'import lxml, eark_validator'", in: "/"))?.status == 0))
    func `the XML is valid by the schema of METS`() async throws {
        let (going, _) = try await fill()
        _ = try prepare(going)
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/validate_mets.py"
        let outcome = try Shell.run(
            "PYTHONUTF8=1 python3 \(Shell.quoted(script)) 包/data/*/mets.xml", in: station.folder.path)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("4 valid"))
    }
}
