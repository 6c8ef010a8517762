import Foundation
import Synchronization

/// Sends away who tries passwords or tokens of many users from one address; each user's own are slowed down by `SigningIn`.
final class Doorkeeper: Sendable {
    /// Failures from one address within so many seconds, after which it has to wait until the first of them is so old. A whole
    /// office may stand behind one address: more than its people mistype, and far fewer than a guesser needs.
    static let mostFailures = 30
    static let period = 600.0
    /// Addresses that are remembered; beyond that the oldest go.
    private static let mostAddresses = 10_000

    private let failures = Mutex<[String: [Date]]>([:])

    /// - Throws: `CallFault.address` with the seconds to wait.
    func admit(_ address: String, at now: Date = Date()) throws {
        let first = failures.withLock { failures -> Date? in
            let recent = (failures[address] ?? []).filter { now.timeIntervalSince($0) < Self.period }
            failures[address] = recent.isEmpty ? nil : recent
            return recent.count >= Self.mostFailures ? recent.first : nil
        }
        if let first { throw CallFault.address(Int((Self.period - now.timeIntervalSince(first)).rounded(.up))) }
    }

    /// A password or token from there was wrong.
    func sentAway(_ address: String, at now: Date = Date()) {
        failures.withLock { failures in
            if failures.count >= Self.mostAddresses {
                failures = failures.filter { now.timeIntervalSince($0.value.last ?? .distantPast) < Self.period }
                if failures.count >= Self.mostAddresses,
                    let oldest = failures.min(by: { ($0.value.last ?? now) < ($1.value.last ?? now) })?.key
                {
                    failures[oldest] = nil
                }
            }
            failures[address, default: []].append(now)
        }
    }
}
