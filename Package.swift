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
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS: Target.Dependency = .product(name: "HummingbirdTLS", package: "hummingbird")
let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let swiftCSV: Target.Dependency = .product(name: "SwiftCSV", package: "SwiftCSV")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

func target(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
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
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
    ],
    targets: [
        // The front door: one file a command.
        .executableTarget(
            name: "lantai",
            dependencies: [
                "Archivist", "Face", "Inspection", "Intake", "Records", "Retention", "Samples", "Web", argumentParser,
            ],
            swiftSettings: strict),

        target(
            "Web",
            [
                "Archivist", "CQREncode", "Face", "Inspection", "Records", "Retention", httpTypes, hummingbird,
                hummingbirdCore,
                hummingbirdTLS,
                logging, mustache, nio, nioHTTPTypes, nioSSL,
            ],
            resources: [
                .embedInCode("Assets/icon.svg"), .embedInCode("API/openapi.json"), .embedInCode("Assets/script.js"),
                .embedInCode("Assets/style.css"),
            ]
                + [
                    "blocks", "cell", "code", "description", "desk", "difference", "fault", "filing", "form", "layout",
                    "paper",
                    "password", "purpose", "record", "search", "second-factor", "sheet", "sign-in", "table",
                    "confirm", "content", "drop", "leaf", "leaves",
                ].map {
                    .embedInCode("Templates/\($0).mustache")
                }),

        // What both doors say: words in Chinese and English, and JSON.
        target("Face", ["Archivist", "Catalog", "Inspection", "Intake", "Records", "Retention"]),

        // The actions.
        target(
            "Archivist",
            [
                "Access", "ArchiveFiles", "Boxes", "Catalog", "ChineseText", "Indexes", "Inspection", "Intake",
                "Records",
                "Retention",
                "Search", "Spreadsheets", swiftCSV,
            ]),

        // The crafts: they never import each other.
        target(
            "Access", ["CArgon2", "Records", crypto, grdb, yams],
            resources: [
                .embedInCode("Resources/common-passwords.txt"), .embedInCode("Resources/evidence.txt"),
                .embedInCode("Resources/review-rules.yaml"),
                .embedInCode("Resources/verify.py"),
            ]),
        target("Boxes", ["ArchiveFiles", "Records", crypto]),
        target(
            "Catalog", ["CSQLite", "Records", grdb, yams], resources: [.embedInCode("Resources/default-plan.yaml")]),
        target("Inspection", ["Records", yams], resources: [.embedInCode("Resources/formats.yaml")]),
        target("Intake", ["ArchiveFiles", "CGMime", "CGsf", "CLeptonica", "CLibXML2", "CMagic", "CSeccomp"]),
        target("Retention", ["Records"]),
        target("Samples"),
        target("Search", ["ChineseText", "Indexes", "Records", grdb, sqlite]),

        // The nouns, and what knows nothing of the archive.
        target("ArchiveFiles", ["CLibArchive", "CLibZstd"]),
        target("ChineseText"),
        target("Records"),
        target("Spreadsheets", ["CXlsxWriter"]),
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
        .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
        .systemLibrary(name: "CGMime", pkgConfig: "gmime-3.0", providers: [.apt(["libgmime-3.0-dev"])]),
        .systemLibrary(name: "CGsf", pkgConfig: "libgsf-1", providers: [.apt(["libgsf-1-dev"])]),
        .systemLibrary(name: "CLeptonica", pkgConfig: "lept", providers: [.apt(["libleptonica-dev"])]),
        .systemLibrary(name: "CMagic", pkgConfig: "libmagic", providers: [.apt(["libmagic-dev"])]),
        .systemLibrary(name: "CLibArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CSeccomp", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CLibZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CXlsxWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),

        // The tests: one target a source target, and what they all work with.
        .target(name: "Workbench", path: "Tests/Workbench", swiftSettings: strict),
        .executableTarget(
            name: "ReadBenchmark", dependencies: ["Boxes", "Catalog", "Records"],
            path: "Tests/Benchmarks/ReadBenchmark",
            swiftSettings: strict),
        .executableTarget(
            name: "SearchBenchmark", dependencies: ["ChineseText", "Indexes", "Records", "Search", argumentParser],
            path: "Tests/Benchmarks/SearchBenchmark",
            swiftSettings: strict),
        .executableTarget(
            name: "Fuzz",
            dependencies: [
                "Access", "Boxes", "Catalog", "ChineseText", "Indexes", "Intake", "Records", "Search", "Workbench",
            ],
            path: "Tests/Fuzz", exclude: ["Found", "fuzz.sh", "seeds.py"], swiftSettings: strict),
        .testTarget(
            name: "AccessTests", dependencies: ["Access", "Records", "Workbench", grdb],
            exclude: ["Specimens", "judge_log_proofs.py"], swiftSettings: strict),
        tests("ArchiveFilesTests", ["ArchiveFiles", "Workbench"]),
        .testTarget(
            name: "ArchivistTests",
            dependencies: [
                "Access", "Archivist", "Inspection", "Intake", "Records", "Retention", "Samples", "Workbench",
            ],
            exclude: ["validate_mets.py"], swiftSettings: strict),
        tests("BoxesTests", ["Boxes", "Workbench"]),
        tests("CatalogTests", ["Catalog", "Records", "Workbench", grdb]),
        tests("ChineseTextTests", ["ChineseText", "Indexes"]),
        .testTarget(
            name: "CommandTests", dependencies: ["Workbench"], exclude: ["Transcripts", "hostile_files.py"],
            swiftSettings: strict),
        tests("FaceTests", ["Archivist", "Face", "Intake"]),
        tests("FuzzTests", ["Fuzz", "Workbench"]),
        tests("InspectionTests", ["Inspection", "Records"]),
        tests("IntakeTests", ["CGsf", "Intake", "Workbench"]),
        tests("LayoutTests", ["Workbench"]),
        tests("RecordsTests", ["Records"]),
        tests("RetentionTests", ["Records", "Retention"]),
        tests("SamplesTests", ["Samples"]),
        tests(
            "WebTests",
            [
                "Access", "Archivist", "Records", "Retention", "Web", "Workbench", httpTypes, hummingbird,
                hummingbirdTesting, nio,
            ]),
        tests("SpreadsheetsTests", ["Spreadsheets", "Workbench"]),
        tests("SearchTests", ["ChineseText", "Indexes", "Records", "Samples", "Search", "Workbench"]),
    ]
)
