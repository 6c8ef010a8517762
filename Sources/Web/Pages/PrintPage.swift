import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Records

/// What is put on paper of a volume and of a disposal: cover, spine, contents list and note sheet of the field (GB/T 9705),
/// registers to be signed. Printing is logged by the action that gives what is printed.
struct PrintPage: Sendable {
    let room: ReadingRoom

    static func link(_ sheet: VolumePrinting.Sheet, ofVolume code: String) -> String {
        VolumePage.link(code) + "/print/" + sheet.rawValue
    }

    static func link(ofRegister code: String) -> String {
        "/registers/" + Query.escaped(code.replacing("·", with: ".")) + "/print"
    }

    static func name(of sheet: VolumePrinting.Sheet) -> String {
        switch sheet {
        case .contents: say("卷内文件目录", "Contents list")
        case .cover: say("案卷封面", "Cover")
        case .spine: say("脊背", "Spine")
        case .note: say("卷内备考表", "Note sheet")
        }
    }

    func add(to router: Router<Visit>) {
        router.get("volumes/:code/print/:sheet") { request, visit in
            let code = try visit.parameters.require("code")
            let name = try visit.parameters.require("sheet")
            let width = request.uri.queryParameters["mm"].flatMap { Int($0) } ?? 20
            return try await room.answer(request, visit, act: "print") { archive in
                guard let sheet = VolumePrinting.Sheet(rawValue: name) else { throw HTTPError(.notFound) }
                let printed = try VolumePrinting(archive: archive).volume(code, for: sheet)
                return page(archive, try paper(sheet, of: printed, width: width))
            }
        }
        router.get("registers/:code/print") { request, visit in
            let code = try visit.parameters.require("code")
            return try await room.answer(request, visit, act: "print") { archive in
                page(archive, Self.paper(try RegisterPrinting(archive: archive).register(code)))
            }
        }
    }

    /// One sheet.
    private struct Paper {
        var kind: String
        var code: String
        var heading: String
        var facts: [(String, String)] = []
        var columns: [String] = []
        var rows: [[String]] = []
        var about: String?
        var remarks: [String] = []
        /// To be signed; what is known stands there already.
        var signed: [(String, String)] = []
        var hint: String?
        var links: [(name: String, link: String, isHere: Bool)] = []
        var back: (name: String, link: String)
    }

    private func page(_ archive: ArchiveFolder, _ paper: Paper) -> Page {
        func pairs(_ facts: [(String, String)]) -> [[String: Any]] { facts.map { ["name": $0.0, "value": $0.1] } }
        return Page(
            template: "paper", title: paper.heading,
            values: [
                "kind": paper.kind, "code": paper.code, "heading": paper.heading, "facts": pairs(paper.facts),
                "hasFacts": !paper.facts.isEmpty, "columns": paper.columns, "hasRows": !paper.columns.isEmpty,
                "rows": paper.rows.map { ["cells": $0] }, "about": paper.about, "remarks": paper.remarks,
                "signed": pairs(paper.signed),
                "hasSigned": !paper.signed.isEmpty, "hint": paper.hint,
                "links": paper.links.map { ["name": $0.name, "link": $0.link, "isHere": $0.isHere] as [String: Any] },
                "back": paper.back.link, "backName": paper.back.name, "reader": archive.principal.who,
                "at": LogPage.minute(Date().ISO8601Format(.init(timeZone: .current))),
            ], place: paper.kind == "register" ? .retention : .volumes)
    }

    // MARK: - A volume's sheets

    private func paper(_ sheet: VolumePrinting.Sheet, of printed: PrintedVolume, width: Int) throws -> Paper {
        let volume = printed.volume
        var paper = Paper(
            kind: sheet.rawValue, code: volume.code, heading: Self.name(of: sheet),
            back: (say("回到案卷", "Back to the volume"), VolumePage.link(volume.code)))
        paper.links = VolumePrinting.Sheet.allCases.map {
            (Self.name(of: $0), Self.link($0, ofVolume: volume.code), $0 == sheet)
        }
        switch sheet {
        case .contents: Self.fillContents(&paper, printed)
        case .cover: try fillCover(&paper, printed)
        case .spine: Self.fillSpine(&paper, printed, width)
        case .note: Self.fillNote(&paper, printed)
        }
        return paper
    }

