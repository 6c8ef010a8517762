internal import Boxes
internal import Catalog
internal import Foundation
internal import Records

/// A paper about a disposal that the archive keeps for good: the register of a destruction (销毁清册) or a handing over
/// (移交清册), the receipt of whoever received. It names records by their codes.
struct Register {
    var title: String
    var fileName: String
    var mediaType: String
    var content: Data

    private static let heading = ["档号", "类别", "机构", "案卷", "日期", "归档时间", "版本数", "摘要", "批准", "执行", "执行时间", "监销人", "鉴定批次"]

    /// What was destroyed, by whose word, before whom.
    init(destruction disposal: Disposal, by: String, at: String) {
        title = "销毁清册第\(disposal.number)号（鉴定批次\(disposal.appraisal)）"
        fileName = "销毁清册-\(disposal.number).csv"
        mediaType = "text/csv"
        let rows = disposal.items.map { stub in
            Self.cells(stub) + [
                disposal.authority, by, at, disposal.witnesses.joined(separator: "、"), String(disposal.appraisal),
            ]
        }
        content = Data(TableText.csv([Self.heading] + rows).utf8)
    }

    /// What was handed over, to whom, under which code it is there.
    init(
        handover: Handover, stubs: [Stub], package: String, appraisal: Int, authority: String, by: String, at: String
    ) {
        title = "移交清册第\(handover.transfer)号（鉴定批次\(appraisal)）"
        fileName = "移交清册-\(handover.transfer).csv"
        mediaType = "text/csv"
        let outcomes = Dictionary(handover.items.map { ($0.code, $0) }) { first, _ in first }
        var heading = Self.heading
        heading[11] = "监交人"
        heading += ["接收全宗", "接收单位", "接收后档号", "留存", "移交包摘要"]
        let rows = stubs.map { stub in
            Self.cells(stub) + [
                authority, by, at, handover.witnesses.joined(separator: "、"), String(appraisal),
                handover.receiver.fonds, handover.receiver.name, outcomes[stub.code]?.filedAs ?? "",
                outcomes[stub.code]?.outcome == .kept ? "是" : "否", package,
            ]
        }
        content = Data(TableText.csv([heading] + rows).utf8)
    }

    /// The receipt for a package, byte for byte.
    init(receipt content: Data, transfer: Int, number: Int) {
        title = "移交回执第\(transfer)-\(number)号"
        fileName = "移交回执-\(transfer)-\(number).json"
        mediaType = "application/json"
        self.content = content
    }

    /// Columns in which all lines of a register say the same.
    static let common: Set<String> = [
        "批准", "执行", "执行时间", "监销人", "监交人", "鉴定批次", "接收全宗", "接收单位", "留存", "移交包摘要",
    ]

    /// Whether a record is a register, and not another paper about a disposal.
    static func isRegister(_ version: Version) -> Bool {
        version.description.classCode == RecordClass.registersCode && version.files.map(\.mediaType) == ["text/csv"]
    }

    private static func cells(_ stub: Stub) -> [String] {
        [
            stub.code, stub.classCode, stub.org, stub.volume ?? "", stub.date, stub.filedAt, String(stub.versions),
            stub.digest,
        ]
    }
}

extension Ledger {
    /// Files a paper about a disposal as a permanent record of the archive, in the commit of the disposal itself.
    /// - Returns: its code.
    func file(_ register: Register) throws -> String {
        let plan = try session.filePlan()
        let recordClass = RecordClass.registers(series: plan.plan.classes.first?.series ?? "")
        let date = String(at.prefix(10))
        let (code, shelf) = try nextPlace(of: recordClass, year: String(date.prefix(4)), in: nil)
        let mark = Data("\u{FEFF}".utf8)
        let text = register.content.starts(with: mark) ? register.content.dropFirst(mark.count) : register.content
        let digest = BoxStore.sha256(register.content)
        let version = Version(
            sequence: takeSequence(), code: code, number: 1,
            description: Description(
                title: register.title, date: date, classCode: recordClass.code,
                org: try session.fonds()?.org ?? ""),
            filedAt: at, filedBy: by, reason: nil, voided: false, proposed: [],
            retention: recordClass.retention, filePlanVersion: plan.version,
            files: [
                VersionFile(
                    name: register.fileName, size: register.content.count, sha256: digest,
                    mediaType: register.mediaType, encoding: "UTF-8", storedIn: 1)
            ], text: VersionText(Data(text), in: 1),
            fingerprint: BoxStore.sha256(Data((code + "\u{1F}" + digest).utf8)))
        try enter(
            version, content: [(register.fileName, register.content)], text: Data(text), shelf: shelf)
        return code
    }
}
