package import Archivist
package import Records

/// Organisations as people read of them.
extension Wording {
    /// Why an organisation stays, and what to do first.
    package static func of(_ hindrance: OrganisationHindrance) -> String {
        switch hindrance {
        case .fonds: say("它是本库的全宗单位", "the archive is its own")
        case .holdings: say("名下有档案或案卷", "records or volumes are its own")
        case .users(let names):
            say("还有用户 ", "it has the users ") + names.joined(separator: say("、", ", "))
                + say("，先停用他们", "; disable them first")
        }
    }

    package static func name(of tier: OrganisationTier) -> String {
        switch tier {
        case .province: say("省", "province")
        case .city: say("市", "city")
        case .district: say("区县", "district")
        case .station: say("乡镇街道", "station")
        case .community: say("村居", "community")
        }
    }
}

extension OrganisationTier {
    /// How far below the province it stands.
    package var depth: Int {
        switch self {
        case .province: 0
        case .city: 1
        case .district: 2
        case .station: 3
        case .community: 4
        }
    }
}
