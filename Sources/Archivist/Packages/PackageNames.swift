internal import Foundation

/// Names of files in packages: such as every system can unpack, and none can be led astray by. Names in the archive stay what
/// they are; the list of a package says which file is which.
struct PackageNames {
    /// Longest name, in bytes of UTF-8: what common file systems take, with room for a number.
    private static let limit = 240

    /// Names that Windows takes for devices, whatever stands behind a dot.
    private static let devices: Set<String> = {
        let numbers: [String] = (0...9).map { String($0) } + ["¹", "²", "³"]
        return Set(["con", "prn", "aux", "nul", "conin$", "conout$"] + numbers.flatMap { ["com" + $0, "lpt" + $0] })
    }()

    /// As a file system without case sees them.
    private var taken: Set<String> = []
    /// How many bear a name already: ten thousand alike are not counted through for each.
    private var alike: [String: Int] = [:]

    /// A safe name that nobody has in this folder yet.
    mutating func name(for original: String) -> String {
        let safe = Self.safe(original)
        var name = safe
        var number = alike[safe] ?? 1
        defer { alike[safe] = number }
        if number > 1 { name = Self.numbered(safe, number) }
        while !taken.insert(name.precomposedStringWithCompatibilityMapping.lowercased()).inserted {
            number += 1
            name = Self.numbered(safe, number)
        }
        return name
    }

    private static func numbered(_ name: String, _ number: Int) -> String {
        let (stem, ending) = split(name)
        return stem + "~\(number)" + ending
    }

    /// The name with everything changed that leads elsewhere, that shows as something else, or that Windows refuses.
    static func safe(_ original: String) -> String {
        var name = String(String.UnicodeScalarView(original.unicodeScalars.map(Self.safe)))
        // Windows drops blanks and dots at the end: two names would become one.
        while let last = name.unicodeScalars.last, last == "." || last.properties.isWhitespace {
            name = String(name.unicodeScalars.dropLast())
        }
        name = String(name.drop { $0.isWhitespace })
        let stem = name.prefix { $0 != "." }.trimmingCharacters(in: .whitespaces).lowercased()
        if name.isEmpty || devices.contains(stem) { name = "_" + name }
        return shortened(name)
    }

    /// What Windows refuses becomes its full-width form, as it can still be read.
    private static func safe(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case "<", ">", ":", "\"", "/", "\\", "|", "?", "*":
            return Unicode.Scalar(scalar.value + 0xFEE0) ?? "_"
        default:
            switch scalar.properties.generalCategory {
            // Controls, and what turns the direction of writing: `exe.txt` shown backwards.
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: return "_"
            default: return scalar
            }
        }
    }

    private static func shortened(_ name: String) -> String {
        guard name.utf8.count > limit else { return name }
        var (stem, ending) = split(name)
        if ending.utf8.count > 32 { ending = "" }
        while stem.utf8.count + ending.utf8.count > limit { stem.removeLast() }
        return stem + ending
    }

    private static func split(_ name: String) -> (stem: String, ending: String) {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return (name, "") }
        return (String(name[..<dot]), String(name[dot...]))
    }
}
