package import Archivist
package import Records

/// Words for handing over and receiving.
package enum TransferWording {
    static func complaint(_ failure: ArchiveFailure) -> (String, String, Int32) {
        switch failure {
        case .noSuchTransfer(let number):
            (
                "noSuchTransfer",
                say("没有移交 \(number)", "no transfer \(number)")
                    + sayCommand("；用 lantai transfer list 查看", "; see lantai transfer list"), 79
            )
        case .badReceipt(let path):
            (
                "badReceipt",
                say(
                    "“\(path)”不是回执，或含有回执之外的内容；请接收方重新出具",
                    "'\(path)' is no receipt, or says more than a receipt does; ask the receiver for another"), 65
            )
        case .receiptOfOther(let number?):
            (
                "receiptOfOther",
                say("这是移交 \(number) 的回执", "this is the receipt for transfer \(number)"), 65
            )
        case .receiptOfOther(nil):
            (
                "receiptOfOther",
                say(
                    "回执上的包摘要不是本库移交过的任何一包；不予采信",
                    "the receipt's package digest is of no package of this archive; it is not believed"), 65
            )
        case .receiptTaken(let code):
            (
                "receiptTaken",
                say("这份回执已经收过，存为 \(code)", "this receipt was taken in before, as \(code)"), 65
            )
        case .receiptDiffers(let code):
            (
                "receiptDiffers",
                say(
                    "回执上的 \(code) 与移交的包不符（不在包内、摘要不同或前后矛盾）；整份不予采信，请接收方核对",
                    "what the receipt says of \(code) does not agree with the package; none of it is believed, ask the receiver"
                ), 65
            )
        case .nothingToHandOver(let number):
            (
                "nothingToHandOver",
                say("移交 \(number) 的档案都已移交", "all records of transfer \(number) are handed over"), 65
            )
        case .handedOver(let code):
            (
                "handedOver",
                say("\(code) 已移交，这里只留供查阅的副本，不能再改", "\(code) was handed over; what is here is a copy to be read"), 65
            )
        case .badPackage(let path, let fault):
            ("badPackage", say("“\(path)”不能接收：", "cannot receive '\(path)': ") + Wording.of(fault), 65)
        case .notThisReceipt(let path):
            (
                "notThisReceipt",
                say(
                    "“\(path)”已在，且不是这个包的回执；换一个文件名",
                    "'\(path)' is there and no receipt for this package; name another file"),
                65
            )
        default: ("internal", "\(failure)", 70)
        }
    }
}

extension Wording {
    package static func of(_ fault: PackageFault) -> String {
        switch fault {
        case .notAPackage: say("不是移交包", "it is no package for handing over")
        case .ownPackage: say("这是本库自己打的包", "this archive made it itself")
        case .fileMissing(let name): say("缺少文件 \(Wording.safe(name))", "the file \(Wording.safe(name)) is missing")
        case .fileChanged(let name):
            say("文件 \(Wording.safe(name)) 与清单的摘要不符", "the file \(Wording.safe(name)) is not what its manifest says")
        case .fileUnexpected(let name):
            say("多出清单里没有的文件 \(Wording.safe(name))", "the file \(Wording.safe(name)) is in no manifest")
        case .unreadable(let name): say("读不懂 \(Wording.safe(name))", "\(Wording.safe(name)) cannot be read")
        }
    }

    package static func of(_ reason: AccessionRefusal, detail: String?) -> String {
        let detail = Wording.safe(detail ?? "")
        return switch reason {
        case .fileMissing: say("包里缺少它的文件", "a file of it is missing")
        case .fileChanged: say("它的文件与清单的摘要不符", "a file of it is not what the manifest says")
        case .fileUnexpected: say("它的文件夹里多出清单没有的文件", "its folder has a file that is in no manifest")
        case .descriptionDiffers: say("著录、XML 与文件彼此不符", "its description, XML and files do not agree")
        case .fileNotKept: say("文件过大或文件名不能用", "a file is too large, or its name cannot be kept")
        case .unknownClass: say("接收方没有类别 \(detail)", "the receiver has no class \(detail)")
        case .unknownOrganisation: say("接收方没有机构 \(detail)", "the receiver has no organisation \(detail)")
        case .outsideJurisdiction:
            say("机构 \(detail) 不在接收人的辖区内", "organisation \(detail) lies outside the jurisdiction of who received")
        case .codeTaken:
            say("同一档号已接收为 \(detail)，内容不同", "the same code was received as \(detail), with other content")
        }
    }

    package static func of(_ outcome: Handover.Outcome?) -> String {
        switch outcome {
        case .gone: say("已移交", "handed over")
        case .kept: say("已移交，留副本", "handed over, copy kept")
        case .refused: say("对方未接收", "not accepted")
        case nil: say("待回执", "waiting for the receipt")
        }
    }

    /// Where a record went.
    package static func line(_ handedOver: HandedOver) -> String {
        say("移交给：", "Handed over to: ") + safe(handedOver.receiver.fonds + " " + handedOver.receiver.name)
            + (handedOver.filedAs.map { say("，在那里是 ", ", there ") + safe($0) } ?? "")
            + say("（移交 \(handedOver.transfer)）", " (transfer \(handedOver.transfer))")
    }
}
