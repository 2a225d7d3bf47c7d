// Hashing files outside of a case: in the order of the walk, and no longer than asked for.

import FileHashing
import Foundation
import FullExamination
import MediaExamination
import MediaFormats
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// Takes longer for some files than for others, and calls `body` with each.
private struct UnevenExaminer: MediaExaminer {
  var body: @Sendable () -> Void = {}

  func examine(_ input: MediaInput) -> MediaRecord {
    body()
    usleep(UInt32(input.byteCount % 7) * 2000)
    var record = MediaRecord()
    record.width = Int(input.byteCount)
    record.issue = .broken
    return record
  }

  func decoderClass(of format: MediaFormat) -> DecoderClass { .inProcess }

  var missingIsolation: [String] { [] }
}

struct FileHasherTests {
  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Writes what looks like a PNG.
  private func write(_ path: String, count: Int) throws {
    try Data(Self.signature + [UInt8](repeating: 7, count: count - 8)).write(
      to: URL(filePath: path))
  }

  @Test("Hashes of a folder come in the order of its walk", arguments: [1, 2, 5])
  func hashesInOrder(threads: Int) throws {
    try withTemporaryFolder { folder in
      for number in 100..<400 { try write(folder + "/\(number)", count: number) }
      func names(threads: Int) throws -> [String] {
        var names: [String] = []
        let hasher = FileHasher(examiner: UnevenExaminer())
        try hasher.hash(FilePath(folder), threads: threads) { file in
          let name = String(decoding: file.path, as: UTF8.self)
          names.append(name)
          #expect(name.hasSuffix("/\((try? file.result.get())?.width ?? 0)"))
        }
        return names
      }
      let found = try names(threads: threads)
      #expect(found == (try names(threads: 1)))
      #expect(Set(found).count == 300)
    }
  }

  @Test("Whoever takes hashes may stop, and no file is begun after that")
  func stoppedHashing() throws {
    struct Enough: Error {}
    try withTemporaryFolder { folder in
      for number in 100..<400 { try write(folder + "/\(number)", count: number) }
      var taken = 0
      let begun = Mutex(0)
      let examiner = UnevenExaminer { begun.withLock { $0 += 1 } }
      #expect(throws: Enough.self) {
        try FileHasher(examiner: examiner).hash(FilePath(folder), threads: 3) { _ in
          taken += 1
          if taken == 10 { throw Enough() }
        }
      }
      // Some are ahead of what is taken, a bounded number.
      #expect(taken == 10 && begun.withLock { $0 } < 150)
    }
  }

  @Test("A folder whose place another takes is told of, and not passed over")
  func replaced() throws {
    try withTemporaryFolder { folder in
      for name in ["v/a", "v/b", "other"] {
        try FileManager.default.createDirectory(
          atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
      }
      for name in ["v/a", "v/b", "other"] { try write("\(folder)/\(name)/file", count: 100) }
      // Whichever comes first, the other one is replaced then.
      let isSwapped = Mutex(false)
      let examiner = UnevenExaminer {
        isSwapped.withLock { isSwapped in
          if !isSwapped {
            for name in ["a", "b"] { rename("\(folder)/v/\(name)", "\(folder)/gone-\(name)") }
            for name in ["a", "b"] { mkdir("\(folder)/v/\(name)", 0o700) }
          }
          isSwapped = true
        }
      }
      var files = 0
      var problems: [FileHasher.Problem] = []
      try FileHasher(examiner: examiner).hash(FilePath(folder + "/v"), threads: 1) { file in
        switch file.result {
        case .success: files += 1
        case .failure(let problem): problems.append(problem)
        }
      }
      #expect(files == 1 && problems == [.notOpened(.unreadable(.noSuchFileOrDirectory))])
    }
  }

  @Test("What is no picture, or is not there, is told from what is broken")
  func problems() throws {
    try withTemporaryFolder { folder in
      try Data("text".utf8).write(to: URL(filePath: folder + "/text"))
      try write(folder + "/broken.png", count: 100)
      let hasher = FileHasher(examiner: InProcessExaminer())
      #expect(hasher.record(of: FilePath(folder + "/text")) == .failure(.notMedia))
      #expect(
        hasher.record(of: FilePath(folder + "/none"))
          == .failure(.unreadable(.noSuchFileOrDirectory)))
      #expect(try hasher.record(of: FilePath(folder + "/broken.png")).get().issue == .broken)
    }
  }
}
