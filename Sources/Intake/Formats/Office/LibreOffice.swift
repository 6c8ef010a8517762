import Foundation

/// LibreOffice without a face, as a converter of one document.
enum LibreOffice {
    static let program = "soffice"
    /// Seconds.
    private static let timeAllowed = 60

    /// The part of LibreOffice that a document needs.
    enum Suite: String {
        case writer, calc, impress, draw

        /// The Debian package.
        var package: String { "libreoffice-\(rawValue)-nogui" }
    }

    /// - Parameters:
    ///   - ending: of the document's name, by which some formats are told apart.
    ///   - target: as `--convert-to` takes it: an ending, or `ending:filter:options`.
    ///   - made: the ending of what is made.
    /// - Returns: nil where LibreOffice does not take the file for what it should be.
    static func convert(
        _ bytes: Data, ending: String, to target: String, endingIn made: String, _ workspace: Workspace
    ) throws -> Data? {
        guard workspace.path(of: program) != nil else { throw Workspace.ProgramFailure.missing(program: program) }
        let source = try workspace.write(bytes, ending: ending)
        let folder = workspace.folder + "/converted"
        let arguments = [
            "-env:UserInstallation=file://\(try profile(in: workspace))", "--headless", "--norestore", "--nolockcheck",
            "--nodefault", "--convert-to", target, "--outdir", folder, source,
        ]
        _ = try workspace.run(program, arguments, seconds: timeAllowed)
        let name = (source as NSString).lastPathComponent
        return FileManager.default.contents(
            atPath: folder + "/" + (name as NSString).deletingPathExtension + "." + made)
    }

    /// A profile of its own: settings of whoever files, and macros allowed there, have no part in this. No macro runs, and
    /// what a document links to (files of this machine, pages of the web) is not taken into it.
    private static func profile(in workspace: Workspace) throws -> String {
        let profile = workspace.folder + "/profile"
        let user = profile + "/user"
        guard !FileManager.default.fileExists(atPath: user) else { return profile }
        try FileManager.default.createDirectory(atPath: user, withIntermediateDirectories: true)
        let items = settings.map { path, name, value in
            "<item oor:path=\"/org.openoffice.Office.\(path)\"><prop oor:name=\"\(name)\" oor:op=\"fuse\">"
                + "<value>\(value)</value></prop></item>"
        }
        let registry =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<oor:items xmlns:oor=\"http://openoffice.org/2001/registry\">" + items.joined() + "</oor:items>\n"
        try Data(registry.utf8).write(to: URL(fileURLWithPath: user + "/registrymodifications.xcu"))
        return profile
    }

    /// Writer counts “never” as 2, Calc as 1 (officecfg: Office/Writer.xcs, Office/Calc.xcs).
    private static let settings = [
        ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
        ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
        ("Common/Security/Scripting", "DisableActiveContent", "true"),
        ("Writer/Content/Update", "Link", "2"),
        ("Calc/Content/Update", "Link", "1"),
    ]
}
