import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Records

/// One record: description, versions, text, files, and what is like it.
struct RecordPage: Sendable {
    /// Files of a record that are shown small.
    private static let mostThumbnails = 50

    let room: ReadingRoom

    /// Codes are typed with `.` for `·`: addresses stay readable.
    static func link(_ code: String) -> String { "/records/" + Query.escaped(ArchivalCode.folderName(code)) }

    func add(to router: Router<Visit>) {
        router.get("records/:code") { request, visit in
            let code = try visit.parameters.require("code")
            let number = request.uri.queryParameters["version"].flatMap { Int($0) }
            let query = request.uri.queryParameters["q"].map(String.init)
            let search = SearchPage.link(behind: request.uri)
            return try await room.answer(request, visit, act: "show") { archive in
                var page = try await page(archive, code, number, query)
                page.values["back"] = search
                return page
            }
        }
        router.post("records/:code/confirm") { request, visit in
            let code = try visit.parameters.require("code")
            return try await room.act(request, visit, "confirm") { archive, form in
                // What was shown, and nothing that has been proposed since.
                let names = Set((form["names"] ?? "").split(separator: "\n").map(String.init))
                let outcome = try await Confirming(archive: archive).confirm(
                    code, only: names, reason: say("核对后确认", "confirmed after a look"), isTrial: false)
                let words = outcome.confirmed.map { Wording.name(ofProposal: $0.name) }.joined(
                    separator: say("、", ", "))
                return (
                    Self.link(code),
                    words.isEmpty ? say("没有待确认的。", "Nothing to confirm.") : say("已确认：", "Confirmed: ") + words
                )
            }
        }
        router.get("records/:code/copies/:number") { request, visit in
            let code = try visit.parameters.require("code")
            let name = request.uri.queryParameters["name"].map(String.init)
            let number = try visit.parameters.require("number", as: Int.self)
            return try await room.respond(request, visit, act: "show copy") { archive in
                let copy = try Rendering(archive: archive).readingCopy(code, file: name, choice: .number(number))
                return Self.shown(
                    copy.bytes, type: copy.mediaType, name: copy.file.name + ".pdf")
            }
        }
        router.get("records/:code/print") { request, visit in
            let code = try visit.parameters.require("code")
            let number = request.uri.queryParameters["version"].flatMap { Int($0) }
            return try await room.answer(request, visit, act: "print") { archive in
                try sheet(archive, code, number)
            }
        }
        router.get("records/:code/difference") { request, visit in
            let code = try visit.parameters.require("code")
            let from = request.uri.queryParameters["from"].flatMap { Int($0) } ?? 1
            let to = request.uri.queryParameters["to"].flatMap { Int($0) } ?? 1
            return try await room.answer(request, visit, act: "show") { archive in
                try difference(archive, code, from, to)
            }
        }
        router.get("records/:code/similar") { request, visit in
            let code = try visit.parameters.require("code")
            return try await room.answer(request, visit, act: "similar") { archive in
                try await similar(archive, code)
            }
        }
        router.get("records/:code/files/:number") { request, visit in
            let code = try visit.parameters.require("code")
            let name = request.uri.queryParameters["name"].map(String.init)
            let number = try visit.parameters.require("number", as: Int.self)
            return try await room.respond(request, visit, act: "show file") { archive in
                let (file, bytes) = try Reading(archive: archive).file(code, name: name, choice: .number(number))
                return Self.download(file, bytes)
            }
        }
    }

