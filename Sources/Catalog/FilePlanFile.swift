internal import Yams
package import Records

/// What is wrong with a file plan, and where: 1-based line, and the place such as `classes[2].fields[0].type`.
package struct FilePlanProblem: Error, Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        case notYAML(String)
        case missing
        case unknownKey(allowed: [String])
        case wrongKind(expected: String)
        case notAllowed(value: String, allowed: [String])
        case invalid(value: String, expected: String)
        case repeated(value: String)
        case choicesMissing
    }

    package var line: Int
    package var place: String
    package var kind: Kind
}

package struct FilePlanProblems: Error, Equatable, Sendable {
    package var problems: [FilePlanProblem]
}

/// Reads a file plan from YAML; every finding names its line and field, and all are found in one pass.
package enum FilePlanFile {
    /// The plan that a new archive begins with.
    package static var standard: String {
        String(decoding: PackageResources.default_plan_yaml, as: UTF8.self)
    }

    package static func parse(_ yaml: String) throws(FilePlanProblems) -> FilePlan {
        var reader = Reader()
        let root: Node?
        do {
            root = try Yams.compose(yaml: yaml)
        } catch let error as YamlError {
            throw FilePlanProblems(problems: [problem(of: error, in: yaml)])
        } catch {
            throw FilePlanProblems(problems: [FilePlanProblem(line: 1, place: "", kind: .notYAML("\(error)"))])
        }
        let plan = reader.plan(root)
        guard reader.problems.isEmpty, let plan else { throw FilePlanProblems(problems: reader.problems) }
        return plan
    }

    private static func problem(of error: YamlError, in yaml: String) -> FilePlanProblem {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            FilePlanProblem(line: mark.line, place: "", kind: .notYAML(problem))
        case .duplicatedKeysInMapping(let keys, let context):
            FilePlanProblem(
                line: lineOfRepeat(of: keys.first ?? "", from: context.mark.line, in: yaml) ?? context.mark.line,
                place: keys.first ?? "", kind: .repeated(value: keys.joined(separator: ", ")))
        default:
            FilePlanProblem(line: 1, place: "", kind: .notYAML("\(error)"))
        }
    }

    /// Yams names the mapping in which a key is repeated, but not where: the key's second line from there on.
    private static func lineOfRepeat(of key: String, from line: Int, in yaml: String) -> Int? {
        let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false).enumerated().dropFirst(line - 1)
        let found = lines.filter { entry in
            entry.element.drop { " -{\"'".contains($0) }.hasPrefix(key)
        }
        return found.dropFirst().first.map { $0.offset + 1 }
    }
}

/// Walks the YAML tree and collects problems instead of stopping at the first.
private struct Reader {
    var problems: [FilePlanProblem] = []

