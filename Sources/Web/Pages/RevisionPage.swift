import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Records

/// Correcting a record from its reading page: its description, its files, where it stands, or that it is void. Each is a new
/// version with its reason. What is refused stays on the page as it was typed.
struct RevisionPage: Sendable {
    let room: ReadingRoom

    func add(to router: Router<Visit>) {
        for name in ["revise", "content"] {
            router.get(RouterPath("records/:code/" + name)) { request, visit in
                let code = try visit.parameters.require("code")
                let sent = (request.uri.queryParameters["sent"].map(String.init) ?? "").split(separator: ",").map(
                    String.init)
                return try await room.answer(request, visit, act: "revise") { archive in
                    name == "revise"
                        ? try page(archive, code) : try content(archive, code, sent: sent)
                }
            }
        }
        post("revise", to: router, page: page) { archive, view, form in
            let change = RevisionForm(form).description(of: view.chosen, try room.archive.classes())
            return try await Revising(archive: archive).revise(view.chosen.code, change, reason: form["reason"] ?? "")
        }
        post("move", to: router, page: page) { archive, view, form in
            let change = RevisionForm(form).place()
            return try await Revising(archive: archive).revise(view.chosen.code, change, reason: form["reason"] ?? "")
        }
        post("void", to: router, page: page) { archive, view, form in
            var change = Revising.Change()
            change.voids = true
            return try await Revising(archive: archive).revise(view.chosen.code, change, reason: form["reason"] ?? "")
        }
        post(
            "content", to: router,
            page: { archive, code, form, fault in
                try content(
                    archive, code, sent: form.keys.filter { $0.hasPrefix("upload-") }.map { String($0.dropFirst(7)) },
                    typed: form, fault: fault)
            }
        ) { archive, view, form in
            var (change, replacements) = RevisionForm(form).files()
            // One that comes in the place of a file needs no tick, and may have one.
            let uploads = try Uploading(archive: archive).list().filter { upload in
                form["upload-" + upload.id] != nil && !replacements.contains { $0.id == upload.id }
            }
            guard !uploads.isEmpty || !replacements.isEmpty || !change.removals.isEmpty else {
                throw Unfinished(
                    words: say(
                        "请先传文件，再勾选要用的，或选定换掉、去掉哪个文件。",
                        "Send files first, then tick those to be used, or choose a file to replace or remove."))
            }
            change.addsFiles = form["how"] == "add"
            if !uploads.isEmpty, !change.addsFiles, !replacements.isEmpty || !change.removals.isEmpty {
                throw Unfinished(
                    words: say(
                        "勾选的文件要替换全部，就不能又单独换掉、去掉一个；请选“加在留下的文件之后”，或不选单个文件。",
                        "Where ticked files take the place of all, none is replaced or removed by itself: let them stand beside, or choose no single file."
                    ))
            }
            return try await Uploading(archive: archive).revise(
                view.chosen.code, change, with: uploads.map(\.id), replacing: replacements,
                reason: form["reason"] ?? "")
        }
    }

    /// What is missing from a form.
    private struct Unfinished: Error {
        var words: String
    }

    /// A form that makes a new version.
    /// - Parameter page: shows the form again with what was typed and why that was refused.
    private func post(
        _ act: String, to router: Router<Visit>,
        page: @escaping @Sendable (ArchiveFolder, String, [String: String], String?) async throws -> Page,
        _ body: @escaping @Sendable (ArchiveFolder, RecordView, [String: String]) async throws -> FilingOutcome
    ) {
        router.post(RouterPath("records/:code/" + act)) { request, visit in
            guard let session = visit.session else { return room.toSignIn(request) }
            let form = try await room.form(request, visit)
            let code = try visit.parameters.require("code")
            return try await room.respond(request, visit, act: act == "content" ? "revise" : act) { archive in
                func refused(_ why: String) async throws -> Response {
                    var shown = try await page(archive, code, form, why)
                    shown.status = .badRequest
                    return room.response(shown, visit, archive: archive)
                }
                do {
                    let view = try Revising(archive: archive).record(code)
                    guard form["reason"].flatMap(Form.given) != nil else {
                        return try await refused(say("请写明理由。", "Say why."))
                    }
                    let outcome = try await body(archive, view, form)
                    room.sessions.leave(Self.words(for: outcome), for: session)
                    return .redirect(to: RecordPage.link(view.chosen.code), type: .normal)
                } catch let fault as Unfinished {
                    return try await refused(fault.words)
                } catch let refusal as Refusal {
                    return try await refused(Wording.of(refusal: refusal))
                } catch ArchiveFailure.refused(let refusal) {
                    return try await refused(Wording.of(refusal: refusal))
                } catch let failure as ArchiveFailure {
                    switch failure {
                    case .nothingToRevise:
                        return try await refused(say("什么也没有改。", "Nothing was changed."))
                    case .volumeState, .noSuchVolume, .noSuchUpload, .noSuchFile, .noFileLeft:
                        return try await refused(Wording.fault(failure).message)
                    default: throw failure
                    }
                }
            }
        }
    }

