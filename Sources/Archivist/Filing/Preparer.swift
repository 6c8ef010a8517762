internal import Boxes
internal import Catalog
internal import Foundation
internal import Inspection
internal import Intake
internal import Records

/// Takes in one input and works out its description, before anything is written.
struct Preparer {
    /// Bytes; a larger file is refused: it would have to be held in memory whole.
    static let fileLimit = 256 << 20

    private let options: FilingOptions
    private let plan: FilePlan
    let planVersion: Int
    let orgs: Set<String>
    private let ownOrg: String
    /// Of who files; nil where that is everything.
    private let jurisdiction: String?
    private let place: ArchivePlace
    let reading: ContentReading
    private let proposer = DescriptionProposer()
    private let formats: FormatList

    init(archive: ArchiveFolder, options: FilingOptions) throws {
        self.options = options
        place = ArchivePlace(archive)
        formats = try archive.formats()
        reading = ContentReading(archive: archive)
        let session = try archive.catalog.read { session in
            (try session.filePlan(), try session.organisations(), try session.fonds())
        }
        plan = session.0.plan
        planVersion = session.0.version
        orgs = Set(session.1.map(\.code))
        jurisdiction = archive.principal.org
        ownOrg = jurisdiction ?? session.2?.org ?? ""
    }

    /// Whether an input could be taken in, and what it needs to be read.
    enum Taken {
        case refused(Preparation)
        /// It was nothing but text.
        case read(Preparation)
        case unread(LoadedFile)
    }

    func take(_ input: FilingInput) -> Taken {
        do {
            let file = try loaded(input)
            guard let content = reading.text(of: file) else { return .unread(file) }
            return .read(prepare(input, content))
        } catch {
            return .refused(refused(input, error))
        }
    }

    func prepare(_ input: FilingInput, _ content: Content) -> Preparation {
        do {
            return Preparation(draft: try draft(content.isMember ? input.forMember : input, content))
        } catch {
            var preparation = refused(input, error)
            preparation.refusedOutcome.path = content.shown
            return preparation
        }
    }

    private func refused(_ input: FilingInput, _ refusal: Refusal) -> Preparation {
        var outcome = FilingOutcome(status: .rejected, warnings: [], refusal: refusal, line: input.line)
        outcome.externalID = input.values["externalID"]
        switch input.source {
        case .file(_, let shown): outcome.path = shown
        case .unusable(_, let shown): outcome.path = shown
        case .text: break
        }
        return Preparation(refusedOutcome: outcome)
    }

