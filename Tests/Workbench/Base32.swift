/// RFC 4648, section 6: what is typed into an authenticator app.
package enum Base32 {
    package static func bytes(_ text: String) -> [UInt8] {
        var (bytes, bits, count): ([UInt8], Int, Int) = ([], 0, 0)
        for digit in text {
            guard let value = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").firstIndex(of: digit) else { continue }
            (bits, count) = (bits << 5 | value, count + 5)
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(bits >> count & 255))
            }
            bits &= 255
        }
        return bytes
    }
}
