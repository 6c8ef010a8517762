import Archivist
import Face
import Foundation
import HTTPTypes
import HummingbirdCore
import Records

extension API {
    /// Pixels across of a page for which nothing else is said, as with the command.
    private static let usualWidth = 1240

    private static func choice(_ call: Call) throws -> Reading.Choice { .number(try call.number(inPath: "version")) }

    private static func handing(_ view: RenditionView, name: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: view.mediaType, .contentDisposition: "attachment" + RecordPage.disposition(of: name),
            ], body: ReadingRoom.body(of: view.bytes))
    }

    static let renditionEndpoints = [
        Endpoint(
            method: .get, path: "records/:code/versions/:version/copy", act: "show copy", query: ["name"]
        ) { archive, call in
            let view = try Rendering(archive: archive).readingCopy(
                call.inPath("code"), file: call.text("name"), choice: choice(call))
            return handing(view, name: view.file.name + ".pdf")
        },
        Endpoint(
            method: .get, path: "records/:code/versions/:version/pages/:page", act: "show page",
            query: ["name", "width"]
        ) { archive, call in
            let number = try call.number(inPath: "page")
            let width = try call.number("width", in: 0...Int.max) ?? usualWidth
            guard number > 0 else { throw CallFault.parameter("page") }
            let view = try Rendering(archive: archive).page(
                number, width: width, of: call.inPath("code"), file: call.text("name"), choice: choice(call))
            return handing(view, name: "\(view.file.name)-\(number).jpg")
        },
        Endpoint(
            method: .get, path: "records/:code/versions/:version/thumbnail", act: "show thumbnail", query: ["name"]
        ) { archive, call in
            let view = try Rendering(archive: archive).thumbnail(
                call.inPath("code"), file: call.text("name"), choice: choice(call))
            return handing(view, name: view.file.name + ".jpg")
        },
        Endpoint(
            method: .get, path: "records/:code/difference", act: "show", query: ["from", "to"]
        ) { archive, call in
            let numbers = 1...1_000_000
            guard let from = try call.number("from", in: numbers) else { throw CallFault.parameter("from") }
            guard let to = try call.number("to", in: numbers) else { throw CallFault.parameter("to") }
            return json(.of(try Reading(archive: archive).difference(call.inPath("code"), from: from, to: to)))
        },
    ]
}