    private func draft(_ input: FilingInput, _ content: Content) throws(Refusal) -> Draft {
        let recordClass = try knownClass(
            input.values["class"] ?? options.classCode ?? content.shown.flatMap(classNamed(byFolderIn:)))
        let org = input.values["org"] ?? options.org ?? ownOrg
        guard orgs.contains(org) else { throw .unknownOrganisation(org) }
        if let jurisdiction, !Organisation.jurisdiction(of: jurisdiction, covers: org) {
            throw .outsideJurisdiction(org)
        }
        var warnings = content.warnings
        // What of the four-property inspection costs nothing is said at once. (Of what nobody recognises it was said that it
        // cannot be searched.)
        if content.mediaType != "application/octet-stream", formats.standing(of: content.mediaType) == .unlisted {
            warnings.append(.formatUnlisted(mediaType: content.mediaType))
        }
        var proposed: [String] = []
        let givenTitle = try plain(input.values["title"] ?? (content.isMember ? nil : options.title), "title")
        let givenDate = try date(input.values["date"] ?? options.date, "date")
        let givenNumber = try plain(input.values["documentNumber"], "documentNumber")
        let givenAuthor = try plain(input.values["author"], "author")
        let given = input.fields + options.fields.filter { field in !input.fields.contains { $0.name == field.name } }
        let fields = try checked(given, in: recordClass)
        var proposal = Proposal()
        if let text = content.ownText {
            proposal = proposer.propose(
                text: text, name: content.name, mediaType: content.mediaType, heading: content.heading,
                personFields: recordClass.fields.filter { $0.type == .person }.map(\.name))
        }
        let title: String
        if let givenTitle {
            title = givenTitle
        } else if let found = proposal.title {
            title = found
            proposed.append("title")
        } else {
            title = (content.name as NSString).deletingPathExtension
            proposed.append("title")
            warnings.append(.titleFromFileName(title))
        }
        let day: String
        if let givenDate {
            day = givenDate
        } else if let found = content.statedDate ?? proposal.date {
            day = found
            proposed.append("date")
        } else {
            day = Timestamp.day(of: content.time).description
            proposed.append("date")
            warnings.append(.dateFromFileTime(day))
        }
        if givenNumber == nil && proposal.documentNumber != nil { proposed.append("documentNumber") }
        if givenAuthor == nil && proposal.author != nil { proposed.append("author") }
        let proposedFields = proposal.persons.filter { person in !fields.contains { $0.name == person.field } }
            .map { FieldValue(name: $0.field, value: $0.name) }
        proposed += proposedFields.map(Version.proposedName(of:))
        let description = Description(
            title: title, date: day, classCode: recordClass.code, org: org, author: givenAuthor ?? proposal.author,
            documentNumber: givenNumber ?? proposal.documentNumber,
            externalID: try plain(input.values["externalID"], "externalID"), fields: fields,
            proposedFields: proposedFields.isEmpty ? nil : proposedFields)
        let volumeKey = try plain(input.values["volume"] ?? options.volume, "volume")
        // What was proposed is left out: the time of a file may change, and it is still the same input.
        let said =
            [content.sha256, content.name, recordClass.code, org, volumeKey ?? "", givenTitle ?? "", givenDate ?? ""]
            + [givenAuthor ?? "", givenNumber ?? "", description.externalID ?? ""]
            + fields.flatMap { [$0.name, $0.value] }
        return Draft(
            shownPath: content.shown, line: input.line, description: description, volumeKey: volumeKey,
            mentions: PersonsNamed.mentions(in: fields, of: recordClass), recordClass: recordClass,
            volumeClass: VolumeKeeping.volumeClass(for: recordClass, in: plan), filePlanVersion: planVersion,
            proposed: proposed, isDescribed: said.dropFirst(4).contains { !$0.isEmpty }, content: content,
            fingerprint: BoxStore.sha256(Data(said.joined(separator: "\u{1F}").utf8)), warnings: warnings)
    }

    // MARK: - Checking what is said

    /// The class of this code or name.
    func knownClass(_ name: String?) throws(Refusal) -> RecordClass {
        guard let name else { throw .classMissing }
        guard let found = plan.recordClass(name) else {
            throw .unknownClass(name, known: plan.classes.map { $0.code + " " + $0.name })
        }
        return found
    }

    /// The class whose code or name a folder above the file bears, the nearest first.
    private func classNamed(byFolderIn path: String) -> String? {
        path.split(separator: "/").dropLast().reversed().lazy.map(String.init)
            .first { plan.recordClass($0) != nil }
    }

    func checked(
        _ fields: [(name: String, value: String)], in recordClass: RecordClass
    ) throws(Refusal) -> [FieldValue] {
        try FieldCheck(orgs: orgs).checked(fields, in: recordClass)
    }

    func date(_ text: String?, _ field: String) throws(Refusal) -> String? {
        guard let text else { return nil }
        guard let day = CalendarDate.parse(text) else { throw .invalidDate(field: field, value: text) }
        return day
    }

    /// Without white space at the ends; nil when nothing is left. Control characters are refused.
    func plain(_ text: String?, _ field: String) throws(Refusal) -> String? {
        guard let text else { return nil }
        let trimmed = text.trimmed
        guard !trimmed.hasControlCharacters else { throw .controlCharacters(field: field) }
        return trimmed.isEmpty ? nil : trimmed
    }

    // MARK: - Content

    private func loaded(_ input: FilingInput) throws(Refusal) -> LoadedFile {
        switch input.source {
        case .unusable(let refusal, _): throw refusal
        case .text(let text, let name):
            return LoadedFile(
                data: Data(text.utf8), name: try fileName(name), shown: nil,
                time: input.time ?? Foundation.time(nil))
        case .file(let path, let shown): return try load(path, shown: shown)
        }
    }

    /// A file with its text, and what came inside of it.
    func content(at path: String, shown: String) throws(Refusal) -> Content {
        let file = try load(path, shown: shown)
        return reading.text(of: file) ?? reading.contents(of: file, .together)[0]
    }

