import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// The style and the script: under names that change with their content, so that browsers may keep them.
struct AssetFiles: Sendable {
    static let style = AssetFiles(name: "style.css", type: "text/css; charset=utf-8", bytes: PackageResources.style_css)
    static let script = AssetFiles(
        name: "script.js", type: "text/javascript; charset=utf-8", bytes: PackageResources.script_js)

    static let icon = AssetFiles(name: "icon.svg", type: "image/svg+xml", bytes: PackageResources.icon_svg)

    let path: String
    private let type: String
    private let bytes: [UInt8]

    private init(name: String, type: String, bytes: [UInt8]) {
        // FNV-1a: a name, no proof.
        let digest = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
        path = "/assets/" + String(digest, radix: 16) + "-" + name
        self.type = type
        self.bytes = bytes
    }

    static func add(to router: Router<Visit>) {
        for asset in [style, script, icon] {
            router.get(RouterPath(asset.path)) { _, _ in
                Response(
                    status: .ok,
                    headers: [.contentType: asset.type, .cacheControl: "public, max-age=31536000, immutable"],
                    body: .init(byteBuffer: ByteBuffer(bytes: asset.bytes)))
            }
        }
    }
}
