import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Records

/// A page's content, before it is put into the frame that all pages have.
struct Page {
    var template: String
    var title: String
    /// What the template needs; what is nil is left out.
    var values: [String: Any?]
    /// The menu's entry that leads here.
    var place: Place?
    var status = HTTPResponse.Status.ok
    /// What it is made of; on a page with a template of its own, the table of what it lists.
    var blocks: [Block] = []

    init(
        template: String, title: String, values: [String: Any?] = [:], place: Place? = nil,
        status: HTTPResponse.Status = .ok
    ) {
        self.template = template
        self.title = title
        self.values = values
        self.place = place
        self.status = status
    }

    /// A page of blocks.
    init(title: String, place: Place, _ blocks: [Block]) {
        self.init(
            template: "blocks", title: title, values: ["title": title, "blocks": blocks.map(\.values)], place: place)
        self.blocks = blocks
    }
}

extension ReadingRoom {
    /// Answers a request of somebody who is signed in; everybody else is led to the sign-in and back again.
    ///
    /// - Parameter act: as it stands in the log.
    func answer(
        _ request: Request, _ visit: Visit, act: String, work: String? = nil,
        _ body: @escaping @Sendable (ArchiveFolder) async throws -> Page
    ) async throws -> Response {
        try await respond(request, visit, act: act, work: work) { archive in
            let download = try request.method == .get ? TableDownload(request.uri) : nil
            var page = try await body(archive)
            if let download { return try await download.response(page, archive) }
            if request.method == .get {
                if let session = visit.session, let refused = session.refused, page.fill(refused) {
                    sessions.keep(nil, for: session)
                }
                page.offerTables(at: request.uri, archive)
            }
            return response(page, visit, archive: archive)
        }
    }

    /// The same for a question that comes as a form, because it does not belong in an address.
    func answer(
        _ request: Request, _ visit: Visit, act: String,
        _ body: @escaping @Sendable (ArchiveFolder, [String: String]) async throws -> Page
    ) async throws -> Response {
        guard visit.session != nil else { return toSignIn(request) }
        let form = try await form(request, visit)
        return try await answer(request, visit, act: act) { archive in try await body(archive, form) }
    }

    /// The same for answers that are no page.
    /// - Parameter work: what is done on a page with many records, where that is read for one purpose; its name is what the
    ///   purpose is kept under.
    func respond(
        _ request: Request, _ visit: Visit, act: String, work: String? = nil,
        _ body: @escaping @Sendable (ArchiveFolder) async throws -> Response
    ) async throws -> Response {
        guard let session = visit.session else { return toSignIn(request) }
        let code = visit.parameters.get("code").map { ArchivalCode.normalised($0) }
        let key = work.map { ArchivalCode.normalised($0) } ?? code
        let purpose = key.flatMap { session.purposes[$0] }
        return try await workers(for: act).run {
            var hands: ArchiveFolder?
            do {
                let archive = try archive.archive(for: session.visitor, act: act, purpose: purpose)
                hands = archive
                if let code, let className = try Reading(archive: archive).purposeAsked(for: code) {
                    throw ArchiveFailure.purposeMissing(code: code, className: className)
                }
                return try await body(archive)
            } catch ArchiveFailure.signInRequired {
                sessions.endAll(of: session.visitor)
                return toSignIn(request)
            } catch ArchiveFailure.purposeMissing(let code, let className) where request.method == .get {
                return response(
                    PurposePage.page(
                        work ?? code, className, proposed: session.lastPurpose, next: request.uri.string), visit)
            } catch {
                return response(try Self.page(for: error, of: code, in: hands), visit, archive: hands)
            }
        }
    }

    /// Does what a form asks for, and leads on to a page that shows what came of it.
    ///
    /// - Parameters:
    ///   - isFarReaching: asks for the password again where it was not given lately.
    ///   - body: gives that page's address and what it is to say.
    func act(
        _ request: Request, _ visit: Visit, _ act: String, isFarReaching: Bool = false,
        _ body: @escaping @Sendable (ArchiveFolder, [String: String]) async throws -> (to: String, notice: String)
    ) async throws -> Response {
        guard let session = visit.session else { return toSignIn(request) }
        return try await perform(request, visit, act, isFarReaching: isFarReaching) { archive, form in
            let outcome = try await body(archive, form)
            if !outcome.notice.isEmpty { sessions.leave(outcome.notice, for: session) }
            return .redirect(to: outcome.to, type: .normal)
        }
    }

