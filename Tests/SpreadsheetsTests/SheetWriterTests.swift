import Spreadsheets
import Testing
import Workbench

@Suite struct SheetWriterTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    /// Each cell as Python's own zip and XML readers find it: its type, and its text.
    private func cells(_ name: String) throws -> [String] {
        let program = """
            from sys import argv
            from zipfile import ZipFile
            from xml.etree import ElementTree as tree
            book = ZipFile(argv[1]); assert book.testzip() is None
            space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
            sheet = tree.fromstring(book.read("xl/worksheets/sheet1.xml"))
            shared = [n for n in book.namelist() if n.endswith("sharedStrings.xml")]
            texts = ["".join(s.itertext()) for s in tree.fromstring(book.read(shared[0]))] if shared else []
            assert not list(sheet.iter(space + "f")), "formula"
            for cell in sheet.iter(space + "c"):
                kind, text = cell.get("t", "n"), "".join(cell.itertext())
                print(cell.get("r"), kind if kind in ("n", "inlineStr") else "s", ascii(texts[int(text)] if kind == "s" else text))
            """
        try folder.write("cells.py", program)
        let outcome = try Shell.run("python3 cells.py \(Shell.quoted(name))", in: folder.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.output.split(separator: "\n").map(String.init)
    }

    @Test func `texts stay texts, whatever they begin with, and numbers are numbers`() throws {
        let sheet = try SheetWriter(path: folder.path("表.xlsx"), title: "目录", heading: ["甲", "乙"], widths: [10, 20])
        for text in [
            "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "＝1", "{=1}", "=HYPERLINK(\"x\")", "<a>&",
        ] {
            try sheet.add([.text(text), .number(-12.5)])
        }
        try sheet.add([.text(""), .number(3)])
        try sheet.close()
        let found = try cells("表.xlsx")
        #expect(found.first == "A1 inlineStr '\\u7532'")
        #expect(found.contains("A2 inlineStr '=1+1'"), "\(found)")
        #expect(found.contains("B2 n '-12.5'"))
        #expect(found.contains("A7 inlineStr '\\uff1d1'"))
        #expect(found.contains("A10 inlineStr '<a>&'"))
        #expect(!found.contains { $0.hasPrefix("A11 ") } && found.contains("B11 n '3'"))
        #expect(folder.files(in: "").filter { $0 != "cells.py" } == ["表.xlsx"], "nothing is left beside it")
    }

    @Test func `a cell holds what spreadsheet programs hold`() throws {
        let sheet = try SheetWriter(path: folder.path("a.xlsx"), title: "", heading: ["x"], widths: [])
        try sheet.add([.text(String(repeating: "档", count: 40_000))])
        try sheet.add([.text(String(repeating: "\u{1F98A}", count: 20_000))])
        try sheet.close()
        let found = try cells("a.xlsx")
        #expect(found.count == 3 && found[1].hasSuffix("\\u2026'") && found[2].hasSuffix("\\u2026'"))
    }

    @Test func `where nothing can be written, it is said`() throws {
        #expect(throws: SheetFault.self) {
            let sheet = try SheetWriter(path: folder.path("keiner/a.xlsx"), title: "", heading: ["x"], widths: [])
            try sheet.close()
        }
    }
}
