import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Records

/// Access: asking, deciding, opening in an emergency, reviewing.
struct AccessPage: Sendable {
    let room: ReadingRoom

    func add(to router: Router<Visit>) {
        router.get("access") { request, visit in
            let object = request.uri.queryParameters["object"].map(String.init) ?? ""
            return try await room.answer(request, visit, act: "access list") { archive in
                try page(archive, object: object)
            }
        }
        router.post("access/:act") { request, visit in
            let act = try visit.parameters.require("act")
            return try await room.act(request, visit, "access " + act) { archive, form in
                try change(archive, act, form)
            }
        }
    }

    private func change(_ archive: ArchiveFolder, _ act: String, _ form: [String: String]) throws -> (String, String) {
        let granting = Granting(archive: archive)
        let id = form["id"].flatMap { Int64($0) } ?? 0
        let (object, reason) = (form["object"] ?? "", form["reason"] ?? "")
        switch act {
        case "request":
            _ = try granting.request(object, purpose: reason)
            return ("/access", say("已申请，等督导审批。", "Asked for: a supervisor decides."))
        case "emergency":
            let grant = try granting.openInEmergency(object, reason: reason)
            return (
                try Self.link(granting.places(of: [grant])[grant.id]) ?? "/access",
                say("已打开；督导会复核这次调阅。", "Open; a supervisor will review this.")
            )
        case "grant":
            _ = try granting.decide(
                id, grants: true, object: Form.given(object), until: Form.day(form["until"]))
            return ("/access", say("已同意。", "Granted."))
        case "refuse":
            _ = try granting.decide(id, grants: false)
            return ("/access", say("未同意。", "Refused."))
        case "revoke":
            _ = try granting.revoke(id)
            return ("/access", say("已撤回。", "Taken back."))
        case "review":
            _ = try granting.review(id, note: reason)
            return ("/access", say("已复核。", "Reviewed."))
        default: throw HTTPError(.notFound)
        }
    }

    private static func link(_ place: (code: String, isVolume: Bool)?) -> String? {
        place.map { $0.isVolume ? VolumePage.link($0.code) : RecordPage.link($0.code) }
    }

    private func page(_ archive: ArchiveFolder, object: String) throws -> Page {
        let granting = Granting(archive: archive)
        let grants = try granting.list()
        let places = try granting.places(of: grants)
        let own = archive.principal.who
        var blocks: [Block] = []
        if archive.permits(.requestAccess) {
            blocks.append(
                .form(
                    Form(
                        action: "/access/request", title: say("申请调阅", "Ask for access"),
                        fields: [
                            .init(
                                name: "object", label: say("档号，或所知：姓名 年 机构", "code, or what is known"),
                                value: object),
                            .init(name: "reason", label: say("用途", "purpose"), kind: .longText),
                        ], button: say("申请", "Ask"))))
        }
        if archive.permits(.readInEmergency) {
            blocks.append(
                .form(
                    Form(
                        action: "/access/emergency",
                        title: say("紧急调阅：立即打开，事后必复核", "Emergency: opens at once, reviewed afterwards"),
                        fields: [
                            .init(name: "object", label: say("档号", "code"), value: object),
                            .init(name: "reason", label: say("事由", "reason"), kind: .longText),
                        ], button: say("立即打开", "Open now"), isGrave: true)))
        }
        blocks.append(
            .table(
                Table(
                    caption: say("调阅申请", "Requests"),
                    columns: [
                        say("申请人", "Who"), say("对象", "Object"), say("用途", "Purpose"), say("时间", "When"),
                        say("状态", "State"), "",
                    ],
                    rows: grants.reversed().map { grant in
                        [
                            Cell(grant.user), Cell(grant.object, link: Self.link(places[grant.id])),
                            Cell(grant.purpose),
                            Cell(String(grant.requestedAt.prefix(10))), Cell(Wording.state(of: grant)),
                            Cell(forms: grant.user == own ? [] : forms(for: grant, archive)),
                        ]
                    }, empty: say("没有申请。", "No requests."))))
        return Page(title: say("调阅", "Access"), place: .access, blocks)
    }

    private func forms(for grant: AccessGrant, _ archive: ArchiveFolder) -> [Form] {
        var forms: [Form] = []
        let hidden = [("id", String(grant.id))]
        if archive.permits(.decideAccess) {
            switch grant.state {
            case .requested:
                forms.append(
                    Form(
                        action: "/access/grant",
                        fields: [
                            .init(name: "object", label: say("档号", "code"), value: grant.object),
                            .init(name: "until", label: say("至", "until"), kind: .date, isRequired: false),
                        ], hidden: hidden, button: say("同意", "Grant")))
                forms.append(Form(action: "/access/refuse", hidden: hidden, button: say("不同意", "Refuse")))
            case .granted: forms.append(Form(action: "/access/revoke", hidden: hidden, button: say("撤回", "Take back")))
            case .refused, .revoked: break
            }
        }
        if grant.isEmergency, grant.reviewedBy == nil, archive.permits(.reviewLog) {
            forms.append(
                Form(
                    action: "/access/review", fields: [.init(name: "reason", label: say("复核意见", "finding"))],
                    hidden: hidden, button: say("复核", "Review")))
        }
        return forms
    }
}