    /// The same for forms whose answer is no other page, such as a file. What was typed and not done is kept for the form's
    /// page.
    /// - Parameter most: bytes of the form.
    func perform(
        _ request: Request, _ visit: Visit, _ act: String, most: Int? = nil, isFarReaching: Bool = false,
        _ body: @escaping @Sendable (ArchiveFolder, [String: String]) async throws -> Response
    ) async throws -> Response {
        guard let session = visit.session else { return toSignIn(request) }
        let form = try await form(request, visit, most: most)
        var secret: String?
        if isFarReaching {
            switch try await PasswordPage(room: self).outcome(request, visit, form) {
            case .asks(let question): return question
            case .goesOn(let renewed): secret = renewed
            }
        }
        let code = visit.parameters.get("code").map { ArchivalCode.normalised($0) }
        let sent = SentForm(action: request.uri.path, values: form)
        let back = form[SentForm.origin].map { SignInPage.place($0) } ?? request.sender
        var done = try await workers(for: act).run { () -> Response in
            var hands: ArchiveFolder?
            do {
                let purpose = form["purpose"] ?? code.flatMap { session.purposes[$0] }
                let archive = try archive.archive(for: session.visitor, act: act, purpose: purpose)
                hands = archive
                let answer = try await body(archive, form)
                if session.refused?.action == sent.action { sessions.keep(nil, for: session) }
                return answer
            } catch ArchiveFailure.signInRequired {
                sessions.endAll(of: session.visitor)
                return toSignIn(request)
            } catch {
                var page = try Self.page(for: error, in: hands)
                // Codes of a phone are good once, and those of recovery are secret.
                if !act.hasPrefix("second factor"), let kept = sent.kept {
                    sessions.keep(kept, for: session)
                    page.values["isKept"] = true
                }
                page.values["back"] = back
                return response(page, visit, archive: hands)
            }
        }
        if let secret { done.setCookie(SignInPage(room: self).cookie(secret)) }
        return done
    }

    /// A form's values, if it was sent from a page of this session.
    /// - Parameter most: bytes; nil for as many as forms have.
    func form(_ request: Request, _ visit: Visit, most: Int? = nil) async throws -> [String: String] {
        let values = try await values(request, most: most ?? visit.maxUploadSize)
        guard let token = visit.session?.formToken, values["token"] == token else { throw HTTPError(.forbidden) }
        // Browsers end the lines of a text field as the network does (HTML standard, form submission).
        return values.mapValues { $0.replacing("\r\n", with: "\n") }
    }

    /// The same before there is a session: whoever sent it.
    func values(_ request: Request, most: Int) async throws -> [String: String] {
        try SentForm.values(Array(buffer: try await request.body.collect(upTo: most)))
    }

