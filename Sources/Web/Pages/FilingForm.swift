import Archivist
import Face
import Foundation
import Records

/// The rows of the filing form: each file's description as it is shown, and as it comes back.
///
/// Names in the form are `NAME-ID`, a field of a class is `field-ID-NAME`; what the file itself proposes stands beside it as
/// `proposed-NAME-ID`, so that a proposal that nobody touched is kept as one until it is filed.
struct FilingForm {
    private let values: [String: String]

    init(_ values: [String: String]) { self.values = values }

    private func given(_ name: String) -> String? { values[name].flatMap(Form.given) }

    var classForAll: String? { given("all-class") }
    var volumeForAll: String? { given("all-volume") }

    var descriptions: [Uploading.Description] {
        let ids = values.keys.filter { $0.hasPrefix("class-") }.map { String($0.dropFirst("class-".count)) }.sorted()
        return ids.map { id in
            var description = Uploading.Description(
                id: id, title: given("title-" + id), date: given("date-" + id), classCode: given("class-" + id),
                volume: given("volume-" + id), org: given("org-" + id))
            description.author = given("author-" + id)
            description.documentNumber = given("documentNumber-" + id)
            description.isUnpackedApart = values["apart-" + id] != nil
            let prefix = "field-" + id + "-"
            description.fields = values.keys.filter { $0.hasPrefix(prefix) }.sorted().compactMap { key in
                given(key).map { (String(key.dropFirst(prefix.count)), $0) }
            }
            return description
        }
    }

    /// What somebody said, without what the file had proposed and nobody changed.
    func withoutProposals(_ description: Uploading.Description) -> Uploading.Description {
        var said = description
        func own(_ value: String?, _ name: String) -> String? {
            value == given("proposed-" + name + "-" + description.id) ? nil : value
        }
        said.title = own(said.title, "title")
        said.date = own(said.date, "date")
        said.author = own(said.author, "author")
        said.documentNumber = own(said.documentNumber, "documentNumber")
        said.org = own(said.org, "org")
        said.fields = said.fields.filter { own($0.value, "field." + $0.name) != nil }
        return said
    }

    /// Without the fields of a class that it is not described for any more.
    static func fitting(_ description: Uploading.Description, _ classes: [RecordClass]) -> Uploading.Description {
        guard let own = classes.first(where: { $0.code == description.classCode }) else { return description }
        var fitting = description
        fitting.fields = fitting.fields.filter { field in own.fields.contains { $0.name == field.name } }
        return fitting
    }

    // MARK: - A row

