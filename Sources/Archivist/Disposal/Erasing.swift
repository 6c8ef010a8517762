internal import Access
internal import Boxes
internal import Catalog
internal import Foundation
internal import Records

/// Erases what disposals have taken out of the catalog: from the boxes, from the index, and from the catalog's own file.
///
/// A disposal is committed first: from then on the records are gone for everybody, and a catalog that is lost is rebuilt
/// without them. Then their bytes go. Each step can be done again, so whoever comes next goes on where one was cut short.
struct Erasing {
    let archive: ArchiveFolder

    /// Only while the lock is held and nothing is unsettled.
    func finish() throws {
        let isUnfinished = try archive.catalog.read { try $0.hasUnfinishedDisposals() }
        // Boxes alone: an erasure from the log that was cut short, or is under way.
        guard isUnfinished else { return try eraseBoxes() }
        // The index first: on a full disk it makes the room that packing boxes anew takes. FTS5 keeps the words of what was
        // deleted from it until it is optimised, and their bytes in pages until then: an index that never had them is surer,
        // and is built on the next opening.
        for suffix in ["", "-wal", "-shm", "-journal"] { try DurableFile.remove(archive.layout.index + suffix) }
        // Renditions as a whole as well: one that is made again costs seconds, one that is forgotten breaks a promise.
        try RenditionStore(archive.layout).clear()
        try eraseFromLog()
        try eraseBoxes()
        try archive.catalog.write { try $0.forgetErased() }
        try archive.catalog.erase()
        try archive.catalog.write { try $0.finishDisposals(at: Timestamp.now()) }
    }

    private func eraseFromLog() throws {
        let terms = try archive.catalog.read { try $0.termsToErase() }
        // Where the plan says how long the log remembers the uses of a class, those go that mention what was in the record.
        let codes = try terms.codes.filter { try !archive.keeping(ofEntriesAbout: $0).isOrdered }
        let entries = try archive.log.numbers(mentioning: terms.texts, objects: codes)
        if !entries.isEmpty {
            try archive.markBoxes(ofEntries: entries)
            try archive.record(LogAct.eraseDestroyed, object: entries.text)
            _ = try archive.log.erase(entries)
        }
    }

    private func eraseBoxes() throws {
        for box in try archive.catalog.read({ try $0.boxesToErase() }) {
            if try archive.catalog.read({ try $0.entries(ofBox: box.id).isEmpty }) {
                try empty(box)
            } else {
                _ = try Sealing(archive: archive).repack(box.id)
            }
        }
    }

    private func empty(_ box: BoxRow) throws {
        // Another name, so that a backup does not take the old file for a box that the archive still has.
        guard let next = BoxName(box.file)?.next else { throw ArchiveFailure.noSuchBox(box.file) }
        try archive.catalog.write { try $0.emptyBox(box, nextFile: next) }
        try archive.boxes.remove(box.file)
        try archive.catalog.write { try $0.forgetRetiredFile(box: box.id) }
    }
}
