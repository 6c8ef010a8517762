import Records
import Testing

@Suite struct PathPartsTests {
    @Test(arguments: [
        ("/a/b.txt", "/a", "b.txt"), ("a/b/", "a", "b"), ("a//b", "a", "b"), ("b", "", "b"), ("/b", "/", "b"),
        ("/", "", ""), ("", "", ""), ("档案/in/\u{301}重音.txt", "档案/in", "\u{301}重音.txt"),
    ])
    func `a path is parted at slashes, whatever stands behind them`(path: String, folder: String, name: String) {
        #expect(path.parentPath == folder)
        #expect(path.lastPathPart == name)
    }

    @Test func `a slash is one with an accent behind it too`() {
        #expect("a/b".hasSlash && "/\u{301}".hasSlash)
        #expect(!"a∕b".hasSlash && !"".hasSlash)
    }
}
