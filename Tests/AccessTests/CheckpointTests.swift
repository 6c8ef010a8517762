import Access
import Foundation
import Testing

@Suite struct CheckpointTests {
    /// Go's golang.org/x/mod/sumdb/note documents this key; the id is derived as C2SP signed-note says.
    private static let peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    private static let peterNote =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
        + "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"

    private let key = LogKey(name: "lantai-log/0123456789abcdef")

    private func signed(_ size: Int = 7) throws -> SignedCheckpoint {
        try key.sign(Checkpoint(origin: key.verifier.name, size: size, root: MerkleTree.leaf([1])))
    }

    @Test func `a known verifier key is read and written`() throws {
        #expect(try #require(LogVerifier(Self.peter)).text == Self.peter)
        #expect(LogVerifier(Self.peter.replacing("c74f20a3", with: "c74f20a4")) == nil)
        #expect(SignedCheckpoint(note: Self.peterNote) == nil, "a note, but no checkpoint")
    }

    @Test func `a checkpoint is read as it was signed`() throws {
        let note = try signed().note
        let lines = note.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 6 && lines[0] == "lantai-log/0123456789abcdef" && lines[1] == "7" && lines[3] == "")
        #expect(lines[4].hasPrefix("— lantai-log/0123456789abcdef "))
        let read = try #require(SignedCheckpoint(note: note))
        #expect(read.checkpoint.size == 7 && read.checkpoint.root == MerkleTree.leaf([1]))
        #expect(read.isSigned(by: key.verifier))
        #expect(!read.isSigned(by: LogKey(name: key.verifier.name).verifier))
    }

    @Test func `keys go through text`() throws {
        #expect(LogVerifier(key.verifier.text) == key.verifier)
        let again = try #require(LogKey(key.text + "\n"))
        #expect(again.verifier == key.verifier)
        #expect(try again.sign(signed().checkpoint).isSigned(by: key.verifier))
        #expect(LogKey("PRIVATE+KEY+a+b+c") == nil && LogKey("") == nil)
    }

    @Test func `no changed byte of a note passes`() throws {
        let note = Array(try signed().note.utf8)
        for index in note.indices {
            var changed = note
            changed[index] ^= 1
            let read = String(validating: changed, as: UTF8.self).flatMap { SignedCheckpoint(note: $0) }
            #expect(read?.isSigned(by: key.verifier) != true, "byte \(index)")
        }
    }

    @Test(arguments: ["", "\n\n", "a\n1\n", "a\n01\nx\n\n— a b\n", "a\n-1\nAAAA\n\n— a AAAA\n"])
    func `what is no checkpoint is not read`(text: String) {
        #expect(SignedCheckpoint(note: text) == nil)
    }
}