    /// - Parameter outcomes: what would become of it: of itself, and unpacked apart of each file in it.
    static func row(
        _ upload: Uploading.Upload, _ said: Uploading.Description, _ outcomes: [FilingOutcome], _ classes: [RecordClass]
    ) -> [String: Any]? {
        guard let outcome = outcomes.first else { return nil }
        let shown = outcome.description
        let proposedFields = shown?.proposedFields ?? []
        func input(_ name: String, _ label: String, _ value: String?, isDate: Bool = false) -> [String: Any] {
            let isProposed = outcome.proposed.contains(name) && value != nil
            var values: [String: Any] = [
                "name": name + "-" + upload.id, "label": label, "value": value ?? "",
                "type": isDate ? "date" : "text", "isPlain": true,
            ]
            if isProposed {
                values["proposal"] = [
                    "hiddenName": "proposed-" + name + "-" + upload.id, "hiddenValue": value ?? "",
                ]
            }
            return values
        }
        var inputs = [
            input("title", Wording.name(ofProposal: "title"), shown?.title ?? said.title),
            input("date", Wording.name(ofProposal: "date"), shown?.date ?? said.date, isDate: true),
            input("author", Wording.name(ofProposal: "author"), shown?.author ?? said.author),
            input(
                "documentNumber", Wording.name(ofProposal: "documentNumber"),
                shown?.documentNumber ?? said.documentNumber),
        ]
        let fields = classes.first { $0.code == said.classCode }?.fields ?? []
        inputs += fields.map { field in
            let own = said.fields.first { $0.name == field.name }?.value
            let proposed = proposedFields.first { $0.name == field.name }?.value
            var values: [String: Any] = [
                "name": "field-" + upload.id + "-" + field.name, "label": field.name + (field.required ? " *" : ""),
                "value": own ?? proposed ?? "", "type": "text",
            ]
            let choices = field.type == .yesNo ? ["是", "否"] : field.choices
            if choices.isEmpty {
                values["isPlain"] = true
                if field.type == .date { values["type"] = "date" }
            } else {
                values["choice"] = [
                    "choices": ([""] + choices).map { ["value": $0, "isChosen": $0 == own] as [String: Any] }
                ]
            }
            if own == nil, let proposed {
                values["proposal"] = [
                    "hiddenName": "proposed-field." + field.name + "-" + upload.id, "hiddenValue": proposed,
                ]
            }
            return values
        }
        return [
            "id": upload.id, "name": upload.name, "inputs": inputs, "volume": said.volume ?? "",
            "org": said.org ?? "", "needsClass": said.classCode == nil,
            "refusal": said.classCode == nil ? "" : outcome.refusal.map { Wording.of(refusal: $0) } ?? "",
            "warnings": outcome.warnings.filter { $0.missingProgram == nil }.map { Wording.of($0) }
                .joined(separator: say("；", "; ")),
            "missing": Self.missing(outcomes), "isContainer": said.isUnpackedApart || !outcome.members.isEmpty,
            "isApart": said.isUnpackedApart, "members": Self.members(outcome),
            "parts": said.isUnpackedApart ? outcomes.map { Self.part($0, isClassKnown: said.classCode != nil) } : [],
            "partsCount": outcomes.count,
            "isHere": outcome.status == .unchanged, "code": outcome.code ?? "",
            "codeLink": outcome.code.map { RecordPage.link($0) } ?? "",
            "classes": classes.map {
                ["code": $0.code, "name": $0.name, "isChosen": $0.code == said.classCode] as [String: Any]
            },
        ]
    }

    // MARK: - Containers

    /// Names that are said of what is in a container; it may hold ten thousand files.
    private static let mostNames = 20

    private static func members(_ outcome: FilingOutcome) -> String {
        guard !outcome.members.isEmpty else { return "" }
        let names = outcome.members.prefix(mostNames).joined(separator: say("、", ", "))
        return say("里面有 \(outcome.members.count) 个文件：", "\(outcome.members.count) files in it: ") + names
            + (outcome.members.count > mostNames ? " …" : "")
    }

    /// One of the records that a container becomes, unpacked apart.
    private static func part(_ outcome: FilingOutcome, isClassKnown: Bool) -> [String: Any] {
        let fault = isClassKnown ? outcome.refusal.map { Wording.of(refusal: $0) } ?? "" : ""
        return [
            "title": outcome.title ?? outcome.path ?? "", "date": outcome.description?.date ?? "",
            "path": outcome.path ?? "", "fault": fault, "here": outcome.code ?? "",
            "hereLink": outcome.code.map { RecordPage.link($0) } ?? "",
        ]
    }

    /// What to install so that more of it can be read.
    private static func missing(_ outcomes: [FilingOutcome]) -> String {
        var packages: [String] = []
        var programs: [String] = []
        for (program, package) in outcomes.flatMap(\.missingPrograms) where !programs.contains(program) {
            programs.append(program)
            if !packages.contains(package) { packages.append(package) }
        }
        guard !packages.isEmpty else { return "" }
        return say(
            "正文读不全，缺少程序 \(programs.joined(separator: "、"))：请管理员安装软件包 \(packages.joined(separator: "、"))"
                + "（apt install \(packages.joined(separator: " "))）。也可以现在就归档，装好之后用 lantai extract --missing 补取。",
            "Its text cannot all be read for want of \(programs.joined(separator: ", ")): an administrator can install "
                + "\(packages.joined(separator: ", ")) (apt install \(packages.joined(separator: " "))). It can be filed now all "
                + "the same; lantai extract --missing reads it later.")
    }
}
