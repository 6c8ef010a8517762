import Access
import Foundation
import Testing

/// The tree against the reference inputs of the Certificate Transparency project, which RFC 9162's algorithms are tested by
/// everywhere, and against the definition itself.
@Suite struct MerkleTreeTests {
    private static let inputs: [[UInt8]] = [
        [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43], Array(0x50...0x57),
        Array(0x60...0x6F),
    ]

    private static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    private func tree(_ leaves: some Sequence<TreeHash>) -> CompactTree {
        var tree = CompactTree()
        for leaf in leaves { tree.append(leaf) }
        return tree
    }

    /// RFC 9162, 2.1.1, word for word.
    private func definition(_ leaves: ArraySlice<TreeHash>) -> TreeHash {
        if leaves.count < 2 { return leaves.first ?? MerkleTree.empty }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        let middle = leaves.startIndex + split
        return MerkleTree.node(definition(leaves[..<middle]), definition(leaves[middle...]))
    }

    private func leaves(_ count: Int) -> [TreeHash] { (0..<count).map { MerkleTree.leaf(Array("\($0)".utf8)) } }

    private func hashes(_ ranges: [Range<Int>], _ leaves: [TreeHash]) -> [TreeHash] {
        ranges.map { definition(leaves[$0]) }
    }

    @Test func `roots of the reference inputs`() {
        for count in 0...8 {
            #expect(tree(Self.inputs.prefix(count).map { MerkleTree.leaf($0) }).root.hex == Self.roots[count])
        }
    }

    @Test func `inclusion and consistency of the reference inputs`() {
        let leaves = Self.inputs.map { MerkleTree.leaf($0) }
        // From the same project: leaf 1 of 8 with its three hashes, and from 6 to 8.
        #expect(
            WholeTree(leaves).path(of: 0).map(\.hex) == [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ])
        #expect(
            hashes(MerkleTree.consistencyPath(from: 6, to: 8), leaves).map(\.hex) == [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ])
    }

    @Test func `the kept peaks give the root of the definition at every size`() throws {
        let leaves = leaves(130)
        var tree = CompactTree()
        for count in 0...130 {
            #expect(tree.root == definition(leaves[..<count]))
            #expect(CompactTree(size: tree.size, peaks: tree.peaks) == tree)
            if count < 130 { tree.append(leaves[count]) }
        }
        #expect(CompactTree(size: 3, peaks: []) == nil)
    }

    @Test func `every leaf of every small tree is proved, and no other`() {
        let leaves = leaves(40)
        for size in 1...40 {
            let root = definition(leaves[..<size])
            for index in 0..<size {
                let path = WholeTree(Array(leaves[..<size])).path(of: index)
                func includes(_ leaf: TreeHash, _ index: Int, _ path: [TreeHash], _ root: TreeHash) -> Bool {
                    MerkleTree.includes(leaf: leaf, at: index, size: size, path: path, root: root)
                }
                #expect(includes(leaves[index], index, path, root))
                #expect(!includes(MerkleTree.leaf([1, 2]), index, path, root))
                #expect(!includes(leaves[index], index, path + [root], root))
                if !path.isEmpty { #expect(!includes(leaves[index], index, path.dropLast(), root)) }
                #expect(!includes(leaves[index], size, path, root))
            }
        }
    }

    @Test func `every growth of a small tree is proved, and no other`() {
        let leaves = leaves(40)
        for size in 0...40 {
            for old in 0...size {
                let path = hashes(MerkleTree.consistencyPath(from: old, to: size), leaves)
                let (oldRoot, root) = (definition(leaves[..<old]), definition(leaves[..<size]))
                func holds(_ oldRoot: TreeHash, _ root: TreeHash, _ path: [TreeHash]) -> Bool {
                    MerkleTree.isConsistent(old: old, oldRoot: oldRoot, size: size, root: root, path: path)
                }
                let other = MerkleTree.leaf([9, 9])
                #expect(holds(oldRoot, root, path), "\(old) to \(size)")
                if old > 0 {
                    #expect(!holds(other, root, path))
                    #expect(!holds(oldRoot, other, path))
                }
                #expect(!holds(oldRoot, root, path + [other]))
                if !path.isEmpty { #expect(!holds(oldRoot, root, path.dropLast())) }
            }
        }
    }
}