    private static func words(for outcome: FilingOutcome) -> String {
        guard outcome.status == .filed else { return say("什么也没有改。", "Nothing was changed.") }
        let warnings = outcome.warnings.map { Wording.of($0) }
        return
            ([say("已存为第 \(outcome.version ?? 0) 版。", "Kept as version \(outcome.version ?? 0).")] + warnings)
            .joined(separator: say("　", " "))
    }

    // MARK: - Description, place, voiding

    @Sendable private func page(_ archive: ArchiveFolder, _ code: String) throws -> Page {
        try page(archive, code, [:], nil)
    }

    @Sendable private func page(
        _ archive: ArchiveFolder, _ code: String, _ typed: [String: String], _ fault: String?
    ) throws -> Page {
        let version = try Revising(archive: archive).record(code).chosen
        let classes = try room.archive.classes()
        let link = RecordPage.link(version.code)
        let inputs = RevisionForm.inputs(for: version, classes, typed)
        let reason = Form.Field(name: "reason", label: say("理由", "Why"), value: typed["reason"] ?? "")
        var blocks: [Block] = [
            .facts([
                (say("档号", "Code"), Cell.code(version.code)),
                (say("现在是", "It stands at"), Cell(say("第 \(version.number) 版", "version \(version.number)"))),
            ])
        ]
        if let fault { blocks.append(.note(fault, isWarning: true)) }
        if version.voided {
            blocks.append(.note(say("这件已经作废，不能再改。", "It is void, and is not changed any more."), isWarning: true))
            return Page(title: say("更正", "Correct"), place: .search, blocks)
        }
        blocks += [
            .form(
                Form(
                    action: link + "/revise", title: say("著录", "Description"), fields: inputs.fields + [reason],
                    hidden: inputs.hidden, button: say("存为新的一版", "Keep as a new version"))),
            .form(
                Form(
                    action: link + "/move", title: say("调卷、改类别（档号不变）", "Another volume or class (the code stays)"),
                    fields: [
                        .init(
                            name: "class", label: say("类别", "Class"),
                            kind: .choice(classes.map { ($0.code, $0.name) }),
                            value: typed["class"] ?? version.description.classCode),
                        .init(
                            name: "volume", label: say("案卷号", "Volume"),
                            value: typed["volume"] ?? version.description.volume ?? "", isRequired: false,
                            hint: say("清空即移出案卷", "empty: out of its volume")), reason,
                    ],
                    hidden: [
                        ("was-class", version.description.classCode), ("was-volume", version.description.volume ?? ""),
                    ], button: say("调整", "Move"))),
            .form(
                Form(
                    action: link + "/void",
                    title: say("作废（各版保留，不再检出）", "Void (its versions stay, searches pass it over)"),
                    fields: [reason], button: say("作废", "Declare void"), isGrave: true)),
        ]
        return Page(
            title: say("更正：", "Correct: ") + version.description.title, place: .search, blocks)
    }

    // MARK: - Files

    private func content(
        _ archive: ArchiveFolder, _ code: String, sent: [String], typed: [String: String] = [:], fault: String? = nil
    ) throws -> Page {
        let version = try Revising(archive: archive).record(code).chosen
        let uploads = try Uploading(archive: archive).list().filter(\.isWhole)
        let link = RecordPage.link(version.code)
        let choices =
            [("", say("留下", "keep")), (RevisionForm.removed, say("去掉", "remove"))]
            + uploads.map { ($0.id, say("换成 ", "replace by ") + $0.name) }
        return Page(
            template: "content", title: say("换文件", "Replace files"),
            values: [
                "link": link, "code": version.code, "recordTitle": version.description.title, "fault": fault,
                "piece": FilingPage.piece, "back": link + "/content",
                "isVoided": version.voided,
                // What came inside another file comes and goes with it.
                "files": version.files.filter { $0.inside == nil }.map { file in
                    [
                        "name": file.name,
                        "choices": choices.map { value, label in
                            [
                                "value": value, "label": label,
                                "isChosen": value == typed[RevisionForm.file(file.name)] ?? "",
                            ] as [String: Any]
                        },
                    ] as [String: Any]
                },
                "isEmpty": uploads.isEmpty, "isAdding": typed["how"] == "add", "reason": typed["reason"] ?? "",
                "uploads": uploads.map {
                    [
                        "id": $0.id, "name": $0.name, "size": RecordPage.size($0.size),
                        "isChosen": sent.contains($0.id),
                    ] as [String: Any]
                },
            ], place: .search)
    }
}