    private func page(_ archive: ArchiveFolder, _ code: String, _ number: Int?, _ query: String?) async throws -> Page {
        let reading = Reading(archive: archive)
        let view = try reading.record(code, choice: number.map(Reading.Choice.number) ?? .latest)
        let version = view.chosen
        let (text, parts) =
            version.text == nil ? (nil, []) : try reading.textWithParts(code, choice: .number(version.number))
        let link = Self.link(version.code)
        var values = try description(of: view)
        var hits: [(file: String, page: Int?)] = []
        if let text, let query, !query.isEmpty {
            let marked = try await Searching(archive: archive).marked(text, matching: query)
            values["marked"] = marked.html
            hits = marked.places.compactMap { parts.place(at: $0.lowerBound) }
        }
        values["text"] = text
        if !view.isMasked {
            let leaves = LeafPage.leaves(of: version, hits: hits)
            values["leaves"] = leaves
            // A scan is looked at before what was recognised in it.
            let isScan = text == nil || version.text?.confidence != nil
            values["leavesFirst"] = isScan && !leaves.isEmpty
            values["leavesLast"] = !isScan && !leaves.isEmpty
        }
        values["versions"] = view.versions.reversed().map { other -> [String: Any] in
            var row: [String: Any] = [
                "number": other.number, "at": LogPage.minute(other.filedAt), "by": other.filedBy,
                "reason": other.reason ?? "", "isShown": other.number == version.number,
                "link": link + "?version=\(other.number)",
            ]
            if other.number > 1 { row["difference"] = link + "/difference?from=\(other.number - 1)&to=\(other.number)" }
            return row
        }
        if version.number == view.versions.count, archive.permits(.revise), !version.proposals.isEmpty {
            values["proposals"] = version.proposals.map {
                ["name": Wording.name(ofProposal: $0.name), "value": $0.value]
            }
            values["proposed"] = version.proposals.map(\.name).joined(separator: "\n")
        }
        let rendering = Rendering(archive: archive)
        values["files"] = version.files.enumerated().map { place, file -> [String: Any] in
            [
                "name": file.name, "size": Self.size(file.size), "type": file.mediaType, "sha256": file.sha256,
                "link": link + "/files/\(version.number)?" + Query.text([("name", file.name)]),
                "thumbnail": !view.isMasked && place < Self.mostThumbnails && rendering.hasThumbnail(of: file)
                    ? LeafPage.thumbnail(version.code, version.number, file.name) : "",
                "copy": Rendering.offersReadingCopy(of: file)
                    ? link + "/copies/\(version.number)?" + Query.text([("name", file.name)]) : "",
            ]
        }
        if version.number == view.versions.count, !version.voided, view.handedOver == nil, view.storedOnlyFor == nil,
            archive.permits(.revise)
        {
            values["revise"] = link + "/revise"
            values["content"] = link + "/content"
        }
        if try LogKeeping(archive: archive).concerns(version.code) {
            values["uses"] = "/log/subject?" + Query.text([("of", version.code)])
        }
        values["offers"] = ExportPage.offers(archive, [version.code]).map { ["name": $0.name, "link": $0.link] }
        return Page(template: "record", title: view.chosen.description.title, values: values, place: .search)
    }

    /// What is said of a record beside its text.
    private func description(of view: RecordView) throws -> [String: Any?] {
        let names = try room.archive.names()
        let version = view.chosen
        let description = version.description
        return [
            "code": version.code, "title": description.title, "date": description.date,
            "class": names.classes[description.classCode] ?? description.classCode,
            "org": names.organisations[description.org] ?? description.org,
            "volume": description.volume, "volumeLink": description.volume.map(VolumePage.link),
            "author": description.author, "documentNumber": description.documentNumber,
            "externalID": description.externalID,
            "fields": description.fields.map { ["name": $0.name, "value": $0.value] },
            "retention": Wording.of(view.retention), "isHeld": view.state == "held", "isVoided": version.voided,
            "storedOnlyFor": view.storedOnlyFor, "handedOver": view.handedOver.map { Wording.line($0) },
            "number": version.number, "isOld": version.number != view.versions.count, "link": Self.link(version.code),
        ]
    }

    /// A record for print: the sheet says who printed it and when, and the log does.
    private func sheet(_ archive: ArchiveFolder, _ code: String, _ number: Int?) throws -> Page {
        let reading = Reading(archive: archive)
        let view = try reading.record(code, choice: number.map(Reading.Choice.number) ?? .latest)
        var values = try description(of: view)
        if view.chosen.text != nil {
            values["text"] = try reading.text(code, choice: .number(view.chosen.number), for: "print")
        }
        values["reader"] = archive.principal.who
        values["at"] = LogPage.minute(Date().ISO8601Format(.init(timeZone: .current)))
        return Page(template: "sheet", title: view.chosen.description.title, values: values, place: .search)
    }

