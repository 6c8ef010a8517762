import Foundation

/// Wall and CPU seconds of the process, added up over the stretches between `start` and `stop`.
struct Stopwatch {
    private(set) var wall = 0.0
    private(set) var cpu = 0.0
    private var started = (wall: 0.0, cpu: 0.0)

    mutating func start() {
        started = (Self.now(CLOCK_MONOTONIC), Self.now(CLOCK_PROCESS_CPUTIME_ID))
    }

    mutating func stop() {
        cpu += Self.now(CLOCK_PROCESS_CPUTIME_ID) - started.cpu
        wall += Self.now(CLOCK_MONOTONIC) - started.wall
    }

    private static func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// The most memory the process has held, in MB.
func peakMemory() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) / 1024
}

/// The smallest value that `share` percent of them do not exceed.
func percentile(_ values: [Double], _ share: Double) -> Double {
    let rank = Int((Double(values.count) * share / 100).rounded(.up))
    return values.isEmpty ? 0 : values.sorted()[max(0, rank - 1)]
}
