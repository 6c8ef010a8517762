/// A transfer with how far it has come.
package struct TransferStanding: Equatable, Sendable {
    package struct Item: Equatable, Sendable {
        package var code: String
        package var digest: String
        /// Nil until a receipt says.
        package var outcome: Handover.Outcome?
        /// The receiver's code.
        package var filedAs: String?
        package var reason: AccessionRefusal?
        package var detail: String?

        package init(
            code: String, digest: String, outcome: Handover.Outcome?, filedAs: String?, reason: AccessionRefusal?,
            detail: String?
        ) {
            self.code = code
            self.digest = digest
            self.outcome = outcome
            self.filedAs = filedAs
            self.reason = reason
            self.detail = detail
        }
    }

    package var number: Int
    package var appraisal: Int
    package var receiver: String?
    package var package: String
    package var at: String
    package var by: String
    package var items: [Item]
    package var receipts: [TakenReceipt]

    package init(
        number: Int, appraisal: Int, receiver: String?, package: String, at: String, by: String, items: [Item],
        receipts: [TakenReceipt]
    ) {
        self.number = number
        self.appraisal = appraisal
        self.receiver = receiver
        self.package = package
        self.at = at
        self.by = by
        self.items = items
        self.receipts = receipts
    }
}

/// A receipt that was taken in.
package struct TakenReceipt: Equatable, Sendable {
    /// SHA-256 of its file.
    package var digest: String
    /// The code under which it was filed.
    package var code: String
    package var register: String?
    package var receiver: TransferReceipt.Party
    package var witnesses: [String]
    package var at: String
    package var by: String

    package init(
        digest: String, code: String, register: String?, receiver: TransferReceipt.Party, witnesses: [String],
        at: String, by: String
    ) {
        self.digest = digest
        self.code = code
        self.register = register
        self.receiver = receiver
        self.witnesses = witnesses
        self.at = at
        self.by = by
    }
}

/// Where a record was handed over to.
package struct HandedOver: Equatable, Sendable {
    package var transfer: Int
    package var receiver: TransferReceipt.Party
    /// The receiver's code.
    package var filedAs: String?

    package init(transfer: Int, receiver: TransferReceipt.Party, filedAs: String?) {
        self.transfer = transfer
        self.receiver = receiver
        self.filedAs = filedAs
    }
}
