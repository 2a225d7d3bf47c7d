// Codes in files, as bytes.

internal import Foundation
internal import HammingSpace

enum CodeFile {
  static func codes64(_ path: String) throws -> [Code64] {
    try words(path).map { Code64($0) }
  }

  static func codes256(_ path: String) throws -> [Code256] {
    let words = try words(path)
    return (0..<words.count / 4).map {
      Code256(words: SIMD4(words[4 * $0], words[4 * $0 + 1], words[4 * $0 + 2], words[4 * $0 + 3]))
    }
  }

  private static func words(_ path: String) throws -> [UInt64] {
    let data = try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
    return unsafe [UInt64](unsafeUninitializedCapacity: data.count / 8) { buffer, count in
      // The buffer has room for all whole words.
      count = unsafe data.copyBytes(to: UnsafeMutableRawBufferPointer(buffer)) / 8
    }
  }

  static func write(_ words: [UInt64], to path: String) throws {
    // Numbers are nothing but their bytes.
    let data = unsafe words.withUnsafeBytes { unsafe Data($0) }
    try data.write(to: URL(filePath: path))
  }
}
