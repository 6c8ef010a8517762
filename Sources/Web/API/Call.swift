import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Records

/// One address and method of the interface for programs: what it takes, and what it does.
struct Endpoint: Sendable {
    var method: HTTPRequest.Method
    /// Below the root, with `:name` for what stands in the path.
    var path: String
    /// As it stands in the log.
    var act: String
    /// Parameters behind the question mark; others are refused, so that a misspelt filter does not go unnoticed.
    var query: Set<String> = []
    /// Members of the JSON object that comes with it; nil where none comes.
    var members: Set<String>?
    /// Bytes that come with it, at most: of the JSON where there are members; nil for as many as of any JSON, or none.
    var bytes: Int?
    var answer: @Sendable (ArchiveFolder, Call) async throws -> Response
}

/// A call as it came, with its values checked one by one as they are asked for.
struct Call: Sendable {
    /// Bytes of a JSON body; a text to be filed may stand in it.
    private static let longest = 4 << 20

    let bytes: [UInt8]
    /// Where it is answered: for sessions that end, and files that are handed out.
    let room: ReadingRoom
    private let values: [(name: String, value: String)]
    private let path: [String: String]
    private let members: [String: JSONValue]

    init(_ endpoint: Endpoint, _ request: Request, _ visit: Visit, in room: ReadingRoom) async throws {
        self.room = room
        values = request.uri.queryParameters.map { (String($0.key), String($0.value)) }
        if let unknown = values.first(where: { !endpoint.query.contains($0.name) }) {
            throw CallFault.unknownParameter(unknown.name, known: endpoint.query)
        }
        path = Dictionary(
            endpoint.path.split(separator: "/").filter { $0.hasPrefix(":") }.map { part in
                let name = String(part.dropFirst())
                let value = visit.parameters.get(name) ?? ""
                return (name, value.removingPercentEncoding ?? value)
            }, uniquingKeysWith: { first, _ in first })
        let type = (request.headers[.contentType] ?? "").split(separator: ";").first.map {
            $0.trimmingCharacters(in: .whitespaces).lowercased()
        }
        if let known = endpoint.members {
            guard type == "application/json" else { throw CallFault.contentType("application/json") }
            let body = Array(buffer: try await request.body.collect(upTo: endpoint.bytes ?? Self.longest))
            guard case .object(let members)? = try? JSONDecoder().decode(JSONValue.self, from: Data(body)) else {
                throw CallFault.body
            }
            if let unknown = members.keys.sorted().first(where: { !known.contains($0) }) {
                throw CallFault.unknownMember(unknown, known: known)
            }
            self.members = members
            bytes = []
        } else if let most = endpoint.bytes {
            guard type == "application/octet-stream" else { throw CallFault.contentType("application/octet-stream") }
            bytes = Array(buffer: try await request.body.collect(upTo: most))
            members = [:]
        } else {
            (members, bytes) = ([:], [])
        }
    }

    // MARK: - In the address

    func inPath(_ name: String) throws -> String {
        guard let value = path[name], !value.isEmpty, Self.isPlain(value) else { throw CallFault.parameter(name) }
        return value
    }

    func number(inPath name: String) throws -> Int {
        guard let number = Int(try inPath(name)), number >= 0 else { throw CallFault.parameter(name) }
        return number
    }

    /// Nil where it is not given, or given without a value.
    func text(_ name: String) throws -> String? {
        let given = values.filter { $0.name == name }
        guard given.count <= 1, given.allSatisfy({ Self.isPlain($0.value) }) else { throw CallFault.parameter(name) }
        return given.first.flatMap { $0.value.isEmpty ? nil : $0.value }
    }

    func texts(_ name: String) throws -> [String] {
        let given = values.filter { $0.name == name }.map(\.value)
        guard given.allSatisfy(Self.isPlain) else { throw CallFault.parameter(name) }
        return given
    }

    func number(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let text = try given(name) else { return nil }
        guard let number = Int(text), range.contains(number) else { throw CallFault.parameter(name) }
        return number
    }

    func flag(_ name: String) throws -> Bool {
        switch try given(name) {
        case nil, "false": false
        case "true": true
        default: throw CallFault.parameter(name)
        }
    }

    func choice<T: RawRepresentable<String>>(_ name: String, _: T.Type) throws -> T? {
        guard let text = try given(name) else { return nil }
        guard let value = T(rawValue: text) else { throw CallFault.parameter(name) }
        return value
    }

    func day(_ name: String) throws -> Day? {
        guard let text = try given(name) else { return nil }
        guard let day = TypedDate.day(text) else { throw CallFault.parameter(name) }
        return day
    }

