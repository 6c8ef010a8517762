import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Records

/// Search: the whole of it stands in the address, so that it can be kept, sent on and gone back to.
struct SearchPage: Sendable {
    private static let size = 20
    /// Hits of a list that is taken along.
    private static let most = 10_000

    let room: ReadingRoom

    func add(to router: Router<Visit>) {
        router.get("search") { request, visit in
            try await room.answer(request, visit, act: "search") { archive in
                try await page(archive, Self.query(request.uri), visit)
            }
        }
        router.get("complete") { request, visit in
            try await room.respond(request, visit, act: "complete") { archive in
                let typed = String(request.uri.queryParameters["q"] ?? "")
                let found = try await Searching(archive: archive).completions(
                    of: typed, query: SearchQuery(text: ""), limit: 8)
                return API.json(.array(found.map { .string($0.text) }))
            }
        }
        router.post("saved") { request, visit in
            try await room.act(request, visit, "saved save") { archive, form in
                let query = Self.query(URI("/search?" + (form["query"] ?? "")))
                if let name = form["name"], !name.isEmpty {
                    try SearchKeeping(archive: archive).save(query, named: name)
                }
                return (Self.link(query), "")
            }
        }
        router.post("saved/remove") { request, visit in
            try await room.act(request, visit, "saved remove") { archive, form in
                try SearchKeeping(archive: archive).remove(named: form["name"] ?? "")
                return ("/search", "")
            }
        }
    }

    // MARK: - The address

    static func query(_ uri: URI) -> SearchQuery {
        let values = uri.queryParameters
        func value(_ name: Substring) -> String? {
            values[name].map(String.init).flatMap { $0.isEmpty ? nil : $0 }
        }
        let page = max(1, min(value("page").flatMap { Int($0) } ?? 1, 500))
        return SearchQuery(
            text: value("q") ?? "", classCode: value("class"), org: value("org"), volume: value("volume"),
            from: value("from").map { TypedDate.period($0, end: false) ?? $0 },
            to: value("to").map { TypedDate.period($0, end: true) ?? $0 },
            sort: value("sort") == "date" ? .date : .relevance, limit: Self.size, offset: (page - 1) * Self.size)
    }

    static func link(_ query: SearchQuery, page: Int = 1) -> String { "/search?" + parameters(query, page: page) }

    private static func parameters(_ query: SearchQuery, page: Int) -> String {
        Query.text([
            ("q", query.text), ("class", query.classCode ?? ""), ("org", query.org ?? ""),
            ("volume", query.volume ?? ""), ("from", query.from ?? ""), ("to", query.to ?? ""),
            ("sort", query.sort == .date ? "date" : ""), ("page", page > 1 ? String(page) : ""),
        ])
    }

    /// What the address of a hit carries of the search: the words, which are marked there, and the rest for the way back.
    private static func trail(_ query: SearchQuery, page: Int) -> String {
        var rest = query
        rest.text = ""
        return "?" + Query.text([("q", query.text), ("back", parameters(rest, page: page))])
    }

    /// The search that led to a record's address; nil where none did.
    static func link(behind uri: URI) -> String? {
        let values = uri.queryParameters
        let (text, rest) = (String(values["q"] ?? ""), String(values["back"] ?? ""))
        guard !text.isEmpty || !rest.isEmpty else { return nil }
        var query = query(URI("/search?" + rest))
        query.text = text
        return link(query, page: query.offset / size + 1)
    }

