internal import Records

/// What changed from one version to another, for the eye.
package struct VersionDifference: Sendable {
    package struct FieldChange: Equatable, Sendable {
        package var name: String
        package var old: String?
        package var new: String?
    }

    package enum Line: Equatable, Sendable {
        case same(String)
        case removed(String)
        case added(String)
    }

    package var oldNumber: Int
    package var newNumber: Int
    package var fields: [FieldChange]
    package var lines: [Line]

    init(old: Version, new: Version, oldText: String, newText: String) {
        oldNumber = old.number
        newNumber = new.number
        fields = Self.fields(old.description, new.description)
        if old.voided != new.voided {
            fields.append(FieldChange(name: "voided", old: String(old.voided), new: String(new.voided)))
        }
        for name in Set(old.files.map(\.name)).union(new.files.map(\.name)).sorted() {
            let before = old.files.first { $0.name == name }?.sha256
            let after = new.files.first { $0.name == name }?.sha256
            if before != after { fields.append(FieldChange(name: "file:" + name, old: before, new: after)) }
        }
        lines = Self.lines(oldText, newText)
    }

    private static func fields(_ old: Description, _ new: Description) -> [FieldChange] {
        var changes: [FieldChange] = []
        func compare(_ name: String, _ before: String?, _ after: String?) {
            if before != after { changes.append(FieldChange(name: name, old: before, new: after)) }
        }
        compare("title", old.title, new.title)
        compare("date", old.date, new.date)
        compare("class", old.classCode, new.classCode)
        compare("org", old.org, new.org)
        compare("volume", old.volume, new.volume)
        compare("author", old.author, new.author)
        compare("documentNumber", old.documentNumber, new.documentNumber)
        compare("externalID", old.externalID, new.externalID)
        let names = (old.fields + new.fields).map(\.name)
        for (index, name) in names.enumerated() where names.firstIndex(of: name) == index {
            func values(_ fields: [FieldValue]) -> String? {
                let values = fields.filter { $0.name == name }.map(\.value)
                return values.isEmpty ? nil : values.joined(separator: "、")
            }
            compare("field." + name, values(old.fields), values(new.fields))
        }
        return changes
    }

    /// Beyond so many lines the middle that differs is shown as removed and added whole: Myers' algorithm takes time in
    /// the product of length and difference.
    private static let lineLimit = 4000

    /// Line by line: common beginning and end first, Myers' difference (1986) between.
    static func lines(_ old: String, _ new: String) -> [Line] {
        let a = old.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let b = new.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if a == b { return a.map(Line.same) }
        var head = 0
        while head < a.count, head < b.count, a[head] == b[head] { head += 1 }
        var tail = 0
        while tail < a.count - head, tail < b.count - head, a[a.count - 1 - tail] == b[b.count - 1 - tail] { tail += 1 }
        let middleA = Array(a[head..<a.count - tail])
        let middleB = Array(b[head..<b.count - tail])
        var lines = a[..<head].map(Line.same)
        if middleA.count + middleB.count > lineLimit {
            lines += middleA.map(Line.removed) + middleB.map(Line.added)
        } else {
            var removed = Set<Int>()
            var added = Set<Int>()
            for change in middleB.difference(from: middleA) {
                switch change {
                case .remove(let offset, _, _): removed.insert(offset)
                case .insert(let offset, _, _): added.insert(offset)
                }
            }
            var i = 0
            var j = 0
            while i < middleA.count || j < middleB.count {
                if i < middleA.count, removed.contains(i) {
                    lines.append(.removed(middleA[i]))
                    i += 1
                } else if j < middleB.count, added.contains(j) {
                    lines.append(.added(middleB[j]))
                    j += 1
                } else {
                    lines.append(.same(middleA[i]))
                    i += 1
                    j += 1
                }
            }
        }
        return lines + a[(a.count - tail)...].map(Line.same)
    }
}
