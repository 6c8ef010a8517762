/// Looks up terms in the index and decodes their postings.
///
/// Doclists (`fts5_index.c`, "TERM/DOCLIST FORMAT"): row numbers as differences, absolute at the beginning of a doclist and
/// at the first row number of a page; behind each, the doubled size of its position list plus 1 if it marks a deletion,
/// and the position list. A doclist goes on over pages until a page has a term behind it.
struct PostingReader {
    private let pages: IndexPages
    /// One more than the highest document number there may be.
    private let documentLimit: UInt64
    /// The only documents that count, where some are gone or replaced; nil where all do.
    private let present: ItemSet?

    /// What FTS5 puts before the terms of its main index.
    private static let mainIndex = UInt8(ascii: "0")
    private static let headerSize = 4

    init(pages: IndexPages, documentLimit: Int, present: ItemSet?) {
        self.pages = pages
        self.documentLimit = UInt64(documentLimit)
        self.present = present
    }

    /// The postings of a term in the columns of a mask.
    func postings(of term: [UInt8], columns: UInt8, withPositions: Bool) throws -> PostingList {
        var parts: [PostingList] = []
        let sink = PostingSink(withPositions: withPositions)
        for segment in pages.segments {
            try seek([Self.mainIndex] + term, in: segment, isPrefix: false, columns, sink)
            if sink.count > 0 { parts.append(sink.take()) }
        }
        return Self.merged(parts)
    }

    /// The postings of all terms that begin so, as one list; how often is not counted.
    func postings(ofPrefix prefix: [UInt8], columns: UInt8) throws -> PostingList {
        let sink = PostingSink(withPositions: false)
        for segment in pages.segments {
            try seek([Self.mainIndex] + prefix, in: segment, isPrefix: true, columns, sink)
        }
        let all = sink.take()
        var seen = ItemSet(capacity: Int(documentLimit))
        for document in all.documents { seen.insert(Int(document)) }
        let documents = seen.map { UInt32($0) }
        return PostingList(documents: documents, weights: [UInt8](repeating: 1, count: documents.count))
    }

    /// The places of all terms that begin so: the document in the upper 32 bits, the place as `PositionList` has it below;
    /// in no order.
    /// - Parameter among: only in these documents.
    func places(ofPrefix prefix: [UInt8], columns: UInt8, among: ItemSet?) throws -> [UInt64] {
        var narrowed = self
        if var among {
            if let present { among.formIntersection(present) }
            narrowed = PostingReader(pages: pages, documentLimit: Int(documentLimit), present: among)
        }
        let sink = PostingSink(withPositions: true)
        for segment in pages.segments {
            try narrowed.seek([Self.mainIndex] + prefix, in: segment, isPrefix: true, columns, sink)
        }
        let list = sink.take()
        var keys: [UInt64] = []
        list.positions.withUnsafeBytes { bytes in
            for index in list.documents.indices {
                let document = UInt64(list.documents[index]) << 32
                PositionList.forEachPlace(in: list.positions(at: index, of: bytes), columns: columns) {
                    keys.append(document | UInt64($0))
                }
            }
        }
        return keys
    }

    /// Segments hold different documents; each list is ascending.
    private static func merged(_ parts: [PostingList]) -> PostingList {
        guard parts.count > 1 else { return parts.first ?? PostingList() }
        // Documents are numbered as they come in: mostly one segment's end before the next one's begin.
        let sorted = parts.sorted { $0.documents[0] < $1.documents[0] }
        let isOrdered = zip(sorted, sorted.dropFirst()).allSatisfy { ($0.documents.last ?? 0) < $1.documents[0] }
        var all = PostingList()
        if isOrdered {
            for part in sorted {
                let offset = UInt32(all.positions.count)
                all.documents += part.documents
                all.weights += part.weights
                all.positions += part.positions
                all.ends += part.ends.map { $0 + offset }
            }
            return all
        }
        let order = parts.enumerated().flatMap { part, list in list.documents.indices.map { (part, $0) } }
            .sorted { parts[$0.0].documents[$0.1] < parts[$1.0].documents[$1.1] }
        for (part, index) in order {
            all.documents.append(parts[part].documents[index])
            all.weights.append(parts[part].weights[index])
            if !parts[part].ends.isEmpty {
                parts[part].positions.withUnsafeBytes {
                    all.positions.append(contentsOf: parts[part].positions(at: index, of: $0))
                }
                all.ends.append(UInt32(all.positions.count))
            }
        }
        return all
    }

