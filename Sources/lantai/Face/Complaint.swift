import Archivist
import ArgumentParser
import Foundation
import Intake
import Records

/// An error, as a word for programs, a sentence for people and an exit status (DESIGN: exit status).
struct Complaint {
    let kind: String
    let message: String
    let status: Int32
    /// What ArgumentParser says itself: help, version, completions, wrong usage.
    private let parserError: (any Error)?

    init(_ error: any Error) {
        var parserError: (any Error)?
        switch error {
        case let failure as ArchiveFailure: (kind, message, status) = Self.of(failure)
        case let refusal as Refusal:
            (kind, message, status) = (Wording.kind(of: refusal), Wording.of(refusal: refusal), 65)
        case let fault as UsageFault: (kind, message, status) = ("usage", Self.of(fault), 64)
        case let error as ManifestError: (kind, message, status) = ("manifest", Wording.of(error), 65)
        case let code as ExitCode: (kind, message, status) = ("", "", code.rawValue)
        case let error where ArchiveFailure(storage: error) != nil:
            (kind, message, status) = ArchiveFailure(storage: error).map(Self.of) ?? ("", "", 70)
        default:
            (kind, message, status) =
                Lantai.exitCode(for: error) == .failure
                ? ("internal", say("程序内部出错：\(error)", "internal fault: \(error)"), 70) : ("usage", "", 64)
            parserError = Lantai.exitCode(for: error) == .failure ? nil : error
        }
        self.parserError = parserError
    }

    func exit() -> Never {
        if let parserError { ParserWording.exit(with: parserError) }
        if !message.isEmpty {
            let isJSON = CommandLine.arguments.contains("--json")
            let text =
                isJSON
                ? JSONText.object([("error", .object([("kind", .string(kind)), ("message", .string(message))]))]).text
                : "lantai" + say("：", ": ") + Console.safe(message)
            Console.write(text + "\n", to: STDERR_FILENO)
        }
        Foundation.exit(status)
    }

    // MARK: - Sentences

    private static func of(_ fault: UsageFault) -> String {
        switch fault {
        case .archiveNotNamed:
            say("没有指明档案库；用 --archive DIR 或环境变量 LANTAI_ARCHIVE", "no archive named; use --archive DIR or LANTAI_ARCHIVE")
        case .invalidDate(let option, let value):
            say("\(option) 的“\(value)”不是日期；写成 2023-05-19", "'\(value)' for \(option) is no date; write 2023-05-19")
        case .invalidField(let text): say("“\(text)”应写成 著录项=值", "'\(text)' should be NAME=VALUE")
        case .invalidDifference(let text): say("--diff“\(text)”应写成 1..2", "--diff '\(text)' should be 1..2")
        case .nothingToFile: say("没有给出文件或 --manifest", "no files and no --manifest given")
        case .titleForMany: say("--title 只能用于一个文件", "--title is for a single file")
        case .badValue(let option, let value, let allowed):
            say(
                "\(option) 不能是“\(value)”；可用：\(allowed.joined(separator: "、"))",
                "\(option) cannot be '\(value)'; there are: \(allowed.joined(separator: ", "))")
        case .noteMissing: say("--done 要写明审查结果：--note TEXT", "--done needs what came of it: --note TEXT")
        case .together(let a, let b): say("\(a) 与 \(b) 不能同时使用", "\(a) and \(b) exclude each other")
        }
    }

