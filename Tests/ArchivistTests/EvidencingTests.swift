import Archivist
import Foundation
import Records
import Testing
import Workbench

/// Evidence bundles, held against the program that comes with them, as an auditor would who trusts nobody.
@Suite struct EvidencingTests {
    private let test: TestArchive
    private var folder: TestFolder { test.folder }

    init() throws {
        test = try TestArchive()
    }

    private func export(
        _ name: String, as archive: ArchiveFolder? = nil, _ options: Evidencing.Options = .init(),
        _ edit: (inout Exporting.Choice) -> Void
    ) throws -> EvidenceReport {
        var choice = Exporting.Choice()
        edit(&choice)
        let archive = archive ?? test.archive
        return try Evidencing(archive: archive, log: LogKeeping(archive: archive))
            .export(choice, to: folder.path(name), options: options, progress: WorkProgress())
    }

    private func auditor(_ org: String, purpose: String? = nil) throws -> ArchiveFolder {
        try ArchiveFolder(
            path: folder.path("档案"),
            principal: Principal(
                who: "审", face: "command", act: "export", purpose: purpose, role: .auditor, org: org))
    }

    private func key() throws -> String { try LogKeeping(archive: test.archive).publicKey() }

    private func verify(_ name: String, key: String? = nil) throws -> Shell.Outcome {
        let option = key.map { "--key " + Shell.quoted($0) } ?? ""
        return try Shell.run(
            "python3 -B \(Shell.quoted(name))/data/evidence/verify.py \(option) \(Shell.quoted(name))", in: folder.path)
    }

    private func fill() async throws -> [String] {
        let codes = [
            try await test.code(ofText: "会商纪要", name: "纪要.txt", classCode: "GA", volume: "林小满个案", date: "2023-03-01"),
            try await test.code(ofText: "签到", name: "签到.txt", date: "2023-05-19"),
        ]
        _ = try test.record(codes[0])
        _ = try test.record(codes[0])
        return codes
    }

