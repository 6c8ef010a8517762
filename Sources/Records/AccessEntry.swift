/// One line of the access log (利用日志): who used what, when, why.
package struct AccessEntry: Codable, Equatable, Sendable {
    package var seq: Int64
    /// ISO 8601 with zone.
    package var at: String
    /// Empty once the personal part was erased.
    package var who: String
    /// Nil in single-person mode.
    package var role: Role?
    /// The user's organisation; nil in single-person mode.
    package var org: String?
    /// `command` or, for a page, `web`.
    package var face: String
    /// `search`, `show`, `export`, `file` …
    package var act: String
    /// True when it was not done: not permitted, or there is no such thing.
    package var denied: Bool
    /// An archival code or a query's text.
    package var object: String?
    package var version: Int?
    package var purpose: String?
    /// True once who, object and purpose were erased, their time being over.
    package var erased: Bool

    package init(
        seq: Int64 = 0, at: String, who: String, role: Role? = nil, org: String? = nil, face: String, act: String,
        denied: Bool = false, object: String?, version: Int? = nil, purpose: String? = nil, erased: Bool = false
    ) {
        self.seq = seq
        self.at = at
        self.who = who
        self.role = role
        self.org = org
        self.face = face
        self.act = act
        self.denied = denied
        self.object = object
        self.version = version
        self.purpose = purpose
        self.erased = erased
    }
}
