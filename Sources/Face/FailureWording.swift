package import Archivist
import Foundation
import Intake
import Records

/// Sentences for what an action could not do.
extension Wording {
    /// A failure as a word for programs, a sentence for people and an exit status (README, exit statuses).
    package static func fault(_ failure: ArchiveFailure) -> (kind: String, message: String, status: Int32) {
        switch failure {
        case .notAnArchive(let path):
            (
                "notAnArchive",
                say("“\(path)”不是档案库", "'\(path)' is no archive")
                    + sayCommand("；用 lantai init 新建", "; make one with lantai init"), 78
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
                say("“\(path)”的目录库 Corpus/catalog.sqlite 不见了", "the catalog of '\(path)' is missing")
                    + sayCommand("；运行 lantai recover 从盒中重建", "; run lantai recover to rebuild it from the boxes"),
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
        case .refused(let refusal): (kind(of: refusal), of(refusal: refusal), 65)
        case .filePlan(let problems):
            (
                "filePlan",
                say("分类方案有 \(problems.count) 处错误：", "the file plan has \(problems.count) faults: ")
                    + problems.map(Wording.of).joined(separator: say("；", "; ")), 65
            )
        case .manifest(.cannotOpen(let path, ENOENT)): ("noInput", say("没有文件“\(path)”", "no file '\(path)'"), 66)
        case .manifest(.cannotOpen(let path, let code)):
            fault(.unreadable(path: path, reason: String(cString: strerror(code))))
        case .manifest(let error): ("manifest", of(error), 65)
        case .classInUse(let code):
            ("classInUse", say("类别 \(code) 下已有档案，新方案不能没有它", "class \(code) holds records, a new plan must have it"), 65)
        case .planChanged(let version):
            (
                "planChanged",
                say(
                    "方案已由别人改过，现行的是第 \(version) 版；对照现行方案再改",
                    "somebody else has changed the plan, version \(version) is in force: compare with it first"), 65
            )
        case .organisationInUse(let code, let hindrances):
            (
                "organisationInUse",
                say("机构 \(code) 不能删除：", "organisation \(code) cannot be removed: ")
                    + hindrances.map { of($0) }.joined(separator: say("；", "; ")), 65
            )
        case .badSynonyms(let faults):
            ("badSynonyms", faults.prefix(20).map { of($0) }.joined(separator: say("；", "; ")), 65)
        case .synonymsTooLong(let most):
            (
                "synonymsTooLong",
                say("同义词文件最多 \(most >> 20) MB", "a file of synonyms has \(most >> 20) MB at most"), 65
            )
        case .badTable(let line, let fault): ("badTable", say("第 \(line) 行：", "line \(line): ") + of(fault), 65)
        case .badName(let name):
            (
                "badName",
                say(
                    "“\(name)”不能作名称；用一至一百个字，不含换行等控制字符",
                    "'\(name)' is no name; use 1 to 100 characters without line breaks"), 65
            )
        case .badAccountName(let name):
            (
                "badName",
                say(
                    "“\(name)”不能作用户或令牌的名称；用二至四十个汉字、字母、数字或 . - _",
                    "'\(name)' is no name of a user or token; use 2 to 40 Han characters, letters, digits or . - _"), 65
            )
        case .noUsersYet(let name):
            (
                "usage",
                say(
                    "档案库还没有设立用户，不能以“\(name)”的身份操作",
                    "the archive has no users yet, nobody can act as '\(name)'")
                    + sayCommand(
                        "；去掉 --as，操作以本机账户记入日志", "; drop --as, and acts are logged under this account"), 64
            )
        case .masked(let code):
            (
                "masked",
                say(
                    "\(code) 的原件含个人信息，您的角色只看遮蔽后的正文；要看原件先",
                    "the files of \(code) name persons, whom your role sees masked; ask for them")
                    + sayCommand("用 lantai access request ", " with lantai access request") + say("申请", ""), 77
            )
        case .signInRequired:
            (
                "signInRequired",
                say("档案库已设用户", "the archive has users")
                    + sayCommand(
                        "；加 --as 用户名，密码从终端或环境变量 LANTAI_PASSWORD 读入",
                        "; add --as USER, the password is read from the terminal or LANTAI_PASSWORD"),
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
                say("此用户已锁定；请系统管理员", "this user is locked out; the system administrator can release it")
                    + sayCommand("用 lantai user release ", "") + say("解锁", ""), 77
            )
        case .roleMissing:
            (
                "roleMissing",
                say("此用户还没有角色；请安全保密员", "this user has no role yet; the security officer gives one")
                    + sayCommand("用 lantai user role ", " with lantai user role") + say("授予", ""),
                77
            )
        case .passwordMustChange(let name):
            (
                "passwordMustChange",
                say("首次登录须先改密码", "change the one-time password first")
                    + sayCommand("：lantai user password --as \(name)", ": lantai user password --as \(name)"),
                77
            )
        case .weakPassword(let fault): ("weakPassword", of(fault), 65)
        case .userExists(let name): ("userExists", say("已有用户“\(name)”", "there is a user '\(name)' already"), 65)
        case .noSuchUser(let name): ("noSuchUser", say("没有用户“\(name)”", "no such user '\(name)'"), 79)
        case .firstUserAdministrates:
            (
                "usage",
                say("第一个用户须是系统管理员", "the first user is the system administrator")
                    + sayCommand("：加 --role systemAdministrator", ": add --role systemAdministrator"), 64
            )
        case .codeFailed, .secondFactorRequired, .noSecondFactor, .ownSecondFactor: ofSecondFactor(failure)
        case .tokenFailed, .tokenExpired, .tokenTime, .tokenExists, .noSuchToken, .tokenCannot, .readingOnly:
            ofToken(failure)
        case .ownRole: ("ownRole", say("不能改自己的角色或状态", "nobody changes their own role or state"), 77)
        case .noSuchGrant(let id):
            (
                "noSuchGrant",
                say("没有调阅申请 \(id)", "no such request \(id)")
                    + sayCommand("；用 lantai access list 查看", "; see lantai access list"), 79
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
            .reviewOfOwnUse, .tooYoungToErase, .logDamaged, .purposeMissing, .logMissing, .badFormats:
            ofLog(failure)
        case .separation(let fault): ("separation", of(fault), 77)
        case .unknownWitness(let name):
            (
                "unknownWitness",
                say(
                    "监销人“\(name)”不是可以监销的在用用户；另请一位",
                    "'\(name)' is no active user who may be a witness; name somebody else"), 65
            )
        case .noSuchHold(let number):
            (
                "noSuchHold",
                say("没有冻结 \(number)", "no hold \(number)")
                    + sayCommand("；用 lantai hold list 查看", "; see lantai hold list"), 79
            )
        case .holdLifted(let number): ("holdLifted", say("冻结 \(number) 已经解除", "hold \(number) was lifted already"), 65)
        case .nothingToHold:
            (
                "nothingToHold",
                say("没有要冻结的；给出档号", "nothing to hold; give codes")
                    + sayCommand("、--person 或能查到档案的 --search", ", --person, or a --search that finds something"), 65
            )
        case .noSuchAppraisal(let number):
            (
                "noSuchAppraisal",
                say("没有鉴定批次 \(number)", "no batch \(number)")
                    + sayCommand("；用 lantai appraisal list 查看", "; see lantai appraisal list"), 79
            )
        case .nothingToAppraise:
            ("nothingToAppraise", say("没有可以这样处理的档案", "there is no record to which this applies"), 65)
        case .notInAppraisal(let code, let number):
            ("notInAppraisal", say("\(code) 不在鉴定批次 \(number) 里", "\(code) is not in batch \(number)"), 79)
        case .inAppraisal(let code, let number):
            (
                "inAppraisal",
                say(
                    "\(code) 已在鉴定批次 \(number) 里；在那一批里办，这一批不要它",
                    "\(code) is in batch \(number) already; deal with it there, and leave it out here"), 65
            )
        case .obstructed(let items):
            (
                "obstructed",
                say("\(items.count) 件都不能处置：", "none of \(items.count) records can be disposed of: ")
                    + of(items),
                77
            )
        case .noSuchRequest, .requestFieldMissing, .requestTakenByDecider, .requestState, .requestAboutNothing,
            .notForDeletion, .deletionForbidden, .requestUndone, .storedOnly:
            ofRequest(failure)
        case .gone(let code, let kind, let authority, let at):
            ("gone", gone(code, kind, authority, at), 79)
        case .noSuchTransfer, .badReceipt, .receiptOfOther, .receiptTaken, .receiptDiffers, .nothingToHandOver,
            .handedOver, .badPackage, .notThisReceipt:
            TransferWording.complaint(failure)
        case .busy(let holder): ("busy", busy(holder), 75)
        case .noSuchRecord(let code): ("noSuchRecord", say("没有档案“\(code)”", "no such record '\(code)'"), 79)
        case .noSuchVersion(let code, let version):
            (
                "noSuchVersion",
                say("\(code) 没有第 \(version) 版", "\(code) has no version \(version)")
                    + sayCommand("；用 lantai history 查看", "; see lantai history"), 79
            )
        case .noVersionThen(let code, let date):
            ("noSuchVersion", say("\(code) 在 \(date) 还没有归档", "\(code) was not filed yet on \(date)"), 79)
        case .noSuchFile(let code, let name):
            (
                "noSuchFile",
                say("\(code) 没有文件“\(name)”", "\(code) has no file '\(name)'")
                    + sayCommand("；用 lantai show 查看", "; see lantai show"), 79
            )
        case .noRendition(let code, let file, let failure): RenditionWording.of(failure, code, file)
        case .pageWidth(let width):
            (
                "usage",
                say(
                    "页面图像的宽度应为 \(PageImage.widths.lowerBound) 到 \(PageImage.widths.upperBound) 像素，不能是 \(width)",
                    "a page image is \(PageImage.widths.lowerBound) to \(PageImage.widths.upperBound) pixels wide, not \(width)"
                ), 64
            )
        case .fileInside(let name, let container):
            (
                "fileInside",
                say(
                    "“\(name)”是“\(container)”里面的文件；换掉或去掉“\(container)”",
                    "'\(name)' is inside '\(container)': replace or remove that"), 65
            )
        case .noFileLeft(let code):
            (
                "noFileLeft",
                say("\(code) 至少要留一个文件", "\(code) keeps one file at least")
                    + sayCommand("；整件不要了，用 lantai void 作废", "; to give up the whole record, use lantai void"), 65
            )
        case .noText(let code, let version):
            (
                "noText",
                say("\(code) 第 \(version) 版没有可读的正文", "version \(version) of \(code) has no text")
                    + sayCommand("；用 --file 取原文件", "; use --file for the original"), 79
            )
        case .noSuchVolume(let code):
            (
                "noSuchVolume",
                say("没有案卷“\(code)”", "no such volume '\(code)'")
                    + sayCommand("；用 lantai volume list 查看", "; see lantai volume list"), 79
            )
        case .noSuchPerson(let id):
            (
                "noSuchPerson",
                say("没有人员 \(id)", "no such person \(id)")
                    + sayCommand("；用 lantai person list 查看", "; see lantai person list"), 79
            )
        case .noSuchOrganisation(let code):
            ("noSuchOrganisation", say("没有机构“\(code)”", "no such organisation '\(code)'"), 79)
        case .noSuchBox(let file):
            (
                "noSuchBox",
                say("没有盒“\(file)”", "no such box '\(file)'")
                    + sayCommand("；用 lantai box list 查看", "; see lantai box list"), 79
            )
        case .noSuchSavedSearch(let name):
            (
                "noSuchSavedSearch",
                say("没有保存过检索“\(name)”", "no saved search '\(name)'")
                    + sayCommand("；用 lantai saved list 查看", "; see lantai saved list"), 79
            )
        case .volumeState(let code, .closed):
            (
                "volumeClosed",
                say("案卷 \(code) 已结卷", "volume \(code) is closed; reopen it first")
                    + sayCommand("；先用 lantai volume reopen", ""), 65
            )
        case .volumeState(let code, .destroyed):
            ("volumeDestroyed", say("案卷 \(code) 已销毁", "volume \(code) was destroyed"), 65)
        case .volumeState(let code, .open), .volumeState(let code, .reopened):
            ("volumeOpen", say("案卷 \(code) 没有结卷", "volume \(code) is open"), 65)
        case .personHasOpenVolume(let code):
            (
                "personHasOpenVolume",
                say("此人已有未结的案卷 \(code)；归入该卷，或", "this person has the open volume \(code); file into it, or ")
                    + sayCommand("加 --another ", "add --another to ") + say("另立一卷", "make a second one"), 65
            )
        case .alreadyVoided(let code):
            ("voided", say("\(code) 已作废，不能再修订", "\(code) is void and takes no further version"), 65)
        case .nothingToRevise(let code):
            ("usage", say("没有说要改 \(code) 的什么", "nothing was said to be changed in \(code)"), 64)
        case .damaged(let box, let code):
            (
                "damaged",
                say(
                    "\(code ?? "内容") 在盒 \(box) 中已损坏，不予显示",
                    "\(code ?? "content") is damaged in box \(box) and not shown")
                    + sayCommand(
                        "；运行 lantai verify，并从备份恢复该盒", "; run lantai verify and restore the box from a backup"),
                74
            )
        case .catalogDamaged(let reason):
            (
                "damaged",
                say("目录库损坏（\(reason)）", "the catalog is damaged (\(reason))")
                    + sayCommand(
                        "；移走 Corpus/catalog.sqlite 后运行 lantai recover，或用备份恢复",
                        "; move Corpus/catalog.sqlite away and run lantai recover, or restore a backup"),
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
        case .noSuchUpload(let id):
            ("noSuchUpload", say("没有上传中的文件“\(id)”；重新选择文件", "no file '\(id)' is on its way; choose it again"), 79)
        case .uploadDiffers(let received):
            (
                "uploadDiffers",
                say(
                    "这一段接不上，已收到 \(received) 字节；重新选择文件会接着传",
                    "this piece does not go on from \(received) bytes; choose the file again to go on"), 65
            )
        case .tooManyUploads(let most):
            (
                "tooManyUploads",
                say("已有 \(most) 个文件等着归档；先归档或移除一些", "\(most) files wait to be filed; file or remove some first"), 65
            )
        case .tooManyRecords(let count, let most):
            (
                "tooManyRecords",
                say(
                    "有 \(count) 件，一次最多 \(most) 件；缩小范围",
                    "\(count) records are more than \(most) for one go; ask for fewer")
                    + sayCommand("，或用命令 lantai inspect", ", or use lantai inspect"),
                65
            )
        case .cancelled:
            (
                "cancelled",
                say(
                    "已按要求停下；已说“已归档”的都已存好，再运行一次会接着做",
                    "stopped as asked; what was reported is safe, run it again to go on"), 130
            )
        }
    }

    /// A file of the institution's own that is not as it should be.
    private static func badFile(_ kind: String, _ path: String, _ line: Int, _ expected: String) -> (
        String, String, Int32
    ) {
        (
            kind,
            say("“\(path)”第 \(line) 行不对，应如：\(expected)", "line \(line) of '\(path)' is wrong, expected: \(expected)"),
            78
        )
    }

    private static func ofLog(_ failure: ArchiveFailure) -> (String, String, Int32) {
        switch failure {
        case .noSuchEntry(let seq):
            (
                "noSuchEntry",
                say("日志没有第 \(seq) 条", "the log has no entry \(seq)")
                    + sayCommand("；用 lantai log list 查看", "; see lantai log list"), 79
            )
        case .badCheckpoint:
            (
                "badCheckpoint",
                say("这个文件不是检查点", "the file is no checkpoint")
                    + sayCommand("；用 lantai log checkpoint 签发的才是", "; lantai log checkpoint issues them"), 65
            )
        case .logChanged(let size):
            (
                "logChanged",
                say(
                    "日志不是从那个检查点（\(size) 条）接着写的",
                    "the log does not go on from that checkpoint (\(size) entries)")
                    + sayCommand(
                        "；用 lantai log verify --checkpoint 查明", "; see lantai log verify --checkpoint"),
                1
            )
        case .badLogKey(let path):
            (
                "badLogKey",
                say(
                    "“\(path)”不是日志的密钥；从备份放回原来的",
                    "'\(path)' is no key of a log; put the right one back from a backup")
                    + sayCommand(
                        "，公钥由 lantai log checkpoint --key 给出", "; lantai log checkpoint --key prints the public one"),
                78
            )
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
        case .badLogRules(let path, let line, let expected): badFile("badLogRules", path, line, expected)
        case .badFormats(let path, let line, let expected): badFile("badFormats", path, line, expected)
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
        case .purposeMissing(let code, let name):
            (
                "purposeMissing",
                say(
                    "看“\(name)”类的档案（\(code)）要写明目的",
                    "whoever reads records of '\(name)' (\(code)) says what for")
                    + sayCommand(
                        "：加 --purpose，如 --purpose 再次接报", ": add --purpose, such as --purpose \"new report\""), 64
            )
        case .logMissing(let path):
            (
                "logMissing",
                say(
                    "“\(path)”的利用日志 Corpus/access.sqlite 不见了；从备份放回",
                    "the access log of '\(path)' is missing; put it back from a backup")
                    + sayCommand(
                        "，或运行 lantai recover 从盒中恢复已装盒的部分", ", or run lantai recover for what of it is boxed"), 78
            )
        case .logDamaged(let what):
            (
                "damaged",
                say(
                    "利用日志损坏（\(what)），不能利用档案", "the access log is damaged (\(what)), and nothing can be used")
                    + sayCommand(
                        "；运行 lantai log verify，并从备份恢复 Corpus/access.sqlite",
                        "; run lantai log verify and restore Corpus/access.sqlite from a backup"), 74
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

    private static func gone(_ code: String, _ kind: Disposal.Kind, _ authority: String, _ at: String) -> String {
        let what = Wording.of(kind)
        return say(
            "\(code) \(what)（\(at)，\(authority) 批准）", "\(code) was \(what) (\(at), approved by \(authority))")
            + sayCommand("；用 lantai show 查看存根", "; lantai show tells what is left")
    }

    private static func busy(_ holder: LockHolder?) -> String {
        guard let holder else { return say("另一个程序正在写入；稍后再试", "another program is writing; try again") }
        return say(
            "\(holder.who) 正在写入（\(holder.act)，自 \(holder.since)，进程 \(holder.process)）；稍后再试",
            "\(holder.who) is writing (\(holder.act), since \(holder.since), process \(holder.process)); try again")
    }
}
