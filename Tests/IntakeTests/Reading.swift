import Foundation

import Intake

/// A file read in this process, as the process for it would read it.
func reading(_ bytes: Data, name: String) -> Extraction {
    let folder = NSTemporaryDirectory() + "/lantai-reading-" + UUID().uuidString
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return ContentReader.read(bytes, name: name, workspace: Workspace(folder: folder))
}

/// Whether a program that files are read with is on this machine; tests that need one say so where it is not.
func isInstalled(_ program: String) -> Bool {
    Workspace(folder: NSTemporaryDirectory()).path(of: program) != nil
}