    private static func fillContents(_ paper: inout Paper, _ printed: PrintedVolume) {
        paper.facts = [
            (say("档号", "Code"), printed.volume.code), (say("案卷题名", "Title"), printed.volume.title),
        ]
        paper.columns = [
            say("顺序号", "No."), say("件号", "Item"), say("文号", "Number"), say("责任者", "Creator"), say("题名", "Title"),
            say("日期", "Date"), say("页数", "Pages"), say("备注", "Remarks"),
        ]
        paper.rows = printed.lines.enumerated().map { place, line in
            [
                String(place + 1), number(in: line.item.code), line.documentNumber ?? "", line.author ?? "",
                line.item.title, line.item.date.replacing("-", with: ""), line.pages.map(String.init) ?? "",
                [
                    line.item.voided ? say("作废", "void") : nil,
                    line.item.versions > 1 ? say("共 \(line.item.versions) 版", "\(line.item.versions) versions") : nil,
                ].compactMap { $0 }.joined(separator: say("，", ", ")),
            ]
        }
        if paper.rows.isEmpty { paper.remarks = [say("卷内还没有文件。", "Nothing stands in this volume yet.")] }
    }

    private func fillCover(_ paper: inout Paper, _ printed: PrintedVolume) throws {
        let volume = printed.volume
        let names = try room.archive.names()
        let parts = Self.parts(of: volume.code)
        paper.heading = printed.fonds.name
        paper.facts = [
            (say("类目名称", "Class"), names.classes[volume.classCode] ?? volume.classCode),
            (say("案卷题名", "Title"), volume.title),
            (
                say("时间", "Dates"),
                printed.span.map { say("自 \($0.from) 起至 \($0.to) 止", "\($0.from) to \($0.to)") } ?? ""
            ),
            (say("保管期限", "Period"), Wording.of(volume.period)),
            (
                say("件、页数", "Records, pages"),
                say("本卷共 \(printed.lines.count) 件", "\(printed.lines.count) records")
                    + say(
                        "　\(printed.pages.map(String.init) ?? "　　") 页",
                        ", \(printed.pages.map(String.init) ?? "    ") pages")
            ),
            (say("归档号", "Filing number"), ""), (say("全宗号", "Fonds"), parts.fonds),
            (say("类别号", "Series"), parts.series), (say("案卷号", "Volume"), parts.volume),
            (say("档号", "Code"), volume.code),
        ]
    }

    private static func fillSpine(_ paper: inout Paper, _ printed: PrintedVolume, _ width: Int) {
        let parts = parts(of: printed.volume.code)
        // As thick as covers are made (GB/T 9705).
        let widths = [10, 15, 20]
        let shown = widths.contains(width) ? width : 20
        paper.kind = "spine mm\(shown)"
        paper.facts = [
            (say("全宗号", "Fonds"), parts.fonds), (say("类别号", "Series"), parts.series),
            (say("年度", "Year"), printed.volume.year), (say("案卷号", "Volume"), parts.volume),
            (say("归档号", "Filing number"), ""), (say("保管期限", "Period"), Wording.of(printed.volume.period)),
            (say("案卷题名", "Title"), printed.volume.title),
        ]
        let link = Self.link(.spine, ofVolume: printed.volume.code)
        paper.links += widths.map { ("\($0) mm", link + "?mm=\($0)", $0 == shown) }
        paper.hint = say(
            "脊背厚 \(shown) 毫米，按实际大小打印（缩放 100%），沿线剪下。",
            "\(shown) mm thick: print at actual size (100%) and cut along the line.")
    }

