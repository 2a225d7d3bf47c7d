// Where the test material is, and how its tables are read.

public import Foundation

/// The committed test material.
public enum Fixtures {
  /// The folder `Fixtures` of the repository.
  public static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures")

  /// Path of a fixture.
  public static func path(_ name: String) -> String {
    folder.path(percentEncoded: false) + "/" + name
  }

  /// Names of the files in a folder, in order.
  public static func names(in name: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: path(name))
    return (names ?? []).sorted()
  }

  /// Rows of a CSV table, by the names in its header.
  public static func table(_ name: String) -> [[String: String]] {
    table(at: path(name))
  }

  /// Rows of a CSV table anywhere.
  public static func table(at path: String) -> [[String: String]] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
    var lines = text.split(whereSeparator: \.isNewline).map { fields(of: String($0)) }
    guard !lines.isEmpty else { return [] }
    let header = lines.removeFirst()
    return lines.map { Dictionary(zip(header, $0)) { first, _ in first } }
  }

  /// The bytes of a name in which a table has percent-encoded what is not printable ASCII.
  public static func bytes(ofName encoded: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = Array(encoded.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"),
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest.removeFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return bytes
  }

  private static func fields(of line: String) -> [String] {
    var fields = [""]
    var isQuoted = false
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
    }
    return fields
  }
}

/// Public pictures, videos and hashes of the reference implementation, which are not ours to ship.
/// Tests that need them run where `VIGIE_REFERENCE_DATA` names their folder.
public enum ReferenceData {
  /// The folder, or `nil`.
  public static let folder = ProcessInfo.processInfo.environment["VIGIE_REFERENCE_DATA"]

  /// Whether the tests can run.
  public static var isPresent: Bool { folder != nil }

  /// Path of one of its files.
  public static func path(_ name: String) -> String { (folder ?? "") + "/" + name }
}
