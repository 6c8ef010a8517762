internal import GRDB

/// What a database says when the trouble lies below it: disk, lock, damage.
package enum StorageFault: Error, Equatable {
    case full
    case readOrWrite(String)
    case busy
    case damaged(String)

    /// nil for errors of another kind.
    package init?(_ error: any Error) {
        guard let error = error as? DatabaseError else { return nil }
        let text = error.message ?? "\(error.resultCode)"
        switch error.resultCode {
        case .SQLITE_FULL: self = .full
        case .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM: self = .readOrWrite(text)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged(text)
        default: return nil
        }
    }
}
