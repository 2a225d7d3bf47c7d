// swift-tools-version: 6.2
// vigie: finds already-known pictures and videos on a volume, from hashes alone.
// A target exists only where the compiler should forbid knowledge; README.md has a line on each.

import PackageDescription

let settings: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let testSettings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]

let cSettings: [CSetting] = [
  .treatAllWarnings(as: .error),
  .enableWarning("all"),
  .enableWarning("extra"),
]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

let package = Package(
  name: "vigie",
  products: [
    .executable(name: "vigie", targets: ["vigie"]),
    .executable(name: "vigie-picture-worker", targets: ["vigie-picture-worker"]),
    .executable(name: "vigie-worker", targets: ["vigie-worker"]),
    .library(name: "PerceptualHash", targets: ["PerceptualHash", "HammingSpace", "Luma"]),
    .library(
      name: "MediaHashing",
      targets: [
        "MediaHashing", "PictureHashing", "LibAVDecoding", "MediaDecoding", "MediaFormats",
        "DecodeWorker",
      ]),
    .library(name: "KnownContent", targets: ["KnownContent"]),
    .library(
      name: "EvidenceScan",
      targets: ["EvidenceScan", "CaseFile", "CaseReports", "DecodeWorker", "KnownContent"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    // The system's decoders, as C.
    .systemLibrary(name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(
      name: "CLibAV", pkgConfig: "libavformat libavcodec libswscale libavutil",
      providers: [.apt(["libavformat-dev", "libavcodec-dev", "libswscale-dev"])]),
    .systemLibrary(name: "CISAL", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),
    .target(
      name: "CMediaDecoders", dependencies: ["CISAL", "CJPEG", "CPNG"], cSettings: cSettings),
    .target(
      name: "CLibAVDecoders", dependencies: ["CLibAV", "CMediaDecoders"],
      cSettings: cSettings + [.headerSearchPath("../CMediaDecoders")]),

    .target(name: "CLinux", cSettings: cSettings),
    .systemLibrary(
      name: "CSeccomp", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),
    .target(name: "CWorker", cSettings: cSettings),
    .target(name: "CWorkerLock", dependencies: ["CSeccomp"], cSettings: cSettings),
    .target(name: "CFormatSamples", cSettings: cSettings),

    // The straight line: bytes -> luma rows -> hash -> matches -> case file -> report.
    .target(name: "Luma", swiftSettings: settings),
    .target(name: "MediaFormats", swiftSettings: settings),
    .target(name: "CKernels", cSettings: cSettings),
    .target(name: "HammingSpace", dependencies: ["CKernels"], swiftSettings: settings),
    .target(
      name: "MediaDecoding", dependencies: ["CMediaDecoders", "Luma", "MediaFormats", system],
      swiftSettings: settings),
    .target(name: "CHashKernels", cSettings: cSettings),
    .target(
      name: "LibAVDecoding",
      dependencies: [
        "CLibAVDecoders", "CMediaDecoders", "Luma", "MediaDecoding", "MediaFormats", system,
      ],
      swiftSettings: settings),
    .target(
      name: "PerceptualHash", dependencies: ["CHashKernels", "HammingSpace", "Luma"],
      swiftSettings: settings),
    .target(
      name: "KnownContent", dependencies: ["HammingSpace", "PerceptualHash", crypto, system],
      swiftSettings: settings),
    .target(
      name: "DecodeWorker",
      dependencies: [
        "CFormatSamples", "CWorker", "HammingSpace", "MediaFormats", "PerceptualHash", system,
      ],
      swiftSettings: settings),
    .target(
      name: "DecodeServer",
      dependencies: ["CWorker", "CWorkerLock", "DecodeWorker", "MediaFormats", system],
      swiftSettings: settings),
    .target(
      name: "PictureHashing",
      dependencies: [
        "DecodeWorker", "Luma", "MediaDecoding", "MediaFormats", "PerceptualHash",
      ],
      swiftSettings: settings),
    .target(
      name: "MediaHashing",
      dependencies: [
        "DecodeWorker", "LibAVDecoding", "Luma", "MediaDecoding", "MediaFormats",
        "PerceptualHash", "PictureHashing",
      ],
      swiftSettings: settings),
    .target(
      name: "CaseFile", dependencies: ["MediaFormats", "PerceptualHash", grdb, system],
      swiftSettings: settings),
    .target(
      name: "EvidenceScan",
      dependencies: [
        "CLinux", "CaseFile", "DecodeWorker", "KnownContent", "MediaFormats", "PerceptualHash",
        crypto, system,
      ],
      swiftSettings: settings),
    .target(
      name: "CaseReports", dependencies: ["CaseFile", "PerceptualHash"], swiftSettings: settings),
    .executableTarget(
      name: "vigie-picture-worker",
      dependencies: ["DecodeServer", "MediaFormats", "PictureHashing"],
      swiftSettings: settings),
    .executableTarget(
      name: "vigie-worker", dependencies: ["DecodeServer", "MediaFormats", "MediaHashing"],
      swiftSettings: settings),
    .executableTarget(
      name: "vigie",
      dependencies: [
        "CaseFile", "CaseReports", "DecodeWorker", "EvidenceScan", "HammingSpace", "KnownContent",
        "MediaFormats", "PerceptualHash", argumentParser, system,
      ],
      swiftSettings: settings),

    // Programs that only the benchmarks run.
    .executableTarget(
      name: "isolation-benchmark",
      dependencies: ["DecodeWorker", "MediaFormats", "MediaHashing", system],
      path: "Benchmarks/isolation", exclude: ["run"], swiftSettings: testSettings),
    .executableTarget(
      name: "variant-hashes",
      dependencies: ["DecodeWorker", "MediaFormats", "MediaHashing", "PerceptualHash", system],
      path: "Benchmarks/programs/variant-hashes", swiftSettings: testSettings),
    .executableTarget(
      name: "index-benchmark", dependencies: ["HammingSpace", "Luma", "PerceptualHash"],
      path: "Benchmarks/index", swiftSettings: settings),

    // Tests; TestSupport draws and encodes pictures, which the product never does.
    .target(
      name: "CTestEncoders", dependencies: ["CJPEG", "CPNG"], path: "Tests/CTestEncoders",
      cSettings: cSettings),
    .target(
      name: "TestSupport", dependencies: ["CTestEncoders", "Luma", "PerceptualHash"],
      path: "Tests/TestSupport",
      swiftSettings: settings),
    .testTarget(
      name: "HammingSpaceTests", dependencies: ["HammingSpace", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "PerceptualHashTests",
      dependencies: ["CHashKernels", "HammingSpace", "Luma", "PerceptualHash", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "MediaTests",
      dependencies: [
        "DecodeWorker", "HammingSpace", "LibAVDecoding", "Luma", "MediaDecoding", "MediaFormats",
        "MediaHashing", "PerceptualHash", "TestSupport", system,
      ],
      swiftSettings: testSettings),
    .executableTarget(
      name: "misbehaving-worker",
      dependencies: [
        "CWorkerLock", "DecodeServer", "DecodeWorker", "HammingSpace", "MediaFormats",
        "PerceptualHash", system,
      ],
      path: "Tests/MisbehavingWorker", swiftSettings: testSettings),
    .executableTarget(
      name: "without-landlock", dependencies: ["CSeccomp"], path: "Tests/WithoutLandlock",
      cSettings: cSettings),
    .testTarget(
      name: "DecodeWorkerTests",
      dependencies: [
        "DecodeWorker", "HammingSpace", "MediaFormats", "MediaHashing", "PerceptualHash",
        "TestSupport", "misbehaving-worker", "vigie", "vigie-picture-worker", "vigie-worker",
        system,
      ],
      swiftSettings: testSettings),
    .testTarget(
      name: "KnownContentTests",
      dependencies: ["HammingSpace", "KnownContent", "PerceptualHash", "TestSupport", system],
      swiftSettings: testSettings),
    .testTarget(
      name: "EvidenceScanTests",
      dependencies: [
        "CaseFile", "CaseReports", "DecodeWorker", "EvidenceScan", "HammingSpace", "KnownContent",
        "MediaFormats", "MediaHashing", "PerceptualHash", "TestSupport", system,
      ],
      swiftSettings: testSettings),
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "EvidenceScan", "PerceptualHash", "TestSupport", "vigie", "vigie-picture-worker",
        "vigie-worker", "without-landlock",
      ],
      swiftSettings: testSettings),
  ],
  swiftLanguageModes: [.v6]
)

// `make kernels` asks for the benchmarks of the kernels, whose framework nobody else should have to fetch.
if Context.environment["VIGIE_BENCHMARKS"] != nil {
  package.dependencies.append(
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []))
  package.targets.append(
    .executableTarget(
      name: "kernel-benchmarks",
      dependencies: [
        "CHashKernels", "HammingSpace", "Luma", "PerceptualHash",
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/kernels", swiftSettings: testSettings,
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]))
}