    /// A file read whole.
    private func load(_ path: String, shown: String) throws(Refusal) -> LoadedFile {
        let file: DurableFile
        let length: Int
        let modified: Int
        do {
            file = try DurableFile(path: path, mode: .read)
            length = try file.length()
            modified = try file.modified()
        } catch {
            if error.isNotFound { throw .missingFile(shown) }
            throw .unreadableFile(shown, reason: error.reason)
        }
        guard FileKind(path: path) == .regular else { throw .notAFile(shown) }
        // An archive does not swallow itself.
        if place.isInside(path) { throw .insideArchive(shown) }
        guard length <= Self.fileLimit else { throw .fileTooLarge(bytes: length, limit: Self.fileLimit) }
        let bytes: [UInt8]
        do {
            bytes = try file.read(count: length, at: 0)
        } catch {
            throw .unreadableFile(shown, reason: error.reason)
        }
        return LoadedFile(
            data: Data(bytes), name: try fileName(path.lastPathPart), shown: shown, time: modified)
    }

    /// A name that is safe as the last part of a path inside a box: control characters and `/` become `_`.
    private func fileName(_ name: String) throws(Refusal) -> String {
        let safe = String(
            String.UnicodeScalarView(
                name.unicodeScalars.map { $0.properties.generalCategory == .control || $0 == "/" ? "_" : $0 }))
        guard !safe.isEmpty, safe != ".", safe != "..", safe.utf8.count <= 255 else { throw .badName(name) }
        return safe
    }
}

/// Whether files lie inside the archive, asked of many files in few folders: a folder is resolved once.
private final class ArchivePlace {
    private let archive: ArchiveFolder
    private var known: [String: Bool] = [:]

    init(_ archive: ArchiveFolder) {
        self.archive = archive
    }

    func isInside(_ path: String) -> Bool {
        if path.hasPrefix(archive.layout.incoming + "/") { return false }
        var status = stat()
        let isLink = lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
        if isLink { return archive.contains(path) }
        let folder = path.parentPath
        if let answer = known[folder] { return answer }
        let answer = archive.contains(folder.isEmpty ? "." : folder)
        known[folder] = answer
        return answer
    }
}

extension String {
    /// Without white space at the ends.
    var trimmed: String {
        guard let first = first, let last = last, first.isWhitespace || last.isWhitespace else { return self }
        return trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// C0 and C1 control characters and DEL.
    var hasControlCharacters: Bool {
        unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }
    }
}

/// What preparing an input came to: a draft, or the outcome of its refusal.
struct Preparation: Sendable {
    var draft: Draft?
    var refusedOutcome: FilingOutcome

    init(draft: Draft) {
        self.draft = draft
        refusedOutcome = FilingOutcome(status: .rejected, warnings: [])
    }

    init(refusedOutcome: FilingOutcome) {
        self.refusedOutcome = refusedOutcome
    }

    /// Bytes held in memory, about.
    var size: Int { (draft?.content.size ?? 0) + 1024 }
}

/// A document read and described, without a code yet.
struct Draft: Sendable {
    var shownPath: String?
    var line: Int?
    /// Without persons and volume, which the catalog decides.
    var description: Description
    var volumeKey: String?
    var mentions: [PersonsNamed.Mention]
    var recordClass: RecordClass
    /// The class of a volume that is opened for it.
    var volumeClass: RecordClass
    var filePlanVersion: Int
    var proposed: [String]
    /// False where nothing but class and organisation was said: then a copy of a file already kept is no new record.
    var isDescribed: Bool
    var content: Content
    var fingerprint: String
    var warnings: [FilingWarning]

    func outcome(
        status: FilingOutcome.Status, code: String?, version: Int?, warnings more: [FilingWarning]
    ) -> FilingOutcome {
        FilingOutcome(
            status: status, code: code, version: version, path: shownPath, externalID: description.externalID,
            title: description.title, sha256: content.sha256, warnings: status == .filed ? warnings + more : [],
            refusal: nil, description: description, proposed: proposed,
            members: content.files.dropFirst().map(\.description.name), line: line)
    }

    func outcome(unchanged item: ItemSummary) -> FilingOutcome {
        outcome(status: .unchanged, code: item.code, version: item.versions, warnings: [])
    }

    func outcome(refusal: Refusal) -> FilingOutcome {
        var outcome = outcome(status: .rejected, code: nil, version: nil, warnings: [])
        outcome.refusal = refusal
        return outcome
    }
}
