// swift-tools-version: 6.2
import PackageDescription

// The map: nouns at the bottom, crafts in the middle, the archivist's actions above them, the front door on top.
// Imports point down only; `Tests/LayoutTests` holds every `import` against the table below.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let swiftCSV: Target.Dependency = .product(name: "SwiftCSV", package: "SwiftCSV")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

func target(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: [], resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
    name: "lantai",
    products: [.executable(name: "lantai", targets: ["lantai"])],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
    ],
    targets: [
        // The front door: one file a command.
        .executableTarget(
            name: "lantai",
            dependencies: [
                "Archivist", "Catalog", "Intake", "Records", "Retention", "Samples", argumentParser, logging,
            ],
            swiftSettings: strict),

        // The actions.
        target(
            "Archivist",
            [
                "Access", "ArchiveFiles", "Boxes", "Catalog", "ChineseText", "Indexes", "Intake", "Records",
                "Retention",
                "Search", logging, swiftCSV,
            ]),

        // The crafts: they never import each other.
        target(
            "Access", ["CArgon2", "Records", crypto, grdb, yams],
            resources: [.embedInCode("Resources/review-rules.yaml")]),
        target("Boxes", ["ArchiveFiles", "Records", crypto]),
        target(
            "Catalog", ["CSQLite", "Records", grdb, yams], resources: [.embedInCode("Resources/default-plan.yaml")]),
        target("Intake", ["CLibXML2"]),
        target("Retention", ["Records"]),
        target("Samples"),
        target("Search", ["ChineseText", "Indexes", "Records", grdb, sqlite]),

        // The nouns, and what knows nothing of the archive.
        target("ArchiveFiles", ["CLibArchive", "CLibZstd"]),
        target("ChineseText"),
        target("Records"),
        .target(
            name: "Indexes", dependencies: ["CIndexTables"], path: "Indexes",
            exclude: [
                "README.md", "make-pinyin.sh", "make-variants.sh", "make-words.sh", "tables", "v3/pinyin.tsv",
                "v3/words.tsv",
            ],
            resources: [
                .embedInCode("v3/characters.txt"), .embedInCode("v3/schema.sql"), .embedInCode("v3/stopwords.txt"),
                .embedInCode("v3/synonyms.txt"), .embedInCode("v3/variants.tsv"),
            ], swiftSettings: strict),
        // Tables of megabytes, which a C compiler embeds in a moment and Swift in minutes.
        .target(name: "CIndexTables", path: "Indexes/tables"),
        .executableTarget(
            name: "ReadBenchmark", dependencies: ["Boxes", "Catalog", "Records"],
            path: "Tests/Benchmarks/ReadBenchmark",
            swiftSettings: strict),
        .executableTarget(
            name: "SearchBenchmark", dependencies: ["ChineseText", "Indexes", "Records", "Search", argumentParser],
            path: "Tests/Benchmarks/SearchBenchmark",
            swiftSettings: strict),
        .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
        .systemLibrary(name: "CLibArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CLibZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),

        // The tests: one target a source target, and what they all work with.
        .target(name: "Workbench", path: "Tests/Workbench", swiftSettings: strict),
        .testTarget(
            name: "AccessTests", dependencies: ["Access", "Records", "Workbench", crypto, grdb],
            exclude: ["Specimens", "judge_log_proofs.py", "verify_log_proof.py"], swiftSettings: strict),
        tests("ArchiveFilesTests", ["ArchiveFiles", "Workbench"]),
        tests("ArchivistTests", ["Archivist", "Records", "Retention", "Samples", "Workbench"]),
        tests("BoxesTests", ["ArchiveFiles", "Boxes", "Workbench"]),
        tests("CatalogTests", ["Catalog", "Records", "Workbench", grdb]),
        tests("ChineseTextTests", ["ChineseText", "Indexes"]),
        .testTarget(
            name: "CommandTests", dependencies: ["Workbench"], exclude: ["Transcripts"], swiftSettings: strict),
        tests("IntakeTests", ["Intake"]),
        tests("LayoutTests", ["Workbench"]),
        tests("RecordsTests", ["Records"]),
        tests("RetentionTests", ["Records", "Retention"]),
        tests("SamplesTests", ["Samples"]),
        tests("SearchTests", ["ChineseText", "Indexes", "Records", "Samples", "Search", "Workbench"]),
    ]
)
