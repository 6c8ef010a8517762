import Archivist
import Foundation
import Records
import Testing
import Workbench

/// Who may do what, and who may see what, through every door there is.
@Suite struct PermissionTests {
    private let test: TestArchive

    init() throws {
        test = try TestArchive()
        try Organising(archive: test.archive).set([Organisation(code: "210203", name: "另一区未保中心")])
    }

    private func archive(_ who: String, _ role: Role, _ org: String = "2102") throws -> ArchiveFolder {
        try ArchiveFolder(
            path: test.folder.path("档案"),
            principal: Principal(who: who, face: "command", act: "test", purpose: "例行巡阅", role: role, org: org))
    }

    // MARK: - Duties

    /// What each duty is asked for by: an act of its own that does no harm where it is permitted.
    private func attempts() -> [(duties: Set<Duty>, act: (ArchiveFolder) async throws -> Void)] {
        let none = "J016-ZY·WB·PX·2023·D10-9999"
        return [
            ([.search], { _ = try await Searching(archive: $0).search(SearchQuery(text: "监护")) }),
            ([.search], { _ = try VolumeKeeping(archive: $0).list(classCode: nil, org: nil, state: nil) }),
            ([.search], { _ = try Persons(archive: $0).list(named: nil, limit: 1) }),
            ([.read], { _ = try Reading(archive: $0).record(none) }),
            ([.read], { _ = try Persons(archive: $0).entry(999) }),
            (
                [.export],
                { archive in
                    var choice = Exporting.Choice()
                    choice.codes = [none]
                    _ = try Exporting(archive: archive)
                        .export(choice, to: test.folder.path("包"), format: .csv, progress: WorkProgress())
                }
            ),
            (
                [.file],
                { archive in
                    _ = try await Filing(archive: archive, options: FilingOptions())
                        .file(PathInputs([]), progress: WorkProgress()) { _ in }
                }
            ),
            (
                [.revise],
                { archive in
                    var change = Revising.Change()
                    change.title = "题"
                    _ = try await Revising(archive: archive).revise(none, change, reason: "试")
                }
            ),
            ([.arrange], { _ = try VolumeKeeping(archive: $0).close("J016-ZY·WB·GA·2023·Y-999", on: nil, note: nil) }),
            ([.requestAccess], { _ = try Granting(archive: $0).request("张三 2023", purpose: "试") }),
            ([.decideAccess], { _ = try Granting(archive: $0).decide(999, grants: false) }),
            ([.readInEmergency], { _ = try Granting(archive: $0).openInEmergency(none, reason: "试") }),
            ([.reviewLog], { _ = try Granting(archive: $0).review(999, note: "试") }),
            ([.organise], { try Organising(archive: $0).remove("999999") }),
            ([.plan], { _ = try Planning(archive: $0).adopt(Planning.standard) }),
            ([.keepUsers], { try UserKeeping(archive: $0).setState(.disabled, of: "没有") }),
            ([.assignRoles], { try VolumeKeeping(archive: $0).setLevel("J016-ZY·WB·GA·2023·Y-999", to: .hidden) }),
            ([.care], { _ = try await Rebuilding(archive: $0).reindex(progress: WorkProgress()) }),
            ([.care, .verifyLog], { _ = try await Checking(archive: $0).verify() }),
            (
                [.takeRequest],
                {
                    _ = try Requesting(archive: $0).take(
                        Requesting.Intake(
                            kind: .copy, party: .subject, asker: "某", identityCheck: "证", codes: [none], text: "要"))
                }
            ),
            ([.takeRequest], { _ = try Requesting(archive: $0).answer(999, text: "答") }),
            ([.decideRequest], { _ = try Requesting(archive: $0).decide(999, .refused, reason: "试") }),
            ([.decideRequest], { _ = try Requesting(archive: $0).lift(999, reason: "试") }),
            ([.takeRequest, .decideRequest], { _ = try Requesting(archive: $0).list(.all) }),
            ([.takeRequest, .decideRequest], { _ = try Requesting(archive: $0).show(999) }),
            ([.arrange], { _ = try IdentifierKeeping(archive: $0).repeated() }),
            ([.readLog], { _ = try LogReading(archive: $0).entries(limit: 1) }),
        ]
    }

