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
    .executable(name: "vigie-worker", targets: ["vigie-worker"]),
    .library(name: "PerceptualHash", targets: ["PerceptualHash", "HammingSpace", "Luma"]),
    .library(
      name: "MediaHashing",
      targets: ["MediaHashing", "MediaDecoding", "MediaFormats", "DecodeWorker"]),
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
    .target(
      name: "CMediaDecoders", dependencies: ["CJPEG", "CPNG", "CLibAV"], cSettings: cSettings),

    .target(name: "CLinux", cSettings: cSettings),
    .systemLibrary(
      name: "CSeccomp", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),
    .target(name: "CWorker", dependencies: ["CSeccomp"], cSettings: cSettings),

    // The straight line: bytes -> luma rows -> hash -> matches -> case file -> report.
    .target(name: "Luma", swiftSettings: settings),
    .target(name: "MediaFormats", swiftSettings: settings),
    .target(name: "CKernels", cSettings: cSettings),
    .target(name: "HammingSpace", dependencies: ["CKernels"], swiftSettings: settings),
    .target(
      name: "MediaDecoding", dependencies: ["CMediaDecoders", "Luma", "MediaFormats", system],
      swiftSettings: settings),
    .target(
      name: "PerceptualHash", dependencies: ["HammingSpace", "Luma"], swiftSettings: settings),
    .target(
      name: "KnownContent", dependencies: ["HammingSpace", "PerceptualHash", crypto, system],
      swiftSettings: settings),
    .target(
      name: "DecodeWorker",
      dependencies: ["CWorker", "HammingSpace", "MediaFormats", "PerceptualHash", system],
      swiftSettings: settings),
    .target(
      name: "MediaHashing",
      dependencies: [
        "DecodeWorker", "Luma", "MediaDecoding", "MediaFormats", "PerceptualHash", system,
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
      name: "vigie-worker", dependencies: ["DecodeWorker", "MediaHashing"],
      swiftSettings: settings),
    .executableTarget(
      name: "vigie",
      dependencies: [
        "CaseFile", "CaseReports", "DecodeWorker", "EvidenceScan", "HammingSpace", "KnownContent",
        "MediaFormats", "PerceptualHash", argumentParser, system,
      ],
      swiftSettings: settings),

    // Figures of the indexes, for Benchmarks/index-run; no product.
    .executableTarget(
      name: "index-benchmark", dependencies: ["HammingSpace", "Luma", "PerceptualHash"],
      path: "Benchmarks/index", swiftSettings: settings),

    // Tests; TestSupport draws and encodes pictures, which the product never does.
    .target(
      name: "CTestEncoders", dependencies: ["CJPEG"], path: "Tests/CTestEncoders",
      cSettings: cSettings),
    .target(
      name: "TestSupport", dependencies: ["CTestEncoders"], path: "Tests/TestSupport",
      swiftSettings: settings),
    .testTarget(
      name: "HammingSpaceTests", dependencies: ["HammingSpace", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "PerceptualHashTests",
      dependencies: ["HammingSpace", "Luma", "PerceptualHash", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "MediaTests",
      dependencies: [
        "DecodeWorker", "HammingSpace", "Luma", "MediaDecoding", "MediaFormats", "MediaHashing",
        "PerceptualHash", "TestSupport", system,
      ],
      swiftSettings: testSettings),
    .executableTarget(
      name: "misbehaving-worker",
      dependencies: ["CWorker", "DecodeWorker", "HammingSpace", "PerceptualHash", system],
      path: "Tests/MisbehavingWorker", swiftSettings: testSettings),
    .testTarget(
      name: "DecodeWorkerTests",
      dependencies: [
        "DecodeWorker", "HammingSpace", "MediaFormats", "MediaHashing", "PerceptualHash",
        "TestSupport", "misbehaving-worker", "vigie", "vigie-worker", system,
      ],
      swiftSettings: testSettings),
    .testTarget(
      name: "KnownContentTests",
      dependencies: ["HammingSpace", "KnownContent", "PerceptualHash", "TestSupport", system],
      swiftSettings: testSettings),
    .testTarget(
      name: "EvidenceScanTests",
      dependencies: [
        "CaseFile", "CaseReports", "DecodeWorker", "EvidenceScan", "KnownContent", "MediaHashing",
        "PerceptualHash", "TestSupport", system,
      ],
      swiftSettings: testSettings),
    .testTarget(
      name: "CommandLineTests",
      dependencies: ["PerceptualHash", "TestSupport", "vigie", "vigie-worker"],
      swiftSettings: testSettings),
  ],
  swiftLanguageModes: [.v6]
)
