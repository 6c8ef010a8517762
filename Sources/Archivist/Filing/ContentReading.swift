internal import Boxes
internal import Foundation
internal import Intake
internal import Records
internal import Synchronization

/// Reads an input and, of a container or a mail, what is in it: files, text and warnings.
///
/// Text as it stands is read here; everything that must be parsed is read in processes of their own, as many at a time as
/// there are cores. What is unpacked is held in memory and never touches the disk under a name of its own.
struct ContentReading: Sendable {
    /// What becomes of the files in a container.
    enum Unpacking: Sendable {
        /// They are kept beside it, in one item.
        case together
        /// They become items of their own.
        case each
    }

    /// Containers in containers that are unpacked.
    static let depth = 5
    /// Containers that are unpacked for one input.
    private static let containers = 100
    /// Seconds after which what is left of one input's members is kept without being read.
    private static let seconds = 900

    private let reader: ProcessReader
    private let kept: KeptReadings?
    private let slots: ReadingSlots
    private let extractor = TextExtractor()

    init(archive: ArchiveFolder) {
        reader = archive.reader
        kept = archive.keptReadings
        slots = ReadingSlots(ProcessInfo.processInfo.activeProcessorCount)
    }

    /// Reads an input that is nothing but text.
    /// - Returns: nil for everything else.
    func text(of file: LoadedFile) -> Content? {
        extractor.extract(file.data, name: file.name).map { Content(alone: FileNode(file, $0)) }
    }

    /// Whether an input looks like a container, by its first bytes and its name: its members may need much memory, so that
    /// one is read at a time.
    func mayHoldFiles(_ file: LoadedFile) -> Bool { extractor.mayHoldFiles(file.data, name: file.name) }

    /// Reads an input, in processes of their own. Blocks.
    /// - Returns: one content, or with `each` one for the input and each of its members.
    func contents(of file: LoadedFile, _ unpacking: Unpacking) -> [Content] {
        let root = FileNode(file)
        read(root)
        switch unpacking {
        case .together: return [Content(together: root)]
        case .each: return root.withDescendants.map { Content(alone: $0) }
        }
    }

    // MARK: - Level by level

    /// What may still be unpacked for one input.
    private struct Allowance {
        var limits = ReadingLimits()
        var containers = ContentReading.containers

        mutating func spend(_ members: [Member]) {
            guard !members.isEmpty else { return }
            limits.members -= members.count
            limits.memberBytes -= members.reduce(0) { $0 + $1.bytes.count }
            containers -= 1
        }
    }

    private func read(_ root: FileNode) {
        var allowance = Allowance()
        let deadline = Date(timeIntervalSinceNow: TimeInterval(Self.seconds))
        var names = MemberNames(reserving: [root.name])
        var level = [root]
        while !level.isEmpty {
            var next: [FileNode] = []
            var rest = level[...]
            while !rest.isEmpty {
                // As many as are read at a time have the same allowance; what they hold is counted before the next ones.
                let group = Array(rest.prefix(slots.count))
                rest = rest.dropFirst(group.count)
                let readings = readings(of: group, allowance, isLate: Date() > deadline)
                for (node, reading) in zip(group, readings) {
                    node.extraction = reading
                    // Two of a group may together hold more than is left: the later one stays packed.
                    let bytes = reading.members.reduce(0) { $0 + $1.bytes.count }
                    if bytes > allowance.limits.memberBytes {
                        node.refuse(.unpackedBytes)
                    } else if reading.members.count > allowance.limits.members {
                        node.refuse(.members)
                    }
                    allowance.spend(node.extraction.members)
                    node.unfold(&names)
                    next += node.members
                }
            }
            level = next
        }
    }

    private func readings(of group: [FileNode], _ allowance: Allowance, isLate: Bool) -> [Extraction] {
        let results = Mutex([Extraction?](repeating: nil, count: group.count))
        let files = group.map { (file: $0.file, depth: $0.depth) }
        DispatchQueue.concurrentPerform(iterations: files.count) { index in
            let reading = reading(of: files[index].file, depth: files[index].depth, allowance, isLate: isLate)
            results.withLock { $0[index] = reading }
        }
        return results.withLock { $0 }.compactMap { $0 }
    }

