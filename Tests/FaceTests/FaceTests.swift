import Archivist
import Face
import Foundation
import Intake
import Testing

/// What both doors say.
@Suite struct FaceTests {
    @Test func `JSON reads back as it was written, whatever the text`() throws {
        let texts = ["", "林小满", "\"\\/", "\u{0}\u{1}\u{1F}\u{7F}\r\n\t", "\u{2028}\u{2029}", "👨‍👩‍👧", "<script>", "𠮷"]
        let written = JSONText.object([
            ("texts", .array(texts.map(JSONText.string))), ("none", .null), ("number", .number(1.5)),
            ("odd", .number(.nan)),
            ("whole", .int(.min)), ("yes", true),
        ]).text
        #expect(!written.contains("\n"))
        let read = try #require(JSONSerialization.jsonObject(with: Data(written.utf8)) as? [String: Any])
        #expect(read["texts"] as? [String] == texts)
        #expect(read["none"] is NSNull && read["odd"] is NSNull)
        #expect(read["number"] as? Double == 1.5 && read["whole"] as? Int == .min && read["yes"] as? Bool == true)
    }

    /// As the actions write it down: nobody who reads the log in a browser has ever seen a command.
    @Test func `whatever is in the log is said in words`() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../Sources")
        var acts: Set<String> = []
        for folder in ["Archivist", "Access"] {
            let files = FileManager.default.enumerator(
                at: sources.appending(path: folder), includingPropertiesForKeys: nil)
            for case let file as URL in try #require(files) where file.pathExtension == "swift" {
                let text = try String(contentsOf: file, encoding: .utf8)
                for found in text.matches(
                    of: /(?:record\(|step\(|act: (?:String = )?)"([a-z]+(?: [a-z]+)*)"|let \w+ = "([a-z]+(?: [a-z]+)+)"/
                ) {
                    if let act = found.1 ?? found.2 { acts.insert(String(act)) }
                }
            }
        }
        #expect(acts.isSuperset(of: ["search", "show", "disposal", "clock set back", "log erase", "user set"]))
        for act in acts {
            let words = Language.$isEnglish.withValue(false) { LogText.deed(act) }
            #expect(words != act, "\(act)")
        }
    }

    @Test(arguments: [
        ArchiveFailure.unknownWitness("甲"), .inAppraisal(code: "J016-X-0001", 2), .noSuchEntry(9), .badLogKey("key"),
    ])
    func `what is refused is said with what to do instead`(failure: ArchiveFailure) {
        let words = Language.$isEnglish.withValue(false) { Wording.fault(failure).message }
        #expect(words.contains("；"), "\(words)")
    }

    @Test func `a manifest that is there and cannot be opened is not called missing`() {
        let denied = Wording.fault(.manifest(.cannotOpen(path: "清单.csv", errno: EACCES)))
        #expect(denied.kind == "unreadable" && denied.status == 66 && denied.message.contains("清单.csv"))
        #expect(Wording.fault(.manifest(.cannotOpen(path: "清单.csv", errno: ENOENT))).kind == "noInput")
    }

    @Test func `nothing of a document moves a terminal`() {
        let text = "a\u{1B}[2J\u{202E}b\u{9B}c\nd\te"
        #expect(Wording.safe(text) == "a\u{FFFD}[2J\u{FFFD}b\u{FFFD}c\nd\te")
        #expect(Wording.line(text) == "a\u{FFFD}[2J\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}e")
    }

    @Test func `who types no commands is told of none`() {
        let failures: [ArchiveFailure] = [
            .notAnArchive("x"), .masked("x"), .signInRequired, .lockedOut, .roleMissing, .passwordMustChange("x"),
            .firstUserAdministrates, .noSuchGrant(1), .noSuchHold(1), .nothingToHold, .noSuchAppraisal(1),
            .noSuchRequest(1), .requestFieldMissing("text"), .requestFieldMissing("subject"),
            .requestUndone(1, .revisionMissing), .requestUndone(1, .notExported(["x"])),
            .requestUndone(1, .notProposed(["x"])), .requestUndone(1, .answerMissing),
            .noSuchTransfer(1), .noSuchVersion(code: "x", version: 2),
            .noSuchFile(code: "x", name: "y"), .noFileLeft("x"), .noText(code: "x", version: 1), .noSuchVolume("x"),
            .noSuchPerson("x"), .noSuchBox("x"), .noSuchSavedSearch("x"),
            .personHasOpenVolume(code: "x"), .damaged(box: "x", code: nil), .catalogDamaged("x"), .logDamaged("x"),
            .logMissing("x"), .tooManyRecords(2, most: 1), .badCheckpoint, .tokenExpired("x", until: "y"),
            .noSuchToken("x"), .ownSecondFactor, .purposeMissing(code: "x", className: "y"), .refused(.classMissing),
            .refused(.unknownOrganisation("x")), .refused(.unknownVolume("x")), .refused(.volumeClosed("x")),
            .refused(.externalIDTaken(code: "x", externalID: "y")),
        ]
        for failure in failures {
            for isEnglish in [false, true] {
                Language.$isEnglish.withValue(isEnglish) {
                    let typed = Wording.fault(failure).message
                    let read = Language.$namesCommands.withValue(false) { Wording.fault(failure).message }
                    #expect(!read.contains("lantai") && !read.contains("--"), "\(read)")
                    #expect(!read.isEmpty && read.count <= typed.count, "\(typed)")
                }
            }
        }
    }

    @Test func `each language is asked for where it is needed, side by side`() async {
        func speak(_ isEnglish: Bool) async -> String {
            await Language.$isEnglish.withValue(isEnglish) {
                await Task.yield()
                return Wording.fault(ArchiveFailure.noSuchRecord("J016")).message
            }
        }
        async let english = speak(true)
        async let chinese = speak(false)
        #expect(await english == "no such record 'J016'")
        #expect(await chinese == "没有档案“J016”")
    }

    /// Acts as the sources name them: whatever is recorded, and whatever may be refused.
    private static func acts() throws -> Set<String> {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Sources").path
        let named =
            #/(?:\bact: |\brecord\(|\brequest, visit, |\bcommon\.open\(|\bsigningIn\()\s*"([a-z]+(?: [a-z]+)*)"/#
        var acts: Set<String> = []
        for target in ["Archivist", "Web", "lantai"] {
            let files = FileManager.default.enumerator(atPath: sources + "/" + target)?.compactMap { $0 as? String }
            for file in (files ?? []) where file.hasSuffix(".swift") {
                let text = try String(contentsOfFile: sources + "/" + target + "/" + file, encoding: .utf8)
                acts.formUnion(text.matches(of: named).map { String($0.output.1) })
            }
        }
        let log = try String(contentsOfFile: sources + "/Access/AccessLogCheck.swift", encoding: .utf8)
        acts.formUnion(log.matches(of: #/static let \w+ = "([a-z ]+)"/#).map { String($0.output.1) })
        return acts
    }

    @Test func `every act that may stand in the log has words of its own`() async throws {
        let acts = try Self.acts()
        #expect(acts.isSuperset(of: ["show", "org add", "log erase", "user role", "retention due", "sign in"]))
        for act in acts.sorted() {
            for isEnglish in [false, true] {
                Language.$isEnglish.withValue(isEnglish) { #expect(LogText.deed(act) != act, "\(act)") }
            }
        }
    }
}