    private static func of(_ failure: ArchiveFailure) -> (String, String, Int32) {
        switch failure {
        case .notAnArchive(let path):
            (
                "notAnArchive",
                say("“\(path)”不是档案库；用 lantai init 新建", "'\(path)' is no archive; make one with lantai init"), 78
            )
        case .alreadyAnArchive(let path):
            ("alreadyAnArchive", say("“\(path)”已是档案库", "'\(path)' is an archive already"), 65)
        case .folderNotEmpty(let path):
            (
                "folderNotEmpty",
                say("“\(path)”已存在且不是空的；换一个地方", "'\(path)' is there and not empty; choose another place"), 65
            )
        case .catalogMissing(let path):
            (
                "catalogMissing",
                say(
                    "“\(path)”的目录库 Corpus/catalog.sqlite 不见了；运行 lantai recover 从盒中重建",
                    "the catalog of '\(path)' is missing; run lantai recover to rebuild it from the boxes"),
                78
            )
        case .catalogPresent(let path):
            (
                "catalogPresent",
                say("目录库“\(path)”还在；若确要重建，先把它移走", "the catalog '\(path)' is there; to rebuild it, move it away first"),
                65
            )
        case .invalidFonds(let code):
            (
                "usage",
                say(
                    "全宗号“\(code)”应为一个大写字母加三位数字，如 J016",
                    "the fonds number '\(code)' should be a capital letter and three digits, such as J016"), 64
            )
        case .invalidOrganisation(let code):
            (
                "usage",
                say(
                    "行政区划代码“\(code)”应为 2、4、6、9 或 12 位数字",
                    "the division code '\(code)' should have 2, 4, 6, 9 or 12 digits"), 64
            )
        case .noInput(let path): ("noInput", say("没有文件“\(path)”", "no file '\(path)'"), 66)
        case .unreadable(let path, let reason):
            ("unreadable", say("读不了“\(path)”：\(reason)", "cannot read '\(path)': \(reason)"), 66)
        case .refused(let refusal): (Wording.kind(of: refusal), Wording.of(refusal: refusal), 65)
        case .filePlan(let problems):
            (
                "filePlan",
                say("分类方案有 \(problems.count) 处错误：", "the file plan has \(problems.count) faults: ")
                    + problems.map(Wording.of).joined(separator: say("；", "; ")), 65
            )
        case .manifest(.cannotOpen(let path, _)): ("noInput", say("没有文件“\(path)”", "no file '\(path)'"), 66)
        case .manifest(let error): ("manifest", Wording.of(error), 65)
        case .classInUse(let code):
            ("classInUse", say("类别 \(code) 下已有档案，新方案不能没有它", "class \(code) holds records, a new plan must have it"), 65)
        case .organisationInUse(let code):
            (
                "organisationInUse",
                say("机构 \(code) 名下有档案，不能删除", "organisation \(code) holds records and cannot be removed"), 65
            )
        case .badTable(let line, let fault): ("badTable", say("第 \(line) 行：", "line \(line): ") + of(fault), 65)
        case .badName(let name):
            (
                "badName",
                say(
                    "“\(name)”不能作名称；用一至一百个字，不含换行等控制字符",
                    "'\(name)' is no name; use 1 to 100 characters without line breaks"), 65
            )
        case .noUsersYet(let name):
            (
                "usage",
                say(
                    "档案库还没有设立用户，不能以“\(name)”的身份操作；去掉 --as，操作以本机账户记入日志",
                    "the archive has no users yet, nobody can act as '\(name)'; drop --as, and acts are logged under this account"
                ), 64
            )
        case .masked(let code):
            (
                "masked",
                say(
                    "\(code) 的原件含个人信息，您的角色只看遮蔽后的正文；要看原件先用 lantai access request 申请",
                    "the files of \(code) name persons, whom your role sees masked; ask for them with lantai access request"
                ), 77
            )
        case .signInRequired:
            (
                "signInRequired",
                say(
                    "档案库已设用户；加 --as 用户名，密码从终端或环境变量 LANTAI_PASSWORD 读入",
                    "the archive has users; add --as USER, the password is read from the terminal or LANTAI_PASSWORD"),
                77
            )
        case .signInFailed:
            ("signInFailed", say("用户名或密码不对", "wrong user name or password"), 77)
        case .signInDelayed(let seconds):
            (
                "signInDelayed",
                say("密码错误次数多，请 \(seconds) 秒后再试", "too many wrong passwords; try again in \(seconds) s"), 77
            )
        case .lockedOut:
            (
                "lockedOut",
                say(
                    "此用户已锁定；请系统管理员用 lantai user release 解锁",
                    "this user is locked out; the system administrator can release it"), 77
            )
        case .roleMissing:
            (
                "roleMissing",
                say(
                    "此用户还没有角色；请安全保密员用 lantai user role 授予",
                    "this user has no role yet; the security officer gives one with lantai user role"),
                77
            )
        case .passwordMustChange(let name):
            (
                "passwordMustChange",
                say(
                    "首次登录须先改密码：lantai user password --as \(name)",
                    "change the one-time password first: lantai user password --as \(name)"),
                77
            )
        case .weakPassword(let fault): ("weakPassword", Wording.of(fault), 65)
        case .userExists(let name): ("userExists", say("已有用户“\(name)”", "there is a user '\(name)' already"), 65)
        case .noSuchUser(let name): ("noSuchUser", say("没有用户“\(name)”", "no such user '\(name)'"), 79)
        case .firstUserAdministrates:
            (
                "usage",
                say(
                    "第一个用户须是系统管理员：加 --role systemAdministrator",
                    "the first user is the system administrator: add --role systemAdministrator"
                ), 64
            )
        case .ownRole: ("ownRole", say("不能改自己的角色或状态", "nobody changes their own role or state"), 77)
        case .noSuchGrant(let id):
            (
                "noSuchGrant",
                say("没有调阅申请 \(id)；用 lantai access list 查看", "no such request \(id); see lantai access list"), 79
            )
        case .ownRequest(let id):
            ("ownRequest", say("不能审批或复核自己的申请 \(id)", "nobody decides on or reviews their own request \(id)"), 77)
        case .grantState(let id, let state):
            (
                "grantState",
                say("申请 \(id) 现为 \(state.rawValue)，不能这样处理", "request \(id) is \(state.rawValue): not possible now"), 65
            )
        case .notPermitted(let duty):
            (
                "notPermitted",
                say("您的角色不能做这件事（\(duty.rawValue)）", "your role does not permit this (\(duty.rawValue))"), 77
            )
        case .noSuchEntry, .badCheckpoint, .logChanged, .badLogKey, .logKeyMissing, .otherLogKey, .badLogRules,
            .reviewOfOwnUse, .tooYoungToErase, .logDamaged:
            ofLog(failure)
        case .separation(let fault): ("separation", Wording.of(fault), 77)
        case .unknownWitness(let name):
            ("unknownWitness", say("监销人“\(name)”不是用户", "the witness '\(name)' is no user"), 65)
        case .noSuchHold(let number):
            ("noSuchHold", say("没有冻结 \(number)；用 lantai hold list 查看", "no hold \(number); see lantai hold list"), 79)
        case .holdLifted(let number): ("holdLifted", say("冻结 \(number) 已经解除", "hold \(number) was lifted already"), 65)
        case .nothingToHold:
            (
                "nothingToHold",
                say(
                    "没有要冻结的；给出档号、--person 或能查到档案的 --search",
                    "nothing to hold; give codes, --person, or a --search that finds something"), 65
            )
        case .noSuchAppraisal(let number):
            (
                "noSuchAppraisal",
                say("没有鉴定批次 \(number)；用 lantai appraisal list 查看", "no batch \(number); see lantai appraisal list"), 79
            )
        case .nothingToAppraise:
            ("nothingToAppraise", say("没有可以这样处理的档案", "there is no record to which this applies"), 65)
        case .notInAppraisal(let code, let number):
            ("notInAppraisal", say("\(code) 不在鉴定批次 \(number) 里", "\(code) is not in batch \(number)"), 79)
        case .inAppraisal(let code, let number):
            ("inAppraisal", say("\(code) 已在鉴定批次 \(number) 里", "\(code) is in batch \(number) already"), 65)
        case .obstructed(let items):
            (
                "obstructed",
                say("\(items.count) 件都不能处置：", "none of \(items.count) records can be disposed of: ")
                    + Wording.of(items),
                77
            )
        case .gone(let code, let kind):
            (
                "gone",
                say("\(code) ", "\(code) is ") + Wording.of(kind)
                    + say("；用 lantai show 查看存根", "; lantai show tells what is left"), 79
            )
        case .busy(let holder): ("busy", busy(holder), 75)
        case .noSuchRecord(let code): ("noSuchRecord", say("没有档案“\(code)”", "no such record '\(code)'"), 79)
        case .noSuchVersion(let code, let version):
            (
                "noSuchVersion",
                say(
                    "\(code) 没有第 \(version) 版；用 lantai history 查看",
                    "\(code) has no version \(version); see lantai history"), 79
            )
        case .noVersionThen(let code, let date):
            ("noSuchVersion", say("\(code) 在 \(date) 还没有归档", "\(code) was not filed yet on \(date)"), 79)
        case .noSuchFile(let code, let name):
            (
                "noSuchFile",
                say("\(code) 没有文件“\(name)”；用 lantai show 查看", "\(code) has no file '\(name)'; see lantai show"), 79
            )
        case .noText(let code, let version):
            (
                "noText",
                say(
                    "\(code) 第 \(version) 版没有可读的正文；用 --file 取原文件",
                    "version \(version) of \(code) has no text; use --file for the original"), 79
            )
        case .noSuchVolume(let code):
            (
                "noSuchVolume",
                say("没有案卷“\(code)”；用 lantai volume list 查看", "no such volume '\(code)'; see lantai volume list"), 79
            )
        case .noSuchPerson(let id):
            (
                "noSuchPerson",
                say("没有人员 \(id)；用 lantai person list 查看", "no such person \(id); see lantai person list"), 79
            )
        case .noSuchOrganisation(let code):
            ("noSuchOrganisation", say("没有机构“\(code)”", "no such organisation '\(code)'"), 79)
        case .noSuchBox(let file):
            ("noSuchBox", say("没有盒“\(file)”；用 lantai box list 查看", "no such box '\(file)'; see lantai box list"), 79)
        case .noSuchSavedSearch(let name):
            (
                "noSuchSavedSearch",
                say("没有保存过检索“\(name)”；用 lantai saved list 查看", "no saved search '\(name)'; see lantai saved list"), 79
            )
        case .volumeState(let code, .closed):
            (
                "volumeClosed",
                say("案卷 \(code) 已结卷；先用 lantai volume reopen", "volume \(code) is closed; reopen it first"), 65
            )
        case .volumeState(let code, .destroyed):
            ("volumeDestroyed", say("案卷 \(code) 已销毁", "volume \(code) was destroyed"), 65)
        case .volumeState(let code, .open): ("volumeOpen", say("案卷 \(code) 没有结卷", "volume \(code) is open"), 65)
        case .personHasOpenVolume(let code):
            (
                "personHasOpenVolume",
                say(
                    "此人已有未结的案卷 \(code)；归入该卷，或加 --another 另立一卷",
                    "this person has the open volume \(code); file into it, or add --another"), 65
            )
        case .alreadyVoided(let code):
            ("voided", say("\(code) 已作废，不能再修订", "\(code) is void and takes no further version"), 65)
        case .nothingToRevise(let code):
            ("usage", say("没有说要改 \(code) 的什么", "nothing was said to be changed in \(code)"), 64)
        case .damaged(let box, let code):
            (
                "damaged",
                say(
                    "\(code ?? "内容") 在盒 \(box) 中已损坏，不予显示；运行 lantai verify，并从备份恢复该盒",
                    "\(code ?? "content") is damaged in box \(box) and not shown; run lantai verify and restore the box from a backup"
                ),
                74
            )
        case .catalogDamaged(let reason):
            (
                "damaged",
                say(
                    "目录库损坏（\(reason)）；移走 Corpus/catalog.sqlite 后运行 lantai recover，或用备份恢复",
                    "the catalog is damaged (\(reason)); move Corpus/catalog.sqlite away and run lantai recover, or restore a backup"
                ),
                74
            )
        case .diskFull(let path):
            ("diskFull", say("磁盘已满（\(path)）；腾出空间后重试", "the disk is full (\(path)); free some space and try again"), 74)
        case .accessDenied(let path):
            (
                "accessDenied",
                say(
                    "没有权限读写“\(path)”；检查文件夹的权限",
                    "no permission to read or write '\(path)'; check the folder's permissions"), 74
            )
        case .storageFailed(let path, let reason):
            (
                "io",
                say(
                    "读写失败（\(path)）：\(reason)；检查磁盘后重试",
                    "reading or writing failed (\(path)): \(reason); check the disk and try again"), 74
            )
        case .backupDamaged(let problems):
            (
                "damaged",
                say(
                    "备份有 \(problems) 处不符，不可用；检查备份盘后重做",
                    "the backup has \(problems) faults and is of no use; check its disk and make it again"), 74
            )
        case .backupMissing(let path): ("noInput", say("“\(path)”不是备份", "'\(path)' is no backup"), 66)
        case .cancelled:
            (
                "cancelled",
                say(
                    "已按要求停下；已说“已归档”的都已存好，再运行一次会接着做",
                    "stopped as asked; what was reported is safe, run it again to go on"), 130
            )
        }
    }

