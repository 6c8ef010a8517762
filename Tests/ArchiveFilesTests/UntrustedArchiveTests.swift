import ArchiveFiles
import Testing

@Suite struct UntrustedArchiveTests {
    /// Where no format fits, libarchive's pointer to the format stands behind the last one: nothing may ask through it. What
    /// lies there is another thing each time.
    @Test func `what is no archive at all is damaged and nothing worse`() {
        for length in 1...300 {
            let noise = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length) }
            let litter = (0..<8).map { [UInt8](repeating: 0x5A, count: length * 16 + $0 * 128) }
            for formats in [UntrustedArchive.Formats.zip, .any] {
                let ending = noise.withUnsafeBytes { bytes in
                    UntrustedArchive.read(bytes, formats, wanted: { _ in true }) { _, _ in true }
                }
                guard case .damaged(let words) = ending else {
                    Issue.record("\(length) bytes: \(ending)")
                    continue
                }
                #expect(!words.isEmpty)
            }
            #expect(litter.count == 8)
        }
    }
}
