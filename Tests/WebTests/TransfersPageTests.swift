import Archivist
import Foundation
import HTTPTypes
import Records
import Retention
import Testing
import Web
import Workbench

/// Handing over by the pages: the package goes out as one file, the receipt comes in.
@Suite struct TransfersPageTests {
    @Test func `a package is taken along, received elsewhere, and its receipt taken in`() async throws {
        let room = try await TestRoom()
        let batch = try room.approvedBatch([TestRoom.notice], for: .transfer)
        try await room.visit { browser in
            try await browser.signIn("dangan")
            #expect(try await browser.ask("/transfers").text.contains("还没有移交过档案"))
            let packed = try await browser.send("/transfers", ["batch": "\(batch)", "receiver": "某区<档案馆>"])
            #expect(packed.status == 200 && packed.headers[.contentType] == "application/zip")
            #expect(packed.headers[.contentDisposition]?.contains("attachment") == true)
            let content = try unzipped(packed.bytes)
            #expect(content.keys.contains("移交包-1/bagit.txt"))
            #expect(content.contains { $0.key.hasSuffix("v1/content/通知.txt") && $0.value.count > 20 })
            #expect(content.keys.contains("移交包-1/data/移交清册.csv"))
            // Nothing of what went out stays.
            #expect(room.leftovers.isEmpty)
            let list = try await browser.ask("/transfers").text
            #expect(list.contains("移交 1：已打包 1 件。"))
            #expect(list.contains("某区&lt;档案馆&gt;") && list.contains("待回执 1"))
            for fault in ["", "{}", "不是<u>回执"] {
                let answer = try await browser.send(
                    "/transfers/1/receive",
                    ["receipt": fault, "copy": "keep", "witness1": "wangfang", "witness2": "shenji"])
                #expect(answer.status == 400 && answer.text.contains("不是回执") && !answer.text.contains("<u>"))
            }
            let receipt = try await room.receipt(for: batch, content)
            let received = try await browser.send(
                "/transfers/1/receive",
                ["receipt": receipt, "copy": "keep", "witness1": "wangfang", "witness2": "shenji"])
            #expect(received.status == 303, "\(received.text)")
            let shown = try await browser.ask("/transfers/1").text
            #expect(shown.contains("已移交，留副本") && shown.contains("某区档案馆") && shown.contains("打印清册"))
            #expect(!shown.contains("/transfers/1/receive"))
        }
    }

    @Test func `what is not approved is not packed, and who may not hand over is told so`() async throws {
        let room = try await TestRoom()
        let batch = try Appraising(archive: room.hands("kaipi", .archivist)).open(
            title: "一批", codes: [TestRoom.notice]
        ).appraisal.number
        try await room.visit { browser in
            try await browser.signIn("dangan")
            let packed = try await browser.send("/transfers", ["batch": "\(batch)"])
            #expect(packed.status >= 400 && packed.text.contains("意见不足两人"))
            #expect(try await browser.ask("/transfers").text.contains("还没有移交过档案"))
            #expect(try await browser.ask("/transfers/7").status == 404)
            try await browser.signIn("wangfang")
            let refused = try await browser.send("/transfers", ["batch": "\(batch)"])
            #expect(refused.status == 403)
            #expect(!(try await browser.ask("/transfers").text.contains("action=\"/transfers\"")))
        }
    }
}

extension TransfersPageTests {
    /// A package that another room packed.
    static func package() async throws -> [UInt8] {
        let sender = try await TestRoom()
        let batch = try sender.approvedBatch([TestRoom.notice], for: .transfer)
        let made = try Transferring(archive: sender.hands("zhixing", .archivist)).download(
            batch, name: { "移交包-\($0)" }, receiver: nil, progress: WorkProgress())
        return try made.file.read(count: made.file.length, at: 0)
    }

    /// The same with a file whose path leads out of it: to Swift its slash is no slash, because of the accent behind it.
    private static func strayed(_ bytes: [UInt8]) throws -> [UInt8] {
        let folder = try TestFolder()
        try Data(bytes).write(to: URL(fileURLWithPath: folder.path("a.zip")))
        let program = """
            from zipfile import ZipFile
            with ZipFile("a.zip", "a") as package:
                top = package.namelist()[0].split("/")[0]
                package.writestr(top + "/../\\u0301.txt", "x")
            """
        try folder.write("stray.py", program)
        #expect(try Shell.run("python3 stray.py", in: folder.path).status == 0)
        return Array(try Data(contentsOf: URL(fileURLWithPath: folder.path("a.zip"))))
    }