    /// The separation of duties as it was decided, written down a second time.
    private static let expected: [Role: Set<Duty>] = [
        .archivist: [.search, .read, .export, .file, .revise, .arrange, .requestAccess, .care, .takeRequest],
        .caseworker: [
            .search, .read, .file, .revise, .arrange, .requestAccess, .readInEmergency, .takeRequest,
        ],
        .supervisor: [
            .search, .read, .export, .requestAccess, .decideAccess, .readInEmergency, .reviewLog, .decideRequest,
        ],
        .auditor: [.search, .read, .export, .requestAccess, .readLog, .verifyLog],
        .systemAdministrator: [.organise, .keepUsers, .care],
        .securityOfficer: [.plan, .assignRoles],
        .auditOfficer: [.readLog, .verifyLog, .reviewLog],
    ]

    @Test func `each role does what its duties are and nothing else`() async throws {
        for role in Role.allCases {
            let archive = try archive("某人", role)
            for attempt in attempts() {
                let isExpected = !attempt.duties.isDisjoint(with: try #require(Self.expected[role]))
                var isPermitted = true
                do {
                    try await attempt.act(archive)
                } catch ArchiveFailure.notPermitted {
                    isPermitted = false
                } catch is ArchiveFailure {
                    // Permitted, and stopped by what it was asked for.
                }
                #expect(isPermitted == isExpected, "\(role) \(attempt.duties)")
            }
        }
    }

    @Test func `a refusal is in the log, as what was tried`() async throws {
        let archive = try archive("王管理", .systemAdministrator)
        await #expect(throws: ArchiveFailure.self) { try await Searching(archive: archive) }
        let entries = try LogReading(archive: test.archive).entries(limit: 2)
        #expect(entries.contains { $0.who == "王管理" && $0.act == "test" && $0.denied })
    }

    // MARK: - Records

    private struct Filed {
        var code: String
        var classCode: String
        var org: String
        var volume: String?
        var word: String
        var by: String
        /// Its title as well, and of no other record.
        var title: String
    }

    /// Records of all levels in two districts, some filed by caseworkers; each with a word of its own.
    private func fill() async throws -> [Filed] {
        var filed: [Filed] = []
        var number = 0
        for (who, role, org) in [
            ("甲", Role.archivist, "2102"), ("李工", .caseworker, "210202"), ("赵工", .caseworker, "210203"),
        ] {
            for classCode in ["GA", "QB", "RZ", "PX", "DJ"] {
                for place in org == "2102" ? ["210202", "210202001", "210203"] : [org] {
                    number += 1
                    let word =
                        "暗号" + String(UnicodeScalar(UInt32(0x4E00 + number * 7))!)
                        + String(UnicodeScalar(UInt32(0x6000 + number * 11))!)
                    try test.folder.write("in/\(number).txt", "记录\(number)\n\n\(word)出现在此。\n")
                    let volume = classCode == "GA" ? "个案\(number)" : nil
                    var outcomes: [FilingOutcome] = []
                    _ = try await Filing(
                        archive: try archive(who, role, org),
                        options: FilingOptions(
                            classCode: classCode, volume: volume, date: "2023-05-19", org: place)
                    ).file(PathInputs([test.folder.path("in/\(number).txt")]), progress: WorkProgress()) {
                        outcomes.append($0)
                    }
                    let code = try #require(outcomes.first?.code, "\(outcomes)")
                    filed.append(
                        Filed(
                            code: code, classCode: classCode, org: place,
                            volume: volume == nil ? nil : String(code.dropLast(4)), word: word, by: who,
                            title: "记录\(number)"))
                }
            }
        }
        return filed
    }

    /// The rules in words, once more and otherwise: levels of the default plan by class.
    private func mayRead(_ record: Filed, _ who: String, _ role: Role, _ org: String, granted: Set<String>) -> Bool {
        if [.systemAdministrator, .securityOfficer, .auditOfficer].contains(role) { return false }
        if granted.contains(record.code) || record.volume.map(granted.contains) == true { return true }
        if record.by == who { return true }
        guard record.org.hasPrefix(org) else { return false }
        switch record.classCode {
        case "PX", "DJ": return true
        case "GA", "QB": return [.archivist, .supervisor, .auditor].contains(role)
        default: return role == .supervisor
        }
    }

    @Test func `what may not be read is not there, through any door`() async throws {
        let filed = try await fill()
        let people: [(String, Role, String)] = [
            ("李工", .caseworker, "210202"), ("赵工", .caseworker, "210203"), ("孙工", .caseworker, "210202001"),
            ("周督", .supervisor, "2102"), ("吴督", .supervisor, "210203"), ("郑审", .auditor, "210202"),
            ("冯档", .archivist, "210203"),
        ]
        // One grant of an item, one of a volume.
        let supervisor = try archive("周督", .supervisor)
        let item = try #require(filed.first { $0.classCode == "RZ" && $0.org == "210202" })
        let volume = try #require(filed.first { $0.classCode == "GA" && $0.org == "210203" && $0.by == "甲" }?.volume)
        for object in [item.code, volume] {
            let grant = try Granting(archive: try archive("孙工", .caseworker, "210202001")).request(object, purpose: "试")
            #expect(try Granting(archive: supervisor).decide(grant.id, grants: true).state == .granted)
        }
        for (who, role, org) in people {
            let archive = try archive(who, role, org)
            let searching = try await Searching(archive: archive)
            let granted: Set<String> = who == "孙工" ? [item.code, volume] : []
            var visible = 0
            for record in filed {
                let isReadable = mayRead(record, who, role, org, granted: granted)
                visible += isReadable ? 1 : 0
                let name: Comment = "\(who) \(record.classCode) \(record.org) by \(record.by)"
                let found = try searching.search(SearchQuery(text: "\"\(record.word)\""))
                #expect(found.hits.map(\.code).contains(record.code) == isReadable, name)
                #expect((found.relaxed ? 0 : found.total) == (isReadable ? 1 : 0), name)
                #expect(found.snippets(contain: record.word) == isReadable, name)
                #expect(
                    try searching.completions(of: record.word, query: SearchQuery(text: ""), limit: 5).isEmpty, name)
                var isShown = true
                do { _ = try Reading(archive: archive).text(record.code) } catch ArchiveFailure.noSuchRecord {
                    isShown = false
                }
                #expect(isShown == isReadable, name)
                if let volume = record.volume {
                    let isListed = try VolumeKeeping(archive: archive).list(classCode: nil, org: nil, state: nil)
                        .contains { $0.code == volume }
                    #expect(isListed == isReadable, name)
                }
            }
            try expectPagesAreTheList(archive)
            let everything = try searching.search(SearchQuery(text: "", from: "2000-01-01", limit: 1000))
            #expect(everything.total == visible, "\(who)")
            #expect(everything.classFacet.values.reduce(0, +) == visible)
            guard [.archivist, .supervisor, .auditor].contains(role) else { continue }
            var choice = Exporting.Choice()
            choice.from = "2000-01-01"
            let report = try Exporting(archive: archive)
                .export(choice, to: test.folder.path("表\(who).csv"), format: .csv, progress: WorkProgress())
            #expect(report.items == visible)
        }
    }

