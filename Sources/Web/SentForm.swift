import HTTPTypes
import Hummingbird
import HummingbirdCore

/// A form as somebody sent it.
struct SentForm: Sendable {
    /// Under this name a form that comes by way of another page carries the page that it was first sent from.
    static let origin = "came-from"
    /// Bytes that are kept of a form.
    private static let most = 64 << 10

    /// The address that it went to.
    var action: String
    var values: [String: String]

    /// What goes back into the form when its page is shown again: nothing secret; nil where that is more than is kept.
    var kept: SentForm? {
        let plain = values.filter { !["token", PasswordPage.field, Self.origin].contains($0.key) }
        let size = plain.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        return size <= Self.most ? SentForm(action: action, values: plain) : nil
    }

    // MARK: - As it comes

    /// Names and values (URL standard, application/x-www-form-urlencoded). Flat, whatever stands in a name: files are called
    /// as those who sent them wished.
    /// - Throws: `HTTPError` for what is no text, and for a name that is there twice.
    static func values(_ bytes: [UInt8]) throws -> [String: String] {
        var values: [String: String] = [:]
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = text(halves[0]), let value = halves.count > 1 ? text(halves[1]) : "",
                values.updateValue(value, forKey: name) == nil
            else { throw HTTPError(.badRequest) }
        }
        return values
    }

    private static func text(_ encoded: ArraySlice<UInt8>) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(encoded.count)
        var rest = encoded
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let high = rest.first.flatMap(digit),
                let low = rest.dropFirst().first.flatMap(digit)
            {
                bytes.append(high << 4 | low)
                rest.removeFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

extension Request {
    /// The page of this server that a form was sent from, as far as the browser says.
    var sender: String? {
        guard let referer = headers[.referer], let authority = head.authority else { return nil }
        for own in ["https://" + authority, "http://" + authority] where referer.hasPrefix(own + "/") {
            return SignInPage.place(String(referer.dropFirst(own.count)))
        }
        return nil
    }
}

extension Form {
    /// With what was typed into it before; a password is typed anew.
    func filled(_ typed: [String: String]) -> Form {
        var form = self
        form.fields = fields.map { field in
            var field = field
            if case .password = field.kind { return field }
            field.value = typed[field.name] ?? field.value
            return field
        }
        return form
    }
}

extension Page {
    /// Puts back what was sent and not done into the form that it came from: among several of one address, into that of the
    /// same object.
    /// - Returns: whether the form stands on this page.
    mutating func fill(_ sent: SentForm) -> Bool {
        var isHere = false
        func filled(_ form: Form) -> Form {
            guard !form.isQuestion, [form.action, form.other?.action].contains(sent.action),
                form.hidden.allSatisfy({ sent.values[$0.name] == $0.value })
            else { return form }
            isHere = true
            return form.filled(sent.values)
        }
        for place in blocks.indices {
            switch blocks[place] {
            case .form(let form): blocks[place] = .form(filled(form))
            case .table(var table):
                for row in table.rows.indices {
                    for cell in table.rows[row].indices {
                        table.rows[row][cell].forms = table.rows[row][cell].forms.map(filled)
                    }
                }
                blocks[place] = .table(table)
            default: break
            }
        }
        return isHere
    }
}
