import Foundation
import Testing
import Workbench

/// An archive with users of every role, as an institution has them; founded once, copied for each test.
struct Institution {
    let lantai: Lantai

    /// Supervisors (督导), archivists (档案员), caseworkers (工作者), an auditor, beside two officers.
    private static let people = [
        ("du", "supervisor"), ("du2", "supervisor"), ("dang", "archivist"), ("dang2", "archivist"),
        ("dang3", "archivist"), ("yuan3", "caseworker"), ("yuan", "caseworker"), ("yuan2", "caseworker"),
        ("shen", "auditor"),
    ]
    static let secret = "海棠依旧绿肥红瘦知否"

    /// A record that fell due in 2016, one that falls due in 2032, and a case that caseworkers do not read.
    static let old = "J016-ZY·WB·PX·2005·D10-0001"
    static let young = "J016-ZY·WB·PX·2021·D10-0001"
    static let volume = "J016-ZY·WB·GA·2023·Y-001"

    init() throws {
        lantai = try Lantai()
        let template = try Self.template.get()
        let copied = try Shell.run(
            "cp -r \(Shell.quoted(template.path("档案"))) .", in: lantai.folder.path)
        try #require(copied.status == 0)
    }

    private static let template: Result<TestFolder, any Error> = Result {
        let lantai = try Lantai()
        let add = people.map { name, role in
            "lantai user add \(name) --org 2102 --as admin > p && lantai user role \(name) \(role) --as safe && own \(name)"
        }
        let outcome = try lantai.run(
            """
            set -e
            exec >/dev/null 2>&1
            lantai init 档案 --fonds J016 --name 某市未保中心 --org 2102
            lantai org add 210202 某区未保中心
            printf '陈年往来记录\\n一事已毕。\\n' > 1.txt; lantai file 1.txt --class PX --date 2005-03-05
            printf '近年培训记录\\n一事已毕。\\n' > 2.txt; lantai file 2.txt --class PX --date 2021-03-05
            printf '个案登记表\\n祖父酗酒，夜间独处。\\n' > 3.txt
            lantai file 3.txt --class GA --date 2023-03-01 --volume 某童个案 --org 210202
            export LANTAI_PASSWORD=\(secret)
            own() { LANTAI_NEW_PASSWORD=$LANTAI_PASSWORD LANTAI_PASSWORD=$(cat p) lantai user password --as $1; }
            lantai user add admin --org 2102 --role systemAdministrator > p; own admin
            lantai user add safe --org 2102 --as admin > p; lantai user role safe securityOfficer --as admin; own safe
            \(add.joined(separator: "\n"))
            """)
        try #require(outcome.status == 0, "\(outcome.errors)")
        return lantai.folder
    }

    /// A command in the name of a user, as words of a shell.
    func line(_ who: String, _ command: String) -> String {
        "LANTAI_PASSWORD=\(Self.secret) lantai \(command) --as \(who)"
    }

    @discardableResult
    func run(_ who: String, _ command: String) throws -> Shell.Outcome { try lantai.run(line(who, command)) }

    /// As if the system's clock and zone stood so; faketime is needed.
    /// - Parameter clock: `YYYY-MM-DD HH:MM:SS` in the zone.
    @discardableResult
    func run(_ who: String, _ command: String, at clock: String, zone: String = "Asia/Shanghai") throws
        -> Shell.Outcome
    {
        try lantai.run(
            "export LANTAI_PASSWORD=\(Self.secret) TZ=\(zone); faketime -f '@\(clock)' lantai \(command) --as \(who)")
    }

    /// A batch of these records, all but approved: opened by dang, with the opinions of yuan and yuan2.
    func appraised(_ codes: [String]) throws -> Int {
        let opened = try run("dang", "appraisal open --title 到期 --items \(codes.joined(separator: " ")) --json")
        let batch = try #require(Lantai.objects(opened.output).first?["batch"] as? Int, "\(opened.errors)")
        for who in ["yuan", "yuan2"] {
            try expect(0, try run(who, "appraisal opinion \(batch) --destroy --reason 无价值"))
        }
        return batch
    }

    func state(_ code: String) throws -> String {
        let shown = try run("du", "show \(code) --json")
        return Lantai.objects(shown.output).first?["state"] as? String ?? shown.errors
    }

    func expect(_ status: Int32, _ outcome: Shell.Outcome, _ comment: String = "") throws {
        #expect(outcome.status == status, "\(comment) \(outcome.output)\(outcome.errors)")
    }
}