    private static func ofLog(_ failure: ArchiveFailure) -> (String, String, Int32) {
        switch failure {
        case .noSuchEntry(let seq): ("noSuchEntry", say("日志没有第 \(seq) 条", "the log has no entry \(seq)"), 79)
        case .badCheckpoint:
            (
                "badCheckpoint",
                say(
                    "这个文件不是检查点；用 lantai log checkpoint 签发的才是",
                    "the file is no checkpoint; lantai log checkpoint issues them"), 65
            )
        case .logChanged(let size):
            (
                "logChanged",
                say(
                    "日志不是从那个检查点（\(size) 条）接着写的；用 lantai log verify --checkpoint 查明",
                    "the log does not go on from that checkpoint (\(size) entries); see lantai log verify --checkpoint"),
                1
            )
        case .badLogKey(let path): ("badLogKey", say("“\(path)”不是日志的密钥", "'\(path)' is no key of a log"), 78)
        case .logKeyMissing(let path):
            (
                "logKeyMissing",
                say(
                    "日志的签名密钥不在“\(path)”；用环境变量 LANTAI_LOG_KEY 指明它在哪里",
                    "the log's signing key is not in '\(path)'; say where it is with LANTAI_LOG_KEY"), 78
            )
        case .otherLogKey(let path):
            (
                "otherLogKey",
                say(
                    "“\(path)”不是这个日志的密钥；用 LANTAI_LOG_KEY 指明原来的，日志若是新的，先把旧密钥移走",
                    "'\(path)' is not this log's key; name the right one with LANTAI_LOG_KEY or, if the log is new, move the old key away"
                ), 78
            )
        case .badLogRules(let path, let line, let expected):
            (
                "badLogRules",
                say(
                    "“\(path)”第 \(line) 行不对，应如：\(expected)", "line \(line) of '\(path)' is wrong, expected: \(expected)"
                ),
                78
            )
        case .reviewOfOwnUse(let seq):
            (
                "reviewOfOwnUse",
                say("第 \(seq) 条是您自己的利用，要由别人审查", "entry \(seq) is your own use; somebody else must review it"), 77
            )
        case .tooYoungToErase(let day, let years):
            (
                "tooYoungToErase",
                say(
                    "日志要保管 \(years) 年，\(day) 以前的还不到期限",
                    "the log is kept for \(years) years: entries before \(day) are too young"),
                65
            )
        case .logDamaged(let what):
            (
                "damaged",
                say(
                    "利用日志损坏（\(what)），不能利用档案；运行 lantai log verify，并从备份恢复 Corpus/access.sqlite",
                    "the access log is damaged (\(what)), and nothing can be used; run lantai log verify and restore Corpus/access.sqlite from a backup"
                ), 74
            )
        default: ("internal", "\(failure)", 70)
        }
    }

    private static func of(_ fault: TableFault) -> String {
        switch fault {
        case .cells(let expected, let found):
            say("应有 \(expected) 格，实有 \(found) 格", "\(found) cells instead of \(expected)")
        case .heading(let names):
            say("表头应有 \(names.joined(separator: "、"))", "the heading needs \(names.joined(separator: ", "))")
        case .code(let code):
            say("行政区划代码“\(code)”应为 2、4、6、9 或 12 位数字", "the division code '\(code)' should have 2, 4, 6, 9 or 12 digits")
        case .nameMissing: say("缺少名称", "the name is missing")
        case .notText: say("不是 CSV 表格", "not a CSV table")
        }
    }

    private static func busy(_ holder: LockHolder?) -> String {
        guard let holder else { return say("另一个程序正在写入；稍后再试", "another program is writing; try again") }
        return say(
            "\(holder.who) 正在写入（\(holder.act)，自 \(holder.since)，进程 \(holder.process)）；稍后再试",
            "\(holder.who) is writing (\(holder.act), since \(holder.since), process \(holder.process)); try again")
    }
}
