/// One line of the access log (利用日志): who used what, when, why.
package struct AccessEntry: Codable, Equatable, Sendable {
    package var seq: Int64
    /// ISO 8601 with zone.
    package var at: String
    package var who: String
    /// `command` or, for a page, `web`.
    package var face: String
    /// `search`, `show`, `export`, `file` …
    package var act: String
    /// An archival code or a query's text.
    package var object: String?
    package var version: Int?
    package var purpose: String?

    package init(
        seq: Int64 = 0, at: String, who: String, face: String, act: String, object: String?, version: Int? = nil,
        purpose: String? = nil
    ) {
        self.seq = seq
        self.at = at
        self.who = who
        self.face = face
        self.act = act
        self.object = object
        self.version = version
        self.purpose = purpose
    }
}