    /// A day, or a year or month for its first or last.
    func period(_ name: String, end: Bool) throws -> String? {
        guard let text = try given(name) else { return nil }
        guard let day = TypedDate.period(text, end: end) else { throw CallFault.parameter(name) }
        return day
    }

    /// As `text`, but nothing is no value of it.
    private func given(_ name: String) throws -> String? {
        let text = try text(name)
        if text == nil, values.contains(where: { $0.name == name }) { throw CallFault.parameter(name) }
        return text
    }

    // MARK: - In the body

    func member(_ name: String) throws -> String? {
        switch members[name] {
        case nil, .null?: return nil
        case .string(let text)?: return text
        default: throw CallFault.member(name)
        }
    }

    func needed(_ name: String) throws -> String {
        guard let text = try member(name), !text.allSatisfy(\.isWhitespace) else { throw CallFault.member(name) }
        return text
    }

    /// A text that may be empty, but is there.
    func whole(_ name: String) throws -> String {
        guard let text = try member(name) else { throw CallFault.member(name) }
        return text
    }

    func flag(member name: String) throws -> Bool {
        switch members[name] {
        case nil: return false
        case .bool(let flag)?: return flag
        default: throw CallFault.member(name)
        }
    }

    /// A whole number of bytes.
    func count(_ name: String) throws -> Int {
        guard case .number(let number)? = members[name], let count = Int(exactly: number), count >= 0 else {
            throw CallFault.member(name)
        }
        return count
    }

    func day(member name: String) throws -> Day? {
        guard let text = try member(name) else { return nil }
        guard let day = TypedDate.day(text) else { throw CallFault.member(name) }
        return day
    }

    func list(_ name: String) throws -> [String] {
        switch members[name] {
        case nil, .null?: return []
        case .array(let values)?:
            return try values.map { value in
                guard case .string(let text) = value else { throw CallFault.member(name) }
                return text
            }
        default: throw CallFault.member(name)
        }
    }

    /// Numbers of persons and the like.
    func numbers(_ name: String) throws -> [Int] {
        switch members[name] {
        case nil, .null?: return []
        case .array(let values)?:
            return try values.map { value in
                guard case .number(let number) = value, let whole = Int(exactly: number), whole >= 0 else {
                    throw CallFault.member(name)
                }
                return whole
            }
        default: throw CallFault.member(name)
        }
    }

    func isGiven(_ name: String) -> Bool {
        switch members[name] {
        case nil, .null?: false
        default: true
        }
    }

    func choice<T: RawRepresentable<String>>(member name: String, _: T.Type) throws -> T? {
        guard let text = try member(name) else { return nil }
        guard let value = T(rawValue: text) else { throw CallFault.member(name) }
        return value
    }

    /// A day, or a year or month for its first or last.
    func period(member name: String, end: Bool) throws -> String? {
        guard let text = try member(name) else { return nil }
        guard let day = TypedDate.period(text, end: end) else { throw CallFault.member(name) }
        return day
    }

    /// Members of the objects in a list.
    func objects(_ name: String, of known: Set<String>) throws -> [Members] {
        switch members[name] {
        case nil, .null?: return []
        case .array(let values)?:
            return try values.map { value in
                guard case .object(let members) = value, members.keys.allSatisfy(known.contains) else {
                    throw CallFault.member(name)
                }
                return Members(list: name, members: members)
            }
        default: throw CallFault.member(name)
        }
    }

    func pairs(_ name: String) throws -> [(name: String, value: String)] {
        switch members[name] {
        case nil, .null?: return []
        case .object(let values)?:
            return try values.sorted { $0.key < $1.key }.map { key, value in
                guard case .string(let text) = value else { throw CallFault.member(name) }
                return (key, text)
            }
        default: throw CallFault.member(name)
        }
    }

    /// No address carries a line break on purpose.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.count <= 8 << 10 && !text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
    }
}

/// One object of a list.
struct Members {
    fileprivate let list: String
    fileprivate let members: [String: JSONValue]

    func text(_ name: String) throws -> String {
        guard case .string(let text)? = members[name], !text.allSatisfy(\.isWhitespace) else {
            throw CallFault.member(list)
        }
        return text
    }

    func optional(_ name: String) throws -> String? {
        switch members[name] {
        case nil, .null?: nil
        default: try text(name)
        }
    }

    func number(_ name: String) throws -> Int {
        guard case .number(let number)? = members[name], let whole = Int(exactly: number), whole >= 0 else {
            throw CallFault.member(list)
        }
        return whole
    }
}

/// JSON as it came in, with each value's type as it was written.
fileprivate enum JSONValue: Decodable, Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let string = try? value.decode(String.self) {
            self = .string(string)
        } else if let array = try? value.decode([JSONValue].self) {
            self = .array(array)
        } else {
            self = .object(try value.decode([String: JSONValue].self))
        }
    }
}