    @Test func `a bundle holds, for whoever has the key and for whoever has only the bundle`() async throws {
        let codes = try await fill()
        let report = try export("包") { $0.codes = codes }
        #expect(report.enclosed == 2 && report.export.items == 2)
        // Filed twice, looked at twice; each exported, and the bundle as a whole.
        #expect(report.entries == 4 + 3 && report.withheld == 0)
        let outcome = try verify("包", key: key())
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(!outcome.output.contains("NOTE"))
        let alone = try verify("包")
        #expect(alone.status == 0 && alone.output.contains("proves nothing about who signed"))
        let query = try #require(
            try JSONSerialization.jsonObject(with: folder.read("包/data/evidence/query.json")) as? [String: Any])
        #expect(query["who"] as? String == "甲" && query["purpose"] as? String == "例行巡阅")
        // Each line is a proof by itself.
        let line = try folder.text("包/data/evidence/log-0001.jsonl").split(separator: "\n")[0]
        try folder.write("证明.json", String(line))
        try folder.write("公钥.txt", key())
        let single = try Shell.run("python3 -B 包/data/evidence/verify.py \(key()) 证明.json", in: folder.path)
        #expect(single.status == 0 && single.output == "holds\n")
        let other = try verify("包", key: "lantai-log/0+00000000+AAAA")
        #expect(other.status == 1 && other.output.contains("is not the key given"))
        let byFile = try Shell.run("python3 -B 包/data/evidence/verify.py --key 公钥.txt", in: folder.path)
        #expect(byFile.status == 0, "\(byFile.output)")
    }

    @Test(.enabled(if: Shell.has("bagit.py"))) func `the reference program takes the bundle`() async throws {
        let codes = try await fill()
        _ = try export("包") { $0.codes = codes }
        #expect(try Shell.run("PYTHONUTF8=1 bagit.py --validate 包", in: folder.path).status == 0)
    }

    @Test(.enabled(if: Shell.has("bsdtar"))) func `a zipped bundle is the same`() async throws {
        let codes = try await fill()
        var options = Evidencing.Options()
        options.isZipped = true
        _ = try export("包.zip", options) { $0.codes = codes }
        #expect(try Shell.run("mkdir out && LC_ALL=C.UTF-8 bsdtar -xf 包.zip -C out", in: folder.path).status == 0)
        #expect(try verify("out/包", key: key()).status == 0)
    }

    // MARK: - Tampering

    /// Makes the manifests of a changed bag fit again, as somebody would who changes it on purpose.
    private static let mend = """
        from os import path, walk
        from hashlib import sha256
        digest = lambda name: sha256(open(name, "rb").read()).hexdigest()
        files = sorted(path.join(top, name) for top, _, names in walk("data") for name in names)
        open("manifest-sha256.txt", "w").write("".join(f"{digest(name)}  {name}\\n" for name in files))
        lines = [line for line in open("bag-info.txt") if not line.startswith("Payload-Oxum")]
        size = sum(path.getsize(name) for name in files)
        open("bag-info.txt", "w").write("".join(lines) + f"Payload-Oxum: {size}.{len(files)}\\n")
        tags = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt")
        open("tagmanifest-sha256.txt", "w").write("".join(f"{digest(name)}  {name}\\n" for name in tags))
        """

    private static let document = "data/J016-ZY.WB.PX.2023.D10-0001/v1/content/签到.txt"
    private static let log = "data/evidence/log-0001.jsonl"

    /// What somebody does, in the bag's folder, and where it must be found.
    private static let tampering: [(what: String, place: String)] = [
        ("printf x >> '\(document)'", "签到.txt: 与清单里的摘要不符"),
        ("rm '\(document)'", "签到.txt: 清单里有，包里没有"),
        ("echo x > data/另一份.txt", "另一份.txt: 清单里没有"),
        ("ln -s /etc/passwd data/链接", "是链接"),
        ("echo ' ' >> data/J016-ZY.WB.PX.2023.D10-0001/v1/metadata.json", "metadata.json: 与清单里的摘要不符"),
        ("sed -i s/签到/签退/ data/metadata.csv", "metadata.csv: 与 query.json 里的摘要不符"),
        (
            "old=$(sha256sum < '\(document)' | head -c 64); printf 改 > '\(document)'; sed -i s/$old/$(sha256sum < '\(document)' | head -c 64)/ data/metadata.csv",
            "metadata.csv: 与 query.json 里的摘要不符"
        ),
        (
            "old=$(sha256sum < data/metadata.csv | head -c 64); sed -i s/签到/签退/ data/metadata.csv; sed -i s/$old/$(sha256sum < data/metadata.csv | head -c 64)/ data/evidence/query.json",
            "query.json: 不是日志里记下的那一份"
        ),
        ("sed -i s/例行巡阅/检查/ data/evidence/query.json", "query.json: 不是日志里记下的那一份"),
        ("sed -i '1s/\"who\":\"甲\"/\"who\":\"乙\"/' \(log)", "log-0001.jsonl:1: 证明不成立"),
        ("sed -i '1s/\"act\":\"file\"/\"act\":\"show\"/' \(log)", "log-0001.jsonl:1: 证明不成立"),
        ("sed -i '2s/\"path\":\\[\"./\"path\":[\"_/' \(log)", "log-0001.jsonl:2: 证明不成立"),
        ("sed -i 2d \(log)", "应有 7 条"),
        ("sed -i '$d' \(log)", "应有 7 条"),
        ("sed -i 2p \(log)", "log-0001.jsonl:3: 次序不对"),
        ("sed -i '2{h;d};3{G}' \(log)", "次序不对"),
        // Withheld, as if it had been erased.
        (
            "sed -Ei '2s/\"who\":\"甲\"/\"who\":null/;2s/\"object\":\"[^\"]*\"/\"object\":null/;2s/\"purpose\":\"[^\"]*\"/\"purpose\":null/;2s/\"salt\":\"[^\"]*\"/\"salt\":null/' \(log)",
            "log: 条目与 query.json 里的摘要不符"
        ),
        ("echo '{\"format\":7}' >> \(log)", "log"),
        ("sed -i '2s/^[0-9]*$/3/' data/evidence/checkpoint.txt", "checkpoint.txt: 签名不符"),
        // Keys and signatures are random: what is put in their place must differ from whatever stood there.
        ("sed -Ei '5s/.{12}(.{6})$/AAAAAAAAAAAA\\1/' data/evidence/checkpoint.txt", "checkpoint.txt: 签名不符"),
        ("sed -Ei 's/.{12}(.{6})$/AAAAAAAAAAAA\\1/' data/evidence/log-key.txt", "log-key.txt: 不是给出的公钥"),
        ("echo '# x' >> data/evidence/verify.py", "verify.py: 与 query.json 里的摘要不符"),
        ("rm data/evidence/query.json", "query"), ("rm data/evidence/checkpoint.txt", "log"),
        ("rm \(log)", "log"), ("cp -r ../别的/data/evidence data/", "query.json: 谁"),
    ]

    @Test func `whatever is changed is found, though the manifests were made to fit`() async throws {
        let codes = try await fill()
        _ = try export("包") { $0.codes = codes }
        // Another bundle of the same records, of the same log.
        _ = try export("别的", as: test.archive(as: "乙")) { $0.codes = [codes[0]] }
        let key = try key()
        try folder.write("mend.py", Self.mend)
        for (number, (what, place)) in Self.tampering.enumerated() {
            let name = "改\(number)"
            let done = try Shell.run(
                "cp -r 包 \(name) && cd \(name) && \(what) && PYTHONUTF8=1 python3 ../mend.py", in: folder.path)
            #expect(done.status == 0, "\(what): \(done.errors)")
            let program = Shell.quoted(folder.path("包/data/evidence/verify.py"))
            let outcome = try Shell.run("python3 -B \(program) --key \(key) \(name)", in: folder.path)
            #expect(outcome.status == 1, "\(what): \(outcome.output)")
            if !place.hasPrefix("query.json: 谁") {
                #expect(outcome.output.contains(place), "\(what): \(outcome.output)")
            }
            #expect(outcome.errors.isEmpty, "\(what): \(outcome.errors)")
        }
    }

    @Test(arguments: [
        ("printf x >> data/evidence/README.txt", "README.txt: 与清单的摘要不符"),
        ("rm data/evidence/README.txt", "README.txt: 缺少"), ("touch data/evidence/x", "x: 清单里没有"),
        ("touch x", "x: 清单里没有"), ("echo >> manifest-sha256.txt", "bag"), ("rm bag-info.txt", "bag-info.txt: 缺少"),
        ("echo >> bag-info.txt", "bag-info.txt: 与清单的摘要不符"), ("rm manifest-sha256.txt", "bag"),
    ])
    func `what the manifests alone cover is found`(what: String, place: String) async throws {
        let codes = try await fill()
        _ = try export("包") { $0.codes = codes }
        try #require(try Shell.run(what, in: folder.path("包")).status == 0)
        let outcome = try verify("包", key: key())
        #expect(outcome.status == 1 && outcome.output.contains(place), "\(outcome.output)\(outcome.errors)")
    }

    // MARK: - Who sees what

    @Test func `an auditor's bundle names no child`() async throws {
        let code = try await test.code(
            ofText: "林小满与陈星的会商纪要", name: "林小满纪要.txt", classCode: "GA", volume: "林小满个案", date: "2023-03-01",
            fields: [("当事人", "林小满 2013-02-03 210202201302031234")])
        _ = try await test.code(
            ofText: "陈星登记", name: "陈.txt", classCode: "GA", volume: "陈星个案", date: "2023-04-01",
            fields: [("当事人", "陈星")])
        let open = try await test.code(ofText: "培训签到", name: "签到.txt", date: "2023-05-19")
        var change = Revising.Change()
        change.title = "林小满、陈星会商纪要 210202201302031234"
        _ = try await Revising(archive: test.archive).revise(code, change, reason: "题名")
        for purpose in ["核对林小满一案", "陈星的哥哥", "会商"] {
            let archive = try ArchiveFolder(
                path: folder.path("档案"), principal: Principal(who: "甲", face: "command", act: "show", purpose: purpose))
            _ = try Reading(archive: archive).record(code)
        }
        let report = try export("包", as: auditor("2102", purpose: "查林小满")) {
            ($0.from, $0.to) = ("2023-01-01", "2023-12-31")
        }
        #expect(report.export.items == 3 && report.withheld == 0)
        // The period is that of the records; their uses are of today.
        var options = Evidencing.Options()
        options.allUses = true
        let whole = try export("全", as: auditor("2102", purpose: "查林小满"), options) { $0.from = "2023-01-01" }
        #expect(whole.withheld == 2, "\(whole)")
        for name in ["包", "全"] {
            let outcome = try verify(name, key: key())
            #expect(outcome.status == 0, "\(outcome.output)")
            for secret in ["林小满", "陈星", "20130203", "2013-02-03"] {
                let found = try Shell.run("grep -r \(secret) \(name); find \(name) | grep \(secret)", in: folder.path)
                #expect(found.output.isEmpty, "\(secret): \(found.output)")
            }
            #expect(try folder.text(name + "/data/metadata.csv").contains("林*"))
        }
        // Whom it is about is masked; what is about nobody goes out.
        #expect(!folder.exists("全/data/" + ArchivalCode.folderName(code)))
        #expect(folder.exists("全/data/" + ArchivalCode.folderName(open)) == (whole.enclosed > 0))
    }

    @Test func `a bundle says nothing of records that its reader may not know of`() async throws {
        let codes = try await fill()
        let there = try await test.code(ofText: "别处", name: "别处.txt", date: "2023-05-20", org: "210202")
        _ = try export("包", as: auditor("210202")) { $0.from = "2023-01-01" }
        let all = try Shell.run("cat $(find 包 -type f)", in: folder.path).output
        #expect(all.contains(there))
        for code in codes { #expect(!all.contains(code)) }
        #expect(throws: ArchiveFailure.self) { try export("无", as: auditor("210202")) { $0.codes = [codes[0]] } }
        #expect(!folder.exists("无"))
    }

    @Test(arguments: [Role.archivist, .caseworker, .supervisor, .auditOfficer])
    func `only an auditor takes away what the log says`(role: Role) async throws {
        let codes = try await fill()
        let archive = try test.archive(as: "乙", role: role, org: "2102")
        #expect(await failure { try export("包", as: archive) { $0.codes = codes } } == "notPermitted")
        #expect(!folder.exists("包"))
        // The look at the log is its newest entry.
        let last = try LogReading(archive: test.archive).entries(limit: 2)[1]
        #expect(last.denied && last.who == "乙")
    }

    @Test func `digests alone, where they are asked for`() async throws {
        let codes = try await fill()
        var options = Evidencing.Options()
        options.digestsOnly = true
        let report = try export("包", options) { $0.codes = codes }
        #expect(report.enclosed == 0)
        #expect(folder.files(in: "包/data").allSatisfy { $0 == "metadata.csv" || $0.hasPrefix("evidence/") })
        #expect(try verify("包", key: key()).status == 0)
    }

    @Test func `entries whose personal part was erased are proved all the same`() async throws {
        let today = Timestamp.today()
        let kept = try await test.code(ofText: "留下", name: "留下.txt", date: today.description)
        let gone = try await test.code(ofText: "销毁", name: "销毁.txt", date: today.description)
        _ = try test.record(gone)
        try await test.destroy([gone], on: try #require(Day("2090-01-01")))
        let report = try export("包") {
            ($0.from, $0.to, $0.classCode) = (today.description, today.description, "PX")
        }
        #expect(report.export.items == 1)
        let lines = try folder.text("包/data/evidence/log-0001.jsonl").split(separator: "\n")
        #expect(lines.contains { $0.contains("\"who\":null") && $0.contains("\"salt\":null") })
        #expect(lines.contains { $0.contains(kept) } && !lines.contains { $0.contains(gone) })
        let outcome = try verify("包", key: key())
        #expect(outcome.status == 0, "\(outcome.output)")
    }

    @Test func `the export is in the log before anything is written, and nothing is left of one cut short`()
        async throws
    {
        let codes = try await fill()
        var choice = Exporting.Choice()
        choice.codes = codes
        let log = LogKeeping(archive: test.archive)
        #expect(throws: ArchiveFailure.self) {
            try Evidencing(archive: test.archive, log: log).export(
                choice, to: folder.path("包"), options: .init(), progress: WorkProgress(isCancelled: { true }))
        }
        #expect(!folder.exists("包") && !folder.exists("包.unfinished"))
        let acts = try LogReading(archive: test.archive).entries(limit: 4).map(\.act)
        #expect(acts == ["log list", "export evidence", "export", "export"])
    }
}
