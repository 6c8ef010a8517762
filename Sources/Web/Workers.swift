import Foundation

/// Threads on which archives are read: what waits for a disk or a hash must not hold up those that move bytes.
final class Workers: TaskExecutor {
    private let queue: OperationQueue

    /// - Parameters:
    ///   - threads: of each core.
    ///   - quality: threads are shared among all of one quality, at most one for each core that is busy, and Swift's own tasks
    ///     have those of `default`: whatever is long belongs below that, or every request waits behind it.
    init(threads: Int, quality: QualityOfService) {
        queue = OperationQueue()
        queue.qualityOfService = quality
        queue.maxConcurrentOperationCount = threads * ProcessInfo.processInfo.activeProcessorCount
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        queue.addOperation { job.runSynchronously(on: executor) }
    }

    func run<T: Sendable>(_ body: @escaping @Sendable () async throws -> T) async throws -> T {
        try await Task(executorPreference: self) { try await body() }.value
    }
}
