/// Which entries of the access log are wanted; what is nil filters nothing.
package struct LogFilter: Equatable, Sendable {
    /// An archival code, or any other object of an act as it stands in the log.
    package var object: String?
    /// A user's name, as it stands in the log.
    package var who: String?
    /// Inclusive days, by the clock that the entries were written by.
    package var from: Day?
    package var to: Day?
    /// Only what was not done: not permitted, or there was no such thing.
    package var isDeniedOnly = false
    /// Only entries with smaller numbers: the page that comes next.
    package var before: Int64?

    package init(object: String? = nil) {
        self.object = object
    }
}
