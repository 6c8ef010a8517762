package import Foundation

internal import Access
internal import Boxes
internal import Catalog
internal import ChineseText
internal import Indexes
internal import Intake
internal import Records
internal import Search
internal import Workbench

/// The parsers of our own that meet bytes nobody vouches for. Each takes any bytes and holds what it made of them against
/// what it promises; a broken promise ends the process, which is how a fuzzer learns of it.
package enum FuzzedParser: String, CaseIterable, Sendable {
    case analyzer, archivalCode, boxFrame, checkpoint, filePlan, mets, office, query, reading, text
    case manifestCSV, manifestJSON

    package static var names: String { allCases.map(\.rawValue).joined(separator: " ") }

    /// What one input goes through.
    /// - Throws: where it cannot be written to a file that a parser reads: no fault of the parser.
    package func take(_ bytes: Data) throws {
        switch self {
        case .analyzer: Self.analyse(bytes)
        case .archivalCode: Self.normaliseCode(String(decoding: bytes, as: UTF8.self))
        case .boxFrame: try Self.scanBox(bytes)
        case .checkpoint: Self.readCheckpoint(String(decoding: bytes, as: UTF8.self))
        case .filePlan: Self.readFilePlan(String(decoding: bytes, as: UTF8.self))
        case .manifestCSV: try Self.readManifest(bytes, .csv)
        case .manifestJSON: try Self.readManifest(bytes, .jsonl)
        case .mets: Self.readListing(bytes)
        case .office: try Self.readOffice(bytes)
        case .query: Self.parseQuery(String(decoding: bytes, as: UTF8.self))
        case .reading: Self.assembleReading(bytes)
        case .text: try Self.readText(bytes)
        }
    }

    /// For parsers that read files: one input comes after the other, so one folder is enough.
    private static let folder = Result { try TestFolder() }

    // MARK: - Words and codes

    private static func analyse(_ bytes: Data) {
        let analyzer = Analyzer(variants: IndexDefinition.variants)
        bytes.withUnsafeBytes { raw in
            let text = raw.bindMemory(to: UInt8.self)
            for mode in [Analyzer.Mode.document, .query] {
                var last = 0
                analyzer.forEachTerm(in: text, mode: mode) { term, start, end in
                    holds(!term.isEmpty && last <= start && start < end && end <= text.count, "a term's place")
                    last = start
                    return true
                }
            }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let folded = analyzer.fold(text)
        holds(analyzer.fold(folded) == folded, "folded text folds to itself")
        let terms = Set(analyzer.terms(in: text, mode: .query).prefix(3).map(\.text))
        let passage = Highlighter(analyzer: analyzer).passage(in: text, matching: terms)
        let brackets = passage.html().utf8.count { $0 == UInt8(ascii: "<") }
        holds(brackets == 2 * passage.marks.count, "marks and nothing else")
    }

    private static func normaliseCode(_ typed: String) {
        let code = ArchivalCode.normalised(typed)
        holds(ArchivalCode.normalised(code) == code, "a normal code is normal")
        holds(!ArchivalCode.folderName(code).unicodeScalars.contains("·"), "a folder's name")
    }

    private static func parseQuery(_ typed: String) {
        guard let today = Day(year: 2026, month: 5, day: 1) else { return }
        let parser = QueryParser(today: today)
        let query = parser.parse(typed)
        holds(query == parser.parse(typed), "one reading")
        guard let root = query.root else { return }
        holds(root.leaves.count + root.excluded.count <= QueryParser.leafLimit, "few leaves")
    }

    // MARK: - Files of ours

    private static func scanBox(_ bytes: Data) throws {
        let folder = try folder.get()
        try folder.write("fuzz.tar.zst", bytes)
        var end = 0
        try? BoxScanner(store: BoxStore(root: folder.path)).scan("fuzz.tar.zst", damaged: { _ in }) { frame in
            holds(end <= frame.location.offset, "frames follow each other")
            end = frame.location.offset + frame.location.length
            holds(end <= bytes.count, "a frame within its file")
        }
        try? BoxStore.allMembers(of: Array(bytes)) { _, _ in }
    }

    private static func readCheckpoint(_ note: String) {
        guard let signed = SignedCheckpoint(note: note) else { return }
        holds(signed.note == note && signed.checkpoint.size >= 0, "a note is kept as it was")
    }

    private static func readFilePlan(_ yaml: String) {
        do throws(FilePlanProblems) {
            let plan = try FilePlanFile.parse(yaml)
            holds(!plan.classes.isEmpty, "a plan has classes")
        } catch {
            holds(!error.problems.isEmpty, "what is refused is told why")
        }
    }

    private static func readManifest(_ bytes: Data, _ format: ManifestFormat) throws {
        let path = try folder.get().write("manifest", bytes)
        guard let handle = FileHandle(forReadingAtPath: path),
            var reader = try? ManifestReader(handle: handle, format: format)
        else { return }
        var count = 0
        while reader.next() != nil {
            count += 1
            holds(count <= bytes.count + 1, "a record takes bytes")
        }
    }

    private static func readListing(_ bytes: Data) {
        guard let listing = METSListing(Array(bytes)) else { return }
        holds(listing.files.allSatisfy { $0.size >= 0 }, "sizes")
    }

    // MARK: - Files of others

    /// The first byte chooses a format, what follows is the part with the text.
    private static func readOffice(_ bytes: Data) throws {
        guard let kind = bytes.first else { return }
        let part = String(decoding: bytes.dropFirst(), as: UTF8.self)
        switch kind % 7 {
        case 0: try read(OfficeSpecimens.word(part), "a.docx")
        case 1: try read(OfficeSpecimens.workbook([("甲", "visible", part)]), "a.xlsx")
        case 2: try read(OfficeSpecimens.fixedLayout(part), "a.ofd")
        case 3: try read(OfficeSpecimens.fixedLayout("", document: part), "a.ofd")
        case 4: try read(OfficeSpecimens.word("", [("word/numbering.xml", part)]), "a.docx")
        case 5: try read(OfficeSpecimens.openDocument("<d/>", [("styles.xml", part)]), "a.odt")
        default: try read(OfficeSpecimens.openDocument(part), "a.odt")
        }
    }

    /// Encodings, Markdown, tables and HTML.
    private static func readText(_ bytes: Data) throws {
        let name = bytes.first.map { $0 % 2 == 0 ? "a.txt" : "a.html" } ?? "a.txt"
        // What looks like another format goes to a library: its fuzzing is not ours.
        guard ["text/plain", "text/html"].contains(TextExtractor().mediaType(of: bytes, name: name)) else { return }
        try read(bytes, name)
    }

    private static func read(_ file: Data, _ name: String) throws {
        let extraction = ContentReader.read(file, name: name, workspace: Workspace(folder: try folder.get().path))
        guard let text = extraction.text else { return }
        let proposal = DescriptionProposer().propose(
            text: text, name: name, mediaType: extraction.mediaType, heading: extraction.heading)
        holds(proposal.title.map { !$0.isEmpty } ?? true, "a title has characters")
        holds(proposal.date.map { Day($0) != nil } ?? true, "a date is a day")
    }

    private static func assembleReading(_ frames: Data) {
        var assembly = ReadingAssembly(limits: ReadingLimits())
        do {
            _ = try frames.withUnsafeBytes { bytes throws(ReadingAssembly.Malformed) in try assembly.take(bytes) }
        } catch {
            return
        }
        guard let extraction = assembly.extraction() else { return }
        let shown = [extraction.text, extraction.heading, extraction.properties.title].compactMap { $0 }
        holds(!shown.contains { $0.unicodeScalars.contains("\u{1B}") }, "no control characters")
    }
}

/// Ends the process, in a release build too, with a word on what did not hold.
private func holds(_ condition: Bool, _ promise: String) {
    // A fuzzer knows a failure only by the end of the process: it keeps the input that led there.
    if !condition { fatalError("broken promise: \(promise)") }
}
