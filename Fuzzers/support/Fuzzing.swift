// What the fuzzers share: input as bytes and values, properties that have to hold, and seeds.

internal import CLinux
internal import Foundation
public import SystemPackage

/// Stops the fuzzer, which keeps the input, if a property does not hold.
public func require(
  _ holds: Bool, _ property: StaticString, file: StaticString = #file, line: UInt = #line
) {
  if !holds { fatalError("broken: \(property)", file: file, line: line) }
}

/// Takes values from the front of an input; zeros when it is used up.
public struct InputReader {
  private var rest: ArraySlice<UInt8>

  /// Reads an input.
  public init(_ bytes: [UInt8]) {
    rest = bytes[...]
  }

  /// What is left.
  public var remaining: [UInt8] { Array(rest) }

  /// So many next bytes, or as many as there are.
  public mutating func take(_ count: Int) -> [UInt8] {
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  /// The next number, little-endian.
  public mutating func number<Number: FixedWidthInteger>(_ type: Number.Type = Number.self)
    -> Number
  {
    take(Number.bitWidth / 8).reversed().reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
  }

  /// Bytes behind their number, which has two bytes.
  public mutating func block() -> [UInt8] { take(Int(number(UInt16.self))) }
}

extension [UInt8] {
  /// Appends bytes so that ``InputReader/block()`` gives them, if they are not too many.
  public mutating func append(block: [UInt8]) {
    let block = block.prefix(Int(UInt16.max))
    self += [UInt8(block.count & 255), UInt8(block.count >> 8)]
    self += block
  }
}

/// Gives a file that holds `bytes` and lies in memory to `body`, by its path.
public func withMemoryFile<Result>(
  _ bytes: [UInt8], _ body: (FileDescriptor, FilePath) throws -> Result
) rethrows -> Result {
  // The bytes are copied.
  let number = unsafe bytes.withUnsafeBytes { unsafe vigie_memory_copy($0.baseAddress, $0.count) }
  precondition(number >= 0, "no memory for a file")
  let file = FileDescriptor(rawValue: number)
  defer { try? file.close() }
  return try body(file, FilePath("/proc/self/fd/\(number)"))
}

/// The inputs that a fuzzer starts from. They are made when `VIGIE_FUZZ_SEEDS` names a folder for them.
public enum Seeds {
  /// The committed test material.
  private static let fixtures = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures")

  /// Writes seeds and ends the program, if that is asked for.
  public static func writeIfAsked(_ seeds: () throws -> [[UInt8]]) {
    guard let folder = ProcessInfo.processInfo.environment["VIGIE_FUZZ_SEEDS"] else { return }
    do {
      for (number, seed) in try seeds().enumerated() {
        try Data(seed).write(to: URL(filePath: folder).appending(path: "seed-\(number)"))
      }
    } catch {
      fatalError("no seeds: \(error)")
    }
    exit(0)
  }

  /// The first bytes of each file in a folder of `Fixtures`.
  public static func files(in folder: String, longest: Int = 1 << 16) throws -> [[UInt8]] {
    try paths(in: folder).map { Array(try Data(contentsOf: URL(filePath: $0)).prefix(longest)) }
  }

  /// Paths of the files in a folder of `Fixtures`, in order.
  public static func paths(in folder: String) throws -> [String] {
    let path = fixtures.appending(path: folder).path(percentEncoded: false)
    return try FileManager.default.contentsOfDirectory(atPath: path).sorted().map {
      path + "/" + $0
    }
  }
}
