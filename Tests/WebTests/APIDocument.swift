import Foundation
import Testing

/// The document that describes the interface, and what it promises of answers.
struct APIDocument {
    let root: [String: Any]

    init(_ text: String) throws {
        root = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    struct Operation {
        var path: String
        var method: String
        var values: [String: Any]
    }

    var operations: [Operation] {
        (root["paths"] as? [String: [String: [String: Any]]] ?? [:]).flatMap { path, methods in
            methods.map { Operation(path: path, method: $0.key.uppercased(), values: $0.value) }
        }.sorted { ($0.path, $0.method) < ($1.path, $1.method) }
    }

    /// Names of an operation's parameters in the address.
    func query(of operation: Operation) -> Set<String> {
        Set(
            (operation.values["parameters"] as? [[String: Any]] ?? []).map(resolved)
                .filter { $0["in"] as? String == "query" }.compactMap { $0["name"] as? String })
    }

    /// What of an answer is not as the document says; empty where all is.
    func faults(in text: String, status: Int, of method: String, _ path: String) throws -> [String] {
        let operation = try #require(operations.first { $0.path == path && $0.method == method }, "\(method) \(path)")
        let answers = operation.values["responses"] as? [String: [String: Any]] ?? [:]
        guard let answer = answers[String(status)] ?? answers[String(status / 100) + "XX"] else {
            return ["\(method) \(path): \(status)"]
        }
        let content = resolved(answer)["content"] as? [String: [String: Any]]
        guard let schema = content?["application/json"]?["schema"] as? [String: Any] else { return [] }
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
        return faults(value, schema, at: method + " " + path)
    }

    private func resolved(_ value: [String: Any]) -> [String: Any] {
        guard let reference = value["$ref"] as? String else { return value }
        return reference.dropFirst(2).split(separator: "/").reduce(root) { $0[String($1)] as? [String: Any] ?? [:] }
    }

    private func faults(_ value: Any, _ schema: [String: Any], at place: String) -> [String] {
        let schema = resolved(schema)
        if let choices = (schema["oneOf"] ?? schema["anyOf"]) as? [[String: Any]] {
            return choices.contains { faults(value, $0, at: place).isEmpty } ? [] : [place + ": none of the choices"]
        }
        let types = (schema["type"] as? String).map { [$0] } ?? schema["type"] as? [String] ?? []
        guard types.isEmpty || types.contains(where: { Self.isOf($0, value) }) else { return [place + ": \(types)"] }
        if let allowed = schema["enum"] as? [Any], let text = value as? String,
            !allowed.contains(where: { $0 as? String == text })
        {
            return [place + ": " + text]
        }
        if let members = value as? [String: Any] {
            let missing = (schema["required"] as? [String] ?? []).filter { members[$0] == nil }
            let known = schema["properties"] as? [String: [String: Any]] ?? [:]
            let other = schema["additionalProperties"] as? [String: Any]
            return missing.map { place + "." + $0 + " is missing" }
                + members.flatMap { name, member in
                    (known[name] ?? other).map { faults(member, $0, at: place + "." + name) }
                        ?? (known.isEmpty ? [] : [place + "." + name + " is not documented"])
                }
        }
        if let values = value as? [Any], let items = schema["items"] as? [String: Any] {
            return values.flatMap { faults($0, items, at: place + "[]") }
        }
        return []
    }

    private static func isOf(_ type: String, _ value: Any) -> Bool {
        switch type {
        case "null": value is NSNull
        case "string": value is String
        case "array": value is [Any]
        case "object": value is [String: Any]
        case "boolean": value is Bool
        case "integer": value is Int
        case "number": value is Double || value is Int
        default: false
        }
    }
}
