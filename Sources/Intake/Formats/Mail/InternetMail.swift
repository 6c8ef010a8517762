import CGMime
// Both libraries bring the types of GLib, and the compiler takes them for those of either.
import CGsf
import Foundation

/// Mail as it travels (RFC 5322, MIME), and web pages saved as such (MHTML), through GMime: encoded words (RFC 2047),
/// names in pieces (RFC 2231), and the many bytes that Chinese mail programs send without saying in which encoding.
enum InternetMail {
    private static let depthLimit = 20

    static func extract(_ bytes: Data, mediaType: String, workspace: Workspace) -> Extraction {
        start
        let options = g_mime_parser_options_new()
        defer { g_mime_parser_options_free(options) }
        // What stands there without a word on its encoding: UTF-8 if it is, else what China writes.
        "utf-8".withCString { utf8 in
            "gb18030".withCString { chinese in
                var charsets: [UnsafePointer<CChar>?] = [utf8, chinese, nil]
                g_mime_parser_options_set_fallback_charsets(options, &charsets)
            }
        }
        var letter = MailText()
        let isRead = bytes.withUnsafeBytes { buffer -> Bool in
            guard
                let stream = g_mime_stream_mem_new_with_buffer(
                    buffer.bindMemory(to: CChar.self).baseAddress, buffer.count)
            else { return false }
            defer { g_object_unref(stream) }
            guard let parser = g_mime_parser_new_with_stream(stream) else { return false }
            defer { g_object_unref(parser) }
            guard let message = g_mime_parser_construct_message(parser, options) else { return false }
            defer { g_object_unref(message) }
            read(message, options, workspace.limits, into: &letter)
            return true
        }
        guard isRead else {
            return Extraction(mediaType: mediaType, warnings: [.damaged(detail: "no message")])
        }
        return letter.extraction(mediaType: mediaType, containerBytes: bytes.count, limits: workspace.limits)
    }

    private static let start: Void = {
        g_mime_init()
        g_log_set_default_handler({ _, _, _, _ in }, nil)
    }()

    private static func read(
        _ message: UnsafeMutablePointer<GMimeMessage>, _ options: OpaquePointer?, _ limits: ReadingLimits,
        into letter: inout MailText
    ) {
        letter.subject = decoded("Subject", of: message, options)
        letter.from = decoded("From", of: message, options)
        letter.to = decoded("To", of: message, options)
        letter.copied = decoded("Cc", of: message, options)
        letter.date = header("Date", of: message)
        if let date = g_mime_message_get_date(message) {
            // In the sender's own zone: the day he would say it was.
            if let text = g_date_time_format(date, "%Y-%m-%d") {
                letter.day = CalendarDate.parse(String(cString: text))
                g_free(text)
            }
        }
        guard let root = g_mime_message_get_mime_part(message) else { return }
        var collector = Collector(options: options, members: limits.members)
        collector.visit(root, depth: 0)
        letter.body = collector.body
        letter.members = collector.members
        if collector.isEncrypted { letter.warnings.append(.encrypted) }
        // With too many members all of it stays packed, and that is said there.
        if collector.isCut, collector.members.count <= limits.members {
            letter.warnings.append(.limitExceeded(.output))
        }
    }

    private static func header(_ name: String, of message: UnsafeMutablePointer<GMimeMessage>) -> String? {
        let object = UnsafeMutableRawPointer(message).assumingMemoryBound(to: GMimeObject.self)
        return g_mime_object_get_header(object, name).map { String(cString: $0) }
    }

    /// A header in words. GMime's own decoding has been done by `get_header`; what is left encoded, or came in raw
    /// bytes, is decoded here.
    private static func decoded(
        _ name: String, of message: UnsafeMutablePointer<GMimeMessage>, _ options: OpaquePointer?
    ) -> String? {
        guard
            let list = g_mime_object_get_header_list(
                UnsafeMutableRawPointer(message).assumingMemoryBound(to: GMimeObject.self)),
            let header = g_mime_header_list_get_header(list, name),
            let raw = g_mime_header_get_raw_value(header), let value = words(raw, options)
        else { return nil }
        return value.isEmpty ? nil : value
    }

    /// A raw header as text.
    private static func words(_ raw: UnsafePointer<CChar>, _ options: OpaquePointer?) -> String? {
        let text: UnsafeMutablePointer<CChar>? =
            if let rewritten = EncodedWords.withoutBase64(raw) {
                g_mime_utils_header_decode_text(options, rewritten)
            } else {
                g_mime_utils_header_decode_text(options, raw)
            }
        guard let text else { return nil }
        defer { g_free(text) }
        return String(cString: text)
    }

