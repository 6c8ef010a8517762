import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Records

/// Filing: files are dropped here, sent piece by piece, looked at, described, filed. What is typed is kept with each file,
/// and what is refused stays with the reason.
struct FilingPage: Sendable {
    /// Bytes of a piece.
    static let piece = 4 << 20
    /// Files that are described at a time: each is read for what it says of itself.
    private static let most = 20
    /// Open volumes that are offered.
    private static let mostVolumes = 100

    let room: ReadingRoom

    func add(to router: Router<Visit>) {
        router.get("filing") { request, visit in
            try await room.answer(request, visit, act: "filing") { archive in try await page(archive) }
        }
        router.post("filing") { request, visit in
            let done = try await file(request, visit)
            // To the script, a page to go on to says that nothing was kept: who is signed out is led to the sign-in.
            let isKept = request.headers[.accept] == "application/json" && done.headers[.location] == "/filing"
            return isKept ? Response(status: .noContent) : done
        }
        // What the script sends: names and sizes first, then pieces.
        router.post("filing/uploads") { request, visit in
            try checkToken(request, visit)
            let values = request.uri.queryParameters
            let name = values["name"].map(String.init) ?? ""
            let size = values["size"].flatMap { Int($0) } ?? -1
            guard size >= 0 else { throw HTTPError(.badRequest) }
            let origin = values["lastModified"].flatMap { Int($0) }.map { lastModified in
                Uploading.Origin(lastModified: lastModified, path: values["path"].map(String.init) ?? "")
            }
            return try await answer(request, visit) { archive in
                .of(try Uploading(archive: archive).begin(name, size: size, from: origin))
            }
        }
        router.put("filing/uploads/:id") { request, visit in
            try checkToken(request, visit)
            let id = try visit.parameters.require("id")
            let offset = request.uri.queryParameters["offset"].flatMap { Int($0) } ?? 0
            let bytes = Array(buffer: try await request.body.collect(upTo: Self.piece))
            return try await answer(request, visit) { archive in
                .object([("received", .int(try Uploading(archive: archive).append(bytes, to: id, at: offset)))])
            }
        }
    }

    /// What the script asks is answered with JSON: where it is refused, with the reason, since no page comes of it.
    private func answer(
        _ request: Request, _ visit: Visit, _ body: @escaping @Sendable (ArchiveFolder) throws -> JSONText
    ) async throws -> Response {
        try await room.respond(request, visit, act: "upload") { archive in
            do { return API.json(try body(archive)) } catch { return API.response(to: error, visit) }
        }
    }

    /// Forms carry the token among their values; what the script sends carries it in a header.
    private func checkToken(_ request: Request, _ visit: Visit) throws {
        guard let name = HTTPField.Name("X-Lantai-Token"), let token = visit.session?.formToken,
            request.headers[name] == token
        else { throw HTTPError(.forbidden) }
    }

    // MARK: - The form

    @Sendable private func file(_ request: Request, _ visit: Visit) async throws -> Response {
        try await room.act(request, visit, "file") { archive, form in
            let uploading = Uploading(archive: archive)
            let typed = FilingForm(form)
            let here = Set(try uploading.list().map(\.id))
            // What was filed or removed in another window is not there any more.
            let classes = try room.archive.classes()
            let descriptions = typed.descriptions.filter { here.contains($0.id) }.map {
                FilingForm.fitting($0, classes)
            }
            for description in descriptions { try uploading.describe(typed.withoutProposals(description)) }
            if let id = form["discard"] {
                try uploading.discard(id)
                return ("/filing", say("已移除。", "Removed."))
            }
            switch form["do"] {
            case "save": return ("/filing", "")
            case "all":
                // For those as well that are not listed yet.
                let listed = Set(descriptions.map(\.id))
                let rest = here.subtracting(listed).map(uploading.description)
                for var description in descriptions.map(typed.withoutProposals) + rest {
                    if let code = typed.classForAll { description.classCode = code }
                    if let volume = typed.volumeForAll { description.volume = volume }
                    try uploading.describe(description)
                }
                return ("/filing", "")
            default:
                // What a container itself proposes is not said of the files in it.
                let outcomes = try await uploading.file(
                    descriptions.map { $0.isUnpackedApart ? typed.withoutProposals($0) : $0 })
                return ("/filing", Self.words(for: outcomes))
            }
        }
    }

    private static func words(for outcomes: [FilingOutcome]) -> String {
        let filed = outcomes.filter { $0.status == .filed }
        let same = outcomes.filter { $0.status == .unchanged }
        let refused = outcomes.filter { $0.status == .rejected }
        var parts: [String] = []
        if !filed.isEmpty {
            let codes = filed.compactMap(\.code)
            let range = codes.count > 1 ? codes[0] + " … " + codes[codes.count - 1] : codes.joined()
            parts.append(say("已归档 \(filed.count) 件：\(range)", "\(filed.count) filed: \(range)"))
        }
        if !same.isEmpty { parts.append(say("\(same.count) 件已在库中", "\(same.count) are here already")) }
        if !refused.isEmpty {
            parts.append(
                say("\(refused.count) 件未归档，原因见下", "\(refused.count) not filed, for the reasons below"))
        }
        return parts.joined(separator: say("；", "; "))
    }

    private func page(_ archive: ArchiveFolder) async throws -> Page {
        let uploading = Uploading(archive: archive)
        let uploads = try uploading.list()
        let whole = uploads.filter(\.isWhole)
        let classes = try room.archive.classes()
        let first = classes.first { $0.code == "GA" }?.code ?? classes.first?.code
        let said = whole.prefix(Self.most).map { upload in
            FilingForm.fitting(uploading.description(of: upload.id), classes)
        }
        // What the files say of themselves, as filing would propose it. Which class a file belongs to somebody must say: a
        // guess would be filed unseen.
        let asked = said.map { description in
            var asked = description
            asked.classCode = description.classCode ?? first
            return asked
        }
        let outcomes = asked.isEmpty ? [] : try await uploading.fileEach(asked, isDryRun: true)
        let volumes =
            archive.permits(.search) && !said.isEmpty
            ? try VolumeKeeping(archive: archive).newest(Self.mostVolumes, state: .open) : []
        let names = try room.archive.names()
        return Page(
            template: "filing", title: say("归档", "File"),
            values: [
                "piece": Self.piece, "isEmpty": whole.isEmpty, "isMany": said.count > 1,
                "count": whole.count,
                "rest": whole.count > Self.most ? whole.count - Self.most : nil,
                "unfinished": uploads.filter { !$0.isWhole }.map {
                    [
                        "id": $0.id, "name": $0.name,
                        "percent": $0.size == 0 ? 100 : 100 * $0.received / $0.size,
                    ] as [String: Any]
                },
                "classes": classes.map { ["code": $0.code, "name": $0.name] },
                "volumes": volumes.map { ["code": $0.code, "title": $0.title] },
                "orgs": names.organisations.sorted { $0.key < $1.key }.prefix(200).map {
                    ["code": $0.key, "name": $0.value]
                },
                "files": zip(zip(whole, said), outcomes).compactMap { pair, outcomes in
                    FilingForm.row(pair.0, pair.1, outcomes, classes)
                },
            ], place: .filing)
    }
}
