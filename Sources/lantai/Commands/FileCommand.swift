import Archivist
import ArgumentParser
import Face
import Records

struct FileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "file", abstract: say("归档文件、文件夹，或按清单归档", "File documents, folders, or what a manifest lists"),
        discussion: say(
            """
            例：lantai file 会商纪要.txt --class GA --volume 林小满个案
                lantai file 文件夹 --class 培训
                lantai file --manifest 清单.csv
            清单为 CSV 或 JSONL，列名：path 或 text，原编号、题名、日期、类别、案卷、机构、责任者、文号、field.著录项。
            没有给出的题名、日期、责任者、文号、人员从正文中提取，待确认（lantai confirm）。重复运行不会重复归档。没有 --class 时，按上级文件夹名（如“个案”）确定类别。
            """,
            """
            Example: lantai file minutes.txt --class GA --volume "Case Lin"
                     lantai file FOLDER --class PX
                     lantai file --manifest list.csv
            A manifest is CSV or JSONL with the keys path or text, externalID, title, date, class, volume, org, author,
            documentNumber, field.NAME. What is not given of title, date, author, document number and persons is proposed from
            the text, to be confirmed (lantai confirm).
            Running it again files nothing twice. Without --class a parent folder named like a class decides.
            """))

    @Argument(help: ArgumentHelp(say("文件或文件夹", "files or folders"), valueName: "PATH"))
    var paths: [String] = []

    @Option(help: ArgumentHelp(say("清单（CSV 或 JSONL）", "manifest (CSV or JSONL)"), valueName: "FILE"))
    var manifest: String?

    @Option(help: ArgumentHelp(say("题名（只归档一个文件时）", "title (for a single file)"), valueName: "T"))
    var title: String?

    @Option(help: ArgumentHelp(say("形成日期", "date of the record"), valueName: "D"))
    var date: String?

    @Option(
        name: .customLong("field"),
        help: ArgumentHelp(say("著录项，可多次", "description field, repeatable"), valueName: "NAME=VALUE"))
    var fields: [String] = []

    @OptionGroup var place: PlaceOptions

    @OptionGroup var unpacking: UnpackingOptions

    @Flag(name: .customLong("dry-run"), help: ArgumentHelp(say("只说明会怎样，不归档", "only say what would happen")))
    var isDryRun = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        guard manifest != nil || !paths.isEmpty else { throw UsageFault.nothingToFile }
        if manifest != nil && !paths.isEmpty { throw UsageFault.together("--manifest", "PATH") }
        let console = common.console
        let archive = try common.open("file")
        let filing = Filing(
            archive: archive,
            options: FilingOptions(
                classCode: place.classCode, volume: place.volume, title: title, date: date, org: place.org,
                fields: try Fields.parse(fields), isDryRun: isDryRun, isUnpackedApart: try unpacking.isApart()))
        var tally: [FilingOutcome.Status: Int] = [:]
        var isMissingAlone = true
        let report: (FilingOutcome) -> Void = { outcome in
            tally[outcome.status, default: 0] += 1
            if outcome.status != .rejected { isMissingAlone = false }
            if let refusal = outcome.refusal, Wording.kind(of: refusal) != "missingFile" { isMissingAlone = false }
            OutcomeText.show(outcome, on: console, isDryRun: isDryRun)
        }
        let progress = console.progress(say("归档", "Filed"))
        let isAllFiled: Bool
        do {
            if let manifest {
                let inputs = try ManifestInputs(path: manifest)
                isAllFiled = try await filing.file(inputs, progress: progress, report: report)
                if !inputs.unknownHeadings.isEmpty {
                    let names = inputs.unknownHeadings.joined(separator: say("、", ", "))
                    console.warn(
                        say("清单中不认识的列，已略过：\(names)", "Columns of the manifest not known, passed over: \(names)"))
                }
            } else {
                if title != nil && (paths.count > 1 || PathInputs.isFolder(paths[0])) { throw UsageFault.titleForMany }
                isAllFiled = try await filing.file(PathInputs(paths), progress: progress, report: report)
            }
        } catch ArchiveFailure.cancelled {
            summarise(tally, console)
            throw ArchiveFailure.cancelled
        }
        summarise(tally, console)
        // No such input file, and nothing else: 66. A bad input among others: 65.
        if !isAllFiled { throw ExitCode(isMissingAlone ? 66 : 65) }
    }

    private func summarise(_ tally: [FilingOutcome.Status: Int], _ console: Console) {
        let (filed, same, refused) = (tally[.filed] ?? 0, tally[.unchanged] ?? 0, tally[.rejected] ?? 0)
        guard filed + same + refused != 1 else { return }
        if isDryRun {
            console.note(
                say(
                    "试运行：将归档 \(filed) 件，\(same) 件已在库中，\(refused) 件不能归档。",
                    "Dry run: \(filed) would be filed, \(same) are here already, \(refused) cannot be filed."))
        } else {
            console.note(
                say(
                    "归档 \(filed) 件，未变 \(same) 件，拒绝 \(refused) 件。",
                    "Filed \(filed), unchanged \(same), rejected \(refused)."))
        }
    }
}

/// Where in the file plan what comes in belongs.
struct PlaceOptions: ParsableArguments {
    @Option(name: .customLong("class"), help: ArgumentHelp(say("类别代码或名称", "class code or name"), valueName: "C"))
    var classCode: String?

    @Option(help: ArgumentHelp(say("案卷号，或案卷题名（没有则立卷）", "volume code, or its title (opened if new)"), valueName: "V"))
    var volume: String?

    @Option(help: ArgumentHelp(say("机构（行政区划代码）", "organisation (division code)"), valueName: "CODE"))
    var org: String?
}

/// What becomes of the files in containers and mails.
struct UnpackingOptions: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            say("压缩包、邮件里的文件与它归为一件（缺省）", "what is in a container or mail is kept with it, as one record (default)")))
    var together = false

    @Flag(
        help: ArgumentHelp(
            say("压缩包、邮件里的文件各归为一件", "each file in a container or mail becomes a record of its own")))
    var each = false

    func isApart() throws -> Bool {
        if together && each { throw UsageFault.together("--together", "--each") }
        return each
    }
}

/// `NAME=VALUE` as typed.
enum Fields {
    static func parse(_ typed: [String]) throws -> [(name: String, value: String)] {
        try typed.map { text in
            guard let sign = text.firstIndex(where: { $0 == "=" || $0 == "＝" }), sign != text.startIndex else {
                throw UsageFault.invalidField(text)
            }
            return (String(text[..<sign]), String(text[text.index(after: sign)...]))
        }
    }
}