    /// Walks through the parts of a message.
    private struct Collector {
        let options: OpaquePointer?
        /// How many members are wanted at most. One more is taken: it tells that there are too many.
        let most: Int
        /// Whether parts were passed over.
        private(set) var isCut = false
        var body = ""
        var members: [Member] = []
        var isEncrypted = false

        init(options: OpaquePointer?, members most: Int) {
            self.options = options
            self.most = most
        }

        mutating func visit(_ object: UnsafeMutablePointer<GMimeObject>, depth: Int) {
            guard depth < depthLimit, members.count <= most else {
                isCut = true
                return
            }
            if isKind(object, g_mime_multipart_get_type()) {
                let multipart = UnsafeMutableRawPointer(object).assumingMemoryBound(to: GMimeMultipart.self)
                if isType(object, "multipart", "encrypted") { isEncrypted = true }
                let all = g_mime_multipart_get_count(multipart)
                let count = min(all, 20_000)
                if all > count { isCut = true }
                let parts = (0..<max(0, count)).compactMap { g_mime_multipart_get_part(multipart, $0) }
                if isType(object, "multipart", "alternative") {
                    visitBest(of: parts, depth: depth)
                } else {
                    for part in parts { visit(part, depth: depth + 1) }
                }
            } else if isKind(object, g_mime_message_part_get_type()) {
                // A letter within the letter is read as a file of its own.
                let part = UnsafeMutableRawPointer(object).assumingMemoryBound(to: GMimeMessagePart.self)
                guard let message = g_mime_message_part_get_message(part) else { return }
                let inner = UnsafeMutableRawPointer(message).assumingMemoryBound(to: GMimeObject.self)
                guard let text = g_mime_object_to_string(inner, nil) else { return }
                defer { g_free(text) }
                let subject = InternetMail.decoded("Subject", of: message, options).map(MailText.oneLine)
                let name = String((subject ?? "转发的邮件").replacing("/", with: "_").prefix(60)) + ".eml"
                members.append(Member(name: name, bytes: Data(bytes: text, count: strlen(text))))
            } else if isKind(object, g_mime_part_get_type()) {
                visit(leaf: UnsafeMutableRawPointer(object).assumingMemoryBound(to: GMimePart.self), object)
            }
        }

        /// Of several forms of one text the plain one, unless it is empty or only says that there is another.
        private mutating func visitBest(of parts: [UnsafeMutablePointer<GMimeObject>], depth: Int) {
            var best = Collector(options: options, members: most)
            for part in parts {
                var one = Collector(options: options, members: most)
                one.visit(part, depth: depth + 1)
                members += one.members
                isEncrypted = isEncrypted || one.isEncrypted
                isCut = isCut || one.isCut
                let isPlain = isType(part, "text", "plain")
                if best.body.isEmpty || (!isPlain && one.body.count > best.body.count * 2 + 40) { best.body = one.body }
            }
            add(best.body)
        }

        private mutating func visit(
            leaf part: UnsafeMutablePointer<GMimePart>, _ object: UnsafeMutablePointer<GMimeObject>
        ) {
            let name = fileName(of: part, object)
            let disposition = g_mime_object_get_disposition(object).map { String(cString: $0).lowercased() }
            let isAttached = disposition == "attachment" || (name != nil && !isType(object, "text", "html"))
            if !isAttached, isType(object, "text", "*") {
                addText(part, object)
                return
            }
            if isType(object, "application", "pkcs7-signature") || isType(object, "application", "pgp-signature") {
                return
            }
            if isType(object, "application", "pkcs7-mime") { isEncrypted = true }
            guard let content = content(of: part) else { return }
            let kind =
                g_mime_object_get_content_type(object).flatMap { g_mime_content_type_get_media_subtype($0) }
                .map { String(cString: $0) } ?? "bin"
            // Pictures of a page's layout bear no name, attached files do.
            let isLayout = name == nil && g_mime_object_get_content_id(object) != nil
            if isLayout { return }
            members.append(Member(name: name.flatMap { $0.isEmpty ? nil : $0 } ?? "附件." + kind, bytes: content))
        }

        private mutating func addText(
            _ part: UnsafeMutablePointer<GMimePart>, _ object: UnsafeMutablePointer<GMimeObject>
        ) {
            guard let content = content(of: part) else { return }
            let declared = g_mime_object_get_content_type_parameter(object, "charset").map { String(cString: $0) } ?? ""
            let isPage = isType(object, "text", "html")
            let text = Self.text(content, declared: declared)
            add(isPage ? MailText.text(ofPage: text) : text)
        }

        private mutating func add(_ text: String) {
            let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
            guard !trimmed.isEmpty else { return }
            body += (body.isEmpty ? "" : "\n\n") + trimmed
        }

