/// The end of records in this archive (处置): destroyed, or handed over without a copy. Its act is written before anything
/// is erased, and names nothing that was personal.
package struct Disposal: Codable, Equatable, Sendable {
    package enum Kind: String, Codable, Sendable {
        case destroyed, transferred
    }

    package var number: Int
    package var kind: Kind
    /// The batch whose approval permits it.
    package var appraisal: Int
    /// Who approved it, and when.
    package var authority: String
    package var witnesses: [String]
    /// The archival code of the register (销毁清册) that was filed with it.
    package var register: String
    package var items: [Stub]
    /// Volumes that lost their last record with it.
    package var volumes: [VolumeStub]
    /// Numbers of persons whom nothing names any more.
    package var persons: [Int64]
    /// The transfer by which they were handed over; nil for a destruction.
    package var transfer: Int?

    package init(
        number: Int, kind: Kind, appraisal: Int, authority: String, witnesses: [String], register: String,
        items: [Stub], volumes: [VolumeStub], persons: [Int64], transfer: Int? = nil
    ) {
        self.number = number
        self.kind = kind
        self.appraisal = appraisal
        self.authority = authority
        self.witnesses = witnesses
        self.register = register
        self.items = items
        self.volumes = volumes
        self.persons = persons
        self.transfer = transfer
    }
}

/// What stays of a record that is gone: it existed, and nothing of what it said.
package struct Stub: Codable, Equatable, Sendable {
    package var code: String
    package var classCode: String
    package var org: String
    /// The code of the volume that held it.
    package var volume: String?
    /// The day it was made, and when its first version was filed.
    package var date: String
    package var filedAt: String
    package var versions: Int
    /// SHA-256 over the versions' `metadata.json`, one after the other: whoever has a copy can prove that it is one.
    package var digest: String

    package init(
        code: String, classCode: String, org: String, volume: String?, date: String, filedAt: String, versions: Int,
        digest: String
    ) {
        self.code = code
        self.classCode = classCode
        self.org = org
        self.volume = volume
        self.date = date
        self.filedAt = filedAt
        self.versions = versions
        self.digest = digest
    }

    private enum CodingKeys: String, CodingKey {
        case code, org, volume, date, filedAt, versions, digest
        case classCode = "class"
    }
}

/// What stays of a volume that lost its last record.
package struct VolumeStub: Codable, Equatable, Sendable {
    package var code: String
    package var classCode: String
    package var org: String
    package var year: String
    package var period: RetentionPeriod
    package var openedOn: String
    package var closedOn: String?

    package init(_ volume: Volume) {
        code = volume.code
        classCode = volume.classCode
        org = volume.org
        year = volume.year
        period = volume.period
        openedOn = volume.openedOn
        closedOn = volume.closedOn
    }

    /// The volume without what was said of it.
    package var volume: Volume {
        Volume(
            code: code, title: "", classCode: classCode, org: org, year: year, period: period, state: .destroyed,
            openedOn: openedOn, closedOn: closedOn, subjects: [], itemCount: 0)
    }

    private enum CodingKeys: String, CodingKey {
        case code, org, year, period, openedOn, closedOn
        case classCode = "class"
    }
}

extension RecordClass {
    /// The class of the archive's own registers of disposal: permanent, kept here, in no file plan.
    package static func registers(series: String) -> RecordClass {
        RecordClass(
            code: registersCode, name: "处置清册", series: series, access: .open,
            retention: RetentionRule(trigger: .filed, period: .permanent, disposition: .keep), fields: [],
            inVolumes: false)
    }

    package static let registersCode = "QC"
}
