/// What each target may import: the architecture as data. `Package.swift` must say the same, and the README's map.
enum TargetTable {
    /// May be imported everywhere.
    static let everywhere: Set<String> = ["Foundation", "Glibc", "Synchronization"]

    static let crafts = ["Access", "Boxes", "Catalog", "Inspection", "Intake", "Retention", "Samples", "Search"]

    /// Ours first, then what comes from outside.
    static let imports: [String: Set<String>] = [
        // The front door.
        "lantai": [
            "Archivist", "Face", "Inspection", "Intake", "Records", "Retention", "Samples", "Web", "ArgumentParser",
        ],
        "Web": [
            "Archivist", "CQREncode", "Face", "Inspection", "Records", "Retention", "HTTPTypes", "Hummingbird",
            "HummingbirdCore",
            "HummingbirdTLS",
            "Logging", "Mustache", "NIOCore", "NIOHTTPTypes", "NIOSSL",
        ],
        // What both doors say.
        "Face": ["Archivist", "Catalog", "Inspection", "Intake", "Records", "Retention"],
        // The actions.
        "Archivist": [
            "Access", "ArchiveFiles", "Boxes", "Catalog", "ChineseText", "Indexes", "Inspection", "Intake", "Records",
            "Retention",
            "Search", "Spreadsheets",
            "SwiftCSV",
        ],
        // The crafts.
        "Access": ["Records", "CArgon2", "Crypto", "GRDB", "Yams"],
        "Boxes": ["ArchiveFiles", "Records", "Crypto"],
        "Catalog": ["Records", "CSQLite", "GRDB", "Yams"],
        "Inspection": ["Records", "Yams"],
        "Intake": ["ArchiveFiles", "CGMime", "CGsf", "CLeptonica", "CLibXML2", "CMagic", "CSeccomp"],
        "Retention": ["Records"],
        "Samples": [],
        "Search": ["ChineseText", "Indexes", "Records", "GRDB", "GRDBSQLite"],
        // The nouns, and what knows nothing of the archive.
        "ArchiveFiles": ["CLibArchive", "CLibZstd"],
        "ChineseText": [],
        "CIndexTables": [],
        "Indexes": ["CIndexTables"],
        "Records": [],
        "Spreadsheets": ["CXlsxWriter"],
        // What tests work with.
        "Fuzz": [
            "Access", "Boxes", "Catalog", "ChineseText", "Indexes", "Intake", "Records", "Search", "Workbench",
        ],
        "Workbench": [],
    ]

    /// Every source target has tests; the front door's are those of commands.
    static func tests(of target: String) -> String? {
        switch target {
        case "lantai": "CommandTests"
        case "CIndexTables", "Indexes", "Workbench": nil
        default: target + "Tests"
        }
    }

    /// Test targets may import their target, what that may import, values, samples, index data and the workbench.
    static func allowed(forTests name: String) -> Set<String> {
        let target = imports.keys.first { tests(of: $0) == name }
        return (target.flatMap { imports[$0] } ?? []).union(
            [target, "Indexes", "Records", "Samples", "Workbench"].compactMap { $0 }
                // Asks the pages without a socket, and has codes as a phone does.
                + (name == "WebTests" ? ["Access", "HummingbirdTesting"] : []))
    }
}