    /// - Parameter archive: in whose hands the menu is; nil before sign-in and where something went wrong.
    func response(_ page: Page, _ visit: Visit, archive: ArchiveFolder? = nil) -> Response {
        var values = page.values
        // Who is not signed in yet has one of another kind.
        if values["token"] == nil { values["token"] = visit.session?.formToken }
        if ["blocks", "filing", "record", "confirm"].contains(page.template) {
            values["notice"] = visit.session.flatMap(sessions.takeNotice)
        }
        let body = templates.render(page.template, values.compactMapValues { $0 })
        let html = templates.render(
            "layout",
            [
                "lang": Language.isEnglish ? "en" : "zh-CN", "title": page.title, "body": body,
                "fonds": try? self.archive.fonds(), "isSignedIn": visit.session != nil,
                "who": visit.session.flatMap { $0.name.isEmpty ? nil : $0.name }, "token": visit.session?.formToken,
                "menu": archive.map { Place.menu(for: $0, at: page.place) },
                "style": AssetFiles.style.path, "script": AssetFiles.script.path, "icon": AssetFiles.icon.path,
            ].compactMapValues { $0 })
        return Response(
            status: page.status, headers: [.contentType: "text/html; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: html)))
    }

    /// Leads to the sign-in and from there back again; with a form, to the page that it was sent from.
    func toSignIn(_ request: Request) -> Response {
        let isForm = request.method != .get
        let next = isForm ? request.sender : request.uri.path == "/" ? nil : request.uri.string
        guard let next else { return .redirect(to: "/sign-in", type: .normal) }
        return .redirect(
            to: "/sign-in?" + Query.text([("next", next), ("lost", isForm ? "1" : "")]), type: .normal)
    }

    /// What went wrong before an action was asked, or inside: for people, with what to do next.
    func response(to error: any Error, _ request: Request, _ visit: Visit) -> Response {
        let status: HTTPResponse.Status
        if let error = error as? any HTTPResponseError {
            status = error.status
        } else {
            visit.logger.error("\(type(of: error))")
            status = .internalServerError
        }
        let isForm = request.method == .post
        let page = Page(
            template: "fault", title: say("未能做到", "Not done"),
            values: ["message": Self.words(for: status), "back": isForm ? request.sender : nil], status: status)
        let answer = response(page, visit)
        return request.method == .head ? answer.createHeadResponse() : answer
    }

    private static func words(for status: HTTPResponse.Status) -> String {
        switch status {
        case .badRequest:
            say(
                "地址或表单里有读不懂的内容，什么也没有做。回到原来的页面，改了再试。",
                "There is something in the address or the form that cannot be meant, and nothing was done. Go back, correct it and try again."
            )
        case .forbidden:
            say(
                "没有保存：这一页是上次登录时打开的，或不是本站的。重新打开原来的页面，再填一次。",
                "Nothing was saved: the page is from before you last signed in, or not of this site. Open it anew and fill it in again."
            )
        case .notFound, .methodNotAllowed:
            say("没有这一页。核对网址，或从工作台进入。", "There is no such page. Check the address, or begin at the desk.")
        case .contentTooLarge:
            say(
                "送来的内容太大，没有保存。分几次填写；文件在“归档”页上传。",
                "That is too much for a form, and nothing was saved. Send it in parts; files are sent on the page File."
            )
        default:
            say(
                "程序内部出错，没有做成。稍后再试；再出错，请告诉系统管理员。",
                "Something failed inside. Try again later; if it fails again, tell the system administrator.")
        }
    }

    /// What went wrong, for people, with what to do next. Nothing of the inside is shown.
    /// - Parameters:
    ///   - code: what was to be read, where it was that.
    ///   - archive: in whose hands; nil where they were not let in.
    private static func page(
        for error: any Error, of code: String? = nil, in archive: ArchiveFolder?
    ) throws -> Page {
        let fault: (kind: String, message: String, status: Int32)
        switch error {
        case let failure as ArchiveFailure: fault = Wording.fault(failure)
        case let refusal as Refusal: fault = (Wording.kind(of: refusal), Wording.of(refusal: refusal), 65)
        case let error as any HTTPResponseError: throw error
        default:
            guard let failure = ArchiveFailure(storage: error) else { throw error }
            fault = Wording.fault(failure)
        }
        var values: [String: Any?] = [
            "message": fault.message, "isMissing": fault.status == 79,
            "mayAsk": fault.status == 77 && archive?.mayAsk == true,
        ]
        if let code, let archive, archive.mayAsk, Self.mayBeKept(error) {
            values["asked"] = code
            if archive.permits(.readInEmergency) { values["emergency"] = code }
        }
        return Page(
            template: "fault", title: say("未能做到", "Not done"), values: values, status: status(of: fault.status))
    }

    /// Whether what is not to be had may be there, for others: the same whether it is or not.
    private static func mayBeKept(_ error: any Error) -> Bool {
        switch error {
        case ArchiveFailure.noSuchRecord, ArchiveFailure.noSuchVolume, ArchiveFailure.storedOnly,
            ArchiveFailure.notPermitted, ArchiveFailure.masked:
            true
        default: false
        }
    }

    /// HTTP's word for an exit status (README, exit statuses).
    static func status(of exit: Int32) -> HTTPResponse.Status {
        switch exit {
        case 64, 65: .badRequest
        case 66, 79: .notFound
        case 74: .insufficientStorage
        // A program that is missing here, or somebody who writes.
        case 69, 75: .serviceUnavailable
        case 77: .forbidden
        default: .internalServerError
        }
    }
}

extension HTTPResponse.Status {
    fileprivate static let insufficientStorage = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
}

/// Values in an address.
enum Query {
    static func text(_ values: [(String, String)]) -> String {
        values.filter { !$0.1.isEmpty }.map { escaped($0.0) + "=" + escaped($0.1) }.joined(separator: "&")
    }

    /// RFC 3986: everything but unreserved characters. By bytes: a page of hits has a hundred links, and Foundation's goes by
    /// UTF-16.
    static func escaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(3 * text.utf8.count)
        for byte in text.utf8 {
            if isUnreserved[Int(byte)] {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let digits = Array("0123456789ABCDEF".utf8)
    private static let isUnreserved: [Bool] = {
        let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        return (UInt8.min...UInt8.max).map(unreserved.contains)
    }()
}

extension ArchiveFolder {
    /// Whether whoever acts can ask somebody for access: in single-person mode there is nobody.
    var mayAsk: Bool { permits(.requestAccess) && principal.role != nil }
}
