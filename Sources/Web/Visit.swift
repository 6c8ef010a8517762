import Face
import HTTPTypes
package import Hummingbird
import HummingbirdCore
import NIOCore

/// What is known of a request besides the request itself.
package struct Visit: RequestContext {
    package var coreContext: CoreRequestContextStorage
    var session: Session?
    /// Where it comes from; empty where that is not known.
    let address: String

    package init(source: Source) {
        coreContext = .init(source: source)
        address = source.channel.remoteAddress?.ipAddress ?? ""
    }

    /// Bytes of a form; files come in another way.
    package var maxUploadSize: Int { 256 << 10 }
}

/// Finds out who comes and in which language to answer, also where nothing can be done for them.
struct SessionGate: RouterMiddleware {
    typealias Context = Visit

    let room: ReadingRoom

    func handle(_ request: Request, context: Visit, next: (Request, Visit) async throws -> Response) async throws
        -> Response
    {
        var visit = context
        visit.session = request.cookies[room.cookie].flatMap { room.sessions.session($0.value) }
        let isEnglish = request.cookies[room.languageCookie].map { $0.value == "en" } ?? Language.isEnglish
        return try await Language.$isEnglish.withValue(isEnglish) {
            try await Language.$namesCommands.withValue(false) {
                do {
                    return try await next(request, visit)
                } catch let error where !request.uri.path.hasPrefix(API.root) {
                    return room.response(to: error, request, visit)
                }
            }
        }
    }
}

/// What every answer says of itself: nothing is kept by the browser, framed by another page, or read from elsewhere.
struct PageHeaders: RouterMiddleware {
    typealias Context = Visit

    /// Whether browsers are to come over TLS alone from now on.
    var isEncrypted = false

    static let policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        + "frame-src 'self'; object-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    func handle(_ request: Request, context: Visit, next: (Request, Visit) async throws -> Response) async throws
        -> Response
    {
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as any HTTPResponseError {
            response = API.response(to: error)
        }
        func set(_ name: String, _ value: String) {
            guard let field = HTTPField.Name(name), response.headers[field] == nil else { return }
            response.headers[field] = value
        }
        set("Content-Security-Policy", Self.policy)
        set("X-Content-Type-Options", "nosniff")
        set("X-Frame-Options", "DENY")
        // Not `no-referrer`: with that, forms come with `Origin: null`.
        set("Referrer-Policy", "same-origin")
        set("Cross-Origin-Opener-Policy", "same-origin")
        set("Cross-Origin-Resource-Policy", "same-origin")
        set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        set("Cache-Control", "no-store")
        if isEncrypted { set("Strict-Transport-Security", "max-age=31536000; includeSubDomains") }
        return response
    }
}
