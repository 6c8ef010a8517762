import Archivist
import ArgumentParser
import Face
import Foundation
import Records
import Samples

struct SampleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample", abstract: say("写出虚构的样例文件与清单", "Write fictional sample documents with a manifest"),
        discussion: say(
            "同样的 --seed 与 --count 总写出同样的文件。人物均为虚构。\n例：lantai sample 样例 --count 1000 && lantai file --manifest 样例/manifest.jsonl",
            "The same --seed and --count always write the same. All persons are fictional.\nExample: lantai sample samples --count 1000 && lantai file --manifest samples/manifest.jsonl"
        ))

    @Argument(help: ArgumentHelp(say("写到哪个文件夹", "folder to write to"), valueName: "DIR")) var folder: String
    @Option(help: ArgumentHelp(say("几件", "how many"))) var count = 100
    @Option(help: ArgumentHelp(say("随机种子", "random seed"))) var seed: UInt64 = 1
    @Flag(help: ArgumentHelp(say("正文写在清单里，不写单个文件", "texts inside the manifest, no single files"))) var inline = false
    @OptionGroup var common: CommonOptions

    func run() async throws {
        guard count > 0 else { throw UsageFault.badValue(option: "--count", value: String(count), allowed: ["1…"]) }
        if let content = try? FileManager.default.contentsOfDirectory(atPath: folder), !content.isEmpty {
            throw ArchiveFailure.folderNotEmpty(folder)
        }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let progress = common.console.progress(say("写出", "Written"))
        let list = folder + "/manifest.jsonl"
        guard let manifest = fopen(list, "w") else { throw ArchiveFailure(path: list, code: errno) }
        defer { fclose(manifest) }
        var folders: Set<String> = []
        let generator = SampleGenerator(seed: seed)
        for index in 0..<count {
            if progress.isCancelled() { throw ArchiveFailure.cancelled }
            let document = generator.document(at: index)
            var members: [(String, JSONText)] = []
            if inline {
                members.append(("text", .string(document.text)))
            } else {
                let path = "\(document.classCode)/\(index / 1000)/\(document.externalID).txt"
                let whole = folder + "/" + path
                if folders.insert(whole.parentPath).inserted {
                    try FileManager.default.createDirectory(
                        atPath: whole.parentPath, withIntermediateDirectories: true)
                }
                try Data(document.text.utf8).write(to: URL(fileURLWithPath: whole))
                members.append(("path", .string(path)))
            }
            members += [
                ("externalID", .string(document.externalID)), ("title", .string(document.title)),
                ("date", .string(document.date)), ("class", .string(document.classCode)),
                ("org", .string(document.org)),
            ]
            for (key, value) in [
                ("volume", document.volume), ("author", document.author), ("documentNumber", document.documentNumber),
            ] {
                if let value { members.append((key, .string(value))) }
            }
            if !document.fields.isEmpty {
                members.append(("fields", .object(document.fields.map { ($0.name, .string($0.value)) })))
            }
            guard fputs(JSONText.object(members).text + "\n", manifest) >= 0 else {
                throw ArchiveFailure(path: list, code: errno)
            }
            if index % 500 == 0 { progress.report(index, count) }
        }
        guard fflush(manifest) == 0 else { throw ArchiveFailure(path: list, code: errno) }
        common.console.note(
            say(
                "写出 \(count) 件；清单 \(folder)/manifest.jsonl",
                "Wrote \(count) documents; manifest \(folder)/manifest.jsonl"))
    }
}
