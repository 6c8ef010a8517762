import Foundation
import Testing
import Workbench

/// The program as built, run as a user would run it.
struct Lantai {
    let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    /// Named by LANTAI_BIN, or beside the test program.
    static let binary =
        ProcessInfo.processInfo.environment["LANTAI_BIN"]
        ?? ((try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")).map {
            ($0 as NSString).deletingLastPathComponent + "/lantai"
        } ?? "lantai")

    /// The checkout.
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// Chinese by default, a fixed zone, and the archive `档案` in the folder.
    var environment: [String: String] {
        let path = (Self.binary as NSString).deletingLastPathComponent
        return [
            "PATH": path + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"),
            "LANTAI_ARCHIVE": folder.path("档案"), "LANTAI_USER": "", "LANG": "", "LC_ALL": "", "TZ": "Asia/Shanghai",
            "REPO": Self.repository,
        ]
    }

    @discardableResult
    func run(_ command: String, merged: Bool = false) throws -> Shell.Outcome {
        try Shell.run(command, in: folder.path, environment: environment, merged: merged)
    }

    func start(_ command: String) throws -> RunningCommand {
        try Shell.start(command, in: folder.path, environment: environment)
    }

    /// An archive with the sample organisations.
    func found() throws {
        let outcome = try run(
            "lantai init 档案 --fonds J016 --name 某市未成年人救助保护中心 --org 2102 && lantai org import $REPO/Corpus/organisations.csv"
        )
        try #require(outcome.status == 0, "\(outcome.errors)")
    }

    /// Files a text and gives its code.
    func code(ofText text: String, name: String = "文件.txt", options: String = "--class PX --date 2023-05-19") throws
        -> String
    {
        try folder.write(name, text)
        let outcome = try run("lantai file \(Shell.quoted(name)) \(options) --json")
        return try #require(
            Self.objects(outcome.output).first?["code"] as? String, "\(outcome.output)\(outcome.errors)")
    }

    /// JSON, one object a line.
    static func objects(_ text: String) -> [[String: Any]] {
        text.split(separator: "\n").compactMap {
            (try? JSONSerialization.jsonObject(with: Data($0.utf8))) as? [String: Any]
        }
    }
}
