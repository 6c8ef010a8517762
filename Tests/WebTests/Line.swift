import Foundation
import Glibc

/// A connection as a visitor has it who does not behave.
final class Line: Sendable {
    private let descriptor: Int32

    /// Connects to this machine, and sends something.
    init(_ port: Int, _ text: String = "") throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001 as UInt32).bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, length) }
        }
        guard descriptor >= 0, connected == 0, send(text) else { throw CocoaError(.fileReadUnknown) }
    }

    deinit { close(descriptor) }

    /// False once the other side has gone.
    @discardableResult func send(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.isEmpty || Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// Everything until the other side closes the connection; what never ends ends the test by its own limit.
    func rest() async -> String {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [self] in
                var received: [UInt8] = []
                var piece = [UInt8](repeating: 0, count: 4096)
                while case let count = recv(descriptor, &piece, piece.count, 0), count > 0 {
                    received += piece[..<count]
                }
                continuation.resume(returning: String(decoding: received, as: UTF8.self))
            }
        }
    }
}
