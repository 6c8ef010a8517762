import ArgumentParser
import Face
import Foundation

/// What ArgumentParser says of usage, in the user's language: the library has English words alone.
enum ParserWording {
    private static let words: [(String, String)] = [
        ("OVERVIEW: ", ""), ("USAGE: ", "用法："), ("Usage: ", "用法："), ("ARGUMENTS:", "参数："), ("OPTIONS:", "选项："),
        (" SUBCOMMANDS:", "："), ("SUBCOMMANDS:", "子命令："), ("Help:", "说明："), ("Error: ", "lantai："),
        ("Missing expected argument", "缺少参数"), ("Missing value for", "缺少值："), ("Unknown option", "没有这个选项"),
        ("Unexpected argument", "多余的参数"), ("Unexpected subcommand", "没有这个子命令"),
        ("The value ", "值 "), (" is invalid for ", " 不适用于 "), ("Did you mean ", "是否指 "),
        (". Please provide one of the following:", "；可为："), (". Please provide one of ", "；可为 "), ("' and '", "'、'"),
        ("Show help information.", "显示帮助。"), ("Show the version.", "显示版本。"), ("<subcommand>", "<子命令>"),
        ("<options>", "<选项>"), ("See '", "参见 '"), ("' for more information.", "'。"),
        ("for detailed help.", "查看详细帮助。"), ("  See 'lantai help", "  参见 'lantai help"),
    ]

    static func translated(_ text: String) -> String {
        guard !Language.isEnglish else { return text.replacing("Error: ", with: "lantai: ") }
        return words.reduce(text) { $0.replacing($1.0, with: $1.1) }
            .replacing(#/ ?\(default:\s+([^)]*)\)/#) { "（默认 \($0.output.1)）" }
            .replacing(#/ ?\(values:\s+([^)]*)\)/#) { "（可为 \($0.output.1)）" }
    }

    static func exit(with error: any Error) -> Never {
        let status = Lantai.exitCode(for: error).rawValue
        if status == 0 {
            print(translated(Lantai.fullMessage(for: error)))
        } else if CommandLine.arguments.contains("--json") {
            let message = translated(Lantai.message(for: error))
            let line = JSONText.object([("error", .object([("kind", "usage"), ("message", .string(message))]))]).text
            Console.write(line + "\n", to: STDERR_FILENO)
        } else {
            Console.write(translated(Lantai.fullMessage(for: error)) + "\n", to: STDERR_FILENO)
        }
        Foundation.exit(status)
    }
}
