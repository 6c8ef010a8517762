import Foundation

/// Chinese by default; English by `--lang en`, a `LANG` that begins with `en`, or, for one visitor of the pages, by choice.
package enum Language {
    @TaskLocal package static var isEnglish = wasAskedFor

    /// Whether whoever is spoken to types commands: on a page, and to other programs, they are no help.
    @TaskLocal package static var namesCommands = true

    private static let wasAskedFor: Bool = {
        let arguments = CommandLine.arguments
        if let index = arguments.lastIndex(of: "--lang"), index + 1 < arguments.count {
            return arguments[index + 1].lowercased().hasPrefix("en")
        }
        if let option = arguments.last(where: { $0.hasPrefix("--lang=") }) {
            return option.dropFirst("--lang=".count).lowercased().hasPrefix("en")
        }
        return ProcessInfo.processInfo.environment["LANG"]?.lowercased().hasPrefix("en") ?? false
    }()
}

/// What to type next, behind what `say` says; nothing where nobody types commands.
func sayCommand(_ chinese: String, _ english: String) -> String {
    Language.namesCommands ? say(chinese, english) : ""
}

/// The words for whoever uses the program.
package func say(_ chinese: String, _ english: String) -> String {
    Language.isEnglish ? english : chinese
}
