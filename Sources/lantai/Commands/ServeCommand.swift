import Archivist
import ArgumentParser
import Face
import Foundation
import Web

extension SecondFactorRule: ExpressibleByArgument {}

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: say("网页与程序接口", "The web pages, and the interface for programs"),
        discussion: say(
            """
            只在本机可见，除非用 --host 指明别的地址；那时须有证书（--certificate、--private-key）。
            不只在本机时，登录除密码外还须二次验证（手机上的验证码）；--second-factor 可以另定。
            还没有用户时，屏幕上显示一个一次性号码，凭它进入。Ctrl-C 停止。
            例：lantai serve
                lantai serve --host 0.0.0.0 --port 8443 --certificate 证书.pem --private-key 私钥.pem
            """,
            """
            Visible on this machine alone unless --host names another address; then a certificate is needed
            (--certificate, --private-key), and signing in takes a second factor (a code on one's phone) besides the password,
            unless --second-factor says otherwise. While there are no users a one-time code on the console opens the door.
            Ctrl-C ends it.
            Example: lantai serve
                     lantai serve --host 0.0.0.0 --port 8443 --certificate cert.pem --private-key key.pem
            """))

    @Option(help: ArgumentHelp(say("地址", "address"), valueName: "HOST")) var host: String = "127.0.0.1"
    @Option(help: ArgumentHelp(say("端口；0 为任一空闲端口", "port; 0 for any free one"), valueName: "PORT")) var port: Int = 8080
    @Option(help: ArgumentHelp(say("TLS 证书（PEM）", "TLS certificate (PEM)"), valueName: "FILE")) var certificate: String?
    @Option(
        name: .customLong("private-key"),
        help: ArgumentHelp(say("TLS 私钥（PEM）", "TLS private key (PEM)"), valueName: "FILE"))
    var privateKey: String?
    @Option(
        name: .customLong("second-factor"),
        help: ArgumentHelp(
            say(
                "二次验证：required 人人须有，optional 自愿；不写：只在本机时自愿，否则须有",
                "second factor: of everybody, or of who wishes; of who wishes on this machine alone, of everybody elsewhere, where nothing is said"
            ), valueName: "required|optional"))
    var secondFactor: SecondFactorRule?
    @OptionGroup var common: CommonOptions

    func run() async throws {
        var settings = ReadingRoom.Settings()
        settings.host = host
        settings.port = port
        settings.certificate = certificate
        settings.privateKey = privateKey
        let isLoopback = ["127.0.0.1", "::1", "localhost"].contains(host)
        guard (certificate == nil) == (privateKey == nil), isLoopback || certificate != nil else {
            throw ValidationError(
                say(
                    "不在本机时须有 --certificate 与 --private-key",
                    "elsewhere than on this machine, --certificate and --private-key are needed"))
        }
        let archive = try OpenArchive(
            path: try common.folder(), account: CommonOptions.account, face: "web",
            secondFactor: secondFactor ?? (isLoopback ? .optional : .required),
            diskFull: Console.warnOfFullDisk)
        let room = try ReadingRoom(archive: archive, settings: settings)
        let code = try room.firstCode()
        let console = common.console
        let scheme = certificate == nil ? "http" : "https"
        try await room.run { port in
            console.print("\(scheme)://\(isLoopback ? host : ProcessInfo.processInfo.hostName):\(port)/")
            if let code { console.print(say("一次性号码：", "one-time code: ") + code) }
        }
    }
}
