import Foundation

/// A letter as it is read, whatever it came in: its head in lines, then its body, and what is attached.
struct MailText {
    var subject: String?
    var from: String?
    var to: String?
    var copied: String?
    /// As the sender wrote it.
    var date: String?
    /// `YYYY-MM-DD`.
    var day: String?
    var body: String = ""
    var members: [Member] = []
    var warnings: [ExtractionWarning] = []

    func extraction(mediaType: String, containerBytes: Int, limits: ReadingLimits) -> Extraction {
        var lines: [String] = []
        func add(_ label: String, _ value: String?) {
            guard let value = value.map(Self.oneLine), !value.isEmpty else { return }
            lines.append(label + value)
        }
        add("主题：", subject)
        add("发件人：", from)
        add("收件人：", to)
        add("抄送：", copied)
        add("日期：", date ?? day)
        let text = lines.joined(separator: "\n") + (body.isEmpty ? "" : "\n\n" + body)
        var extraction = Extraction(mediaType: mediaType, warnings: warnings)
        extraction.set(text: Array(text.utf8))
        extraction.heading = subject.map(Self.oneLine).flatMap { $0.isEmpty ? nil : $0 }
        extraction.properties.title = extraction.heading
        extraction.properties.author = from.map(Self.oneLine)
        extraction.properties.created = day
        let total = members.reduce(0) { $0 + $1.bytes.count }
        if let limit = limits.exceeded(members: members.count, bytes: total, containerBytes: containerBytes) {
            extraction.warnings.append(.limitExceeded(limit))
        } else {
            extraction.members = members
        }
        return extraction
    }

    static func oneLine(_ text: String) -> String {
        PlainText.clean(Array(text.utf8).span).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The text of a body of HTML.
    static func text(ofPage page: String) -> String {
        let bytes = Array(page.utf8)
        return HTML.extract(bytes.span, detected: DetectedEncoding(name: .utf8)).text ?? ""
    }
}