    // MARK: - Pages

    /// Finds the term, or all terms with the prefix, and adds their postings to the list.
    private func seek(
        _ wanted: [UInt8], in segment: IndexPages.Segment, isPrefix: Bool, _ columns: UInt8, _ sink: PostingSink
    ) throws {
        var decoder = DoclistDecoder(columns: columns, limit: documentLimit, present: present)
        var term: [UInt8] = []
        var isInside = false
        try pages.forEachPage(of: segment, from: try pages.page(of: wanted, in: segment)) { page in
            guard page.count >= Self.headerSize else { throw IndexError.unusable("a page without a header") }
            let firstRow = Int(page[0]) << 8 | Int(page[1])
            let end = Int(page[2]) << 8 | Int(page[3])
            guard end >= Self.headerSize, end <= page.count else { throw IndexError.unusable("a page without an end") }
            // The footer: where each term begins, as differences.
            var footer = VarintReader(bytes: page, at: end)
            var next = footer.at < page.count ? Int(try footer.next()) : nil
            if isInside {
                let stop = min(next ?? end, end)
                try decoder.decode(page, from: Self.headerSize, to: stop, firstRow: firstRow, sink)
                if next == nil { return true }
                decoder.finish()
                isInside = false
                if !isPrefix { return false }
            }
            term.removeAll(keepingCapacity: true)
            while let start = next {
                var reader = VarintReader(bytes: page, at: start)
                let kept = term.isEmpty ? 0 : Int(try reader.next())
                let added = Int(try reader.next())
                guard kept <= term.count, added >= 0, reader.at + added <= end else {
                    throw IndexError.unusable("a term that ends too late")
                }
                term.removeSubrange(kept...)
                term.append(contentsOf: page[reader.at..<(reader.at + added)])
                next = footer.at < page.count ? start + Int(try footer.next()) : nil
                let isFound = isPrefix ? term.starts(with: wanted) : term == wanted
                if isFound {
                    let stop = min(next ?? end, end)
                    try decoder.decode(page, from: reader.at + added, to: stop, firstRow: 0, sink)
                    if next == nil {
                        isInside = true
                        return true
                    }
                    decoder.finish()
                    if !isPrefix { return false }
                } else if wanted.lexicographicallyPrecedes(term) {
                    return false
                }
            }
            // Terms of a prefix may begin on the next page.
            return isPrefix
        }
    }
}

/// Decodes one doclist, which may go on over several pages.
private struct DoclistDecoder {
    /// So many bytes before the end of what a page has of a doclist, one posting of the usual form cannot reach it: a row
    /// number of at most two bytes, a size of one byte, and at most 63 bytes of positions, read eight at a time.
    private static let quickRoom = 2 + 1 + 63 + 8

    let columns: UInt8
    let limit: UInt64
    let present: ItemSet?

    private var document: UInt64 = 0
    /// A row number was read, and its position list's size comes next.
    private var needsSize = false
    /// Bytes that are still to come of a position list that a page's end cut, and those already there.
    private var missing = 0
    private var cut: [UInt8] = []

    init(columns: UInt8, limit: UInt64, present: ItemSet?) {
        self.columns = columns
        self.limit = limit
        self.present = present
    }

    /// Makes ready for the next term.
    mutating func finish() {
        document = 0
        needsSize = false
        missing = 0
        cut.removeAll(keepingCapacity: true)
    }