    mutating func plan(_ root: Node?) -> FilePlan? {
        guard
            let top = mapping(root, place: "", keys: ["name", "approval", "requestDays", "series", "classes"])
        else {
            return nil
        }
        let name = text(top, "name", place: "", required: true)
        let approval = text(top, "approval", place: "", required: false)
        let days = text(top, "requestDays", place: "", required: false)
        if let days, Int(days).map({ (1...365).contains($0) }) != true {
            report(top["requestDays"], "requestDays", .invalid(value: days, expected: "1–365"))
        }
        let series = text(top, "series", place: "", required: true) ?? ""
        // It stands in archival codes, and by them in the names of folders.
        let parts = series.split(separator: "·", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { part in
            !part.isEmpty && part.allSatisfy { $0.isLetter || $0.isASCII && $0.isNumber }
        }
        if !isPlain {
            report(top["series"], "series", .invalid(value: series, expected: "ZY·WB"))
        }
        guard let list = top["classes"] else {
            report(root, "classes", .missing)
            return nil
        }
        guard let nodes = list.sequence else {
            report(list, "classes", .wrongKind(expected: "list"))
            return nil
        }
        var classes: [RecordClass] = []
        for (index, node) in nodes.enumerated() {
            guard let one = recordClass(node, place: "classes[\(index)]", series: series) else { continue }
            if classes.contains(where: { $0.code == one.code }) {
                report(node, "classes[\(index)].code", .repeated(value: one.code))
            }
            classes.append(one)
        }
        if nodes.isEmpty { report(list, "classes", .missing) }
        return FilePlan(
            name: name ?? "", approval: approval, classes: classes,
            requestDays: days.flatMap { Int($0) } ?? FilePlan.usualRequestDays)
    }

    private mutating func recordClass(_ node: Node, place: String, series: String) -> RecordClass? {
        let keys = ["code", "name", "volumes", "access", "retention", "fields", "log"]
        guard let map = mapping(node, place: place, keys: keys) else { return nil }
        let code = text(map, "code", place: place, required: true, at: node) ?? ""
        // Two to four capitals: the code is a folder name in the boxes and a part of the archival code.
        if !code.isEmpty, !(code.utf8.allSatisfy { (65...90).contains($0) } && (1...4).contains(code.utf8.count)) {
            report(map["code"], place + ".code", .invalid(value: code, expected: "A–Z, 1–4"))
        }
        let name = text(map, "name", place: place, required: true, at: node) ?? ""
        let volumes = flag(map, "volumes", place: place)
        let access = choice(map, "access", place: place, of: AccessLevel.self, at: node) ?? .hidden
        let retention = retention(map["retention"], place: place + ".retention", at: node)
        var fields: [FieldDefinition] = []
        if let list = map["fields"], list.scalar?.string != "" {
            if let nodes = list.sequence {
                for (index, node) in nodes.enumerated() {
                    let at = "\(place).fields[\(index)]"
                    guard let field = field(node, place: at) else { continue }
                    if fields.contains(where: { $0.name == field.name }) {
                        report(node, at + ".name", .repeated(value: field.name))
                    }
                    fields.append(field)
                }
            } else {
                report(list, place + ".fields", .wrongKind(expected: "list"))
            }
        }
        guard let retention else { return nil }
        if let name = retention.field, !fields.contains(where: { $0.name == name && $0.type == .date }) {
            report(
                map["retention"], place + ".retention.field",
                .notAllowed(value: name, allowed: fields.filter { $0.type == .date }.map(\.name)))
        }
        return RecordClass(
            code: code, name: name, series: series, access: access, retention: retention, fields: fields,
            inVolumes: volumes, log: map["log"].flatMap { log($0, place: place + ".log") })
    }

    private mutating func log(_ node: Node, place: String) -> LogPolicy? {
        guard let map = mapping(node, place: place, keys: ["purpose", "years"]) else { return nil }
        var policy = LogPolicy()
        if map["purpose"] != nil,
            let purpose = choice(map, "purpose", place: place, of: LogPolicy.Purpose.self, at: node)
        {
            policy.purpose = purpose
        }
        if let text = text(map, "years", place: place, required: map["purpose"] == nil, at: node) {
            let allowed = LogPolicy.leastYears...LogPolicy.mostYears
            policy.years = Int(text).flatMap { allowed.contains($0) ? $0 : nil }
            if policy.years == nil {
                let expected = "\(allowed.lowerBound)–\(allowed.upperBound)"
                report(map["years"], place + ".years", .invalid(value: text, expected: expected))
            }
        }
        return policy
    }

    private mutating func retention(_ node: Node?, place: String, at parent: Node) -> RetentionRule? {
        guard let node else {
            report(parent, place, .missing)
            return nil
        }
        guard let map = mapping(node, place: place, keys: ["trigger", "period", "disposition", "field", "until"])
        else { return nil }
        let trigger = choice(map, "trigger", place: place, of: RetentionTrigger.self, at: node)
        let disposition = choice(map, "disposition", place: place, of: Disposition.self, at: node)
        let text = text(map, "period", place: place, required: true, at: node)
        let period = text.flatMap(RetentionPeriod.init)
        if let text, period == nil {
            report(map["period"], place + ".period", .invalid(value: text, expected: "Y, D30, D10"))
        }
        let field = self.text(map, "field", place: place, required: trigger == .dateField, at: node)
        let until = self.text(map, "until", place: place, required: false)
        if let until, Day(until) == nil {
            report(map["until"], place + ".until", .invalid(value: until, expected: "2035-12-31"))
        }
        guard let trigger, let disposition, let period else { return nil }
        return RetentionRule(
            trigger: trigger, period: period, disposition: disposition, field: field, until: until)
    }

    private mutating func field(_ node: Node, place: String) -> FieldDefinition? {
        let keys = ["name", "type", "required", "choices", "personal", "due"]
        guard let map = mapping(node, place: place, keys: keys) else { return nil }
        let name = text(map, "name", place: place, required: true, at: node)
        let type = choice(map, "type", place: place, of: FieldType.self, at: node)
        var choices: [String] = []
        if let list = map["choices"] {
            if let nodes = list.sequence {
                choices = nodes.compactMap { $0.scalar?.string }
            } else {
                report(list, place + ".choices", .wrongKind(expected: "list"))
            }
        }
        if type == .choice && choices.isEmpty { report(node, place + ".choices", .choicesMissing) }
        let due = flag(map, "due", place: place)
        if due, let type, type != .date {
            report(map["due"], place + ".due", .notAllowed(value: type.rawValue, allowed: [FieldType.date.rawValue]))
        }
        guard let name, let type else { return nil }
        return FieldDefinition(
            name: name, type: type, required: flag(map, "required", place: place), choices: choices,
            personal: flag(map, "personal", place: place), due: due)
    }

    // MARK: - Kinds of nodes

    private mutating func mapping(
        _ node: Node?, place: String, keys: [String]
    ) -> [String: Node]? {
        guard let map = node?.mapping else {
            report(node, place, .wrongKind(expected: "mapping"))
            return nil
        }
        var found: [String: Node] = [:]
        for (key, value) in map {
            let name = key.scalar?.string ?? ""
            let at = place.isEmpty ? name : place + "." + name
            if !keys.contains(name) {
                report(key, at, .unknownKey(allowed: keys))
            } else if found.updateValue(value, forKey: name) != nil {
                report(key, at, .repeated(value: name))
            }
        }
        return found
    }

    private mutating func text(
        _ map: [String: Node], _ key: String, place: String, required: Bool, at parent: Node? = nil
    ) -> String? {
        let at = place.isEmpty ? key : place + "." + key
        guard let node = map[key] else {
            if required { report(parent, at, .missing) }
            return nil
        }
        guard let string = node.scalar?.string else {
            report(node, at, .wrongKind(expected: "text"))
            return nil
        }
        if string.isEmpty || string == "~" || string == "null" {
            if required { report(node, at, .missing) }
            return nil
        }
        return string
    }

    private mutating func flag(_ map: [String: Node], _ key: String, place: String) -> Bool {
        guard let node = map[key] else { return false }
        switch node.scalar?.string.lowercased() {
        case "true", "yes", "是": return true
        case "false", "no", "否", "": return false
        default:
            report(
                node, place + "." + key,
                .notAllowed(value: node.scalar?.string ?? "", allowed: ["true", "false"]))
            return false
        }
    }

    private mutating func choice<T: RawRepresentable & CaseIterable>(
        _ map: [String: Node], _ key: String, place: String, of type: T.Type, at parent: Node
    ) -> T? where T.RawValue == String {
        guard let string = text(map, key, place: place, required: true, at: parent) else { return nil }
        guard let value = T(rawValue: string) else {
            report(
                map[key], place + "." + key, .notAllowed(value: string, allowed: T.allCases.map(\.rawValue)))
            return nil
        }
        return value
    }

    private mutating func report(_ node: Node?, _ place: String, _ kind: FilePlanProblem.Kind) {
        problems.append(FilePlanProblem(line: node?.mark?.line ?? 1, place: place, kind: kind))
    }
}
