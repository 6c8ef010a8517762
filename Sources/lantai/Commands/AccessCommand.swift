import Archivist
import ArgumentParser
import Face
import Records

struct AccessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "access", abstract: say("调阅：申请、审批、紧急调阅", "Access: requests, decisions, emergencies"),
        subcommands: [
            List.self, Request.self, Grant.self, Refuse.self, Revoke.self, Emergency.self, Review.self, Assign.self,
            Level.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: say("列出调阅申请", "List requests"),
            discussion: say("例：lantai access list --as wangfang", "Example: lantai access list --as wangfang"))
        @OptionGroup var common: CommonOptions

        func run() async throws {
            for grant in try Granting(archive: common.open("access list")).list() {
                GrantText.show(grant, on: common.console)
            }
        }
    }

    struct Request: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "request",
            abstract: say("申请调阅", "Ask for access"),
            discussion: say(
                """
                写档号；只知道有既往个案的，写姓名、年度、机构。
                例：lantai access request '张三 2023 210202001' --reason 同一家庭再次接报 --as wangfang
                """,
                """
                Give an archival code, or what is known of an announced case: name, year, organisation.
                Example: lantai access request '张三 2023 210202001' --reason "reported again" --as wangfang
                """))
        @Argument(help: ArgumentHelp(say("档号，或姓名、年度、机构", "code, or name, year, organisation"), valueName: "WHAT"))
        var object: String
        @Option(help: ArgumentHelp(say("目的", "purpose"), valueName: "TEXT")) var reason: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            GrantText.show(
                try Granting(archive: common.open("access request")).request(object, purpose: reason),
                on: common.console)
        }
    }

    struct Grant: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "grant",
            abstract: say("同意", "Grant"),
            discussion: say(
                "例：lantai access grant 3 --code J016-ZY.WB.GA.2023.Y-001 --until 2024-06-30 --as dudao",
                "Example: lantai access grant 3 --code J016-ZY.WB.GA.2023.Y-001 --until 2024-06-30 --as dudao"))
        @Argument(help: ArgumentHelp(say("申请编号", "number of the request"), valueName: "ID")) var id: Int64
        @Option(help: ArgumentHelp(say("准予调阅的档号", "the code that is opened"), valueName: "CODE")) var code: String?
        @Option(help: ArgumentHelp(say("到哪一天为止", "last day"), valueName: "D")) var until: String?
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let day = try Dates.day(until, option: "--until")
            GrantText.show(
                try Granting(archive: common.open("access grant")).decide(id, grants: true, object: code, until: day),
                on: common.console)
        }
    }

    struct Refuse: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "refuse",
            abstract: say("不同意", "Refuse"),
            discussion: say("例：lantai access refuse 3 --as dudao", "Example: lantai access refuse 3 --as dudao"))
        @Argument(help: ArgumentHelp(say("申请编号", "number of the request"), valueName: "ID")) var id: Int64
        @OptionGroup var common: CommonOptions

        func run() async throws {
            GrantText.show(
                try Granting(archive: common.open("access refuse")).decide(id, grants: false), on: common.console)
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "revoke",
            abstract: say("撤回", "Take back a grant"),
            discussion: say("例：lantai access revoke 3 --as dudao", "Example: lantai access revoke 3 --as dudao"))
        @Argument(help: ArgumentHelp(say("申请编号", "number of the request"), valueName: "ID")) var id: Int64
        @OptionGroup var common: CommonOptions

        func run() async throws {
            GrantText.show(try Granting(archive: common.open("access revoke")).revoke(id), on: common.console)
        }
    }

    struct Emergency: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "emergency",
            abstract: say("紧急调阅：立即打开，事后复核", "Emergency: opens at once, reviewed afterwards"),
            discussion: say(
                "例：lantai access emergency J016-ZY.WB.GA.2023.Y-001 --reason 孩子失联 --as wangfang",
                "Example: lantai access emergency J016-ZY.WB.GA.2023.Y-001 --reason \"child missing\" --as wangfang"))
        @Argument(help: ArgumentHelp(say("档号", "archival code"), valueName: "CODE")) var code: String
        @Option(help: ArgumentHelp(say("理由", "reason"), valueName: "TEXT")) var reason: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            GrantText.show(
                try Granting(archive: common.open("access emergency")).openInEmergency(code, reason: reason),
                on: common.console)
        }
    }

    struct Review: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "review",
            abstract: say("复核紧急调阅", "Review an emergency"),
            discussion: say(
                "例：lantai access review 4 --note 属实 --as dudao",
                "Example: lantai access review 4 --note justified --as dudao"))
        @Argument(help: ArgumentHelp(say("申请编号", "number of the request"), valueName: "ID")) var id: Int64
        @Option(help: ArgumentHelp(say("意见", "what was found"), valueName: "TEXT")) var note: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            GrantText.show(
                try Granting(archive: common.open("access review")).review(id, note: note), on: common.console)
        }
    }

    struct Assign: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "assign",
            abstract: say("指定经办人", "Say who works on a volume"),
            discussion: say(
                "例：lantai access assign J016-ZY.WB.GA.2023.Y-001 wangfang liqiang --as dudao",
                "Example: lantai access assign J016-ZY.WB.GA.2023.Y-001 wangfang liqiang --as dudao"))
        @Argument(help: ArgumentHelp(say("案卷号", "volume"), valueName: "CODE")) var code: String
        @Argument(help: ArgumentHelp(say("登录名", "names at sign-in"), valueName: "NAME")) var users: [String]
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let volume = try VolumeKeeping(archive: common.open("access assign")).assign(code, to: users)
            common.console.note(
                say(
                    "\(volume.code) 的经办人：\(users.joined(separator: "、"))",
                    "\(volume.code) is worked on by \(users.joined(separator: ", "))"))
        }
    }

    struct Level: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "level",
            abstract: say("定案卷的开放级别", "Set the level of a volume"),
            discussion: say(
                """
                open 辖区内开放、announced 只告知有此案卷、hidden 仅限经办人；class 恢复为类别的级别。
                例：lantai access level J016-ZY.WB.GA.2023.Y-001 hidden --as safe
                """,
                """
                open within the jurisdiction, announced, or hidden; class for the level of its class again.
                Example: lantai access level J016-ZY.WB.GA.2023.Y-001 hidden --as safe
                """))
        @Argument(help: ArgumentHelp(say("案卷号", "volume"), valueName: "CODE")) var code: String
        @Argument(help: ArgumentHelp(say("级别", "level"), valueName: "LEVEL")) var level: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let chosen = AccessLevel(rawValue: level)
            guard chosen != nil || level == "class" else {
                throw UsageFault.badValue(
                    option: "LEVEL", value: level, allowed: AccessLevel.allCases.map(\.rawValue) + ["class"])
            }
            try VolumeKeeping(archive: common.open("access level")).setLevel(code, to: chosen)
            common.console.note("\(code)  \(level)")
        }
    }
}

/// A request as people and programs read it.
enum GrantText {
    static func show(_ grant: AccessGrant, on console: Console) {
        if console.isJSON {
            console.print(.of(grant))
            return
        }
        let parts = [String(grant.id), grant.user, Wording.safe(grant.object), Wording.safe(grant.purpose)]
        console.print((parts + Wording.states(of: grant)).joined(separator: "  "))
    }
}
