import CQREncode

/// A QR code (ISO/IEC 18004), drawn as part of the page: what it says goes to nobody but who sees it.
enum QRPicture {
    /// Modules that stay white around it (ISO/IEC 18004, 9.1).
    private static let margin = 4

    /// - Parameter label: what it is, for who does not see it.
    /// - Returns: nil where the text is too long for one.
    static func svg(of text: String, label: String) -> String? {
        // The smallest that has room; of 15 % of damage it is still read.
        guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        let modules = UnsafeBufferPointer(start: code.pointee.data, count: width * width)
        var path = ""
        for row in 0..<width {
            var column = 0
            while column < width {
                // The lowest bit is the colour.
                let dark = modules[(row * width + column)..<((row + 1) * width)].prefix { $0 & 1 == 1 }.count
                if dark > 0 { path += "M\(column) \(row)h\(dark)v1h-\(dark)z" }
                column += max(dark, 1)
            }
        }
        let size = width + 2 * margin
        return
            "<svg viewBox=\"-\(margin) -\(margin) \(size) \(size)\" role=\"img\" aria-label=\"\(Markup.escaped(label))\""
            + " shape-rendering=\"crispEdges\" class=\"qr\">"
            + "<path fill=\"#fff\" d=\"M-\(margin)-\(margin)h\(size)v\(size)h-\(size)z\"/><path fill=\"#000\" d=\"\(path)\"/></svg>"
    }
}