    /// Two versions side by side.
    private func difference(_ archive: ArchiveFolder, _ code: String, _ from: Int, _ to: Int) throws -> Page {
        let names = try room.archive.names()
        let difference = try Reading(archive: archive).difference(code, from: from, to: to)
        func words(_ value: String?, of change: String) -> String {
            guard let value else { return "" }
            return switch change {
            case "class": names.classes[value] ?? value
            case "org": names.organisations[value] ?? value
            case "voided": value == "true" ? say("是", "yes") : say("否", "no")
            default: value
            }
        }
        let rows = difference.lines.map { line -> [String: Any] in
            switch line {
            case .same(let text): ["old": text, "new": text]
            case .removed(let text): ["old": text, "isRemoved": true]
            case .added(let text): ["new": text, "isAdded": true]
            }
        }
        return Page(
            template: "difference", title: say("第 \(from) 版与第 \(to) 版", "Versions \(from) and \(to)"),
            values: [
                "link": Self.link(code), "code": code, "from": from, "to": to, "rows": rows,
                "fields": difference.fields.map {
                    [
                        "name": Wording.name(ofChange: $0.name), "old": words($0.old, of: $0.name),
                        "new": words($0.new, of: $0.name),
                    ]
                },
            ], place: .search)
    }

    private func similar(_ archive: ArchiveFolder, _ code: String) async throws -> Page {
        let names = try room.archive.names()
        let report = try await Searching(archive: archive).similar(toRecord: code, query: SearchQuery(text: ""))
        return Page(
            template: "search", title: say("相似个案", "Similar cases"),
            values: [
                "isSimilar": true, "of": code, "ofLink": Self.link(code), "total": report.total,
                "isExact": report.totalIsExact, "isNothing": report.hits.isEmpty,
                "hits": report.hits.enumerated().map { place, hit in
                    [
                        "number": place + 1, "title": hit.title, "code": hit.code, "date": hit.date,
                        "class": names.classes[hit.classCode] ?? hit.classCode,
                        "org": names.organisations[hit.org] ?? hit.org, "snippet": hit.snippet ?? "",
                        "link": Self.link(hit.code),
                        "reasons": hit.reasons?.map(\.term).joined(separator: say("、", ", ")) ?? "",
                    ] as [String: Any]
                },
            ], place: .search)
    }

    // MARK: - Files

    /// Types that a browser shows without running anything in them; everything else is saved.
    private static let shown: Set<String> = ["application/pdf", "image/png", "image/jpeg", "image/gif", "text/plain"]

    static func download(_ file: VersionFile, _ bytes: Data) -> Response {
        let isShown = shown.contains(file.mediaType)
        return response(
            bytes,
            type: isShown
                ? file.mediaType + (file.encoding.map { "; charset=" + $0 } ?? "") : "application/octet-stream",
            disposition: (isShown ? "inline" : "attachment") + disposition(of: file.name))
    }

    private static func shown(_ bytes: Data, type: String, name: String) -> Response {
        response(bytes, type: type, disposition: "inline" + disposition(of: name))
    }

    private static func response(_ bytes: Data, type: String, disposition: String) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = type
        headers[.contentDisposition] = disposition
        headers[.contentSecurityPolicy] =
            "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
        HTTPField.Name("X-Frame-Options").map { headers[$0] = "SAMEORIGIN" }
        return Response(status: .ok, headers: headers, body: ReadingRoom.body(of: bytes))
    }

    /// RFC 6266 with RFC 8187: the name in UTF-8, and for old browsers in ASCII.
    static func disposition(of name: String) -> String {
        let plain = String(
            String.UnicodeScalarView(
                name.unicodeScalars.map { scalar in
                    (0x20..<0x7F).contains(scalar.value) && !"\"\\;%".unicodeScalars.contains(scalar) ? scalar : "_"
                }))
        return "; filename=\"\(plain)\"; filename*=UTF-8''" + Query.escaped(name)
    }

    static func size(_ bytes: Int) -> String {
        switch bytes {
        case ..<1024: "\(bytes) B"
        case ..<(1 << 20): String(format: "%.1f KB", Double(bytes) / 1024)
        default: String(format: "%.1f MB", Double(bytes) / 1_048_576)
        }
    }
}
