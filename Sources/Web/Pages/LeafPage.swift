import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Records

/// The pages of a file as pictures, one at a time: what a scan, a PDF or a reading copy looks like, in a frame of the reading
/// page. And the small pictures that stand beside files in lists.
///
/// The picture comes inside the frame's page, not under an address of its own: so one look is one entry in the log, and the
/// number of pages is known when it is shown. No browser has to run a reader of PDF on a file that came from outside.
struct LeafPage: Sendable {
    /// Pixels across, as it stands in the reading page and by itself.
    private static let (width, large) = (1240, 2000)

    let room: ReadingRoom

    /// Where a page of a file is shown.
    static func link(_ code: String, _ version: Int, _ file: String, page: Int = 1) -> String {
        RecordPage.link(code) + "/pages/\(version)?"
            + Query.text([("name", file), ("page", page == 1 ? "" : String(page))])
    }

    static func thumbnail(_ code: String, _ version: Int, _ file: String) -> String {
        RecordPage.link(code) + "/thumbnails/\(version)?" + Query.text([("name", file)])
    }

    func add(to router: Router<Visit>) {
        router.get("records/:code/pages/:number") { request, visit in
            let code = try visit.parameters.require("code")
            let version = try visit.parameters.require("number", as: Int.self)
            let values = request.uri.queryParameters
            let asked = Asked(
                code: code, version: version, file: values["name"].map(String.init),
                page: min(max(values["page"].flatMap { Int($0) } ?? 1, 1), 100_000), isLarge: values["large"] != nil,
                step: values["go"].map(String.init))
            return try await room.respond(request, visit, act: "show page") { archive in try page(archive, asked) }
        }
        router.get("records/:code/thumbnails/:number") { request, visit in
            let code = try visit.parameters.require("code")
            let version = try visit.parameters.require("number", as: Int.self)
            let name = request.uri.queryParameters["name"].map(String.init)
            return try await room.respond(request, visit, act: "show thumbnail") { archive in
                let view = try Rendering(archive: archive).thumbnail(code, file: name, choice: .number(version))
                return Response(
                    status: .ok, headers: [.contentType: view.mediaType],
                    body: ReadingRoom.body(of: view.bytes))
            }
        }
    }

    private struct Asked: Sendable {
        var code: String
        var version: Int
        var file: String?
        var page: Int
        var isLarge: Bool
        /// Which link led here: whoever leafs by keyboard stays on it.
        var step: String?

        func link(page: Int? = nil, isLarge: Bool? = nil, step: String = "") -> String {
            let page = page ?? self.page
            return RecordPage.link(code) + "/pages/\(version)?"
                + Query.text([
                    ("name", file ?? ""), ("page", page == 1 ? "" : String(page)),
                    ("large", isLarge ?? self.isLarge ? "1" : ""), ("go", step),
                ])
        }
    }

    private func page(_ archive: ArchiveFolder, _ asked: Asked) throws -> Response {
        let name = asked.file ?? asked.code
        var values: [String: Any] = [
            "lang": Language.isEnglish ? "en" : "zh-CN", "style": AssetFiles.style.path, "name": name,
            "page": asked.page, "isLarge": asked.isLarge, "isNext": asked.step == "next",
            "isPrevious": asked.step == "previous",
        ]
        var status = HTTPResponse.Status.ok
        do {
            let view = try Rendering(archive: archive).page(
                asked.page, width: asked.isLarge ? Self.large : Self.width, of: asked.code, file: asked.file,
                choice: .number(asked.version))
            values["type"] = view.mediaType
            values["bytes"] = view.bytes.base64EncodedString()
            values["count"] = view.pages
            values["larger"] = asked.isLarge ? nil : asked.link(isLarge: true)
            if asked.page > 1 { values["previous"] = asked.link(page: asked.page - 1, step: "previous") }
            if view.pages.map({ asked.page < $0 }) ?? true {
                values["next"] = asked.link(page: asked.page + 1, step: "next")
            }
        } catch ArchiveFailure.noRendition(_, let file, let failure) {
            status = .notFound
            values["fault"] = Wording.onPage(failure, file: file)
            if asked.page > 1 { values["previous"] = asked.link(page: asked.page - 1, step: "previous") }
        }
        return Response(
            status: status,
            headers: Self.headers,
            body: .init(byteBuffer: ByteBuffer(string: room.templates.render("leaf", values))))
    }

    /// Framed by pages of this server alone, and nothing in it runs.
    private static var headers: HTTPFields {
        var headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8",
            .contentSecurityPolicy: "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; "
                + "form-action 'none'; frame-ancestors 'self'",
        ]
        HTTPField.Name("X-Frame-Options").map { headers[$0] = "SAMEORIGIN" }
        return headers
    }

    // MARK: - In the reading page

    /// The files of a version whose pages can be looked at.
    /// - Parameter hits: where what was searched stands, in the order of the text; its first page is opened first.
    static func leaves(
        of version: Version, hits: [(file: String, page: Int?)]
    ) -> [[String: Any]] {
        let shown = version.files.filter(Rendering.offersPages)
        let hit = hits.first { hit in shown.contains { $0.name == hit.file } }
        // One file is open from the start: where a hit is, or the first that is drawn at once. Others are fetched when
        // somebody opens them.
        let first = hit?.file ?? shown.first(where: Rendering.offersPagesAtOnce)?.name
        return shown.prefix(mostFiles).enumerated().map { place, file -> [String: Any] in
            let own = hits.filter { $0.file == file.name }
            var pages: [Int] = []
            for page in own.compactMap(\.page) where !pages.contains(page) { pages.append(page) }
            func address(_ page: Int) -> String { link(version.code, version.number, file.name, page: page) }
            return [
                "name": file.name, "frame": "leaf-\(place)", "isOpen": file.name == first,
                "link": address(own.first?.page ?? 1), "hasHits": pages.count > 1,
                "hits": pages.count > 1 ? pages.prefix(mostHits).map { ["page": $0, "link": address($0)] } : [],
            ]
        }
    }

    /// Files with a frame of their own; a mail or container may have thousands.
    private static let mostFiles = 20
    private static let mostHits = 12
}
