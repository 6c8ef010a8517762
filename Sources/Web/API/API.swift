import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Records

/// What other programs ask of an archive: JSON over HTTP, each call in the hands of a user's token. `openapi.json` describes it.
///
/// There are no cookies here: nothing that a browser sends of itself opens anything.
struct API: Sendable {
    static let root = "/api/v1"
    static let endpoints =
        searchEndpoints + recordEndpoints + renditionEndpoints + confirmingEndpoints + volumeEndpoints + workEndpoints
        + filingEndpoints + accessEndpoints + keepingEndpoints + administrationEndpoints + userEndpoints + logEndpoints
        + disposalEndpoints + transferEndpoints
        + exportEndpoints + inspectionEndpoints + requestEndpoints + savedEndpoints

    private static let methods: [HTTPRequest.Method] =
        [
            .get, .head, .post, .put, .patch, .delete, .options, .trace,
        ] + [HTTPRequest.Method("QUERY")].compactMap { $0 }
    private static let document = "openapi.json"

    let room: ReadingRoom

    func add(to router: Router<Visit>) {
        router.get(RouterPath(Self.root + "/" + Self.document)) { _, _ in
            Self.response(.ok, PackageResources.openapi_json, type: "application/json")
        }
        for endpoint in Self.endpoints {
            router.on(RouterPath(Self.root + "/" + endpoint.path), method: endpoint.method) { request, visit in
                await answer(endpoint, request, visit)
            }
        }
        // RFC 9110, 15.5.6: what is there, but not for this method, says for which.
        var known = Dictionary(grouping: Self.endpoints, by: \.path).mapValues { $0.map(\.method) }
        known[Self.document] = [.get]
        for (path, allowed) in known {
            let names = allowed.map(\.rawValue).sorted().joined(separator: ", ")
            for method in Self.methods where !allowed.contains(method) {
                router.on(RouterPath(Self.root + "/" + path), method: method) { _, _ in
                    var response = Self.response(to: CallFault.method(names))
                    response.headers[.allow] = names
                    return response
                }
            }
        }
    }

    private func answer(_ endpoint: Endpoint, _ request: Request, _ visit: Visit) async -> Response {
        await Language.$isEnglish.withValue(Self.asksForEnglish(request)) {
            do {
                let (name, token) = try Self.credentials(request)
                try room.doorkeeper.admit(visit.address)
                let purpose = try Self.purpose(request)
                let archive: ArchiveFolder
                do {
                    archive = try await room.workers(for: endpoint.act).run {
                        try room.archive.archive(for: name, token: token, act: endpoint.act, purpose: purpose)
                    }
                } catch ArchiveFailure.tokenFailed {
                    room.doorkeeper.sentAway(visit.address)
                    throw ArchiveFailure.tokenFailed
                }
                let call = try await Call(endpoint, request, visit, in: room)
                return try await room.workers(for: endpoint.act).run { try await endpoint.answer(archive, call) }
            } catch {
                return Self.response(to: error, visit)
            }
        }
    }

    // MARK: - Who asks