    /// Which file of a record and which of its pages a passage stands in.
    private static func place(of hit: Hit) -> String? {
        let page = hit.page.map { say("第 \($0) 页", "page \($0)") }
        let parts = [hit.file, page].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: " · ")
    }

    /// A search in words: what it asks for.
    private static func words(
        _ query: SearchQuery, _ names: (classes: [String: String], organisations: [String: String])
    ) -> String {
        [
            query.text, query.classCode.map { names.classes[$0] ?? $0 },
            query.org.map { names.organisations[$0] ?? $0 }, query.volume, query.from.map { $0 + " –" },
            query.to.map { "– " + $0 },
        ].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " · ")
    }

    // MARK: - The page

    private func page(_ archive: ArchiveFolder, _ query: SearchQuery, _ visit: Visit) async throws -> Page {
        let names = try room.archive.names()
        var values: [String: Any?] = [
            "q": query.text, "class": query.classCode ?? "", "org": query.org ?? "", "volume": query.volume ?? "",
            "from": query.from ?? "", "to": query.to ?? "", "isByDate": query.sort == .date,
            "classes": names.classes.sorted { $0.key < $1.key }.map {
                ["code": $0.key, "name": $0.value, "isChosen": $0.key == query.classCode] as [String: Any]
            },
            "filters": filters(query, names),
        ]
        let title = query.text.isEmpty ? (say("检索", "Search")) : query.text
        guard !query.text.isEmpty || query.hasFilter else {
            values["isFresh"] = true
            let saved = try SearchKeeping(archive: archive).list()
            values["isSavedEmpty"] = saved.isEmpty
            values["saved"] = saved.map { saved in
                ["name": saved.name, "link": Self.link(saved.query), "what": Self.words(saved.query, names)]
            }
            return Page(template: "search", title: title, values: values, place: .search)
        }
        let searching = try await Searching(archive: archive)
        let report = try searching.search(query)
        values["total"] = report.total
        values["isExact"] = report.totalIsExact
        values["isRelaxed"] = report.relaxed
        values["isNothing"] = report.hits.isEmpty
        values["suggestions"] = report.suggestions.map {
            var other = query
            other.text = $0
            return ["text": $0, "link": Self.link(other)]
        }
        let hints = report.problems.map(Wording.of) + (report.hint == .shortened ? [Wording.of(.shortened)] : [])
        values["hint"] = hints.isEmpty ? nil : hints.joined(separator: say("；", "; "))
        values["mayAsk"] = archive.mayAsk
        values["announced"] = report.announced.map { known in
            let org = names.organisations[known.org] ?? known.org
            return ["year": known.year, "org": org, "object": query.text + " " + known.year + " " + org]
        }
        values["period"] =
            Period(
                years: query.from == nil && query.to == nil ? report.yearFacet : try searching.years(of: query),
                from: query.from, to: query.to)?.values
        if report.hits.count > 1 {
            var other = query
            other.sort = query.sort == .date ? .relevance : .date
            values["sortLink"] = Self.link(other)
        }
        let here = query.offset / Self.size + 1
        // Once for all hits: each link has it.
        let trail = Self.trail(query, page: here)
        values["hits"] = report.hits.enumerated().map { place, hit -> [String: Any] in
            let link = RecordPage.link(hit.code)
            return [
                "number": query.offset + place + 1, "title": hit.title, "code": hit.code, "date": hit.date,
                "class": names.classes[hit.classCode] ?? hit.classCode,
                "org": names.organisations[hit.org] ?? hit.org, "snippet": hit.snippet ?? "",
                "link": link + trail, "similar": link + "/similar", "place": Self.place(of: hit) ?? "",
                "placeLink": link + trail + "#text",
            ]
        }
        values["facets"] = facets(report, query, names)
        if here > 1 { values["previous"] = Self.link(query, page: here - 1) }
        if query.offset + report.hits.count < report.total { values["next"] = Self.link(query, page: here + 1) }
        values["address"] = String(Self.link(query).dropFirst("/search?".count))
        var page = Page(template: "search", title: title, values: values, place: .search)
        page.blocks = [.table(Self.table(of: report.hits, query, names, archive))]
        return page
    }

    /// The hits as a list to be taken along: as many as a search can give.
    private static func table(
        of hits: [Hit], _ query: SearchQuery, _ names: (classes: [String: String], organisations: [String: String]),
        _ archive: ArchiveFolder
    ) -> Table {
        func rows(_ hits: [Hit]) -> [[Cell]] {
            hits.map { hit in
                [
                    .code(hit.code), Cell(hit.title), Cell(hit.date),
                    Cell(names.classes[hit.classCode] ?? hit.classCode),
                    Cell(names.organisations[hit.org] ?? hit.org), Cell(hit.volume), Cell(hit.externalID),
                ]
            }
        }
        return Table(
            caption: say("检索结果", "Hits"),
            columns: [
                say("档号", "Code"), say("题名", "Title"), say("日期", "Date"), say("类别", "Class"),
                say("机构", "Organisation"), say("案卷", "Volume"), say("原编号", "External identifier"),
            ], rows: rows(hits), empty: "",
            all: {
                var whole = query
                (whole.limit, whole.offset) = (most, 0)
                return rows(try await Searching(archive: archive).search(whole, isBrief: true).hits)
            })
    }

    /// What narrows the search, each with the way out of it.
    private func filters(
        _ query: SearchQuery, _ names: (classes: [String: String], organisations: [String: String])
    ) -> [[String: String]] {
        var filters: [[String: String]] = []
        func add(_ label: String?, _ change: (inout SearchQuery) -> Void) {
            guard let label else { return }
            var other = query
            change(&other)
            filters.append(["label": label, "link": Self.link(other)])
        }
        add(query.classCode.map { names.classes[$0] ?? $0 }) { $0.classCode = nil }
        add(query.org.map { names.organisations[$0] ?? $0 }) { $0.org = nil }
        add(query.volume) { $0.volume = nil }
        if query.from != nil || query.to != nil {
            add((query.from ?? "") + " – " + (query.to ?? "")) {
                $0.from = nil
                $0.to = nil
            }
        }
        return filters
    }

    private func facets(
        _ report: SearchReport, _ query: SearchQuery,
        _ names: (classes: [String: String], organisations: [String: String])
    ) -> [[String: Any]] {
        func facet(
            _ name: String, _ counts: [String: Int], isByName: Bool = false, label: (String) -> String,
            _ narrow: (inout SearchQuery, String) -> Void
        ) -> [String: Any]? {
            guard counts.count > 1 else { return nil }
            let sorted = counts.sorted {
                isByName ? $0.key > $1.key : $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value
            }
            return [
                "name": name,
                "values": sorted.prefix(10).map { value, count -> [String: Any] in
                    var other = query
                    narrow(&other, value)
                    return ["label": label(value), "count": count, "link": Self.link(other)]
                },
            ]
        }
        return [
            facet(say("类别", "Class"), report.classFacet, label: { names.classes[$0] ?? $0 }) {
                $0.classCode = $1
            },
            facet(say("年度", "Year"), report.yearFacet, isByName: true, label: { $0 }) {
                $0.from = $1 + "-01-01"
                $0.to = $1 + "-12-31"
            },
            facet(say("机构", "Organisation"), report.orgFacet, label: { names.organisations[$0] ?? $0 }) {
                $0.org = $1
            },
        ].compactMap { $0 }
    }
}
