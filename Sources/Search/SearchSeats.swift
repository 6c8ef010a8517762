internal import GRDB
internal import Synchronization

/// Those who search at once: each with a connection of their own, and with what one search leaves for the next.
///
/// One alone has the connection that also writes. Others are opened when they are first needed.
final class SearchSeats: Sendable {
    private struct Seat {
        let database: DatabaseQueue
        let workspace: SearchWorkspace
        /// How many sit there, or wait for the seat.
        var users = 0
    }

    private let seats: Mutex<[Seat]>
    private let limit: Int
    private let open: @Sendable () throws -> DatabaseQueue

    init(first: DatabaseQueue, limit: Int, open: @escaping @Sendable () throws -> DatabaseQueue) {
        seats = Mutex([Seat(database: first, workspace: SearchWorkspace(readers: limit))])
        self.limit = limit
        self.open = open
    }

    /// Runs `body` on the seat that fewest wait for.
    func use<T>(_ body: (Database, SearchWorkspace) throws -> T) throws -> T {
        let place = try take()
        defer { seats.withLock { $0[place].users -= 1 } }
        let (database, workspace) = seats.withLock { ($0[place].database, $0[place].workspace) }
        // GRDB leaves it to the caller that nothing is written and one state is seen: `SearchIndex.read` sees to both.
        return try database.unsafeRead { try body($0, workspace) }
    }

    private func take() throws -> Int {
        try seats.withLock { seats in
            var place = seats.indices.min { seats[$0].users < seats[$1].users } ?? 0
            if seats[place].users > 0, seats.count < limit {
                place = seats.count
                seats.append(Seat(database: try open(), workspace: SearchWorkspace(readers: limit)))
            }
            seats[place].users += 1
            return place
        }
    }
}
