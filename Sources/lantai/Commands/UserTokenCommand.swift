import Archivist
import ArgumentParser
import Face
import Records

extension UserCommand {
    struct Token: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "token",
            abstract: say("令牌：程序以自己的名义登录", "Tokens, for programs that sign in in one's own name"),
            discussion: say(
                """
                程序把令牌放在环境变量 LANTAI_TOKEN 里，加 --as 用户名。改密码、换角色、停用、解锁都使令牌作废；到期自动作废。
                例：lantai user token create 夜间核对 --days 30 --read-only --as wangfang
                """,
                """
                A program gives it in LANTAI_TOKEN, with --as USER. A changed password, another role, being disabled or released
                ends all of a user's tokens; each ends by itself at its date.
                Example: lantai user token create nightly --days 30 --read-only --as wangfang
                """),
            subcommands: [Create.self, List.self, Revoke.self])

        struct Create: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "create",
                abstract: say("给自己一个令牌，只显示这一次", "Make a token for oneself, shown this once"),
                discussion: say(
                    """
                    要用密码登录；令牌不能再生令牌。不写期限为 \(TokenKeeping.usualDays) 天，最多 \(TokenKeeping.mostDays) 天。
                    例：lantai user token create 夜间核对 --until 2026-12-31 --read-only --as wangfang > 令牌
                        LANTAI_TOKEN=$(cat 令牌) lantai search 林小满 --as wangfang
                    """,
                    """
                    Takes the password: a token makes no tokens. \(TokenKeeping.usualDays) days where nothing is said, \(TokenKeeping.mostDays) at most.
                    Example: lantai user token create nightly --until 2026-12-31 --read-only --as wangfang > token
                             LANTAI_TOKEN=$(cat token) lantai search 林小满 --as wangfang
                    """))
            @Argument(help: ArgumentHelp(say("令牌的名称，说明给谁用", "a name that says what it is for"), valueName: "NAME"))
            var name: String
            @Option(help: ArgumentHelp(say("最后一天", "the last day"), valueName: "DATE")) var until: String?
            @Option(help: ArgumentHelp(say("有效几天", "good for so many days"), valueName: "N")) var days: Int?
            @Flag(name: .customLong("read-only"), help: ArgumentHelp(say("只能查看，什么都不能改", "reads, and changes nothing")))
            var readOnly = false
            @OptionGroup var common: CommonOptions

            func run() async throws {
                if until != nil, days != nil { throw UsageFault.together("--until", "--days") }
                let last = try Dates.day(until, option: "--until")
                let (token, kept) = try TokenKeeping(archive: common.open("token create")).create(
                    name, until: last, days: days ?? TokenKeeping.usualDays, isReadingOnly: readOnly)
                if common.json {
                    common.console.print(.of(kept, secret: token))
                    return
                }
                common.console.print(token)
                common.console.note(
                    say(
                        "令牌“\(name)”有效至 \(kept.until)，只显示这一次；程序从环境变量 LANTAI_TOKEN 取用",
                        "the token '\(name)' is good until \(kept.until) and shown this once; programs take it from LANTAI_TOKEN"
                    ))
            }
        }

        struct List: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "list",
                abstract: say("列出令牌（系统管理员看得到各人的）", "List tokens (a system administrator sees everybody's)"),
                discussion: say(
                    "例：lantai user token list --as wangfang", "Example: lantai user token list --as wangfang"))
            @OptionGroup var common: CommonOptions

            func run() async throws {
                for token in try TokenKeeping(archive: common.open("token list")).list() {
                    common.json
                        ? common.console.print(.of(token))
                        : common.console.print(
                            [
                                token.user, token.name, say("至 ", "until ") + token.until,
                                token.isReadingOnly ? say("只读", "reading only") : nil,
                                token.lastUsedAt.map { say("最近使用 ", "last used ") + $0 },
                            ].compactMap { $0 }.joined(separator: "  "))
                }
            }
        }

        struct Revoke: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "revoke",
                abstract: say("收回令牌", "Take a token back"),
                discussion: say(
                    "例：lantai user token revoke 夜间核对 --as wangfang",
                    "Example: lantai user token revoke nightly --as wangfang"))
            @Argument(help: ArgumentHelp(say("令牌的名称", "name of the token"), valueName: "NAME")) var name: String
            @Option(help: ArgumentHelp(say("谁的（系统管理员）", "whose (a system administrator)"), valueName: "USER"))
            var of: String?
            @OptionGroup var common: CommonOptions

            func run() async throws {
                try TokenKeeping(archive: common.open("token revoke")).revoke(name, of: of)
                common.console.note(say("令牌“\(name)”已收回", "the token '\(name)' is taken back"))
            }
        }
    }
}
