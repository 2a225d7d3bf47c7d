// swift-tools-version: 6.2
// vigie: finds already-known pictures and videos on a volume, from hashes alone.
// A target exists only where the compiler should forbid knowledge; ARCHITECTURE.md has a line on each.
// Folders of Sources/ are the stages of the straight line; C stands beside the Swift that owns it.

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
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

/// Swift code of the product: knows only what is named here.
func stage(
  _ folder: String, _ name: String, _ dependencies: [Target.Dependency] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Sources/\(folder)/\(name)",
    swiftSettings: settings)
}

/// C code of the product.
func c(_ folder: String, _ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Sources/\(folder)/\(name)", cSettings: cSettings)
}

/// A program of the product.
func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies, path: "Sources/Programs/\(name)",
    swiftSettings: settings)
}

/// Libraries of the system, as modules.
func library(_ folder: String, _ name: String, _ pkgConfig: String, apt: [String]) -> Target {
  .systemLibrary(
    name: name, path: "Sources/\(folder)/\(name)", pkgConfig: pkgConfig, providers: [.apt(apt)])
}

/// Tests of a target, which see what is `package` in it.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: testSettings)
}

let package = Package(
  name: "vigie",
  products: [
    .executable(name: "vigie", targets: ["vigie"]),
    .executable(name: "vigie-picture-worker", targets: ["vigie-picture-worker"]),
    .executable(name: "vigie-worker", targets: ["vigie-worker"]),
    // All of it, decoding in locked processes.
    .library(name: "Vigie", targets: ["Vigie"]),
    // Hashes of samples, and the index: without Foundation, SQLite or a decoder.
    .library(name: "PerceptualHash", targets: ["PerceptualHash", "HammingSpace", "Luma"]),
    // Decoding in the embedder's own process.
    .library(name: "FullExamination", targets: ["FullExamination", "MediaExamination"]),
    .library(name: "KnownContent", targets: ["KnownContent", "HashLists", "Findings"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    // The operating system, where several stages need it.
    c("System", "CLinux"),
    stage("System", "Platform", ["CLinux", system]),

    // Evidence: entries of volumes, and their bytes. Knows no hash, no case.
    stage("Evidence", "EvidenceEntries"),
    stage("Evidence", "EvidenceVolumes", ["CLinux", "EvidenceEntries", "Platform", system]),

    // Media: bytes to luma rows and frames.
    library("Media", "CJPEG", "libjpeg", apt: ["libjpeg-dev"]),
    library("Media", "CPNG", "libpng", apt: ["libpng-dev"]),
    library("Media", "CISAL", "libisal", apt: ["libisal-dev"]),
    library(
      "Media", "CLibAV", "libavformat libavcodec libswscale libavutil",
      apt: ["libavformat-dev", "libavcodec-dev", "libswscale-dev"]),
    c("Media", "CDecoding"),
    c("Media", "CPictureDecoders", ["CDecoding", "CISAL", "CJPEG", "CPNG"]),
    c("Media", "CLibAVDecoders", ["CDecoding", "CLibAV"]),
    stage("Media", "Luma"),
    stage("Media", "MediaFormats"),
    stage(
      "Media", "PictureDecoding", ["CDecoding", "CPictureDecoders", "Luma", "MediaFormats", system]
    ),
    stage(
      "Media", "LibAVDecoding",
      ["CDecoding", "CLibAVDecoders", "Luma", "MediaFormats", "PictureDecoding", system]),

    // Hash: luma to PDQ, and what lies near a hash.
    c("Hash", "CHammingKernels"),
    stage("Hash", "HammingSpace", ["CHammingKernels"]),
    c("Hash", "CPDQKernels"),
    stage("Hash", "PerceptualHash", ["CPDQKernels", "HammingSpace", "Luma"]),

    // Examination: a file's bytes to a record, in this process or in another.
    stage(
      "Examination", "MediaExamination",
      ["CLinux", "MediaFormats", "PerceptualHash", "Platform", system]),
    stage(
      "Examination", "PictureExamination",
      ["Luma", "MediaExamination", "MediaFormats", "PerceptualHash", "PictureDecoding"]),
    stage(
      "Examination", "FullExamination",
      [
        "LibAVDecoding", "Luma", "MediaExamination", "MediaFormats", "PerceptualHash",
        "PictureDecoding", "PictureExamination",
      ]),
    stage(
      "Examination", "FileHashing",
      [
        "EvidenceEntries", "EvidenceVolumes", "MediaExamination", "MediaFormats", "Platform",
        system,
      ]
    ),

    // Isolation: examination in locked processes.
    library("Isolation", "CSeccomp", "libseccomp", apt: ["libseccomp-dev"]),
    c("Isolation", "CWorkerChannel"),
    c("Isolation", "CWorkerLock", ["CSeccomp"]),
    c("Isolation", "CFormatSamples"),
    stage(
      "Isolation", "DecodeProtocol",
      ["CFormatSamples", "HammingSpace", "MediaExamination", "MediaFormats", "PerceptualHash"]),
    stage(
      "Isolation", "DecodePool",
      [
        "CWorkerChannel", "DecodeProtocol", "HammingSpace", "MediaExamination", "MediaFormats",
        "PerceptualHash", "Platform", system,
      ]),
    stage(
      "Isolation", "DecodeServer",
      [
        "CWorkerChannel", "CWorkerLock", "DecodeProtocol", "MediaExamination", "MediaFormats",
        system,
      ]),

    // Known content: lists in, matches out.
    library("Known", "CArchive", "libarchive", apt: ["libarchive-dev"]),
    library("Known", "CXML", "libxml-2.0", apt: ["libxml2-dev"]),
    library("Known", "CZlib", "zlib", apt: ["zlib1g-dev"]),
    stage(
      "Known", "HashLists",
      [
        "CArchive", "CXML", "CZlib", "Findings", "PerceptualHash", "Platform", crypto, sqlite,
        system,
      ]),
    stage(
      "Known", "KnownContent",
      [
        "AgeEncryption", "Findings", "HammingSpace", "HashLists", "PerceptualHash", "Platform",
        crypto, system,
      ]),
    stage("Known", "AgeEncryption", [crypto, cryptoExtras]),

    // The case: what was found, kept and reported.
    stage("Case", "Findings", ["EvidenceEntries", "MediaFormats", "PerceptualHash"]),
    stage(
      "Case", "CaseFile",
      [
        "EvidenceEntries", "Findings", "HammingSpace", "MediaFormats", "PerceptualHash", "Platform",
        grdb, system,
      ]),
    stage(
      "Case", "CaseReports",
      [
        "CaseFile", "EvidenceEntries", "Findings", "HashLists", "MediaFormats", "PerceptualHash",
        "Platform", system,
      ]),

    stage(
      "Case", "ListExport",
      [
        "CaseFile", "CaseReports", "EvidenceEntries", "Findings", "HashLists", "MediaFormats",
        "PerceptualHash", system,
      ]),

    // The scan: all of it, in order.
    stage(
      "Scan", "EvidenceScan",
      [
        "CLinux", "CaseFile", "EvidenceEntries", "EvidenceVolumes", "Findings", "KnownContent",
        "MediaExamination", "MediaFormats", "PerceptualHash", "Platform", crypto, system,
      ]),
    .target(
      name: "Vigie",
      dependencies: [
        "CaseFile", "CaseReports", "DecodePool", "EvidenceEntries", "EvidenceScan",
        "EvidenceVolumes", "FileHashing", "Findings", "HammingSpace", "HashLists", "KnownContent",
        "ListExport", "Luma", "MediaExamination", "MediaFormats", "PerceptualHash", "Platform",
        system,
      ],
      swiftSettings: settings),
    program(
      "vigie-picture-worker",
      ["DecodeServer", "MediaFormats", "PictureExamination"]),
    program("vigie-worker", ["DecodeServer", "FullExamination", "MediaFormats"]),
    program(
      "vigie",
      [
        "CaseFile", "CaseReports", "DecodePool", "DecodeProtocol", "EvidenceEntries",
        "EvidenceScan", "EvidenceVolumes", "FileHashing", "Findings", "HammingSpace",
        "HashLists", "KnownContent", "ListExport", "MediaExamination", "MediaFormats",
        "PerceptualHash", "Platform", argumentParser, system,
      ]),

    // Programs that only the benchmarks run.
    .executableTarget(
      name: "isolation-benchmark",
      dependencies: ["DecodePool", "FullExamination", "MediaExamination", "MediaFormats", system],
      path: "Benchmarks/isolation", exclude: ["run"], swiftSettings: testSettings),
    .executableTarget(
      name: "variant-hashes",
      dependencies: [
        "FullExamination", "MediaExamination", "MediaFormats", "PerceptualHash", system,
      ],
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
    .executableTarget(
      name: "misbehaving-worker",
      dependencies: [
        "CWorkerLock", "DecodeProtocol", "DecodeServer", "HammingSpace", "MediaExamination",
        "MediaFormats", "PerceptualHash", system,
      ],
      path: "Tests/MisbehavingWorker", swiftSettings: testSettings),
    .executableTarget(
      name: "hash-core", dependencies: ["HammingSpace", "Luma", "PerceptualHash"],
      path: "Tests/HashCore", swiftSettings: testSettings),
    .executableTarget(
      name: "without-landlock", dependencies: ["CSeccomp"], path: "Tests/WithoutLandlock",
      cSettings: cSettings),
    tests("PlatformTests", ["Platform", "TestSupport", system]),
    tests(
      "EvidenceVolumesTests",
      ["EvidenceEntries", "EvidenceVolumes", "Platform", "TestSupport", system]),
    tests("MediaFormatsTests", ["MediaFormats", "TestSupport"]),
    tests(
      "PictureDecodingTests", ["Luma", "MediaFormats", "PictureDecoding", "TestSupport", system]),
    tests("LibAVDecodingTests", ["LibAVDecoding"]),
    tests("HammingSpaceTests", ["HammingSpace", "TestSupport"]),
    tests(
      "PerceptualHashTests",
      ["CPDQKernels", "HammingSpace", "Luma", "PerceptualHash", "TestSupport"]),
    tests(
      "MediaExaminationTests",
      ["FullExamination", "MediaExamination", "MediaFormats", "TestSupport", system]),
    tests(
      "PictureExaminationTests",
      ["FullExamination", "MediaExamination", "MediaFormats", "PictureExamination", "TestSupport"]),
    tests(
      "FullExaminationTests",
      [
        "FullExamination", "HammingSpace", "LibAVDecoding", "Luma", "MediaExamination",
        "MediaFormats", "PerceptualHash", "PictureDecoding", "TestSupport", system,
      ]),
    tests(
      "DecodeProtocolTests",
      [
        "DecodeProtocol", "HammingSpace", "MediaExamination", "MediaFormats", "PerceptualHash",
        "TestSupport",
      ]),
    tests("DecodeServerTests", ["CWorkerChannel", "CWorkerLock", "DecodeProtocol"]),
    tests(
      "DecodePoolTests",
      [
        "DecodePool", "DecodeProtocol", "FullExamination", "HammingSpace", "MediaExamination",
        "MediaFormats", "PerceptualHash", "TestSupport", "misbehaving-worker", "vigie",
        "vigie-picture-worker", "vigie-worker", system,
      ]),
    tests(
      "HashListsTests",
      ["Findings", "HashLists", "PerceptualHash", "TestSupport", system]),
    tests(
      "KnownContentTests",
      [
        "Findings", "HammingSpace", "HashLists", "KnownContent", "PerceptualHash", "TestSupport",
        system,
      ]),
    tests("AgeEncryptionTests", ["AgeEncryption", "TestSupport", crypto]),
    tests("FindingsTests", ["Findings"]),
    tests(
      "CaseFileTests",
      [
        "CaseFile", "CaseReports", "EvidenceEntries", "Findings", "HammingSpace", "Luma",
        "MediaFormats", "PerceptualHash", "TestSupport", grdb, system,
      ]),
    tests(
      "CaseReportsTests",
      [
        "CaseFile", "CaseReports", "EvidenceEntries", "Findings", "HammingSpace", "MediaFormats",
        "PerceptualHash", "TestSupport", system,
      ]),
    tests(
      "ListExportTests",
      [
        "CaseFile", "EvidenceEntries", "Findings", "HammingSpace", "HashLists", "ListExport",
        "MediaFormats", "PerceptualHash", "TestSupport", system,
      ]),
    tests(
      "FileHashingTests",
      [
        "EvidenceVolumes", "FileHashing", "FullExamination", "MediaExamination", "Platform",
        "TestSupport", system,
      ]),
    tests(
      "EvidenceScanTests",
      [
        "CaseFile", "CaseReports", "EvidenceEntries", "EvidenceScan", "EvidenceVolumes",
        "FileHashing", "Findings", "FullExamination", "HammingSpace", "KnownContent",
        "MediaExamination", "MediaFormats",
        "PerceptualHash", "Platform", "TestSupport", system,
      ]),
    tests(
      "VigieTests",
      [
        "FullExamination", "TestSupport", "Vigie", "hash-core", "vigie-picture-worker",
        "vigie-worker",
      ]),
    tests(
      "CommandLineTests",
      [
        "EvidenceScan", "PerceptualHash", "TestSupport", "vigie", "vigie-picture-worker",
        "vigie-worker", "without-landlock",
      ]),
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
        "CPDQKernels", "HammingSpace", "Luma", "PerceptualHash",
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/kernels", swiftSettings: testSettings,
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]))
}

// `Fuzzers/run` asks for the fuzzers, which take a sanitizer that nothing else is built with.
if Context.environment["VIGIE_FUZZERS"] != nil {
  /// A program that libFuzzer feeds.
  func fuzzer(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
      name: "fuzz-\(name)", dependencies: ["FuzzSupport"] + dependencies, path: "Fuzzers/\(name)",
      swiftSettings: settings)
  }
  package.targets += [
    .target(
      name: "FuzzSupport", dependencies: ["CLinux", system], path: "Fuzzers/support",
      swiftSettings: settings),
    fuzzer("signatures", ["MediaFormats"]),
    fuzzer("mounts", ["EvidenceVolumes"]),
    fuzzer(
      "worker-messages",
      ["DecodeProtocol", "HammingSpace", "MediaExamination", "MediaFormats", "PerceptualHash"]),
    fuzzer(
      "lists",
      ["Findings", "HammingSpace", "HashLists", "KnownContent", "PerceptualHash", system]),
    fuzzer(
      "compiled-sets",
      ["Findings", "HammingSpace", "KnownContent", "PerceptualHash", crypto, system]),
    fuzzer("case-blobs", ["CaseFile", "HammingSpace", "PerceptualHash"]),
  ]
}
