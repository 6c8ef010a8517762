import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Records

/// Users: entered, given a role, enabled again, shut out.
struct UsersPage: Sendable {
    let room: ReadingRoom

    func add(to router: Router<Visit>) {
        router.get("users") { request, visit in
            try await room.answer(request, visit, act: "user list") { archive in try page(archive) }
        }
        router.post("users") { request, visit in
            try await room.act(request, visit, "user add", isFarReaching: true) { archive, form in
                let name = form["name"] ?? ""
                let role = archive.principal.role == nil ? Role.systemAdministrator : nil
                let password = try UserKeeping(archive: archive).add(
                    User(name: name, fullName: form["fullName"] ?? "", role: role, org: form["org"] ?? ""))
                return ("/users", Self.oneTime(password, for: name))
            }
        }
        router.post("users/second-factor/reset") { request, visit in
            try await room.act(request, visit, "second factor reset", isFarReaching: true) { archive, form in
                let name = form["name"] ?? ""
                try SecondFactorKeeping(archive: archive, rule: room.archive.secondFactor).reset(of: name)
                room.sessions.endAll(of: .user(name))
                return ("/users", say("\(name) 的二次验证已重设。", "The second factor of \(name) is reset."))
            }
        }
        router.post("users/:act") { request, visit in
            let act = try visit.parameters.require("act")
            return try await room.act(
                request, visit, "user " + act, isFarReaching: ["role", "release", "enable"].contains(act)
            ) { archive, form in
                let keeping = UserKeeping(archive: archive)
                let name = form["name"] ?? ""
                switch act {
                case "role":
                    guard let role = Role(rawValue: form["role"] ?? "") else { throw HTTPError(.badRequest) }
                    try keeping.setRole(role, of: name)
                case "sign-out":
                    try keeping.endSessions(of: name)
                    room.sessions.endAll(of: .user(name))
                case "disable":
                    try keeping.setState(.disabled, of: name)
                    room.sessions.endAll(of: .user(name))
                case "enable": try keeping.setState(.active, of: name)
                case "release": return ("/users", Self.oneTime(try keeping.release(name), for: name))
                default: throw HTTPError(.notFound)
                }
                return ("/users", say("已办。", "Done."))
            }
        }
    }

    private static func oneTime(_ password: String, for name: String) -> String {
        say(
            "\(name) 首次登录的密码，只显示这一次：\(password)",
            "The password for the first sign-in of \(name), shown this once: \(password)")
    }

    private func page(_ archive: ArchiveFolder) throws -> Page {
        let organisations = try Organising(archive: archive).list()
        let choices = organisations.map { ($0.code, $0.code + " " + $0.name) }
        var blocks: [Block] = []
        if archive.permits(.organise) {
            blocks.append(
                .links([
                    (say("机构", "Organisations"), "/organisations"), (say("各人的令牌", "Everybody's tokens"), "/account"),
                ]))
        }
        if archive.principal.role == nil {
            blocks.append(
                .note(
                    say(
                        "现在是单人模式。登记第一个用户（系统管理员）之后，大家都须登录，您自己也是。",
                        "Single-person mode. Once a first user (a system administrator) is entered, everybody signs in, you too."
                    )))
        }
        if archive.permits(.keepUsers) || archive.permits(.assignRoles) {
            let users = try UserKeeping(archive: archive).list()
            let names = Dictionary(organisations.map { ($0.code, $0.name) }) { first, _ in first }
            blocks.append(.table(table(users, names, archive)))
        }
        if archive.permits(.keepUsers) {
            blocks.append(
                .form(
                    Form(
                        action: "/users", title: say("登记用户", "Enter a user"),
                        fields: [
                            .init(name: "name", label: say("用户名", "name")),
                            .init(name: "fullName", label: say("姓名", "full name")),
                            .init(name: "org", label: say("机构", "organisation"), kind: .choice(choices)),
                        ], button: say("登记", "Enter"))))
        }
        return Page(title: say("用户", "Users"), place: .administration, blocks)
    }

    private func table(
        _ users: [UserKeeping.Entry], _ names: [String: String], _ archive: ArchiveFolder
    ) -> Table {
        let roles = Role.allCases.map { ($0.rawValue, Wording.name(of: $0)) }
        return Table(
            caption: say("\(users.count) 个用户", "\(users.count) users"),
            columns: [
                say("用户名", "Name"), say("姓名", "Full name"), say("角色", "Role"), say("机构", "Organisation"),
                say("状态", "State"), "",
            ],
            rows: users.map { entry in
                let user = entry.user
                let hidden = [("name", user.name)]
                var forms: [Form] = []
                if user.name != archive.principal.who {
                    if archive.permits(.assignRoles) {
                        forms.append(
                            Form(
                                action: "/users/role",
                                fields: [
                                    .init(
                                        name: "role", label: say("角色", "role"), kind: .choice(roles),
                                        value: user.role?.rawValue ?? "")
                                ],
                                hidden: hidden, button: say("授予", "Give")))
                    }
                    if archive.permits(.keepUsers) {
                        forms.append(
                            Form(action: "/users/release", hidden: hidden, button: say("重设密码", "New password")))
                        if entry.hasSecondFactor {
                            forms.append(
                                Form(
                                    action: "/users/second-factor/reset", hidden: hidden,
                                    button: say("重设二次验证", "Reset second factor")))
                        }
                        forms.append(
                            Form(action: "/users/sign-out", hidden: hidden, button: say("结束登录", "Sign out")))
                        forms.append(
                            user.state == .active
                                ? Form(action: "/users/disable", hidden: hidden, button: say("停用", "Disable"))
                                : Form(action: "/users/enable", hidden: hidden, button: say("启用", "Enable")))
                    }
                }
                let state = [
                    user.state == .active ? nil : say("停用", "disabled"), entry.isLocked ? say("已锁定", "locked") : nil,
                    entry.awaitsPassword ? say("待首次登录", "awaits first sign-in") : nil,
                    entry.hasSecondFactor ? say("有二次验证", "second factor") : nil,
                ].compactMap { $0 }.joined(separator: say("；", "; "))
                return [
                    Cell(user.name), Cell(user.fullName), Cell(Wording.name(of: user.role)),
                    Cell(names[user.org] ?? user.org),
                    Cell(state),
                    Cell(forms: forms),
                ]
            }, empty: say("还没有用户。", "No users yet."))
    }
}
