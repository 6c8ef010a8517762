internal import Access
internal import Catalog
internal import Records

/// What the file plan asks of the log for a class of records: a stated purpose, a longer time.
extension ArchiveFolder {
    /// What somebody is about to read.
    struct Use {
        var code: String
        var volume: String?
        /// The record's class, and those under which its versions stood.
        var classes: Set<String>

        init(_ item: ItemSummary, _ versions: [StoredVersion] = []) {
            code = item.code
            volume = item.volume
            classes = Set(versions.map(\.version.description.classCode)).union([item.classCode])
        }
    }

    /// The purposes under which records are read, one for each; nil where that of whoever acts stands in the log anyway.
    ///
    /// Where a class asks for one and none is given, that of the request or emergency that opened the record counts; without
    /// either it is refused, and the refusal is logged.
    /// - Throws: `purposeMissing`.
    func purposes(of uses: [Use], act: String) throws -> [String?] {
        try standings(of: uses).enumerated().map { index, standing in
            switch standing {
            case .said: return nil
            case .granted(let purpose): return purpose
            case .missing(let className):
                try record(act, object: uses[index].code, denied: true)
                throw ArchiveFailure.purposeMissing(code: uses[index].code, className: className)
            }
        }
    }

    /// Where the purpose of a use comes from.
    enum PurposeStanding {
        /// Whoever acts said it, or nobody asks.
        case said
        /// It is that of the request or emergency that opened the record.
        case granted(String)
        case missing(className: String)
    }

    func standings(of uses: [Use]) throws -> [PurposeStanding] {
        if principal.purpose?.isBlank == false { return uses.map { _ in .said } }
        let plan = try catalog.read { try $0.filePlan().plan }
        let asking = plan.classes.filter { $0.log?.asksForPurpose(withUsers: principal.role != nil) == true }
        if asking.isEmpty { return uses.map { _ in .said } }
        let classes = Dictionary(asking.map { ($0.code, $0.name) }) { first, _ in first }
        let granted = Dictionary(
            try openGrants().filter { !$0.grant.purpose.isBlank }.map { ($0.grant.object, $0.grant.purpose) }
        ) { _, last in last }
        return uses.map { use in
            guard let code = use.classes.sorted().first(where: { classes[$0] != nil }) else { return .said }
            if let purpose = granted[use.code] ?? use.volume.flatMap({ granted[$0] }) { return .granted(purpose) }
            return .missing(className: classes[code] ?? code)
        }
    }

    /// How long entries about an object are kept at least, and whether it is a record that is still here.
    struct Keeping {
        var years = LogPolicy.leastYears
        var isHere = false
        /// The plan says so, not the log's own rule.
        var isOrdered = false
    }

    func keeping(ofEntriesAbout object: String?) throws -> Keeping {
        guard let object else { return Keeping() }
        return try catalog.read { session in
            var keeping = Keeping()
            var classCode: String?
            if let item = try session.item(code: object) {
                classCode = item.classCode
                keeping.isHere = true
            } else if let volume = try session.volume(code: object) {
                classCode = volume.classCode
                keeping.isHere = volume.state != .destroyed
            } else {
                classCode = try session.stub(code: object)?.stub.classCode
            }
            if let classCode, let years = try session.filePlan().plan.recordClass(classCode)?.log?.years {
                keeping.years = max(keeping.years, years)
                keeping.isOrdered = true
            }
            return keeping
        }
    }
}

extension String {
    /// Whether nothing of it can be seen.
    var isBlank: Bool {
        unicodeScalars.allSatisfy { scalar in
            scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint
                || [.control, .format].contains(scalar.properties.generalCategory)
        }
    }
}

extension LogPolicy {
    fileprivate func asksForPurpose(withUsers: Bool) -> Bool {
        purpose == .required || purpose == .withUsers && withUsers
    }
}
