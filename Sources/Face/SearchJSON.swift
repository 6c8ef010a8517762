package import Archivist
package import Records

/// What a search found, as other programs read it.
extension JSONText {
    /// - Parameters:
    ///   - id: of the query, where many are asked at once.
    ///   - isBrief: without snippets and facets.
    package static func of(_ report: SearchReport, took: Duration, id: String? = nil, isBrief: Bool) -> JSONText {
        func counts(_ facet: [String: Int]) -> JSONText {
            .object(facet.sorted { $0.key < $1.key }.map { ($0.key, .int($0.value)) })
        }
        var members: [(String, JSONText)] = id.map { [("id", .string($0))] } ?? []
        members += [
            ("query", .string(report.query)), ("total", .int(report.total)),
            ("totalIsExact", .bool(report.totalIsExact)),
            ("relaxed", .bool(report.relaxed)), ("hint", JSONText(hint(of: report))),
            ("suggestions", .array(report.suggestions.map { .string($0) })),
            ("tookMs", .number(Double(Wording.milliseconds(took)) ?? 0)),
            ("hits", .array(report.hits.map { of($0, isBrief: isBrief) })),
        ]
        if !report.announced.isEmpty {
            members.append(
                (
                    "announced",
                    .array(
                        report.announced.map { .object([("year", .string($0.year)), ("org", .string($0.org))]) })
                ))
        }
        if !isBrief {
            members.append(
                (
                    "facets",
                    .object([
                        ("class", counts(report.classFacet)), ("year", counts(report.yearFacet)),
                        ("org", counts(report.orgFacet)),
                    ])
                ))
        }
        return .object(members)
    }

    /// All that there is to say about what was typed, as one line.
    private static func hint(of report: SearchReport) -> String? {
        let parts = report.problems.map(Wording.of) + (report.hint.map { [Wording.of($0)] } ?? [])
        return parts.isEmpty ? nil : parts.joined(separator: say("；", "; "))
    }

    package static func of(_ search: SavedSearch) -> JSONText {
        let query = search.query
        return .object([
            ("name", .string(search.name)), ("query", .string(query.text)), ("class", JSONText(query.classCode)),
            ("org", JSONText(query.org)), ("volume", JSONText(query.volume)), ("from", JSONText(query.from)),
            ("to", JSONText(query.to)),
            ("fields", .object(query.fields.map { ($0.name, .string($0.value)) })),
            ("voided", .bool(query.includeVoided)), ("sort", .string(query.sort.rawValue)),
            ("savedAt", .string(search.savedAt)),
        ])
    }

    private static func of(_ hit: Hit, isBrief: Bool) -> JSONText {
        var members: [(String, JSONText)] = [
            ("code", .string(hit.code)), ("version", .int(hit.version)), ("title", .string(hit.title)),
            ("date", .string(hit.date)), ("class", .string(hit.classCode)), ("org", .string(hit.org)),
            ("volume", JSONText(hit.volume)), ("externalID", JSONText(hit.externalID)), ("score", .number(hit.score)),
        ]
        if !isBrief {
            members += [
                ("snippet", JSONText(hit.snippet)), ("file", JSONText(hit.file)), ("page", JSONText(hit.page)),
            ]
        }
        if let reasons = hit.reasons {
            let words = reasons.map { JSONText.object([("term", .string($0.term)), ("weight", .number($0.weight))]) }
            members.append(("reasons", .array(words)))
        }
        return .object(members)
    }
}