    @Test func `a package that comes from elsewhere is looked at, received, and leaves nothing lying there`()
        async throws
    {
        let bytes = try Self.strayed(try await Self.package())
        let room = try await TestRoom()
        try await room.visit { browser in
            try await browser.signIn("dangan")
            let other = try await browser.upload("照片.zip", "不是压缩包")
            let package = try await browser.upload("移交包.zip", bytes)
            let page = try await browser.ask("/transfers").text
            #expect(page.contains("移交包.zip") && page.contains("照片.zip"))
            let none = try await browser.send("/transfers/accept", ["upload": other])
            #expect(none.status == 400 && none.text.contains("照片.zip"), "\(none.text)")

            #expect(try await browser.send("/transfers/rehearse", ["upload": package]).status == 303)
            #expect(try await browser.ask("/transfers").text.contains("可以接收 1 件"))
            let taken = try await browser.send("/transfers/accept", ["upload": package])
            #expect(taken.status == 200 && taken.headers[.contentDisposition]?.contains("receipt-") == true)
            let receipt = try JSONDecoder().decode(TransferReceipt.self, from: Data(taken.bytes))
            #expect(receipt.items.map(\.accepted) == [true])
            let list = try await browser.ask("/transfers").text
            #expect(list.contains("已接收 1 件") && !list.contains("移交包.zip"))
            let filed = try #require(receipt.items.first?.filedAs)
            #expect(try await browser.ask("/records/" + filed.replacing("·", with: ".")).text.contains("入户走访"))
            #expect(try await browser.send("/transfers/accept", ["upload": package]).status == 404)
        }
        let incoming = room.folder.path("档案/Incoming")
        let left = (FileManager.default.subpaths(atPath: incoming) ?? []).filter {
            $0.contains("bagit") || $0.contains("data") || $0.unicodeScalars.contains("\u{301}")
        }
        #expect(left.isEmpty, "\(left)")
    }

    @Test func `what another district handed over is not listed, shown or received`() async throws {
        let room = try await TestRoom()
        let batch = try room.approvedBatch([TestRoom.notice], for: .transfer)
        _ = try Transferring(archive: room.hands("zhixing", .archivist)).download(
            batch, name: { "包-\($0)" }, receiver: nil, progress: WorkProgress())
        try await room.visit { browser in
            try await browser.signIn("dangan")
            #expect(try await browser.ask("/transfers").text.contains("href=\"/transfers/1\""))
            try await browser.signIn("waidang")
            #expect(!(try await browser.ask("/transfers").text.contains("href=\"/transfers/1\"")))
            let absent = try await browser.ask("/transfers/9")
            let hidden = try await browser.ask("/transfers/1")
            #expect(hidden.status == 404 && absent.status == 404)
            #expect(hidden.text.replacing("没有移交 1", with: "没有移交 9") == absent.text)
        }
    }
}

extension TestRoom {
    /// The receipt that another archive gives for an unpacked package.
    func receipt(for batch: Int, _ content: [String: Data]) async throws -> String {
        let package = folder.path("包")
        for (name, bytes) in content {
            let path = package + "/" + name.split(separator: "/").dropFirst().joined(separator: "/")
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try bytes.write(to: URL(fileURLWithPath: path))
        }
        let other = folder.path("接收")
        _ = try Founding.found(
            path: other, fonds: Fonds(code: "J017", name: "某区档案馆", org: "2102"),
            principal: Principal(who: "乙", face: "test", act: "transfer accept"))
        let archive = try ArchiveFolder(
            path: other, principal: Principal(who: "乙", face: "test", act: "transfer accept"))
        _ = try await Accessioning(archive: archive, options: Accessioning.Options()).accept(
            package, receipt: folder.path("回执.json"), progress: WorkProgress()
        ) { _ in }
        return try String(contentsOfFile: folder.path("回执.json"), encoding: .utf8)
    }

    /// Hands a batch over, a copy staying.
    func handedOver(_ batch: Int) async throws -> HandoverReport {
        let made = try Transferring(archive: hands("zhixing", .archivist)).download(
            batch, name: { "包-\($0)" }, receiver: nil, progress: WorkProgress())
        let bytes = try made.file.read(count: made.file.length, at: 0)
        return try await HandingOver(archive: hands("zhixing", .archivist)).receive(
            made.report.number, content: Data(try await receipt(for: batch, try unzipped(bytes)).utf8), name: "回执",
            keepCopy: true, witnesses: ["wangfang", "shenji"], progress: WorkProgress())
    }
}
