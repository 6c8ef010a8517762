import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

extension ReadingRoom {
    /// Bytes that are read and sent at a time.
    private static let piece = 256 << 10

    /// What stands in memory already, piece by piece: whole, it would stand there twice.
    static func body(of bytes: Data) -> ResponseBody {
        ResponseBody(contentLength: bytes.count) { writer in
            var rest = bytes[...]
            while !rest.isEmpty {
                try await writer.write(ByteBuffer(bytes: rest.prefix(piece)))
                rest = rest.dropFirst(piece)
            }
            try await writer.finish(nil)
        }
    }

    /// A file that was made for this answer, piece by piece, so that memory does not grow with it. It is gone with the answer.
    func handing(_ file: Outgoing, as type: String) throws -> Response {
        let length = try file.length
        let workers = workers(for: "show file")
        return Response(
            status: .ok,
            headers: [
                .contentType: type, .contentDisposition: "attachment" + RecordPage.disposition(of: file.name),
            ],
            body: ResponseBody(contentLength: length) { writer in
                var offset = 0
                while offset < length {
                    let start = offset
                    let bytes = try await workers.run { try file.read(count: Self.piece, at: start) }
                    guard !bytes.isEmpty else { break }
                    try await writer.write(ByteBuffer(bytes: bytes))
                    offset += bytes.count
                }
                try await writer.finish(nil)
            })
    }
}