        /// Bytes in the encoding that is said, unless they are plainly in another. GBK of any name is read as GB18030.
        private static func text(_ bytes: Data, declared: String) -> String {
            let detected = EncodingDetector.detect(bytes.span, isNamedText: true) ?? DetectedEncoding(name: .utf8)
            var chosen = detected
            if detected.markLength == 0, let said = TextEncoding(declared: declared), said != detected.name {
                let isUTF8 = (try? UTF8Span(validating: bytes.span)) != nil
                if said == .utf8 ? isUTF8 : !(isUTF8 && bytes.contains { $0 >= 0x80 }) {
                    chosen = DetectedEncoding(name: said)
                }
            }
            if detected.markLength == 0, TextEncoding(declared: declared) == nil, !declared.isEmpty,
                let other = InternetMail.converted(bytes, from: declared)
            {
                return other
            }
            switch PlainText.decode(bytes.span, chosen) {
            case .success(let decoded): return decoded.text
            case .failure: return PlainText.clean(bytes.span)
            }
        }

        private func content(of part: UnsafeMutablePointer<GMimePart>) -> Data? {
            guard let wrapper = g_mime_part_get_content(part), let stream = g_mime_stream_mem_new() else { return nil }
            defer { g_object_unref(stream) }
            guard g_mime_data_wrapper_write_to_stream(wrapper, stream) >= 0 else { return nil }
            let memory = UnsafeMutableRawPointer(stream).assumingMemoryBound(to: GMimeStreamMem.self)
            guard let array = g_mime_stream_mem_get_byte_array(memory) else { return nil }
            // Of nothing there is no address.
            guard array.pointee.len > 0 else { return Data() }
            return Data(bytes: array.pointee.data, count: Int(array.pointee.len))
        }

        /// Many programs write names in encoded words although RFC 2231 has another way.
        private func fileName(
            of part: UnsafeMutablePointer<GMimePart>, _ object: UnsafeMutablePointer<GMimeObject>
        ) -> String? {
            guard
                let name = rewrittenName(of: object) ?? g_mime_part_get_filename(part).map({ String(cString: $0) })
            else { return nil }
            return name.contains("=?") ? InternetMail.words(name, options) ?? name : name
        }

        /// The name in words of base64, which GMime cuts when it parses; nil where it is written in any other way.
        private func rewrittenName(of object: UnsafeMutablePointer<GMimeObject>) -> String? {
            func rewritten(_ header: String) -> [CChar]? {
                guard let list = g_mime_object_get_header_list(object),
                    let found = g_mime_header_list_get_header(list, header),
                    let raw = g_mime_header_get_raw_value(found)
                else { return nil }
                return EncodedWords.withoutBase64(raw)
            }
            if let raw = rewritten("Content-Disposition"),
                let disposition = g_mime_content_disposition_parse(options, raw)
            {
                defer { g_object_unref(disposition) }
                if let name = g_mime_content_disposition_get_parameter(disposition, "filename") {
                    return String(cString: name)
                }
            }
            // As GMime does, the type's own name counts only without the other.
            guard g_mime_object_get_content_disposition_parameter(object, "filename") == nil,
                let raw = rewritten("Content-Type"), let type = g_mime_content_type_parse(options, raw)
            else { return nil }
            defer { g_object_unref(type) }
            return g_mime_content_type_get_parameter(type, "name").map { String(cString: $0) }
        }

        private func isKind(_ object: UnsafeMutablePointer<GMimeObject>, _ type: GType) -> Bool {
            let instance = UnsafeMutableRawPointer(object).assumingMemoryBound(to: GTypeInstance.self)
            return g_type_check_instance_is_a(instance, type) != 0
        }

        private func isType(_ object: UnsafeMutablePointer<GMimeObject>, _ type: String, _ subtype: String) -> Bool {
            guard let content = g_mime_object_get_content_type(object) else { return type == "text" }
            return g_mime_content_type_is_type(content, type, subtype) != 0
        }
    }

    /// Text in an encoding that is none of China's, such as a Japanese or Western one.
    static func converted(_ bytes: Data, from charset: String) -> String? {
        guard (try? UTF8Span(validating: bytes.span)) == nil || charset.lowercased().hasPrefix("iso-2022"),
            charset.utf8.count < 40, let converter = g_mime_iconv_open("utf-8", charset),
            converter != iconv_t(bitPattern: -1)
        else { return nil }
        defer { g_mime_iconv_close(converter) }
        return bytes.withUnsafeBytes { buffer in
            guard
                let text = g_mime_iconv_strndup(
                    converter, buffer.bindMemory(to: CChar.self).baseAddress, buffer.count)
            else { return nil }
            defer { g_free(text) }
            let made = String(cString: text)
            return PlainText.clean(Array(made.utf8).span)
        }
    }
}
