import Testing

import Intake

/// What is written down of the programs that files are read with.
@Suite struct ReadingMeansTests {
    /// All that readers run: a file that was read in vain is read again once one of them has come.
    @Test(arguments: [
        "antiword", "catdoc", "catppt", "pdfdetach", "pdfimages", "pdfinfo", "pdftoppm", "pdftotext", "soffice",
        "tesseract", "unrtf", "xls2csv",
    ])
    func `a program that is there is among the means`(program: String) {
        #expect(ReadingMeans.current().contains("; \(program) ") == isInstalled(program))
    }
}
