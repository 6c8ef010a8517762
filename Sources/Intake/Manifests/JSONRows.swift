/// The records of a manifest in JSON lines.
final class JSONRows {
    /// Keys that are none of ours, each once.
    private(set) var unknownKeys: [String] = []

    private let source: ManifestSource

    init(_ source: ManifestSource) {
        self.source = source
    }

    func next() -> ManifestRecord? { source.next(.line, record) }

    private func record(_ bytes: ArraySlice<UInt8>, _ line: Int, _ undecodable: Int) -> ManifestRecord {
        var record = ManifestRecord(line: line)
        if undecodable > 0 {
            record.problem = .undecodableBytes(count: undecodable, encoding: source.encoding.rawValue)
            return record
        }
        do {
            var reader = JSONLineReader(bytes)
            for member in try reader.object() { take(member, into: &record) }
        } catch {
            // Half a record is worse than none: its description would be taken for whole.
            return ManifestRecord(line: line, problem: error)
        }
        return record
    }

    private func take(_ member: JSONLineReader.Member, into record: inout ManifestRecord) {
        if let key = ManifestKey.key(for: member.name) {
            switch member.value {
            case .text(let text): record.put(text, under: key)
            case .null: break
            case .object, .other: record.problem = record.problem ?? .wrongKind(key: key)
            }
        } else if ManifestKey.isFields(member.name) {
            switch member.value {
            case .object(let members): for field in members { put(field.name, field.value, into: &record) }
            case .null: break
            case .text, .other: record.problem = record.problem ?? .wrongKind(key: "fields")
            }
        } else if let name = ManifestKey.fieldName(in: member.name) {
            put(name, member.value, into: &record)
        } else if !unknownKeys.contains(member.name), unknownKeys.count < 1000 {
            unknownKeys.append(member.name)
        }
    }

    private func put(_ name: String, _ value: JSONLineReader.Value, into record: inout ManifestRecord) {
        switch value {
        case .text(let text):
            let trimmed = ManifestKey.trimmed(text)
            guard !trimmed.isEmpty else { return }
            if record.fields.contains(where: { $0.name == name }) {
                record.problem = record.problem ?? .repeatedKey(key: "fields." + name)
            }
            record.fields.append(ManifestField(name: name, value: trimmed))
        case .null: break
        case .object, .other: record.problem = record.problem ?? .wrongKind(key: "fields." + name)
        }
    }
}
