internal import Foundation

/// What files are read with on this machine: this program, and the programs of the system that it runs.
package enum ReadingMeans {
    /// Raised whenever this program reads something that it could not read before.
    private static let version = 1

    /// All programs that readers run; `OldOffice` has small ones where LibreOffice gives nothing.
    private static let programs = [
        "antiword", "catdoc", "catppt", "pdfdetach", "pdfimages", "pdfinfo", "pdftoppm", "pdftotext", "soffice",
        "tesseract", "unrtf", "xls2csv",
    ]
    /// Where Debian keeps the models that Tesseract recognises characters by.
    private static let models = "/usr/share/tesseract-ocr"

    package static func isInstalled(_ program: String) -> Bool { path(of: program) != nil }

    /// Where the system keeps a program; nil when it is not installed.
    static func path(of program: String) -> String? {
        Workspace.programFolders.lazy.map { $0 + "/" + program }.first { access($0, X_OK) == 0 }
    }

    /// The means as they are now, in a form that differs as soon as one of them comes, goes or is replaced.
    package static func current() -> String {
        var parts = ["lantai \(version)"]
        for program in programs {
            guard let path = path(of: program) else { continue }
            parts.append(program + stamp(of: path))
        }
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: models)) ?? []
        for name in names.filter({ $0.hasSuffix(".traineddata") }).sorted() {
            parts.append(name + stamp(of: models + "/" + name))
        }
        return parts.joined(separator: "; ")
    }

    /// Size in bytes, and seconds since 1970 of its last change.
    private static func stamp(of path: String) -> String {
        // Debian's `soffice` is a link.
        let file = (path as NSString).resolvingSymlinksInPath
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: file),
            let size = attributes[.size] as? Int, let changed = attributes[.modificationDate] as? Date
        else { return "" }
        return " \(size) \(Int(changed.timeIntervalSince1970))"
    }
}
