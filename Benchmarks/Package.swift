// swift-tools-version: 6.2
import PackageDescription

// Micro-benchmarks of the parts: `cd Benchmarks && swift package benchmark`.
// A package of its own, so that building LossBench does not need the benchmark tool.
let package = Package(
  name: "LossBenchBenchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "LossBench", path: ".."),
    .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "LossBenchBenchmarks",
      dependencies: [
        .product(name: "LossBenchParts", package: "LossBench"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/LossBench",
      swiftSettings: [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)],
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
  ])
