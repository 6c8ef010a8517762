import Archivist
import ArgumentParser
import Face

extension UserCommand {
    struct SecondFactor: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "second-factor",
            abstract: say("二次验证：网页登录时手机上的验证码", "The second factor: codes on phones, for the pages"),
            discussion: say(
                """
                各人在网页上自己的账户里设置。手机丢了，又没有恢复码，由系统管理员重设。
                例：lantai user second-factor reset wangfang --as admin
                """,
                """
                Everybody sets up their own on the account page. For who has lost the phone and has no recovery code, the system
                administrator resets it.
                Example: lantai user second-factor reset wangfang --as admin
                """),
            subcommands: [Reset.self])

        struct Reset: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "reset",
                abstract: say("取消丢了手机的人的二次验证", "Take away the second factor of who has lost the phone"),
                discussion: say(
                    """
                    先当面核实是本人。必须有二次验证的地方，下次登录时重新设置。
                    例：lantai user second-factor reset wangfang --as admin
                    """,
                    """
                    Make sure in person who asks. Where a second factor is required, the next sign-in sets up another.
                    Example: lantai user second-factor reset wangfang --as admin
                    """))
            @Argument(help: ArgumentHelp(say("登录名", "name at sign-in"), valueName: "NAME")) var name: String
            @OptionGroup var common: CommonOptions

            func run() async throws {
                // How the pages are served says nothing here.
                try SecondFactorKeeping(archive: common.open("second factor reset"), rule: .optional).reset(of: name)
                common.console.note(say("已重设 \(name) 的二次验证", "reset the second factor of \(name)"))
            }
        }
    }
}
