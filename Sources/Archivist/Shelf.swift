internal import Catalog
import Records

/// Which box folder a record goes to: records that fall due together share boxes.
enum Shelf {
    static func of(recordClass: RecordClass, year: String) -> String {
        year + "/" + recordClass.code + "-" + recordClass.retention.period.description
    }

    /// By the period in the volume's code, which does not change when the volume's period is lengthened.
    static func of(volume: Volume) -> String {
        let period = series(ofVolume: volume).split(separator: "·").last.map(String.init) ?? volume.period.description
        return volume.year + "/" + volume.classCode + "-" + period
    }

    /// The series number inside a volume's code: `J016-ZY·WB·GA·2023·Y-007` → `ZY·WB·GA·2023·Y`.
    static func series(ofVolume volume: Volume) -> String {
        volume.code.split(separator: "-").dropFirst().dropLast().joined(separator: "-")
    }
}

extension Ledger {
    /// The code (档号) that the next record of a class or in a volume gets, and the shelf that it goes to.
    func nextPlace(
        of recordClass: RecordClass, year: String, in volume: Volume?
    ) throws -> (code: String, shelf: String) {
        if let volume {
            let number = try session.nextItemNumber(
                fonds: fonds, series: Shelf.series(ofVolume: volume), volume: volume.code)
            return (volume.code + "-" + ArchivalCode.itemNumber(inVolume: number), Shelf.of(volume: volume))
        }
        let series = ArchivalCode.series(of: recordClass, year: year)
        let number = try session.nextItemNumber(fonds: fonds, series: series, volume: nil)
        return (
            ArchivalCode(fonds: fonds, series: series, item: number).description,
            Shelf.of(recordClass: recordClass, year: year)
        )
    }
}
