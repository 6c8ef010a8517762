import Archivist
import Face
import Foundation
import HTTPTypes
import HummingbirdCore
import Records

extension API {
    /// Bytes of a receipt in JSON: some 300 of each record.
    private static let longestReceipt = 16 << 20

    static let transferEndpoints = [
        Endpoint(method: .get, path: "transfers", act: "transfer list") { archive, _ in
            json(.object([("transfers", .array(try Transferring(archive: archive).list().map { .of($0) }))]))
        },
        Endpoint(
            method: .post, path: "transfers", act: "transfer prepare", members: ["batch", "receiver"]
        ) { archive, call in
            let made = try Transferring(archive: archive).download(
                call.count("batch"), name: TransfersPage.name(ofPackage:), receiver: call.member("receiver"),
                progress: WorkProgress())
            var response = try call.room.handing(made.file, as: "application/zip")
            response.status = .created
            response.headers[.location] = "\(root)/transfers/\(made.report.number)"
            return response
        },
        Endpoint(method: .get, path: "transfers/:number", act: "transfer show") { archive, call in
            json(.of(try Transferring(archive: archive).show(call.number(inPath: "number"))))
        },
        Endpoint(
            method: .post, path: "transfers/:number/receipt", act: "transfer receive",
            members: ["receipt", "keepCopy", "witnesses"], bytes: longestReceipt
        ) { archive, call in
            // Whether records go for good is said, and never meant by silence.
            guard call.isGiven("keepCopy") else { throw CallFault.member("keepCopy") }
            return json(
                .of(
                    try await HandingOver(archive: archive).receive(
                        call.number(inPath: "number"), content: Data(call.needed("receipt").utf8),
                        name: say("回执", "receipt"), keepCopy: call.flag(member: "keepCopy"),
                        witnesses: call.list("witnesses"), progress: WorkProgress())))
        },
        Endpoint(
            method: .post, path: "uploads/:id/accession", act: "transfer accept", members: ["class", "org", "dryRun"]
        ) { archive, call in
            var options = Accessioning.Options()
            options.classCode = try call.member("class")
            options.org = try call.member("org")
            options.isDryRun = try call.flag(member: "dryRun")
            let taken = try await Uploading(archive: archive).accept(
                call.inPath("id"), options: options, progress: WorkProgress())
            return json(.of(taken, isDryRun: options.isDryRun))
        },
    ]
}
