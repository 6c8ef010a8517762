import Archivist
import ArgumentParser
import Face
import Foundation
import Intake
import Records

/// An error, as a word for programs, a sentence for people and an exit status (README, exit statuses).
struct Complaint {
    let kind: String
    let message: String
    let status: Int32
    /// What ArgumentParser says itself: help, version, completions, wrong usage.
    private let parserError: (any Error)?

    init(_ error: any Error) {
        var parserError: (any Error)?
        switch error {
        case let failure as ArchiveFailure: (kind, message, status) = Wording.fault(failure)
        case let refusal as Refusal:
            (kind, message, status) = (Wording.kind(of: refusal), Wording.of(refusal: refusal), 65)
        case let fault as UsageFault: (kind, message, status) = ("usage", Self.of(fault), 64)
        case let error as ManifestError: (kind, message, status) = ("manifest", Wording.of(error), 65)
        case let code as ExitCode: (kind, message, status) = ("", "", code.rawValue)
        case let error where ArchiveFailure(storage: error) != nil:
            (kind, message, status) = ArchiveFailure(storage: error).map(Wording.fault) ?? ("", "", 70)
        default:
            (kind, message, status) =
                Lantai.exitCode(for: error) == .failure
                ? ("internal", say("程序内部出错：\(error)", "internal fault: \(error)"), 70) : ("usage", "", 64)
            parserError = Lantai.exitCode(for: error) == .failure ? nil : error
        }
        self.parserError = parserError
    }

    func exit() -> Never {
        if let parserError { ParserWording.exit(with: parserError) }
        if !message.isEmpty {
            let isJSON = CommandLine.arguments.contains("--json")
            let text =
                isJSON
                ? JSONText.error(kind: kind, message: message).text
                : "lantai" + say("：", ": ") + Wording.safe(message)
            Console.write(text + "\n", to: STDERR_FILENO)
        }
        Foundation.exit(status)
    }

    // MARK: - Sentences

    private static func of(_ fault: UsageFault) -> String {
        switch fault {
        case .archiveNotNamed:
            say("没有指明档案库；用 --archive DIR 或环境变量 LANTAI_ARCHIVE", "no archive named; use --archive DIR or LANTAI_ARCHIVE")
        case .invalidDate(let option, let value):
            say("\(option) 的“\(value)”不是日期；写成 2023-05-19", "'\(value)' for \(option) is no date; write 2023-05-19")
        case .invalidField(let text): say("“\(text)”应写成 著录项=值", "'\(text)' should be NAME=VALUE")
        case .invalidDifference(let text): say("--diff“\(text)”应写成 1..2", "--diff '\(text)' should be 1..2")
        case .nothingToFile: say("没有给出文件或 --manifest", "no files and no --manifest given")
        case .nothingToExtract: say("没有给出档号或 --missing", "no archival codes and no --missing given")
        case .nothingToConfirm: say("没有给出档号或 --list", "no archival codes and no --list given")
        case .titleForMany: say("--title 只能用于一个文件", "--title is for a single file")
        case .badValue(let option, let value, let allowed):
            say(
                "\(option) 不能是“\(value)”；可用：\(allowed.joined(separator: "、"))",
                "\(option) cannot be '\(value)'; there are: \(allowed.joined(separator: ", "))")
        case .noteMissing: say("--done 要写明审查结果：--note TEXT", "--done needs what came of it: --note TEXT")
        case .together(let a, let b): say("\(a) 与 \(b) 不能同时使用", "\(a) and \(b) exclude each other")
        case .badEnding(let path, let option, let allowed):
            say(
                "\(option) 写出的“\(path)”应以 \(allowed.joined(separator: "、")) 结尾",
                "'\(path)' for \(option) should end in \(allowed.joined(separator: " or "))")
        case .onlyWith(let a, let b): say("\(a) 只能与 \(b) 同时使用", "\(a) is only for \(b)")
        }
    }
}
