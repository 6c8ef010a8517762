package import Archivist
import Foundation
import HTTPTypes
package import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL

/// The reading room: an archive's pages in a browser. The door of the target.
///
/// Pages translate, and decide nothing: each asks an action of `Archivist`, in the hands of whoever is signed in, and puts
/// its answer into a template.
package struct ReadingRoom: Sendable {
    package struct Settings: Sendable {
        package var host = "127.0.0.1"
        package var port = 8080
        /// PEM files; nil for plain HTTP, which is for loopback only.
        package var certificate: String?
        package var privateKey: String?
        /// Seconds after which a connection on which nothing moves is closed, and after which a request has to be whole.
        package var idleSeconds = 30
        package var requestSeconds = 180
        package var sessions = SessionLimits()

        package init() {}
    }

    /// How long somebody stays signed in, in seconds.
    package struct SessionLimits: Sendable {
        /// Without a request.
        package var idle = 30.0 * 60
        /// In any case.
        package var longest = 12.0 * 3600
        /// Between the password and the code of the second factor.
        package var halfway = 300.0
        /// For so long after a password was given, acts that reach far do not ask for it again.
        package var trusted = 300.0

        package init() {}
    }

    let archive: OpenArchive
    let settings: Settings
    let sessions: Sessions
    let threshold: Threshold
    let doorkeeper = Doorkeeper()
    let templates: Templates
    /// More threads than cores: some wait for the disk while others reckon.
    private let workers = Workers(threads: 2, quality: .userInitiated)
    /// Searches wait for each other, and nobody else for them: who signs in or opens a record is not behind twenty of them.
    private let searchers = Workers(threads: 1, quality: .utility)
    /// Drawing a page takes up to seconds: a list of thumbnails holds nobody up but those who look at pages.
    private let drawers = Workers(threads: 1, quality: .background)
    /// What reads many records for one answer, such as a package, waits for its like and for nobody else.
    private let carriers = Workers(threads: 1, quality: .background)
    /// Opens the door while there are no users: printed on the console, good until there is a user or the server ends.
    let code: DoorCode

    package init(archive: OpenArchive, settings: Settings) throws {
        self.archive = archive
        self.settings = settings
        templates = try Templates()
        code = DoorCode()
        sessions = Sessions(limits: settings.sessions)
        threshold = Threshold(limits: settings.sessions)
    }

    /// What to type at the first sign-in; nil once there are users.
    package func firstCode() throws -> String? { try archive.hasUsers() ? nil : code.text }

    /// Serves until the program is told to end.
    /// - Parameter ready: called with the port, when visitors can come.
    package func run(ready: @escaping @Sendable (Int) -> Void) async throws {
        var configuration = ApplicationConfiguration(
            address: .hostname(settings.host, port: settings.port),
            availableConnectionsDelegate: MaximumAvailableConnections(1024))
        configuration.serverName = nil
        let application = Application(
            router: router(), server: try server(), configuration: configuration,
            onServerRunning: { ready($0.localAddress?.port ?? 0) }, logger: Self.logger)
        try await application.runService()
    }

    /// Slow visitors are shown out: a connection on which nothing moves for so long is closed.
    private var connections: HTTP1Channel.Configuration {
        let (idle, whole) = (
            TimeAmount.seconds(Int64(settings.idleSeconds)), TimeAmount.seconds(Int64(settings.requestSeconds))
        )
        return HTTP1Channel.Configuration(
            additionalChannelHandlers: [Patience(idle: idle, whole: whole)], idleTimeout: idle,
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))
    }

    private static var logger: Logger {
        var logger = Logger(label: "lantai")
        logger.logLevel = .warning
        return logger
    }

    private func server() throws -> HTTPServerBuilder {
        guard let certificate = settings.certificate, let key = settings.privateKey else {
            return .http1(configuration: connections)
        }
        let chain = try NIOSSLCertificate.fromPEMFile(certificate).map { NIOSSLCertificateSource.certificate($0) }
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain, privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
        tls.minimumTLSVersion = .tlsv12
        return try .tls(.http1(configuration: connections), tlsConfiguration: tls)
    }

    var isEncrypted: Bool { settings.certificate != nil }

    /// The session's cookie. Over TLS browsers hold that one of this name was set by this server, for it alone (RFC 6265bis,
    /// 4.1.3).
    var cookie: String { isEncrypted ? "__Host-lantai" : "lantai" }

    /// Of who has given the password, and not the code yet.
    var halfwayCookie: String { cookie + "-code" }

    var languageCookie: String { cookie + "-lang" }

    /// Who does an act.
    func workers(for act: String) -> Workers {
        switch act {
        case "search", "similar": searchers
        case "show page", "show thumbnail", "show copy": drawers
        case "export", "inspect", "transfer prepare", "transfer accept", "verify", "log verify": carriers
        default: workers
        }
    }

    // MARK: - Routes

    package func router() -> Router<Visit> {
        let router = Router(context: Visit.self)
        router.add(middleware: PageHeaders(isEncrypted: isEncrypted))
        router.add(middleware: SessionGate(room: self))
        AssetFiles.add(to: router)
        SignInPage(room: self).add(to: router)
        SecondFactorPage(room: self).add(to: router)
        DeskPage(room: self).add(to: router)
        TasksPage(room: self).add(to: router)
        SearchPage(room: self).add(to: router)
        RecordPage(room: self).add(to: router)
        PurposePage(room: self).add(to: router)
        FilingPage(room: self).add(to: router)
        VolumePage(room: self).add(to: router)
        AccessPage(room: self).add(to: router)
        RetentionPage(room: self).add(to: router)
        LogPage(room: self).add(to: router)
        UsersPage(room: self).add(to: router)
        AuditPage(room: self).add(to: router)
        PlanPage(room: self).add(to: router)
        ConditionsPage(room: self).add(to: router)
        PrintPage(room: self).add(to: router)
        RequestsPage(room: self).add(to: router)
        TransfersPage(room: self).add(to: router)
        ExportPage(room: self).add(to: router)
        InspectionPage(room: self).add(to: router)
        OrganisationsPage(room: self).add(to: router)
        SynonymsPage(room: self).add(to: router)
        AccountPage(room: self).add(to: router)
        LeafPage(room: self).add(to: router)
        RevisionPage(room: self).add(to: router)
        ConfirmPage(room: self).add(to: router)
        API(room: self).add(to: router)
        return router
    }
}
