package import Foundation

/// What reading one file may take.
package struct ReadingLimits: Sendable, Equatable, Codable {
    /// Bytes of UTF-8.
    package var textBytes = 64 << 20
    package var members = 10_000
    /// Bytes of all members together.
    package var memberBytes = 128 << 20
    /// Members that hold this many times the bytes of their container are a bomb, once they are large at all.
    package var memberRatio = 200
    package var memberRatioFrom = 32 << 20
    /// Pages of a scan that are recognised.
    package var recognisedPages = 40

    package init() {}

    /// Whether a container's members so far, of so many bytes together, are more than is unpacked.
    /// A reader that sees one of these drops all members and warns of it: the container itself is kept whole.
    package func exceeded(members: Int, bytes: Int, containerBytes: Int) -> ReadingLimit? {
        if members > self.members { return .members }
        let isBomb = bytes > memberRatioFrom && bytes / memberRatio > containerBytes
        return bytes > memberBytes || isBomb ? .unpackedBytes : nil
    }
}

/// What the reader of one file may use: a private folder for temporary files, and the helper programs of the system.
package struct Workspace: Sendable {
    /// Absolute, empty at first, and removed with all that is in it when the file has been read.
    package let folder: String
    package let limits: ReadingLimits
    /// Tells whoever waits for the reading that it may take so many seconds more from now.
    private let extend: @Sendable (_ seconds: Int) -> Void
    /// Told of each program before it is run.
    private let willRun: @Sendable (_ program: String) -> Void

    package init(
        folder: String, limits: ReadingLimits = ReadingLimits(), extend: @escaping @Sendable (Int) -> Void = { _ in },
        willRun: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.folder = folder
        self.limits = limits
        self.extend = extend
        self.willRun = willRun
    }

    /// What a program came to.
    package struct ProgramOutput: Sendable {
        /// The exit status, as the program means it.
        package var status: Int32
        /// Of its standard output.
        package var output: Data
        /// The beginning of its standard error.
        package var errors: String
    }

    package enum ProgramFailure: Error, Equatable {
        case missing(program: String)
        case timeOut(program: String)
        case tooMuchOutput(program: String)
        case killed(program: String, signal: Int32)
        /// It could not be started or heard; a reason for a technician.
        case unusable(program: String, reason: String)

        /// The warning of it.
        /// - Parameter package: the Debian package that has the program.
        package func warning(package: String) -> ExtractionWarning {
            switch self {
            case .missing(let program): .toolMissing(program: program, package: package)
            case .timeOut: .limitExceeded(.time)
            case .tooMuchOutput: .limitExceeded(.output)
            case .killed(let program, let signal): .extractorFailed(detail: "\(program): signal \(signal)")
            case .unusable(let program, let reason): .extractorFailed(detail: "\(program): \(reason)")
            }
        }
    }

    /// Where the system keeps a program; nil when it is not installed.
    package func path(of program: String) -> String? { ReadingMeans.path(of: program) }

    /// Fixed: what a file is read with does not hang on who files it.
    static let programFolders = ["/usr/bin", "/bin", "/usr/local/bin"]

    /// Writes a temporary file, for programs that want one.
    /// - Parameter ending: of its name, without the dot; letters and digits.
    /// - Returns: its path.
    package func write(_ bytes: Data, ending: String) throws -> String {
        let path = folder + "/" + UUID().uuidString + "." + ending
        try bytes.write(to: URL(fileURLWithPath: path))
        return path
    }

    /// Runs a helper program in the folder and waits for it. No shell: arguments reach it as they are.
    /// - Parameters:
    ///   - program: its name alone.
    ///   - input: what it reads from its standard input.
    ///   - seconds: how long it may take.
    ///   - outputLimit: bytes that are taken of its standard output.
    package func run(
        _ program: String, _ arguments: [String], input: Data = Data(), seconds: Int = 10, outputLimit: Int = 64 << 20
    ) throws(ProgramFailure) -> ProgramOutput {
        guard let path = path(of: program) else { throw .missing(program: program) }
        willRun(program)
        extend(seconds)
        return try HelperProgram(program: program, path: path, folder: folder, seconds: seconds)
            .run(arguments, input: input, outputLimit: outputLimit)
    }
}
