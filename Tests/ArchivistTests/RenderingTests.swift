import Archivist
import Foundation
import Intake
import Records
import Testing
import Workbench

/// Renditions of files: who may have them, where they are kept, and when they go.
@Suite struct RenderingTests {
    private let test: TestArchive
    private let code: String

    init() async throws {
        test = try TestArchive()
        code = try await Self.scan(in: test, grey: 90)
    }

    /// Files a grey picture, which is drawn without any program of the system.
    private static func scan(
        in test: TestArchive, grey: UInt8, classCode: String = "PX", fields: [(name: String, value: String)] = []
    ) async throws -> String {
        let pixels = (0..<30_000).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) | grey }
        try test.folder.write("来/扫描\(grey).pgm", Data("P5 300 100 255\n".utf8) + pixels)
        let options = FilingOptions(
            classCode: classCode, title: "扫描\(grey)", date: "2023-05-19", org: "210202", fields: fields)
        let outcome = try #require(try await test.file("来/扫描\(grey).pgm", options: options).first)
        return try #require(outcome.code, "\(outcome)")
    }

    private func image(_ width: Int, _ format: PageImage.Format = .png, page: Int = 1) -> PageImage {
        PageImage(number: page, width: width, format: format)
    }

    private func archive(_ who: String, _ role: Role?, _ org: String = "2102", purpose: String? = "会商") throws
        -> ArchiveFolder
    {
        var archive = try ArchiveFolder(
            path: test.folder.path("档案"),
            principal: Principal(
                who: who, face: "command", act: "render", purpose: purpose, role: role, org: role.map { _ in org }))
        archive.reader = test.archive.reader
        return archive
    }

    private func kept() -> [String] { test.folder.files(in: "档案/Indexes/renditions") }

    /// The oldest first.
    private func entries(_ code: String?) throws -> [AccessEntry] {
        try LogReading(archive: test.archive).entries(limit: 100, LogFilter(object: code)).reversed()
    }

    /// All doors to what a file looks like.
    private func doors(_ archive: ArchiveFolder, _ code: String) -> [() throws -> RenditionView] {
        [
            { try Rendering(archive: archive).page(image(200), of: code) },
            { try Rendering(archive: archive).thumbnail(code) },
            { try Rendering(archive: archive).readingCopy(code) },
        ]
    }

    // MARK: - What is given

    @Test func `a page and a thumbnail, made once, logged each time`() throws {
        let rendering = Rendering(archive: test.archive)
        for isCached in [false, true] {
            let view = try rendering.page(image(200), of: code.lowercased())
            #expect(view.code == code && view.version == 1 && view.file.name == "扫描90.pgm")
            #expect(view.isCached == isCached && view.rendition.pages == 1 && view.rendition.mediaType == "image/png")
            #expect(view.rendition.bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
            #expect(Array(view.rendition.bytes[16..<24]) == [0, 0, 0, 200, 0, 0, 0, 67])
        }
        let small = try rendering.thumbnail(code, choice: .number(1))
        #expect(small.rendition.mediaType == "image/jpeg" && small.rendition.bytes.count < 20_000)
        // A scan is not made larger than it is.
        #expect(try Array(rendering.page(image(2400), of: code).rendition.bytes[16..<20]) == [0, 0, 1, 44])
        let acts = try entries(code).map { "\($0.act) \($0.version ?? 0)\($0.denied ? " denied" : "")" }
        #expect(
            acts.filter { $0.hasPrefix("show") }
                == ["show page 1", "show page 1", "show thumbnail 1", "show page 1"])
        #expect(kept().count == 3)
    }

    @Test func `what cannot be given is said`() async throws {
        let rendering = Rendering(archive: test.archive)
        for width in [0, 63, 2401, .max] {
            #expect(await failure { try rendering.page(image(width), of: code) } == "pageWidth")
        }
        let text = try await test.code(ofText: "只有文字")
        func unsupported(_ body: () throws -> RenditionView) -> String? {
            do {
                _ = try body()
                return nil
            } catch ArchiveFailure.noRendition(_, _, .unsupported(let mediaType)) {
                return mediaType
            } catch {
                return "\(error)"
            }
        }
        #expect(unsupported { try rendering.readingCopy(text) } == "text/plain")
        #expect(unsupported { try rendering.thumbnail(text) } == "text/plain")
        #expect(unsupported { try rendering.readingCopy(code) }?.hasPrefix("image/") == true)
        #expect(await failure { try rendering.page(image(200, page: 2), of: code) } == "noRendition")
        #expect(await failure { try rendering.thumbnail(code, file: "没有.pdf") } == "noSuchFile")
        #expect(await failure { try rendering.thumbnail(code, choice: .number(2)) } == "noSuchVersion")
        #expect(kept().isEmpty)
    }

    // MARK: - Who may

    @Test func `without access a rendition is as absent as an unknown record, made before or not`() async throws {
        let case1 = try await Self.scan(in: test, grey: 3, classCode: "GA", fields: [("当事人", "陈星 2014-06-01")])
        _ = try Rendering(archive: test.archive).thumbnail(case1)
        let other = try archive("周工", .caseworker, "210203")
        for door in doors(other, case1) + doors(other, case1 + "9") {
            #expect(await failure { try door() } == "noSuchRecord")
            let entry = try #require(try entries(nil).last { $0.who == "周工" })
            #expect(entry.denied && entry.act == "render" && entry.object?.hasPrefix(case1) == true)
        }
        // Nothing can be masked in a picture.
        for door in doors(try archive("审计", .auditor), case1) { #expect(await failure { try door() } == "masked") }
        // A class that asks what for, asks here too.
        let supervisor = try archive("赵督导", .supervisor, purpose: nil)
        for door in doors(supervisor, case1) { #expect(await failure { try door() } == "purposeMissing") }
        _ = try Rendering(archive: try archive("赵督导", .supervisor)).thumbnail(case1)
        let entry = try #require(try entries(case1).last { $0.who == "赵督导" })
        #expect(entry.act == "show thumbnail" && entry.purpose == "会商" && !entry.denied)
        // Who may not read at all.
        for door in doors(try archive("系统", .systemAdministrator), case1) {
            #expect(await failure { try door() } == "notPermitted")
        }
    }

    @Test func `what is kept in storage only is not shown, though it was looked at before`() async throws {
        _ = try Rendering(archive: test.archive).thumbnail(code)
        let request = try Requesting(archive: archive("陈档", .archivist)).take(
            Requesting.Intake(
                kind: .deletion, party: .guardian, asker: "某人", relation: "父亲", identityCheck: "证", codes: [code],
                text: "请删除"))
        _ = try Requesting(archive: archive("赵督导", .supervisor)).decide(
            request.request.number, .storageOnly, reason: "期限未届满")
        for door in doors(test.archive, code) { #expect(await failure { try door() } == "storedOnly") }
    }

    // MARK: - When they go

    @Test func `destruction takes all renditions, and one under way is not kept`() async throws {
        let day = try #require(Day("2150-01-01"))
        let staying = try await Self.scan(in: test, grey: 5)
        _ = try Rendering(archive: test.archive).thumbnail(code)
        _ = try Rendering(archive: test.archive).thumbnail(staying)
        try test.folder.write("档案/Indexes/renditions/unfinished/半", "一半")
        #expect(kept().count == 3)

        // A reader that goes on only when the record is gone.
        var slow = test.archive
        slow.reader = try reader(
            answering: Rendering(archive: test.archive).page(image(100), of: code).rendition.bytes,
            first: "touch \(test.folder.path("begun")); while [ ! -e \(test.folder.path("go")) ]; do sleep 0.02; done")
        let (archive, code, wanted) = (slow, code, image(111))
        let underWay = Task.detached { try Rendering(archive: archive).page(wanted, of: code) }
        for _ in 0..<6000 where !test.folder.exists("begun") { usleep(10_000) }
        try await test.destroy([code], on: day)
        #expect(kept().isEmpty)
        try test.folder.write("go", "")
        #expect(try await !underWay.value.isCached)
        #expect(kept().isEmpty)
        #expect(await failure { try Rendering(archive: test.archive).thumbnail(code) } == "gone")
        // Of what stays, another is made.
        #expect(try !Rendering(archive: test.archive).thumbnail(staying).isCached)
        #expect(kept().count == 1)
    }

    @Test func `a recovery keeps none`() async throws {
        _ = try Rendering(archive: test.archive).thumbnail(code)
        try test.loseCatalog()
        #expect(try test.recover().problems.isEmpty)
        #expect(kept().isEmpty)
        #expect(try !Rendering(archive: test.archive).thumbnail(code).isCached)
    }

    @Test func `what a crash left half-written goes at the opening, unless somebody writes`() throws {
        _ = try Rendering(archive: test.archive).thumbnail(code)
        try test.folder.write("档案/Indexes/renditions/unfinished/半", "一半")
        let folder = open(test.folder.path("档案/Indexes/renditions"), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        #expect(flock(folder, LOCK_SH) == 0)
        try test.reopen()
        #expect(kept().count == 2)
        close(folder)
        try test.reopen()
        #expect(kept().count == 1)
        #expect(try Rendering(archive: test.archive).thumbnail(code).isCached)
    }

    @Test func `they may be deleted at any time`() throws {
        _ = try Rendering(archive: test.archive).thumbnail(code)
        try FileManager.default.removeItem(atPath: test.folder.path("档案/Indexes"))
        #expect(try !Rendering(archive: test.archive).thumbnail(code).isCached)
        #expect(try Rendering(archive: test.archive).thumbnail(code).isCached)
    }

    @Test func `a rendition that the disk has changed is made anew`() throws {
        let whole = try Rendering(archive: test.archive).thumbnail(code).rendition
        let name = "档案/Indexes/renditions/" + (try #require(kept().first))
        for harm: (inout Data) -> Void in [
            { $0[$0.count - 3] ^= 1 }, { $0.removeLast(5) }, { $0 = Data() }, { $0 = Data("x".utf8) + $0 },
        ] {
            var bytes = try test.folder.read(name)
            harm(&bytes)
            try test.folder.write(name, bytes)
            let again = try Rendering(archive: test.archive).thumbnail(code)
            #expect(!again.isCached && again.rendition == whole)
        }
        #expect(try Rendering(archive: test.archive).thumbnail(code).isCached)
    }

    @Test func `no more is kept than there is room for, and what was used longest ago goes first`() throws {
        let rendering = Rendering(archive: test.archive, byteLimit: 60_000)
        func size() throws -> Int {
            try kept().reduce(0) { try $0 + test.folder.read("档案/Indexes/renditions/" + $1).count }
        }
        _ = try rendering.page(image(150), of: code)
        for width in 200..<230 {
            _ = try rendering.page(image(width), of: code)
            // Used over and over, it is never the oldest.
            #expect(try rendering.page(image(150), of: code).isCached)
            #expect(try size() <= 60_000)
        }
        #expect(kept().count > 1)
        #expect(try rendering.page(image(229), of: code).isCached)
        #expect(try !rendering.page(image(200), of: code).isCached)
    }

    @Test func `what a reading process sends is not kept unless it is what was asked for`() async throws {
        let png = try Rendering(archive: test.archive).page(image(200), of: code).rendition.bytes
        var own = test.archive
        own.reader = try reader(answering: Data("<script>alert(1)</script>".utf8))
        let hostile = own
        #expect(await failure { try Rendering(archive: hostile).page(image(201), of: code) } == "noRendition")
        own.reader = try reader(answering: png)
        // A picture wider than was asked for, and one of another kind.
        let wide = own
        #expect(await failure { try Rendering(archive: wide).page(image(199), of: code) } == "noRendition")
        #expect(await failure { try Rendering(archive: wide).thumbnail(code) } == "noRendition")
        #expect(try Rendering(archive: wide).page(image(202), of: code).rendition.bytes == png)
        #expect(kept().count == 2)
    }

    // MARK: - Exports

    @Test func `an export goes on without a copy that cannot be made, but not without the program`() async throws {
        try test.folder.write("来/通知.rtf", Data("{\\rtf1 notice}".utf8))
        let options = FilingOptions(classCode: "PX", date: "2023-05-19")
        let document = try #require(try await test.file("来/通知.rtf", options: options).first?.code)
        var choice = Exporting.Choice()
        choice.codes = [document, code]
        func export(_ name: String, _ reader: ProcessReader) throws -> ExportReport {
            var archive = test.archive
            archive.reader = reader
            return try Exporting(archive: archive).export(
                choice, to: test.folder.path(name), format: .bag, readingCopies: true, progress: WorkProgress())
        }
        let locked = try reader(answering: Data(), warnings: "[{\"encrypted\":{}}]")
        let without = try export("无", locked)
        #expect(without.copies == 0 && without.withoutCopy.count == 1)
        #expect(without.withoutCopy.first?.hasSuffix("/v1/content/通知.rtf") == true)
        let missing = try reader(
            answering: Data(), warnings: "[{\"toolMissing\":{\"program\":\"soffice\",\"package\":\"libreoffice\"}}]")
        #expect(await failure { try export("缺", missing) } == "noRendition")
        #expect(!test.folder.exists("缺") && !test.folder.exists("缺.unfinished"))
        let copy = Data("%PDF-1.6\n%%EOF\n".utf8)
        let with = try export("有", try reader(answering: copy))
        #expect(with.copies == 1 && with.withoutCopy.isEmpty)
        let copies = test.folder.files(in: "有").filter { $0.hasSuffix("/v1/reading-copies/通知.rtf.pdf") }
        #expect(try copies.count == 1 && test.folder.read("有/" + copies[0]) == copy)
        // One entry for each record of each package, as without copies.
        #expect(try entries(document).filter { $0.act == "export" }.count == 3)
        #expect(try entries(document).allSatisfy { !$0.act.hasPrefix("show") })
    }

    /// A reading process whose answer is this rendition.
    private func reader(
        answering bytes: Data, warnings: String = "[]", first commands: String = ""
    ) throws -> ProcessReader {
        func frame(_ kind: Character, _ body: Data) -> Data {
            Data([kind.asciiValue ?? 0] + (0..<4).map { UInt8(truncatingIfNeeded: body.count >> (8 * $0)) }) + body
        }
        let head = "{\"mediaType\":\"image/png\",\"properties\":{},\"warnings\":\(warnings)}"
        let name = UUID().uuidString
        try test.folder.write(
            name + ".answer",
            frame("h", Data(head.utf8)) + frame("n", Data()) + frame("m", bytes) + frame(".", Data()))
        let path = try test.folder.program(
            name, "#!/bin/sh\n\(commands)\ncat \(test.folder.path(name + ".answer"))\n")
        return ProcessReader(program: path, fallback: test.folder.path("tmp"), seconds: 60)
    }
}