    private static func fillNote(_ paper: inout Paper, _ printed: PrintedVolume) {
        let voided = printed.lines.filter(\.item.voided).map { number(in: $0.item.code) }
        let revised = printed.lines.filter { $0.item.versions > 1 }.map {
            say(
                "\(number(in: $0.item.code))（\($0.item.versions) 版）",
                "\(number(in: $0.item.code)) (\($0.item.versions) versions)")
        }
        func list(_ numbers: [String]) -> String { numbers.joined(separator: say("、", ", ")) }
        var remarks = [
            say("本卷共 \(printed.lines.count) 件", "The volume has \(printed.lines.count) records")
                + (printed.pages.map { say("，\($0) 页", ", \($0) pages") } ?? "") + say("。", ".")
        ]
        if !voided.isEmpty { remarks.append(say("作废：\(list(voided))。", "Void: \(list(voided)).")) }
        if !revised.isEmpty {
            remarks.append(say("更正、补充过：\(list(revised))。", "Corrected or added to: \(list(revised))."))
        }
        for kind in [Disposal.Kind.destroyed, .transferred] {
            let gone = printed.gone.filter { $0.kind == kind }.map { number(in: $0.code) }
            if !gone.isEmpty {
                remarks.append(Wording.of(kind) + say("：\(list(gone))。", ": \(list(gone))."))
            }
        }
        for event in printed.events {
            let what =
                switch event.kind {
                case .opened: say("立卷", "opened")
                case .closed: say("结卷", "closed")
                case .reopened: say("重新开卷", "reopened")
                }
            remarks.append(
                [event.day, event.by, what + (event.note.map { say("：", ": ") + $0 } ?? "")].joined(separator: "　"))
        }
        paper.facts = [
            (say("档号", "Code"), printed.volume.code), (say("案卷题名", "Title"), printed.volume.title),
        ]
        paper.about = say("本卷情况说明", "About this volume")
        paper.remarks = remarks
        if printed.volume.state.isOpen {
            paper.hint = say("这一卷还没有结卷；结卷以后再打印，才有立卷时间。", "The volume is open: print this sheet once it is closed.")
        }
        paper.signed = [
            (say("立卷人", "Assembled by"), printed.events.first { $0.kind == .opened }?.by ?? ""),
            (say("检查人", "Checked by"), ""),
            (say("立卷时间", "Assembled on"), printed.volume.closedOn ?? ""),
        ]
    }

    /// The number of an item, or of a volume: the last part of its code.
    private static func number(in code: String) -> String { String(code.split(separator: "-").last ?? "") }

    private static func parts(of volume: String) -> (fonds: String, series: String, volume: String) {
        let parts = volume.split(separator: "-").map(String.init)
        guard parts.count >= 3 else { return (volume, "", "") }
        return (parts[0], parts[1..<(parts.count - 1)].joined(separator: "-"), parts[parts.count - 1])
    }

    // MARK: - Registers

    private static func paper(_ register: PrintedRegister) -> Paper {
        var paper = Paper(
            kind: "register", code: register.code, heading: register.title,
            back: (say("回到期限与处置", "Back to retention"), "/retention"))
        paper.facts = [
            (say("单位", "Institution"), register.institution), (say("件数", "Records"), String(register.rows.count)),
        ]
        paper.facts += register.facts.map { ($0.name, $0.value) }
        paper.columns = [say("序号", "No.")] + register.columns
        paper.rows = register.rows.enumerated().map { [String($0.offset + 1)] + $0.element }
        paper.signed = [
            (say("单位负责人（签字）", "Head of the institution"), ""), (say("执行人（签字）", "Executed by"), ""),
        ]
        for fact in register.facts where ["监销人", "监交人"].contains(fact.name) {
            let witnesses = fact.value.split(separator: "、")
            paper.signed += witnesses.map { (fact.name + say("（签字）", " (signature)"), $0 + "　") }
        }
        paper.signed.append((say("日期", "Date"), ""))
        paper.links = [(say("这份清册的原件", "The register itself"), RecordPage.link(register.code), false)]
        return paper
    }
}
