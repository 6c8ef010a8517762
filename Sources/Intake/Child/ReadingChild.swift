internal import CSeccomp
internal import Foundation

/// The process that reads one file and ends: `lantai __extract`, started by `ProcessReader` alone.
///
/// The file is its standard input, the answer its standard output; what it was asked stands in its environment.
package enum ReadingChild {
    /// The first argument by which the program knows that it is such a process.
    package static let command = "__extract"
    static let orderName = "LANTAI_READING"

    /// The exit status when nothing can be answered.
    static let badOrder: Int32 = 2

    package static func run() -> Never {
        guard let text = getenv(orderName).map({ String(cString: $0) }),
            let order = try? JSONDecoder().decode(ReadingOrder.self, from: Data(text.utf8))
        else { _exit(badOrder) }
        // What libraries print goes nowhere: the answer has a descriptor of its own, which no program inherits.
        // Whoever started all this, such as flock(1), may have left something open under the same number.
        let pipe: Int32 = 3
        guard dup2(STDOUT_FILENO, pipe) == pipe, fcntl(pipe, F_SETFD, FD_CLOEXEC) == 0 else { _exit(badOrder) }
        let nowhere = open("/dev/null", O_RDWR)
        guard nowhere >= 0 else { _exit(badOrder) }
        dup2(nowhere, STDOUT_FILENO)
        _ = lantai_close_all_from(4)
        let output = AnswerPipe(descriptor: pipe)
        do {
            try Confinement.enter(folder: order.folder, forOffice: order.mayRunOffice)
        } catch {
            // Without confinement nothing is read.
            let failed = ExtractionWarning.extractorFailed(detail: error.call)
            output.send(Extraction(mediaType: "application/octet-stream", warnings: [failed]))
            _exit(0)
        }
        let workspace = Workspace(
            folder: order.folder, limits: order.limits,
            extend: { seconds in output.send(.extend, Data(String(seconds).utf8)) },
            willRun: { program in
                guard program == LibreOffice.program, !order.mayRunOffice else { return }
                // What was taken away cannot be had again: it is begun anew, in a process that has it.
                output.send(.office, Data())
                _exit(0)
            })
        let answer =
            order.rendition.map { RenditionMaker.make($0, of: input(), name: order.name, workspace: workspace) }
            ?? ContentReader.read(input(), name: order.name, workspace: workspace)
        output.send(answer)
        _exit(0)
    }

    /// Standard input, mapped: a large file need not be copied.
    private static func input() -> Data {
        var status = stat()
        guard fstat(STDIN_FILENO, &status) == 0, status.st_size > 0,
            let map = mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, STDIN_FILENO, 0), map != MAP_FAILED
        else { return Data() }
        return Data(bytesNoCopy: map, count: Int(status.st_size), deallocator: .none)
    }
}

/// Where the answer goes.
private struct AnswerPipe: Sendable {
    let descriptor: Int32

    func send(_ extraction: Extraction) {
        guard let head = try? JSONEncoder().encode(ReadingHead(extraction)) else { _exit(ReadingChild.badOrder) }
        send(.head, head)
        if let text = extraction.text { send(.text, Data(text.utf8)) }
        for member in extraction.members {
            send(.name, Data(member.name.utf8))
            send(.member, member.bytes)
        }
        send(.end, Data())
    }

    func send(_ kind: ReadingFrame, _ body: Data) {
        let header = [kind.rawValue] + (0..<4).map { UInt8(truncatingIfNeeded: body.count >> (8 * $0)) }
        header.withUnsafeBytes(write(_:))
        body.withUnsafeBytes(write(_:))
    }

    private func write(_ bytes: UnsafeRawBufferPointer) {
        var done = 0
        while done < bytes.count, let base = bytes.baseAddress {
            let count = Foundation.write(descriptor, base + done, bytes.count - done)
            if count < 0 && errno == EINTR { continue }
            // Nobody listens any more.
            guard count > 0 else { _exit(0) }
            done += count
        }
    }
}
