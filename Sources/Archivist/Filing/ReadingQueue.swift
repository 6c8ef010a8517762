internal import Foundation

/// Takes in inputs and gives back what they came to, in their order, while several are read at a time.
///
/// Bounded: as many inputs wait as keep the cores busy, not more than so many bytes; a container, whose members may need
/// much memory, is read when nothing else is.
struct ReadingQueue {
    private static let most = 2 * ProcessInfo.processInfo.activeProcessorCount
    private static let mostBytes = 64 << 20

    private let preparer: Preparer
    private let unpacking: ContentReading.Unpacking
    private var waiting: [Waiting] = []
    private var ready: ArraySlice<Preparation> = []

    private struct Waiting {
        var input: FilingInput
        var bytes: Int
        var contents: Task<[Content], Never>
    }

    /// An input that came while others are being read, and has to stay behind them.
    private var held: Preparer.Taken?
    private var heldInput: FilingInput?

    init(preparer: Preparer, unpacking: ContentReading.Unpacking) {
        self.preparer = preparer
        self.unpacking = unpacking
    }

    /// The next preparation.
    /// - Parameter input: gives the next input; nil when there is none, or no more are wanted: then what is being read is
    ///   still given back.
    mutating func next(_ input: () -> FilingInput?) async throws -> Preparation? {
        while true {
            if let first = ready.popFirst() { return first }
            if let held, let heldInput {
                guard waiting.isEmpty else {
                    await settleFirst()
                    continue
                }
                self.held = nil
                self.heldInput = nil
                if let preparation = start(held, heldInput) { return preparation }
                // A container is read alone.
                await settleFirst()
                continue
            }
            let isFull = waiting.count >= Self.most || waiting.reduce(0) { $0 + $1.bytes } >= Self.mostBytes
            guard !isFull, let next = input() else {
                guard !waiting.isEmpty else { return nil }
                await settleFirst()
                continue
            }
            let taken = preparer.take(next)
            if case .unread(let file) = taken, !preparer.reading.mayHoldFiles(file) {
                _ = start(taken, next)
            } else if waiting.isEmpty, case .unread = taken {
                _ = start(taken, next)
                await settleFirst()
            } else if waiting.isEmpty {
                return start(taken, next)
            } else {
                held = taken
                heldInput = next
            }
        }
    }

    /// - Returns: the preparation, where the input needs no more reading.
    private mutating func start(_ taken: Preparer.Taken, _ input: FilingInput) -> Preparation? {
        switch taken {
        case .refused(let preparation), .read(let preparation): return preparation
        case .unread(let file):
            let reading = preparer.reading
            let unpacking = unpacking
            let contents = Task {
                // Reading blocks its thread: not one of the few that tasks have.
                await withCheckedContinuation { done in
                    DispatchQueue.global().async { done.resume(returning: reading.contents(of: file, unpacking)) }
                }
            }
            waiting.append(Waiting(input: input, bytes: file.data.count, contents: contents))
            return nil
        }
    }

    /// Waits for the first of those that are being read.
    private mutating func settleFirst() async {
        let first = waiting.removeFirst()
        let contents = await first.contents.value
        ready += contents.map { preparer.prepare(first.input, $0) }
    }
}
