// How long reading one version takes inside a process: catalog row, frame with its digest, members, content digest.
// The access log is left out: this times the stores below the action that writes it.
//
// Usage: ReadBenchmark ARCHIVE [COUNT]    prints {"n", "p50Ms", "p99Ms"}

import Boxes
import Catalog
import Foundation
import Records

guard CommandLine.arguments.count > 1 else {
    print("ReadBenchmark ARCHIVE [COUNT]")
    exit(64)
}
setlocale(LC_CTYPE, "C.UTF-8")
let folder = CommandLine.arguments[1] + "/Corpus"
let count = CommandLine.arguments.count > 2 ? Int(CommandLine.arguments[2]) ?? 2000 : 2000
let catalog = try CatalogFile(path: folder + "/catalog.sqlite")
let boxes = BoxStore(root: folder + "/boxes")
let last = try catalog.read { try $0.lastVersionSequence() }
let clock = ContinuousClock()
var random = SystemRandomNumberGenerator()
var times: [Double] = []
while times.count < count {
    let sequence = Int64.random(in: 1...max(1, last), using: &random)
    let start = clock.now
    let found = try catalog.read { try $0.versions(after: sequence - 1, limit: 1).first }
    guard let stored = found, let file = stored.version.files.first, file.storedIn == stored.version.number else {
        continue
    }
    let place = stored.place
    let frame = FrameLocation(file: place.file, offset: place.offset, length: place.length, sha256: place.sha256)
    let name = ArchivalCode.folderName(stored.version.code) + "/v\(stored.version.number)"
    let members = try boxes.members(of: EntryLocation(frame: frame, offset: place.entryOffset, folder: name))
    guard let bytes = members["content/" + file.name], BoxStore.sha256(bytes) == file.sha256 else {
        print("damaged: \(stored.version.code)")
        exit(1)
    }
    let took = clock.now - start
    times.append(Double(took.components.attoseconds) / 1e15 + Double(took.components.seconds) * 1000)
}
let sorted = times.sorted()
let median = String(format: "%.3f", sorted[sorted.count / 2])
let slow = String(format: "%.3f", sorted[min(sorted.count - 1, sorted.count * 99 / 100)])
print("{\"n\": \(sorted.count), \"p50Ms\": \(median), \"p99Ms\": \(slow)}")
