import Records
import Testing

@Suite struct BoxNameTests {
    @Test func `a box is named by its number, and by its revision once it was rewritten`() {
        let first = BoxName(folder: "J016/2023/GA-Y", number: 7)
        #expect(first.file == "J016/2023/GA-Y/0007.tar.zst")
        #expect(first.next == "J016/2023/GA-Y/0007.r1.tar.zst")
        #expect(BoxName(folder: "J016/log", number: 12345, revision: 2).file == "J016/log/12345.r2.tar.zst")
    }

    @Test(arguments: [
        ("J016/2023/GA-Y/0007.tar.zst", 7, 0), ("J016/register/0001.r12.tar.zst", 1, 12),
        ("J016/log/12345.r1.tar.zst", 12345, 1),
    ])
    func `a name is read as it was made`(file: String, number: Int, revision: Int) throws {
        let name = try #require(BoxName(file))
        #expect(name.number == number && name.revision == revision && name.file == file)
        #expect(BoxName(folder: name.folder, number: name.number, revision: name.revision).file == file)
    }

    @Test(arguments: ["0007.tar.zst", "J016/log/seven.tar.zst", "J016/log/0007.x1.tar.zst", "J016/log/0007.tar"])
    func `other files are no boxes`(file: String) { #expect(BoxName(file) == nil) }
}
