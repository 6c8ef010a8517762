import Archivist
import ArgumentParser
import Face
import Records

struct PersonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "person", abstract: say("当事人与监护人", "Persons on record"),
        subcommands: [List.self, Show.self, Describe.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: say("列出人员", "List persons"),
            discussion: say("例：lantai person list 林小满", "Example: lantai person list 林小满"))
        @Argument(help: ArgumentHelp(say("姓名", "name"), valueName: "NAME")) var name: String?
        @Option(help: ArgumentHelp(say("最多几人", "at most so many"))) var limit = 100
        @OptionGroup var common: CommonOptions

        func run() async throws {
            for person in try Persons(archive: common.open("person list")).list(named: name, limit: limit) {
                if common.json {
                    common.console.print(.of(person))
                } else {
                    common.console.print(
                        [String(person.id), Wording.safe(person.name), person.birthDate, person.identityNumber]
                            .compactMap { $0 }.joined(separator: "  "))
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: say("此人的案卷与档案", "The records that name a person"),
            discussion: say("例：lantai person show 12", "Example: lantai person show 12"))
        @Argument(help: ArgumentHelp(say("人员编号", "number of the person"), valueName: "ID")) var id: Int64
        @OptionGroup var common: CommonOptions

        func run() async throws {
            PersonText.show(try Persons(archive: common.open("person show")).entry(id), on: common.console)
        }
    }

    struct Describe: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "describe",
            abstract: say("补充姓名、出生日期、身份证号", "Add name, birth date, identity number"),
            discussion: say(
                "例：lantai person describe 12 --born 2015-03-02", "Example: lantai person describe 12 --born 2015-03-02")
        )
        @Argument(help: ArgumentHelp(say("人员编号", "number of the person"), valueName: "ID")) var id: Int64
        @Option(help: ArgumentHelp(say("姓名", "name"), valueName: "NAME")) var name: String?
        @Option(help: ArgumentHelp(say("出生日期", "birth date"), valueName: "D")) var born: String?
        @Option(name: .customLong("identity"), help: ArgumentHelp(say("身份证号", "identity number"), valueName: "N"))
        var identityNumber: String?
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let entry = try Persons(archive: common.open("person describe")).describe(
                id, name: name, birthDate: try Dates.day(born, option: "--born"), identityNumber: identityNumber)
            PersonText.show(entry, on: common.console)
        }
    }
}

enum PersonText {
    static func show(_ entry: Persons.Entry, on console: Console) {
        if console.isJSON {
            console.print(
                .object([
                    ("person", .int(Int(entry.person.id))), ("name", .string(entry.person.name)),
                    ("birthDate", JSONText(entry.person.birthDate)),
                    ("identityNumber", JSONText(entry.person.identityNumber)),
                    ("volumes", .array(entry.volumes.map(JSONText.string))),
                    ("items", .array(entry.items.map(JSONText.string))),
                ]))
            return
        }
        console.print(
            [
                String(entry.person.id), Wording.safe(entry.person.name), entry.person.birthDate,
                entry.person.identityNumber,
            ].compactMap { $0 }.joined(separator: "  "))
        for code in entry.volumes { console.print(say("案卷  ", "volume  ") + code) }
        for code in entry.items { console.print(say("件  ", "item  ") + code) }
    }
}
