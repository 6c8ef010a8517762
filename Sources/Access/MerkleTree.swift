internal import Crypto
internal import Foundation

/// A SHA-256 hash in the tree.
package struct TreeHash: Hashable, Sendable {
    package let bytes: [UInt8]

    /// - Returns: nil for anything but 32 bytes.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    package init?(base64: String) {
        guard let data = Data(base64Encoded: base64) else { return nil }
        self.init([UInt8](data))
    }

    fileprivate init(_ digest: SHA256Digest) { bytes = digest.withUnsafeBytes { Array($0) } }

    package var base64: String { Data(bytes).base64EncodedString() }
    package var hex: String { Hex.text(bytes) }
}

enum Hex {
    private static let digits = Array("0123456789abcdef".utf8)

    static func bytes(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(2 * bytes.count)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return text
    }

    /// What is not hexadecimal has no bytes.
    static func values(_ text: String) -> [UInt8] {
        let values = text.utf8.map { digits.firstIndex(of: $0).map { UInt8($0) } }
        guard values.count % 2 == 0, !values.contains(nil) else { return [] }
        return stride(from: 0, to: values.count, by: 2).map { (values[$0] ?? 0) << 4 | (values[$0 + 1] ?? 0) }
    }

    static func text(_ bytes: [UInt8]) -> String { String(decoding: Self.bytes(bytes), as: UTF8.self) }
}

/// The Merkle tree of RFC 9162, section 2.1: its hashes, the stretches of leaves that proofs of growth consist of, and how
/// proofs are checked. Pure: leaves come from whoever has them.
package enum MerkleTree {
    /// The root of no leaves.
    package static let empty = TreeHash(SHA256.hash(data: []))

    package static func leaf(_ data: [UInt8]) -> TreeHash { TreeHash(SHA256.hash(data: [0] + data)) }

    package static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        TreeHash(SHA256.hash(data: [1] + left.bytes + right.bytes))
    }

    // MARK: - Proofs

    /// The stretches whose roots prove that a tree of `size` begins with the tree of `old` leaves (2.1.4.1).
    package static func consistencyPath(from old: Int, to size: Int) -> [Range<Int>] {
        guard old > 0, old < size else { return [] }
        var path: [Range<Int>] = []
        var whole = 0..<size
        while whole.upperBound != old {
            let middle = whole.lowerBound + split(whole.count)
            let (left, right) = (whole.lowerBound..<middle, middle..<whole.upperBound)
            path.append(old <= middle ? right : left)
            whole = old <= middle ? left : right
        }
        // The old root itself is known to whoever asks; a part of it is not.
        if whole.lowerBound > 0 { path.append(whole) }
        return path.reversed()
    }

    /// 2.1.3.2
    package static func includes(
        leaf: TreeHash, at index: Int, size: Int, path: [TreeHash], root: TreeHash
    ) -> Bool {
        guard index >= 0, index < size else { return false }
        var (place, last, hash) = (index, size - 1, leaf)
        for step in path {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                hash = node(step, hash)
                while place & 1 == 0 && place != 0 { (place, last) = (place >> 1, last >> 1) }
            } else {
                hash = node(hash, step)
            }
            (place, last) = (place >> 1, last >> 1)
        }
        return last == 0 && hash == root
    }

    /// 2.1.4.2
    package static func isConsistent(
        old: Int, oldRoot: TreeHash, size: Int, root: TreeHash, path: [TreeHash]
    ) -> Bool {
        guard old >= 0, old <= size else { return false }
        if old == size { return path.isEmpty && oldRoot == root }
        if old == 0 { return path.isEmpty && oldRoot == empty }
        var steps = path
        if old & (old - 1) == 0 { steps.insert(oldRoot, at: 0) }
        guard var first = steps.first else { return false }
        var second = first
        var (place, last) = (old - 1, size - 1)
        while place & 1 == 1 { (place, last) = (place >> 1, last >> 1) }
        for step in steps.dropFirst() {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                first = node(step, first)
                second = node(step, second)
                while place & 1 == 0 && place != 0 { (place, last) = (place >> 1, last >> 1) }
            } else {
                second = node(second, step)
            }
            (place, last) = (place >> 1, last >> 1)
        }
        return last == 0 && first == oldRoot && second == root
    }

    /// The largest power of two below `count`, which is 2 or more.
    private static func split(_ count: Int) -> Int { 1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount) }
}

/// What is kept of a tree that only grows: the roots of its complete subtrees, the largest first. A leaf is added, and the
/// root known, with as many hashes as the size has binary digits.
package struct CompactTree: Equatable, Sendable {
    package private(set) var size = 0
    package private(set) var peaks: [TreeHash] = []

    package init() {}

    /// - Returns: nil unless there is one peak for each binary 1 of the size.
    package init?(size: Int, peaks: [TreeHash]) {
        guard size >= 0, peaks.count == size.nonzeroBitCount else { return nil }
        self.size = size
        self.peaks = peaks
    }

    package mutating func append(_ leaf: TreeHash) {
        var hash = leaf
        var rest = size
        while rest & 1 == 1 {
            hash = MerkleTree.node(peaks.removeLast(), hash)
            rest >>= 1
        }
        peaks.append(hash)
        size += 1
    }

    package var root: TreeHash {
        guard var root = peaks.last else { return MerkleTree.empty }
        for peak in peaks.dropLast().reversed() { root = MerkleTree.node(peak, root) }
        return root
    }
}

/// A tree with all its nodes, for proofs of many of its leaves; 64 bytes for each.
package struct WholeTree: Sendable {
    /// Leaves first, the root alone at the end. A node without a sibling stands in the next level as it is (2.1.1).
    private let levels: [[TreeHash]]

    package init(_ leaves: [TreeHash]) {
        var levels = [leaves]
        var last = leaves
        while last.count > 1 {
            last = stride(from: 0, to: last.count, by: 2).map { place in
                place + 1 < last.count ? MerkleTree.node(last[place], last[place + 1]) : last[place]
            }
            levels.append(last)
        }
        self.levels = levels
    }

    package var root: TreeHash { levels.last?.first ?? MerkleTree.empty }

    /// The audit path of a leaf, from the leaf upwards (2.1.3.1).
    package func path(of index: Int) -> [TreeHash] {
        var place = index
        return levels.dropLast().compactMap { level in
            defer { place >>= 1 }
            return place ^ 1 < level.count ? level[place ^ 1] : nil
        }
    }
}
