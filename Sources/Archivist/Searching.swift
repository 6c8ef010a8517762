internal import Boxes
internal import Catalog
internal import ChineseText
internal import Foundation
internal import Indexes
package import Records
internal import Search

/// Searches: query → log → ranked hits → snippets.
package struct Searching {
    private let archive: ArchiveFolder
    private let index: SearchIndex
    private let reader: EntryReader
    private let highlighter: Highlighter

    /// What whoever searches may read.
    private let scope: ReaderScope?

    package init(archive: ArchiveFolder, progress: WorkProgress? = nil) async throws {
        try archive.require(.search)
        self.archive = archive
        scope = try archive.scope()
        index = try await archive.searchIndex(progress: progress)
        reader = EntryReader(boxes: archive.boxes)
        highlighter = Highlighter(analyzer: Analyzer(variants: IndexDefinition.variants))
    }

    /// - Parameter isBrief: without snippets and facets.
    package func search(_ query: SearchQuery, isBrief: Bool = false) throws -> SearchReport {
        let query = try resolved(query)
        return try answer(query, isBrief: isBrief, act: "search", object: Self.logged(query))
    }

    /// Counts by year of what a search finds in any period, so that another one can be chosen: a part of that search, which
    /// stands in the log.
    package func years(of query: SearchQuery) throws -> [String: Int] {
        var query = try resolved(query)
        // A search without words needs something to go by.
        (query.from, query.to, query.limit, query.offset) = ("0001-01-01", nil, 0, 0)
        let classes = try classCodes()
        return try index.search(query, today: Timestamp.today()) { classes[$0] ?? $0 }.yearFacet
    }

    /// Records like this one; its own volume is left out unless asked for, since prior cases are looked for.
    /// - Parameter query: filters and extent; its text is not read.
    package func similar(
        toRecord code: String, query: SearchQuery, includesOwnVolume: Bool = false, isBrief: Bool = false
    ) throws -> SearchReport {
        let code = ArchivalCode.normalised(code)
        let item = try archive.seeking(code) {
            try archive.catalog.read { session in
                guard let item = try archive.readable(code, in: session, scope: scope) else {
                    throw try archive.absence(of: code, in: session, scope: scope)
                }
                return item
            }
        }
        let purpose = try archive.purposes(of: [.init(item)], act: "similar")[0]
        let text = try text(ofItem: item.id)?.text ?? ""
        var query = try resolved(query)
        query.text = item.title + "\n" + text
        query.resembles = true
        query.excludedItem = item.id
        if !includesOwnVolume { query.excludedVolume = item.volume }
        return try answer(query, isBrief: isBrief, act: "similar", object: code, purpose: purpose)
    }

    /// Records like a text, such as the description of a new case.
    package func similar(toText text: String, query: SearchQuery, isBrief: Bool = false) throws -> SearchReport {
        var query = try resolved(query)
        query.text = text
        query.resembles = true
        return try answer(query, isBrief: isBrief, act: "similar", object: String(text.prefix(200)))
    }

    /// A text that whoever acts has read, as HTML with every place marked that matches a query.
    /// - Returns: with the places themselves, in bytes of UTF-8.
    package func marked(_ text: String, matching query: String) throws -> (html: String, places: [Range<Int>]) {
        var asked = SearchQuery(text: query, limit: 0, brief: true)
        asked.scope = scope
        let outcome = try index.search(asked, today: Timestamp.today()) { $0 }
        let passage = highlighter.marked(text, phrases: outcome.marked)
        return (passage.html(), passage.marks)
    }

    /// How a text may go on: titles, names and words of what the filters let pass.
    package func completions(of text: String, query: SearchQuery, limit: Int) throws -> [Completion] {
        let query = try resolved(query)
        try archive.record("complete", object: text)
        // Names and titles name persons: whoever sees them masked is offered words.
        let found = try index.completions(of: text, query: query, limit: limit)
            .filter { !archive.masksPersons || $0.kind == .word }
        return try archive.catalog.read { session in
            try found.map { completion in
                var completion = completion
                if let item = completion.item, let title = try session.item(id: item)?.title { completion.text = title }
                return completion
            }
        }
    }

    /// Logs, then searches.
    private func answer(
        _ query: SearchQuery, isBrief: Bool, act: String, object: String, purpose: String? = nil
    ) throws -> SearchReport {
        var query = query
        query.brief = isBrief
        // Characters of a text that are read; what comes behind changes little.
        if query.resembles { query.text = String(query.text.prefix(100_000)) }
        try archive.record(act, object: object, purpose: purpose)
        let classes = try classCodes()
        let today = Timestamp.today()
        let outcome = try index.search(query, today: today) { classes[$0] ?? $0 }
        var masks: [PersonMask?] = []
        var places: [TextPlace?] = []
        let hits = try archive.catalog.read { session in
            try outcome.page.compactMap { place -> Hit? in
                guard var item = try session.item(id: place.item) else { return nil }
                let mask = try archive.mask(of: item, scope: scope, in: session)
                if let mask {
                    item.title = mask.text(item.title)
                    item.externalID = item.externalID.map(mask.text)
                }
                masks.append(mask)
                places.append(isBrief ? nil : try session.currentText(ofItem: place.item))
                return Hit(
                    code: item.code, version: item.versions, title: item.title, date: item.date,
                    classCode: item.classCode, org: item.org, volume: item.volume, externalID: item.externalID,
                    score: place.score, snippet: nil)
            }
        }
        var report = SearchReport(
            query: query.text, total: outcome.total, totalIsExact: outcome.totalIsExact, relaxed: outcome.relaxed,
            hint: outcome.hint.map(SearchHint.init), problems: outcome.problems,
            hits: hits, classFacet: outcome.classFacet, yearFacet: outcome.yearFacet, orgFacet: outcome.orgFacet)
        if !query.resembles, outcome.hint != .question, outcome.total < 3 || outcome.relaxed {
            // As with completions: whoever sees persons masked is offered no name.
            report.suggestions = try index.suggestions(for: query, today: today, withNames: !archive.masksPersons) {
                classes[$0] ?? $0
            }
        }
        if !query.resembles { report.announced = try archive.announced(by: query.text, scope: scope) }
        if query.resembles {
            for position in report.hits.indices { report.hits[position].reasons = outcome.reasons[position] }
        }
        if !isBrief {
            for position in report.hits.indices {
                // Of a whole record nearly every word would be marked: only those are that say why it is like the other.
                let marked = report.hits[position].reasons.map { $0.map { highlighter.terms(of: $0.term) } }
                guard let found = try places[position].flatMap(text(at:)) else { continue }
                let shown = masks[position]?.text(found.text) ?? found.text
                let (passage, offset) = highlighter.placedPassage(
                    in: shown, matching: [], phrases: marked ?? outcome.marked)
                report.hits[position].snippet = passage.html()
                // The parts' offsets are those of the text as it is.
                guard shown == found.text, let place = found.parts.place(at: offset) else { continue }
                report.hits[position].file = found.parts.count > 1 ? place.file : nil
                report.hits[position].page = place.page
            }
        }
        return report
    }

    /// The extracted text of a record's current version; nil where it has none, or its box is damaged: such a record still
    /// shows as a hit.
    private func text(ofItem item: Int64) throws -> (text: String, parts: [TextPart])? {
        try archive.catalog.read { try $0.currentText(ofItem: item) }.flatMap(text(at:))
    }

    private func text(at found: TextPlace) throws -> (text: String, parts: [TextPart])? {
        do {
            let folder = EntryFolder.of(code: found.code, version: found.number)
            guard let bytes = try reader.members(at: found.place, folder: folder)["text.txt"],
                BoxStore.sha256(bytes) == found.sha256
            else { return nil }
            let parts = try found.parts.map { try JSONDecoder().decode([TextPart].self, from: Data($0.utf8)) }
            return (String(decoding: bytes, as: UTF8.self), parts ?? [])
        } catch is BoxError {
            return nil
        }
    }

    /// Codes of classes by their names.
    private func classCodes() throws -> [String: String] {
        let plan = try archive.catalog.read { try $0.filePlan().plan }
        return Dictionary(plan.classes.map { ($0.name, $0.code) }, uniquingKeysWith: { first, _ in first })
    }

    /// Class by code or name, volume as typed.
    private func resolved(_ query: SearchQuery) throws -> SearchQuery {
        var query = query
        query.scope = scope
        if let name = query.classCode {
            let plan = try archive.catalog.read { try $0.filePlan().plan }
            guard let found = plan.recordClass(name) else {
                throw ArchiveFailure.refused(
                    .unknownClass(name, known: plan.classes.map { $0.code + " " + $0.name }))
            }
            query.classCode = found.code
        }
        query.volume = query.volume.map(ArchivalCode.normalised)
        return query
    }

    /// The query as the log keeps it: the words and the filters.
    private static func logged(_ query: SearchQuery) -> String {
        var parts = [query.text]
        if let value = query.classCode { parts.append("class:" + value) }
        if let value = query.org { parts.append("org:" + value) }
        if let value = query.volume { parts.append("volume:" + value) }
        if let value = query.from { parts.append("from:" + value) }
        if let value = query.to { parts.append("to:" + value) }
        for field in query.fields { parts.append("field." + field.name + ":" + field.value) }
        return parts.joined(separator: " ")
    }
}

/// What a search found, ready to be shown.
package struct SearchReport: Sendable {
    package var query: String
    package var total: Int
    package var totalIsExact: Bool
    package var relaxed: Bool
    package var hint: SearchHint?
    /// What could not be meant as it was typed.
    package var problems: [QueryProblem]
    package var hits: [Hit]
    /// Texts that may have been meant, where little was found.
    package var suggestions: [String] = []
    /// Cases that may not be read, but known of: a list of its own.
    package var announced: [AnnouncedRecord] = []
    package var classFacet: [String: Int]
    package var yearFacet: [String: Int]
    package var orgFacet: [String: Int]
}

/// Why a search went as it did, for the reader to be told.
package enum SearchHint: Sendable {
    case empty, nothingToSearch, nothingFound, relaxed, question, shortened

    init(_ hint: SearchOutcome.Hint) {
        self =
            switch hint {
            case .empty: .empty
            case .nothingToSearch: .nothingToSearch
            case .nothingFound: .nothingFound
            case .relaxed: .relaxed
            case .question: .question
            case .shortened: .shortened
            }
    }
}
