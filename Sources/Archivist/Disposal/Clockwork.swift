internal import Catalog
internal import Foundation
internal import Records
internal import Retention

/// Gathers from the catalog what a retention clock needs to know of a record. Good for one read or commit.
final class Clockwork {
    private let session: CatalogSession
    /// The plan in force, unless the effect of another is asked for.
    private var plan: FilePlan?
    private var volumes: [String: Volume] = [:]

    init(session: CatalogSession, plan: FilePlan? = nil) {
        self.session = session
        self.plan = plan
    }

    /// - Parameter filedAt: when the first version was filed.
    func outlook(of version: Version, filedAt: String) throws -> RetentionOutlook {
        let description = version.description
        let volume = try description.volume.flatMap { try self.volume($0) }
        var volumeRule: RetentionRule?
        if let volume {
            volumeRule = try planInForce().recordClass(volume.classCode)?.retention
            volumeRule?.period = volume.period
        }
        let births = (volume?.subjects ?? description.persons).map { $0.birthDate.flatMap { Day($0) } }
        guard let made = Day(description.date), let filed = Day(String(filedAt.prefix(10))) else {
            throw CatalogError.inconsistent("dates of \(version.code)")
        }
        let fieldDay = version.retention.field.flatMap { name in
            description.fields.first { $0.name == name }.flatMap { Day($0.value) }
        }
        return RetentionClock.outlook(
            rule: version.retention, made: made, filed: filed, inVolume: volume != nil,
            volumeClosed: volume?.closedOn.flatMap { Day($0) }, volumeRule: volumeRule, births: births,
            events: try session.retentionEvents(of: version.code), fieldDay: fieldDay,
            reset: try reset(of: version.code))
    }

    func outlook(of item: ItemSummary) throws -> RetentionOutlook {
        guard let latest = try session.version(ofItem: item.id, number: nil),
            let first = item.versions == 1 ? latest : try session.version(ofItem: item.id, number: 1)
        else { throw CatalogError.inconsistent("no version of \(item.code)") }
        return try outlook(of: latest.version, filedAt: first.version.filedAt)
    }

    private func reset(of code: String) throws -> RetentionReset? {
        switch try session.retentionReset(ofItem: code) {
        case (.permanent, _)?: .permanent
        case (_, let until?)?: Day(until).map { .until($0) }
        default: nil
        }
    }

    private func planInForce() throws -> FilePlan {
        if let plan { return plan }
        let current = try session.filePlan().plan
        plan = current
        return current
    }

    private func volume(_ code: String) throws -> Volume? {
        if let known = volumes[code] { return known }
        let volume = try session.volume(code: code)
        // Neighbours share a volume; more of them than this need not be remembered.
        if volumes.count >= 1000 { volumes = [:] }
        volumes[code] = volume
        return volume
    }
}
