// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target: Swift 6 mode, marked unsafe code, no warning survives.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6), .strictMemorySafety(), .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// Modules that a training step or a decoder runs through, optimised in debug builds too.
///
/// The reason: `swift run bench` is a debug build.
let hot: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

/// A library module and its tests.
///
/// Calls are listed bottom-up: a module imports only modules of the rows below it, and always
/// `Core`; the build refuses an import that is not listed here.
func module(
  _ name: String, _ imports: [Target.Dependency] = [], settings: [SwiftSetting] = []
) -> [Target] {
  let base: [Target.Dependency] = name == "Core" ? [] : ["Core"]
  return [
    .target(name: name, dependencies: base + imports, swiftSettings: strict + settings),
    .testTarget(
      name: "\(name)Tests",
      dependencies: [.target(name: name), "TestSupport"] + base + imports
        + (name == "ResultStore" ? ["many-trials"] : []),
      swiftSettings: strict),
  ]
}

/// A C target of a few wrappers or fused loops, always compiled with optimisation.
///
/// Flags for C++ are passed to the C compiler too, behind those for C, so both state the same level.
func shim(_ name: String, libraries: [String] = []) -> Target {
  .target(
    name: name,
    cSettings: [.unsafeFlags(["-O3", "-fno-math-errno", "-Wall", "-Werror"])],
    cxxSettings: [.unsafeFlags(["-O3", "-Wall", "-Werror"])],
    linkerSettings: libraries.map { .linkedLibrary($0) })
}

// Row 0: C libraries and fused C loops.
let row0: [Target] = [
  .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
  .systemLibrary(
    name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
  .systemLibrary(
    name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
  shim("CISAL", libraries: ["isal"]),
  shim("COneDNN", libraries: ["dnnl", "gomp"]),
  shim("CKernels", libraries: ["m"]),
  shim("CBoostMath"),
]

let row1 = module("Core", [crypto], settings: hot)

let row2 =
  module("Engine", ["COneDNN", "CKernels"], settings: hot)
  + module("Statistics", ["CBoostMath"], settings: hot)
  + module("Records")
  + module("Archives", ["CISAL", "CZlib", "CArchive"], settings: hot)
  + module("Transfer", ["CCurl"])
  + module("DataStore", ["Archives", "Transfer", yams])

let row3 =
  module("ImageData", ["DataStore", "Archives"], settings: hot)
  + module("TextData", ["DataStore", "Archives"], settings: hot)
  + module("TabularData", ["DataStore", "Archives", "Statistics"], settings: hot)
  + module("SequenceData", ["DataStore", "Archives"], settings: hot)
  + module("Losses", ["Engine", "Records"], settings: hot)
  + module("Models", ["Engine", "Records"])

let row4 =
  module(
    "Training", ["Engine", "Losses", "Models", "DataStore", "Records", "Statistics"],
    settings: hot)
  + module("ResultStore", ["Records", grdb])
  + module("Reports", ["Records", "Statistics"])

let row5 = module(
  "Experiments",
  [
    "Training", "ResultStore", "Reports", "Engine", "Losses", "Models", "DataStore", "Archives",
    "ImageData", "TextData", "TabularData", "SequenceData", "Records", "Statistics", yams,
  ])

let row6 = module(
  "BenchCommands",
  [
    "Experiments", "Training", "ResultStore", "Reports", "Engine", "Losses", "Models", "DataStore",
    "ImageData", "TextData", "TabularData", "SequenceData", "Records", "Statistics",
    argumentParser,
  ])

let row7: [Target] = [
  .executableTarget(
    name: "bench", dependencies: ["BenchCommands"], swiftSettings: strict),
  // Damaged files of every format, through the decoders as they are used; see `make fuzz`.
  .testTarget(
    name: "FuzzTests",
    dependencies: [
      "TestSupport", "Core", "Archives", "DataStore", "ImageData", "TextData", "TabularData",
      "SequenceData",
    ], swiftSettings: strict),
  // A run folder of as many trials as one likes, with made-up scores; see docs/results.md.
  .executableTarget(
    name: "many-trials",
    dependencies: ["Core", "DataStore", "Records", "ResultStore", "Experiments"],
    path: "Tests/ManyTrials", swiftSettings: strict),
  .target(
    name: "TestSupport", dependencies: ["Core", "Records"], path: "Tests/TestSupport",
    swiftSettings: strict),
]

let package = Package(
  name: "LossBench",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "bench", targets: ["bench"]),
    // For the micro-benchmarks in Benchmarks/.
    .library(
      name: "LossBenchParts",
      targets: ["Core", "Engine", "Losses", "Models", "Training", "DataStore", "Experiments"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
  ],
  targets: row0 + row1 + row2 + row3 + row4 + row5 + row6 + row7,
  cLanguageStandard: .gnu17,
  cxxLanguageStandard: .cxx17
)