    /// - Parameter firstRow: where the row number stands that is absolute; 0 where it is a difference like all others.
    mutating func decode(
        _ page: UnsafeRawBufferPointer, from start: Int, to end: Int, firstRow: Int, _ sink: PostingSink
    ) throws {
        let page = UnsafeRawBufferPointer(rebasing: page[..<end])
        var reader = VarintReader(bytes: page, at: start)
        if missing > 0 {
            let taken = min(missing, end - reader.at)
            cut.append(contentsOf: page[reader.at..<(reader.at + taken)])
            reader.skip(taken)
            missing -= taken
            if missing > 0 { return }
            cut.withUnsafeBytes { add($0, sink) }
            cut.removeAll(keepingCapacity: true)
        }
        if needsSize, reader.at < end { try takePositions(&reader, page, sink) }
        while reader.at < end {
            if reader.at != firstRow { reader.skip(takeQuickly(page, from: reader.at, firstRow: firstRow, sink)) }
            guard reader.at < end else { return }
            if reader.at == firstRow {
                document = try reader.next()
            } else {
                document &+= try reader.next()
            }
            guard document < limit else { throw IndexError.unusable("document number \(document)") }
            guard reader.at < end else {
                needsSize = true
                return
            }
            try takePositions(&reader, page, sink)
        }
    }

    /// Postings of the usual form, one after the other, as far from the end that no byte needs a check of its own.
    /// - Returns: how many bytes were taken; the next posting is of another form, or close to the end.
    private mutating func takeQuickly(
        _ page: UnsafeRawBufferPointer, from start: Int, firstRow: Int, _ sink: PostingSink
    ) -> Int {
        guard start >= 0, let base = page.baseAddress else { return 0 }
        let bytes = base.assumingMemoryBound(to: UInt8.self)
        let last = page.count - Self.quickRoom
        let takesBody = columns & IndexColumn.body.mask != 0
        var at = start
        var document = document
        while at <= last, at != firstRow {
            var difference = UInt64(bytes[at])
            var next = at + 1
            if difference >= 0x80 {
                guard bytes[next] < 0x80 else { break }
                difference = (difference & 0x7F) << 7 | UInt64(bytes[next])
                next += 1
            }
            let size = bytes[next]
            guard size < 0x80, document &+ difference < limit else { break }
            next += 1
            document &+= difference
            let length = Int(size >> 1)
            let positions = UnsafeRawBufferPointer(start: base + next, count: length)
            at = next + length
            let weight =
                quickWeight(base + next, length, takesBody) ?? PositionList.weight(of: positions, columns: columns)
            if weight == 0 { continue }
            if let present, !present.contains(Int(document)) { continue }
            sink.add(UInt32(document), weight: UInt8(truncatingIfNeeded: min(weight, 255)), positions: positions)
        }
        self.document = document
        return at - start
    }

    /// How often the term occurs, where its positions are few and all in the body: each ends in the one byte of it that has
    /// its highest bit clear, and no byte is the 1 that announces another column. Eight bytes are read at once.
    @inline(__always)
    private func quickWeight(_ positions: UnsafeRawPointer, _ length: Int, _ takesBody: Bool) -> Int? {
        guard length <= 8 else { return nil }
        let ones: UInt64 = 0x0101_0101_0101_0101
        let mask: UInt64 = length == 8 ? .max : 1 << UInt64(length * 8) &- 1
        let word = UInt64(littleEndian: positions.loadUnaligned(as: UInt64.self)) & mask
        let differs = word ^ ones
        if (differs &- ones) & ~differs & (ones << 7) != 0 { return nil }
        return takesBody ? (~word & (ones << 7) & mask).nonzeroBitCount : 0
    }

    /// Reads a position list from its size on.
    private mutating func takePositions(
        _ reader: inout VarintReader, _ page: UnsafeRawBufferPointer, _ sink: PostingSink
    ) throws {
        needsSize = false
        // The lowest bit marks a deletion: its list is empty.
        let size = try reader.next()
        guard size >> 1 <= UInt64(Int32.max) else { throw IndexError.unusable("a position list too long") }
        let length = Int(size >> 1)
        let rest = page.count - reader.at
        if length <= rest {
            add(UnsafeRawBufferPointer(rebasing: page[reader.at..<(reader.at + length)]), sink)
            reader.skip(length)
        } else {
            cut.append(contentsOf: page[reader.at...])
            missing = length - rest
            reader.skip(rest)
        }
    }

    private func add(_ positions: UnsafeRawBufferPointer, _ sink: PostingSink) {
        if let present, !present.contains(Int(document)) { return }
        let weight = PositionList.weight(of: positions, columns: columns)
        if weight == 0 { return }
        sink.add(UInt32(document), weight: UInt8(truncatingIfNeeded: min(weight, 255)), positions: positions)
    }
}
