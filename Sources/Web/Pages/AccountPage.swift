import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Records

/// One's own account: second factor, tokens for programs, and where one is signed in. Who keeps the users sees everybody's tokens here.
struct AccountPage: Sendable {
    let room: ReadingRoom

    func add(to router: Router<Visit>) {
        router.get("account") { request, visit in
            try await room.answer(request, visit, act: "token list") { archive in try page(archive, visit) }
        }
        router.post("account/tokens") { request, visit in
            try await room.act(request, visit, "token create", isFarReaching: true) { archive, form in
                let name = form["name"] ?? ""
                let made = try TokenKeeping(archive: archive).create(
                    name, until: Form.day(form["until"]), isReadingOnly: form["may"] != "all")
                return (
                    "/account",
                    say(
                        "令牌“\(name)”有效至 \(made.kept.until)，只显示这一次，现在就抄下：\(made.token)",
                        "The token '\(name)' is good until \(made.kept.until) and shown this once; copy it now: \(made.token)"
                    )
                )
            }
        }
        router.post("account/tokens/revoke") { request, visit in
            try await room.act(request, visit, "token revoke") { archive, form in
                let (name, user) = (form["name"] ?? "", form["user"].flatMap(Form.given))
                try TokenKeeping(archive: archive).revoke(name, of: user)
                return ("/account", say("令牌“\(name)”已收回。", "The token '\(name)' is taken back."))
            }
        }
        router.post("account/sessions") { request, visit in
            try await room.act(request, visit, "sign out", isFarReaching: true) { _, _ in
                if let session = visit.session { room.sessions.endOthers(than: session) }
                return ("/account", say("其他登录都已结束。", "All other sessions are ended."))
            }
        }
    }

    private func page(_ archive: ArchiveFolder, _ visit: Visit) throws -> Page {
        guard archive.principal.role != nil, let session = visit.session else {
            return Page(
                title: say("我的账户", "My account"), place: .desk,
                [
                    .note(
                        say(
                            "现在是单人模式，没有账户，也没有令牌。先在“用户”里登记第一个用户。",
                            "Single-person mode: there are no accounts and no tokens. Enter a first user under Users."))
                ])
        }
        let names = try room.archive.names().organisations
        let tokens = try TokenKeeping(archive: archive).list()
        let sessions = room.sessions.all(of: session)
        var blocks: [Block] = [
            .facts([
                (say("用户名", "Name"), Cell(archive.principal.who)),
                (say("角色", "Role"), Cell(Wording.name(of: archive.principal.role))),
                (
                    say("机构", "Organisation"),
                    archive.principal.org.map { Cell(names[$0] ?? $0) }
                ),
            ]),
            .links([(say("修改密码", "Change password"), "/password")]),
        ]
        blocks += try SecondFactorPage.blocks(archive, room.archive.secondFactor)
        blocks += [
            .heading(say("令牌", "Tokens")),
            .note(
                say(
                    "程序凭令牌以您的名义使用 /api/v1 和命令行，能做的与您一样，记在您名下。改密码、换角色、停用都使令牌作废。",
                    "A program comes with a token in your name, to /api/v1 and the command line; what it does stands under yours. A changed password, another role or being disabled ends your tokens."
                )),
            .table(table(tokens, archive)),
            .form(
                Form(
                    action: "/account/tokens", title: say("制作令牌", "Make a token"),
                    fields: [
                        .init(
                            name: "name", label: say("名称", "Name"),
                            hint: say("说明给谁用，如：夜间核对", "What it is for, such as: nightly")),
                        .init(
                            name: "until", label: say("最后一天", "Last day"), kind: .date, isRequired: false,
                            hint: say(
                                "不写为 \(TokenKeeping.usualDays) 天，最长 \(TokenKeeping.mostDays) 天",
                                "\(TokenKeeping.usualDays) days without, \(TokenKeeping.mostDays) at most")),
                        .init(
                            name: "may", label: say("可以", "May"),
                            kind: .choice([
                                ("read", say("只查看，什么都不改", "read, and change nothing")),
                                ("all", say("做我能做的一切", "do all that I may")),
                            ])),
                    ], button: say("制作", "Make"))),
            .heading(say("登录", "Sessions")),
            .table(
                Table(
                    caption: say("您在 \(sessions.count) 处登录", "Where you are signed in: \(sessions.count)"),
                    columns: [say("登录于", "Since"), say("最近使用", "Last used"), say("这里", "Here")],
                    rows: sessions.map {
                        [Cell(Self.time($0.began)), Cell(Self.time($0.seen)), Cell($0.isThis ? say("是", "yes") : "")]
                    }, empty: "")),
        ]
        if sessions.count > 1 {
            blocks.append(
                .form(Form(action: "/account/sessions", button: say("结束其他登录", "End the other sessions"))))
        }
        return Page(title: say("我的账户", "My account"), place: .desk, blocks)
    }

    private static func time(_ date: Date) -> String {
        LogPage.minute(Timestamp.text(of: Int(date.timeIntervalSince1970)))
    }

    private func table(_ tokens: [TokenView], _ archive: ArchiveFolder) -> Table {
        Table(
            caption: say("\(tokens.count) 个令牌", "\(tokens.count) tokens"),
            columns: [
                say("谁的", "Whose"), say("名称", "Name"), say("制作", "Made"), say("有效至", "Until"), say("可以", "May"),
                say("最近使用", "Last used"), "",
            ],
            rows: tokens.map { token -> [Cell] in
                var hidden = [("name", token.name)]
                if token.user != archive.principal.who { hidden.append(("user", token.user)) }
                return [
                    Cell(token.user), Cell(token.name), Cell(LogPage.minute(token.createdAt)), Cell(token.until),
                    Cell(token.isReadingOnly ? say("只查看", "read") : say("全部", "all")),
                    Cell(token.lastUsedAt.map(LogPage.minute) ?? say("没有用过", "never")),
                    Cell(forms: [
                        Form(
                            action: "/account/tokens/revoke",
                            hidden: hidden,
                            button: say("收回", "Take back"))
                    ]),
                ]
            }, empty: say("还没有令牌。", "No tokens yet."))
    }
}