    /// `Authorization: Bearer NAME:TOKEN` (RFC 6750): never in an address, which logs and browsers keep.
    private static func credentials(_ request: Request) throws -> (name: String, token: String) {
        let words = (request.headers[.authorization] ?? "").split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer",
            let text = String(words[1]).removingPercentEncoding, let colon = text.firstIndex(of: ":")
        else { throw CallFault.credentials }
        return (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }

    /// What for, percent-encoded: header fields carry no Chinese.
    private static func purpose(_ request: Request) throws -> String? {
        guard let field = HTTPField.Name("Lantai-Purpose"), let value = request.headers[field] else { return nil }
        guard let purpose = value.removingPercentEncoding, !purpose.allSatisfy(\.isWhitespace),
            purpose.count <= PurposePage.longest, !purpose.unicodeScalars.contains(where: { $0.value < 0x20 })
        else { throw CallFault.parameter("Lantai-Purpose") }
        return purpose
    }

    private static func asksForEnglish(_ request: Request) -> Bool {
        request.headers[.acceptLanguage].map { $0.lowercased().hasPrefix("en") } ?? Language.isEnglish
    }

    // MARK: - Answers

    static func json(_ json: JSONText, _ status: HTTPResponse.Status = .ok) -> Response {
        response(status, Array(json.text.utf8), type: "application/json")
    }

    private static func response(_ status: HTTPResponse.Status, _ bytes: [UInt8], type: String) -> Response {
        Response(
            status: status, headers: [.contentType: type], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// The error as the commands give it, with a status of HTTP that fits. Nothing of the inside is shown.
    static func response(to error: any Error, _ visit: Visit? = nil) -> Response {
        var headers: [HTTPField.Name: String] = [:]
        var (status, kind, message) = (HTTPResponse.Status.internalServerError, "internal", "")
        switch error {
        case let fault as CallFault:
            (status, kind, message) = (fault.status, fault.kind, fault.message)
        case let refusal as Refusal:
            (status, kind, message) = (.badRequest, Wording.kind(of: refusal), Wording.of(refusal: refusal))
        case let error as any HTTPResponseError:
            (status, kind, message) = (error.status, "http", error.status.reasonPhrase)
        default:
            guard let failure = error as? ArchiveFailure ?? ArchiveFailure(storage: error) else {
                visit?.logger.error("API: \(type(of: error))")
                (status, kind, message) = (.internalServerError, "internal", say("程序内部出错", "internal fault"))
                break
            }
            let fault = Wording.fault(failure)
            (status, kind, message) = (
                Self.status(of: failure) ?? ReadingRoom.status(of: fault.status), fault.kind, fault.message
            )
            if case .purposeMissing(let code, let className) = failure {
                message = say(
                    "看“\(className)”类的档案（\(code)）要写明目的：请求头 Lantai-Purpose，百分号编码",
                    "whoever reads records of '\(className)' (\(code)) says what for: the header Lantai-Purpose, percent-encoded"
                )
            }
            if case .signInDelayed(let seconds) = failure { headers[.retryAfter] = String(seconds) }
        }
        var response = json(.error(kind: kind, message: message), status)
        for (name, value) in headers { response.headers[name] = value }
        if status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer realm=\"lantai\"" }
        if case .address(let seconds)? = error as? CallFault { response.headers[.retryAfter] = String(seconds) }
        return response
    }

    private static func status(of failure: ArchiveFailure) -> HTTPResponse.Status? {
        switch failure {
        case .tokenFailed, .tokenExpired, .signInFailed, .signInRequired, .lockedOut, .roleMissing, .noUsersYet,
            .passwordMustChange:
            .unauthorized
        case .signInDelayed: .tooManyRequests
        case .uploadDiffers, .grantState, .volumeState, .alreadyVoided, .holdLifted, .requestState, .requestUndone,
            .inAppraisal, .organisationInUse, .receiptTaken, .nothingToHandOver, .personHasOpenVolume:
            .conflict
        default: nil
        }
    }
}

/// What is wrong with a call before any action has seen it.
enum CallFault: Error {
    case credentials
    /// Too many tries from one address; seconds to wait.
    case address(Int)
    case method(String)
    case parameter(String)
    case unknownParameter(String, known: Set<String>)
    case contentType(String)
    case body
    case member(String)
    case unknownMember(String, known: Set<String>)

    var status: HTTPResponse.Status {
        switch self {
        case .credentials: .unauthorized
        case .address: .tooManyRequests
        case .method: .methodNotAllowed
        case .contentType: .unsupportedMediaType
        default: .badRequest
        }
    }

    var kind: String {
        switch self {
        case .credentials: "signInRequired"
        case .address: "signInDelayed"
        case .method: "method"
        default: "usage"
        }
    }

    var message: String {
        switch self {
        case .credentials:
            say(
                "要有令牌：Authorization: Bearer 用户名:令牌（用 lantai user token create 制作）",
                "a token is needed: Authorization: Bearer NAME:TOKEN (lantai user token create makes one)")
        case .address(let seconds):
            say("这个地址错误太多，请 \(seconds) 秒后再试", "too many failures from this address; try again in \(seconds) seconds")
        case .method(let allowed): say("这里只能用 \(allowed)", "only \(allowed) here")
        case .parameter(let name): say("参数 \(name) 的值不对", "the value of \(name) cannot be meant")
        case .unknownParameter(let name, let known):
            say("没有参数 \(name)；可用：", "there is no parameter \(name); there are: ")
                + known.sorted().joined(separator: say("、", ", "))
        case .contentType(let type): say("内容应为 \(type)", "the content must be \(type)")
        case .body: say("内容不是 JSON 对象", "the content is no JSON object")
        case .member(let name): say("成员 \(name) 缺少或不对", "the member \(name) is missing or cannot be meant")
        case .unknownMember(let name, let known):
            say("没有成员 \(name)；可用：", "there is no member \(name); there are: ")
                + known.sorted().joined(separator: say("、", ", "))
        }
    }
}
