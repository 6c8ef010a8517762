import Archivist
import ArgumentParser
import Face
import Records

extension Role: ExpressibleByArgument {}

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: say("用户与角色", "Users and roles"),
        discussion: say(
            """
            设立第一个用户之前是单人模式，文件夹的主人做一切。第一个用户是系统管理员，由他登记其他用户；角色由安全保密员授予。
            三员（系统管理员、安全保密员、安全审计员）都看不到档案内容。
            """,
            """
            Until there is a first user the owner of the folder does everything. The first user is the system administrator, who
            enters the others; roles are given by the security officer. None of the three officers sees any record.
            """),
        subcommands: [
            List.self, Add.self, SetRole.self, Password.self, Release.self, Disable.self, Enable.self,
            SecondFactor.self,
            Token.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: say("列出用户", "List users"), discussion: say("例：lantai user list", "Example: lantai user list"))
        @OptionGroup var common: CommonOptions

        func run() async throws {
            for entry in try UserKeeping(archive: common.open("user list")).list() {
                if common.json {
                    common.console.print(.of(entry))
                    continue
                }
                var parts = [
                    entry.user.name, Wording.safe(entry.user.fullName), Wording.name(of: entry.user.role),
                    entry.user.org,
                ]
                if entry.user.state == .disabled { parts.append(say("已停用", "disabled")) }
                if entry.isLocked { parts.append(say("已锁定", "locked out")) }
                if entry.awaitsPassword { parts.append(say("待设密码", "awaits a password")) }
                if entry.hasSecondFactor { parts.append(say("有二次验证", "second factor")) }
                common.console.print(parts.joined(separator: "  "))
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: say("登记用户，给出首次登录的密码", "Enter a user, with a password for the first sign-in"),
            discussion: say(
                "例：lantai user add wangfang --full-name 王芳 --org 210202 --as admin",
                "Example: lantai user add wangfang --full-name 王芳 --org 210202 --as admin"))
        @Argument(help: ArgumentHelp(say("登录名", "name at sign-in"), valueName: "NAME")) var name: String
        @Option(name: .customLong("full-name"), help: ArgumentHelp(say("姓名", "full name"), valueName: "NAME"))
        var fullName: String?
        @Option(help: ArgumentHelp(say("机构（区划代码），即辖区", "organisation: the jurisdiction"), valueName: "CODE"))
        var org: String
        @Option(help: ArgumentHelp(say("角色；只有第一个用户在此给出", "role; given here for the first user only"))) var role: Role?
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let user = User(name: name, fullName: fullName ?? name, role: role, org: org)
            let password = try UserKeeping(archive: common.open("user add")).add(user)
            PasswordText.show(password, of: name, on: common.console)
        }
    }

    struct SetRole: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "role", abstract: say("授予角色", "Give a role"),
            discussion: say(
                "例：lantai user role wangfang caseworker --as safe",
                "Example: lantai user role wangfang caseworker --as safe"))
        @Argument(help: ArgumentHelp(say("登录名", "name at sign-in"), valueName: "NAME")) var name: String
        @Argument(help: ArgumentHelp(say("角色", "role"), valueName: "ROLE")) var role: Role
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try UserKeeping(archive: common.open("user role")).setRole(role, of: name)
            common.console.note(say("\(name)：\(Wording.name(of: role))", "\(name): \(Wording.name(of: role))"))
        }
    }

    struct Password: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "password",
            abstract: say("改自己的密码", "Change one's own password"),
            discussion: say(
                """
                密码从终端输入，或取自环境变量 LANTAI_PASSWORD（原密码）与 LANTAI_NEW_PASSWORD。
                例：lantai user password --as wangfang
                """,
                """
                Typed at the terminal, or taken from LANTAI_PASSWORD (the old one) and LANTAI_NEW_PASSWORD.
                Example: lantai user password --as wangfang
                """))
        @OptionGroup var common: CommonOptions

        func run() async throws {
            guard let name = common.named else { throw ArchiveFailure.signInRequired }
            let signingIn = try common.signingIn("user password")
            guard let new = Secret.newPassword() else {
                throw ValidationError(say("没有给出新密码，或两次不同", "no new password, or two different ones"))
            }
            try signingIn.changePassword(of: name, password: Secret.password, to: new)
            common.console.note(say("密码已改", "password changed"))
        }
    }

    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "release",
            abstract: say("解锁，或重设忘记的密码", "Let somebody in again who is locked out or has forgotten the password"),
            discussion: say(
                """
                给出一个只用一次的密码。目录恢复之后谁都没有密码：由文件夹的主人加 --after-recovery 给系统管理员一个。
                例：lantai user release wangfang --as admin
                """,
                """
                Gives a password for one sign-in. After a recovery nobody has one: the owner of the folder gives one to a system
                administrator with --after-recovery.
                Example: lantai user release wangfang --as admin
                """))
        @Argument(help: ArgumentHelp(say("登录名", "name at sign-in"), valueName: "NAME")) var name: String
        @Flag(name: .customLong("after-recovery"), help: ArgumentHelp(say("目录恢复之后", "after a recovery")))
        var afterRecovery = false
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let password =
                afterRecovery
                ? try UserKeeping.releaseAfterRecovery(
                    name, path: common.folder(), account: CommonOptions.account, face: CommonOptions.face)
                : try UserKeeping(archive: common.open("user release")).release(name)
            PasswordText.show(password, of: name, on: common.console)
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "disable",
            abstract: say("停用", "Disable a user"),
            discussion: say(
                "例：lantai user disable wangfang --as admin", "Example: lantai user disable wangfang --as admin"))
        @Argument(help: ArgumentHelp(say("登录名", "name at sign-in"), valueName: "NAME")) var name: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try UserKeeping(archive: common.open("user disable")).setState(.disabled, of: name)
            common.console.note(say("已停用 \(name)", "disabled \(name)"))
        }
    }

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "enable",
            abstract: say("重新启用", "Enable a user again"),
            discussion: say(
                "例：lantai user enable wangfang --as admin", "Example: lantai user enable wangfang --as admin"))
        @Argument(help: ArgumentHelp(say("登录名", "name at sign-in"), valueName: "NAME")) var name: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try UserKeeping(archive: common.open("user enable")).setState(.active, of: name)
            common.console.note(say("已启用 \(name)", "enabled \(name)"))
        }
    }
}

enum PasswordText {
    /// The one time that a password is shown.
    static func show(_ password: String, of name: String, on console: Console) {
        if console.isJSON {
            console.print(.object([("name", .string(name)), ("oneTimePassword", .string(password))]))
            return
        }
        console.print(password)
        console.note(
            say(
                "这是 \(name) 首次登录的密码，只显示这一次；登录后先改：lantai user password --as \(name)",
                "the password of \(name) for the first sign-in, shown this once; to be changed first: lantai user password --as \(name)"
            ))
    }
}