    private func reading(of file: LoadedFile, depth: Int, _ allowance: Allowance, isLate: Bool) -> Extraction {
        if let text = extractor.extract(file.data, name: file.name) { return text }
        if isLate {
            return Extraction(mediaType: "application/octet-stream", warnings: [.limitExceeded(.time)])
        }
        var limits = allowance.limits
        // A container that must stay packed still tells what it is.
        let isTooDeep = depth >= Self.depth
        let staysPacked = isTooDeep || allowance.containers <= 0
        if staysPacked { limits.members = 0 }
        func read() -> Extraction { slots.use { reader.read(file.data, name: file.name, limits: limits) } }
        // An input by itself, with all that it may take, is read like that each time; what is in a container is, unless what
        // was left for it had an end.
        var extraction = staysPacked ? read() : kept?.reading(of: file, isAlone: depth == 0, read) ?? read()
        if isTooDeep, let index = extraction.warnings.firstIndex(of: .limitExceeded(.members)) {
            extraction.warnings[index] = .limitExceeded(.depth)
        }
        return extraction
    }
}

/// What was read last, for an archive that stays open: a file that somebody describes in a form is looked at before it is
/// filed, more than once, and recognising a scan takes seconds. In memory alone.
final class KeptReadings: Sendable {
    private struct Entry {
        var digest: String
        var name: String
        var extraction: Extraction
        /// Of its text and members.
        var bytes: Int
    }

    /// Bytes of all that is kept.
    private static let limit = 32 << 20
    private static let most = 1000

    private let entries = Mutex<[Entry]>([])

    /// - Parameter isAlone: false for what came inside another file, and had to do with what was left to read it.
    func reading(of file: LoadedFile, isAlone: Bool, _ read: () -> Extraction) -> Extraction {
        let digest = BoxStore.sha256(file.data)
        let known = entries.withLock { entries -> Extraction? in
            guard let place = entries.firstIndex(where: { $0.digest == digest && $0.name == file.name }) else {
                return nil
            }
            entries.append(entries.remove(at: place))
            return entries.last?.extraction
        }
        if let known { return known }
        let extraction = read()
        // What could not be read may be readable the next time: a program was installed, the machine is less busy.
        guard extraction.text != nil || !extraction.members.isEmpty else { return extraction }
        guard isAlone || !extraction.warnings.contains(where: \.isOfLimit) else { return extraction }
        let bytes = (extraction.text?.utf8.count ?? 0) + extraction.members.reduce(0) { $0 + $1.bytes.count }
        guard bytes <= Self.limit / 4 else { return extraction }
        entries.withLock { entries in
            entries.append(Entry(digest: digest, name: file.name, extraction: extraction, bytes: bytes))
            while entries.reduce(0, { $0 + $1.bytes }) > Self.limit || entries.count > Self.most {
                entries.removeFirst()
            }
        }
        return extraction
    }
}

extension ExtractionWarning {
    fileprivate var isOfLimit: Bool { if case .limitExceeded = self { true } else { false } }
}

/// How many processes read at a time, over all that is read.
final class ReadingSlots: Sendable {
    let count: Int
    private let semaphore: DispatchSemaphore

    init(_ count: Int) {
        self.count = count
        semaphore = DispatchSemaphore(value: count)
    }

    func use<T, E>(_ body: () throws(E) -> T) throws(E) -> T {
        semaphore.wait()
        defer { semaphore.signal() }
        return try body()
    }
}

/// An input as it came: its bytes, and what it is called.
struct LoadedFile: Sendable {
    var data: Data
    /// The last part of its path, as it is kept.
    var name: String
    /// The path as the user gave it; nil for inline text.
    var shown: String?
    /// Seconds since 1970.
    var time: Int
}
