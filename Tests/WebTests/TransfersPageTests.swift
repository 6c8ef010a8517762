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
