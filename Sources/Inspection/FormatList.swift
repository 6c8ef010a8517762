internal import Foundation
internal import Yams

/// Which formats are fit for long keeping, as data.
package struct FormatList: Equatable, Sendable {
    package enum Standing: Sendable {
        case fit
        /// Taken at filing, to be converted before a transfer.
        case accepted
        case unlisted
    }

    private var fit: Set<String>
    private var accepted: Set<String>

    /// The list where an institution has none of its own.
    package static var standard: String { String(decoding: PackageResources.formats_yaml, as: UTF8.self) }

    /// - Throws: `FormatListFault` with the line.
    package init(yaml: String) throws {
        let root: Node?
        do {
            root = try Yams.compose(yaml: yaml)
        } catch {
            throw FormatListFault(line: 1, expected: "fit: [text/plain, …]")
        }
        guard let top = root?.mapping else { throw FormatListFault(line: 1, expected: "fit: [text/plain, …]") }
        (fit, accepted) = ([], [])
        for (key, value) in top {
            guard let names = value.sequence?.map(\.string), !names.contains(nil) else {
                throw FormatListFault(line: value.mark?.line ?? 1, expected: "[text/plain, …]")
            }
            switch key.string {
            case "fit": fit = Set(names.compactMap { $0 })
            case "accepted": accepted = Set(names.compactMap { $0 })
            default: throw FormatListFault(line: key.mark?.line ?? 1, expected: "fit, accepted")
            }
        }
    }

    package func standing(of mediaType: String) -> Standing {
        fit.contains(mediaType) ? .fit : accepted.contains(mediaType) ? .accepted : .unlisted
    }
}

package struct FormatListFault: Error, Equatable {
    package var line: Int
    package var expected: String

    package init(line: Int, expected: String) {
        self.line = line
        self.expected = expected
    }
}