    /// A list of volumes says the same page by page as in one piece, counts included.
    private func expectPagesAreTheList(_ archive: ArchiveFolder) throws {
        let keeping = VolumeKeeping(archive: archive)
        let whole = try keeping.list(classCode: nil, org: nil, state: nil)
        var paged: [Volume] = []
        while case let page = try keeping.list(
            classCode: nil, org: nil, state: nil, after: paged.last?.code ?? "", most: 2), !page.isEmpty
        {
            #expect(page.count <= 2)
            paged += page
        }
        #expect(paged.map(\.code) == whole.map(\.code))
        #expect(paged.map(\.itemCount) == whole.map(\.itemCount))
    }

    private struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ state >> 29) &* 0xBF58_476D_1CE4_E5B9
        }
    }

    /// A user, a record and a door, at random, against the rules in words: nobody gets through who may not, and everybody who
    /// may. `LANTAI_TRIALS` makes more of them.
    @Test func `random users, records and doors agree with the rules`() async throws {
        let filed = try await fill()
        var random = Random(state: 5)
        let trials = ProcessInfo.processInfo.environment["LANTAI_TRIALS"].flatMap { Int($0) } ?? 600
        let orgs = ["2102", "210202", "210202001", "210203"]
        let names = (0..<12).map { "用户\($0)" } + ["李工", "赵工"]
        let people = names.map { name in
            (
                name, name.hasSuffix("工") ? Role.caseworker : Role.allCases.randomElement(using: &random) ?? .auditor,
                name == "李工" ? "210202" : name == "赵工" ? "210203" : orgs.randomElement(using: &random) ?? "2102"
            )
        }
        _ = try UserKeeping(archive: test.archive).add(
            User(name: names[0], fullName: names[0], role: .systemAdministrator, org: "2102"))
        let officer = try archive("安全", .securityOfficer)
        let supervisor = try archive("周督", .supervisor)
        var levels: [String: AccessLevel] = [:]
        var opened: [String: Set<String>] = [:]
        for record in filed {
            guard let volume = record.volume, Bool.random(using: &random) else { continue }
            levels[volume] = AccessLevel.allCases.randomElement(using: &random)
            try VolumeKeeping(archive: officer).setLevel(volume, to: levels[volume])
        }
        for (name, role, org) in people where SeparationRules.asks(role) && Bool.random(using: &random) {
            let record = try #require(filed.randomElement(using: &random))
            let object = record.volume ?? record.code
            let grant = try Granting(archive: try archive(name, role, org)).request(object, purpose: "试")
            _ = try Granting(archive: supervisor).decide(grant.id, grants: true)
            opened[name, default: []].insert(object)
        }
        // Some records are kept in storage only, by themselves or with their volume; some of these were granted since.
        let clerk = try archive("陈档", .archivist)
        var storedOnly: Set<String> = []
        var openedSince: [String: Set<String>] = [:]
        for record in filed where Int.random(in: 0..<4, using: &random) == 0 {
            let object = record.volume.map { Bool.random(using: &random) ? $0 : record.code } ?? record.code
            let request = try Requesting(archive: clerk).take(
                Requesting.Intake(
                    kind: .deletion, party: .guardian, asker: "某人", relation: "父亲", identityCheck: "证", text: "请删除"))
            _ = try Requesting(archive: supervisor).decide(
                request.request.number, .storageOnly, codes: [object], reason: "期限未届满")
            storedOnly.insert(object)
            let (name, role, org) = try #require(people.randomElement(using: &random))
            guard SeparationRules.asks(role) else { continue }
            let grant = try Granting(archive: try archive(name, role, org)).request(object, purpose: "试")
            _ = try Granting(archive: supervisor).decide(grant.id, grants: true)
            openedSince[name, default: []].insert(object)
        }
        func mightRead(_ record: Filed, _ name: String, _ role: Role, _ org: String) -> Bool {
            guard SeparationRules.reads(role) else { return false }
            if opened[name]?.contains(record.volume ?? record.code) == true || record.by == name { return true }
            guard record.org.hasPrefix(org) else { return false }
            let byClass: AccessLevel =
                ["PX", "DJ"].contains(record.classCode) ? .open : record.classCode == "RZ" ? .hidden : .announced
            return switch record.volume.flatMap({ levels[$0] }) ?? byClass {
            case .open: true
            case .announced: role != .caseworker
            case .hidden: role == .supervisor
            }
        }
        func isStoredOnly(_ record: Filed) -> Bool {
            storedOnly.contains(record.code) || record.volume.map(storedOnly.contains) == true
        }
        func mayRead(_ record: Filed, _ name: String, _ role: Role, _ org: String) -> Bool {
            guard isStoredOnly(record) else { return mightRead(record, name, role, org) }
            let since = openedSince[name] ?? []
            return since.contains(record.code)
                || record.volume.map { storedOnly.contains($0) && since.contains($0) } == true
        }
        for _ in 0..<trials {
            let (name, role, org) = try #require(people.randomElement(using: &random))
            let record = try #require(filed.randomElement(using: &random))
            let door = Door.allCases.randomElement(using: &random) ?? .word
            let archive = try archive(name, role, org)
            let mayPass =
                mayRead(record, name, role, org)
                && (door != .export || [.archivist, .supervisor, .auditor].contains(role))
                // Titles name persons, and so do pictures: who sees those masked is offered words alone.
                && (![.title, .page].contains(door) || role != .auditor)
            let comment: Comment = "\(name) \(role) \(org) → \(record.classCode) \(record.org) by \(door)"
            do {
                if let counted = try await counted(door, archive, like: record) {
                    let readable = filed.filter { mayRead($0, name, role, org) }
                    #expect(counted == Dictionary(grouping: readable, by: \.classCode).mapValues(\.count), comment)
                } else {
                    #expect(try await isOpen(door, archive, record) == mayPass, comment)
                }
            } catch ArchiveFailure.storedOnly {
                // Said of such a record alone, and to nobody who might not know of it otherwise.
                #expect(isStoredOnly(record) && mightRead(record, name, role, org) && !mayPass, comment)
            } catch ArchiveFailure.noSuchRecord, ArchiveFailure.noSuchVolume, ArchiveFailure.notPermitted {
                #expect(!mayPass || !SeparationRules.reads(role), comment)
            }
        }
    }

    /// Every way by which a record is come by.
    private enum Door: CaseIterable {
        case word, everything, record, version, history, text, similar, likeness, title, volume, export
        case page
        case count, facet
    }

    /// By doors that say only how many there are: how many, by class.
    private func counted(_ door: Door, _ archive: ArchiveFolder, like record: Filed) async throws -> [String: Int]? {
        switch door {
        case .facet:
            return try await Searching(archive: archive)
                .search(SearchQuery(text: "", from: "2000-01-01", limit: 1)).classFacet
        case .count:
            var counts: [String: Int] = [:]
            for classCode in ["GA", "QB", "RZ", "PX", "DJ"] {
                let query = SearchQuery(text: "", classCode: classCode, from: "2000-01-01", limit: 1)
                let total = try await Searching(archive: archive).search(query).total
                if total > 0 { counts[classCode] = total }
            }
            return counts
        default: return nil
        }
    }

    private func isOpen(_ door: Door, _ archive: ArchiveFolder, _ record: Filed) async throws -> Bool {
        switch door {
        case .word:
            return try await Searching(archive: archive).search(SearchQuery(text: "\"\(record.word)\"")).total == 1
        case .everything:
            let query = SearchQuery(text: "", from: "2000-01-01", limit: 1000)
            return try await Searching(archive: archive).search(query).hits.contains { $0.code == record.code }
        case .record: return try Reading(archive: archive).record(record.code).chosen.code == record.code
        case .version:
            return try Reading(archive: archive).record(record.code, choice: .number(1)).chosen.number == 1
        case .history: return try !Reading(archive: archive).history(record.code).versions.isEmpty
        case .text: return try Reading(archive: archive).text(record.code).contains(record.word)
        case .page:
            var archive = archive
            archive.reader = test.archive.reader
            do {
                return try Rendering(archive: archive).thumbnail(record.code).code == record.code
            } catch ArchiveFailure.noRendition {
                // Whoever hears of what kind it is has passed.
                return true
            } catch ArchiveFailure.masked {
                return false
            }
        case .similar:
            return try await !Searching(archive: archive)
                .similar(toRecord: record.code, query: SearchQuery(text: "")).query.isEmpty
        case .likeness:
            return try await Searching(archive: archive)
                .similar(toText: record.word, query: SearchQuery(text: "", limit: 1000))
                .snippets(contain: record.word)
        case .title:
            return try await Searching(archive: archive)
                .completions(of: record.title, query: SearchQuery(text: ""), limit: 100)
                .contains { $0.text == record.title }
        case .volume:
            guard let volume = record.volume else {
                return try Reading(archive: archive).record(record.code).chosen.code == record.code
            }
            return try VolumeKeeping(archive: archive).contents(volume).items.contains { $0.code == record.code }
        case .export:
            var choice = Exporting.Choice()
            choice.codes = [record.code]
            let path = test.folder.path("一件.csv")
            defer { try? FileManager.default.removeItem(atPath: path) }
            return try Exporting(archive: archive).export(choice, to: path, format: .csv, progress: WorkProgress())
                .items == 1
        case .count, .facet: return false
        }
    }

    /// The roles' rules in words, apart from the table that the program runs by.
    private enum SeparationRules {
        static func reads(_ role: Role) -> Bool { [.archivist, .caseworker, .supervisor, .auditor].contains(role) }
        static func asks(_ role: Role) -> Bool { reads(role) }
    }

    @Test func `a level of its own closes a volume, an assignment opens it`() async throws {
        let code = try await test.code(ofText: "暗号甲乙", classCode: "DJ", volume: "专卷", org: "210202")
        let volume = String(code.dropLast(4))
        let worker = try archive("李工", .caseworker, "210202")
        func isReadable() throws -> Bool {
            do { _ = try Reading(archive: worker).record(code) } catch ArchiveFailure.noSuchRecord { return false }
            return true
        }
        #expect(try isReadable())
        try VolumeKeeping(archive: try archive("安全", .securityOfficer)).setLevel(volume, to: .hidden)
        #expect(try !isReadable())
        #expect(try await Searching(archive: worker).search(SearchQuery(text: "暗号甲乙")).hits.isEmpty)
        _ = try UserKeeping(archive: test.archive).add(
            User(name: "李工", fullName: "李工", role: .systemAdministrator, org: "210202"))
        _ = try VolumeKeeping(archive: try archive("周督", .supervisor)).assign(volume, to: ["李工"])
        #expect(try isReadable())
        try VolumeKeeping(archive: try archive("安全", .securityOfficer)).setLevel(volume, to: nil)
        #expect(try isReadable())
    }

    @Test func `an announced case is known by its subject's full name, and by nothing else`() async throws {
        _ = try await test.code(
            ofText: "暗号子丑", classCode: "GA", volume: "钱多多个案", org: "210202001",
            fields: [(name: "当事人", value: "钱多多")])
        let worker = try archive("李工", .caseworker, "210202")
        let searching = try await Searching(archive: worker)
        let known = try searching.search(SearchQuery(text: "钱多多"))
        #expect(known.hits.isEmpty && known.total == 0 && known.classFacet.isEmpty)
        #expect(known.announced.map(\.org) == ["210202001"] && known.announced.map(\.year) == ["2023"])
        for text in ["钱多", "暗号子丑", "钱多多 个案", "钱"] {
            #expect(try searching.search(SearchQuery(text: text)).announced.isEmpty, "\(text)")
        }
        // Beyond the district it is hidden.
        let other = try await Searching(archive: try archive("赵工", .caseworker, "210203"))
        #expect(try other.search(SearchQuery(text: "钱多多")).announced.isEmpty)
        #expect(try await Searching(archive: test.archive).search(SearchQuery(text: "钱多多")).announced.isEmpty)
    }

    @Test func `an auditor reads with persons masked, unless granted`() async throws {
        let code = try await test.code(
            ofText: "钱多多个案登记表\n\n儿童姓名：钱多多，身份证号 210202201503020011，祖父钱大海。", name: "钱多多.txt", classCode: "GA",
            volume: "钱多多个案", org: "210202", fields: [(name: "当事人", value: "钱多多 2015-03-02")])
        let auditor = try archive("郑审", .auditor)
        func said() async throws -> String {
            let hit = try #require(try await Searching(archive: auditor).search(SearchQuery(text: "登记表")).hits.first)
            let view = try Reading(archive: auditor).record(code)
            let volume = try VolumeKeeping(archive: auditor).contents(String(code.dropLast(4)))
            var choice = Exporting.Choice()
            choice.codes = [code]
            try? FileManager.default.removeItem(atPath: test.folder.path("表.csv"))
            _ = try Exporting(archive: auditor)
                .export(choice, to: test.folder.path("表.csv"), format: .csv, progress: WorkProgress())
            return [
                "\(hit)", "\(view)", "\(volume)", try Reading(archive: auditor).text(code),
                try test.folder.text("表.csv"),
                "\(try Persons(archive: auditor).list(named: nil, limit: 10))",
                "\(try await Searching(archive: auditor).completions(of: "钱", query: SearchQuery(text: ""), limit: 5))",
            ].joined(separator: "\n")
        }
        let masked = try await said()
        #expect(!masked.contains("钱多多") && !masked.contains("20150302") && !masked.contains("2015-03-02"))
        #expect(masked.contains("钱*个案登记表") && masked.contains("210202***********1"))
        #expect(throws: ArchiveFailure.self) { try Reading(archive: auditor).file(code, name: nil) }
        // A level that lets the auditor read is no grant.
        try VolumeKeeping(archive: try archive("安全", .securityOfficer)).setLevel(String(code.dropLast(4)), to: .open)
        #expect(!(try await said().contains("钱多多")))
        let grant = try Granting(archive: auditor).request(code, purpose: "核查")
        _ = try Granting(archive: try archive("周督", .supervisor)).decide(grant.id, grants: true)
        #expect(try Reading(archive: auditor).text(code).contains("钱多多"))
        #expect(try Reading(archive: auditor).file(code, name: nil).file.name == "钱多多.txt")
    }

    @Test func `an emergency opens at once and is reviewed by somebody else`() async throws {
        let code = try await test.code(ofText: "暗号寅卯", classCode: "RZ", org: "210202001")
        let worker = try archive("李工", .caseworker, "210202")
        #expect(throws: ArchiveFailure.self) { try Reading(archive: worker).record(code) }
        let grant = try Granting(archive: worker).openInEmergency(code, reason: "孩子失联")
        #expect(grant.isEmergency && grant.state == .granted && grant.reviewedBy == nil)
        #expect(try Reading(archive: worker).text(code).contains("暗号寅卯"))
        #expect(throws: ArchiveFailure.self) {
            try Granting(archive: try archive("李工", .supervisor)).review(grant.id, note: "自己")
        }
        #expect(try Granting(archive: try archive("周督", .supervisor)).review(grant.id, note: "属实").reviewedBy == "周督")
        // Not beyond the district.
        #expect(throws: ArchiveFailure.self) {
            try Granting(archive: try archive("赵工", .caseworker, "210203")).openInEmergency(code, reason: "好奇")
        }
    }

    @Test func `nobody files or moves outside the jurisdiction`() async throws {
        try test.folder.write("in/a.txt", "记录\n\n2023年5月19日")
        var outcomes: [FilingOutcome] = []
        _ = try await Filing(
            archive: try archive("李工", .caseworker, "210202"), options: FilingOptions(classCode: "PX", org: "210203")
        ).file(PathInputs([test.folder.path("in/a.txt")]), progress: WorkProgress()) { outcomes.append($0) }
        #expect(outcomes.map(\.refusal) == [.outsideJurisdiction("210203")])
        let code = try await test.code(ofText: "另一件", org: "210202")
        var change = Revising.Change()
        change.org = "210203"
        await #expect(throws: ArchiveFailure.self) {
            try await Revising(archive: try archive("李工", .caseworker, "210202")).revise(code, change, reason: "移")
        }
    }

    @Test func `requests of another district are not seen there, nor decided`() async throws {
        let code = try await test.code(ofText: "暗号辰巳", classCode: "GA", volume: "某个案", org: "210202")
        let grant = try Granting(archive: archive("李工", .caseworker, "210202")).request(code, purpose: "再次接报")
        let elsewhere = Granting(archive: try archive("外督", .supervisor, "210203"))
        #expect(try elsewhere.list().isEmpty)
        #expect(throws: ArchiveFailure.self) { try elsewhere.decide(grant.id, grants: false) }
        #expect(throws: ArchiveFailure.self) { try elsewhere.revoke(grant.id) }
        let above = Granting(archive: try archive("周督", .supervisor, "2102"))
        #expect(try above.list().map(\.state) == [.requested])
        #expect(try above.decide(grant.id, grants: false).state == .refused)
    }

    @Test func `users, assignments, levels and grants come back from the boxes`() async throws {
        let code = try await test.code(ofText: "暗号辰巳", classCode: "GA", volume: "某个案", org: "210202")
        let volume = String(code.dropLast(4))
        _ = try UserKeeping(archive: test.archive).add(
            User(name: "admin", fullName: "管理员", role: .systemAdministrator, org: "2102"))
        try VolumeKeeping(archive: try archive("安全", .securityOfficer)).setLevel(volume, to: .hidden)
        let grant = try Granting(archive: try archive("李工", .caseworker, "210202")).request(volume, purpose: "试")
        _ = try Granting(archive: try archive("周督", .supervisor)).decide(grant.id, grants: true)
        let path = test.folder.path("档案/Corpus/catalog.sqlite")
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        _ = try Recovering(path: test.folder.path("档案"), principal: TestArchive.principal).recover(
            progress: WorkProgress())
        #expect(try Reading(archive: try archive("李工", .caseworker, "210202")).text(code).contains("暗号辰巳"))
        #expect(throws: ArchiveFailure.self) { try Reading(archive: try archive("冯档", .archivist)).text(code) }
        // It does not fall back to single-person mode.
        let signingIn = SigningIn(
            path: test.folder.path("档案"), account: "root", face: "command", act: "test", purpose: "例行巡阅")
        #expect(throws: ArchiveFailure.self) { try signingIn.enter(as: nil) { nil } }
        let password = try UserKeeping.releaseAfterRecovery(
            "admin", path: test.folder.path("档案"), account: "root", face: "command")
        try signingIn.changePassword(of: "admin", password: { password }, to: "天青色等烟雨而我在等你")
        _ = try signingIn.enter(as: "admin") { "天青色等烟雨而我在等你" }
        // Once somebody has a password, the owner's way in is closed.
        #expect(throws: ArchiveFailure.self) {
            try UserKeeping.releaseAfterRecovery(
                "admin", path: test.folder.path("档案"), account: "root", face: "command")
        }
    }
}

extension SearchReport {
    fileprivate func snippets(contain word: String) -> Bool {
        hits.contains {
            $0.snippet?.replacing("<mark>", with: "").replacing("</mark>", with: "").contains(word) == true
        }
    }
}
