// Whole files in memory, for tests: encrypted, opened, and what came out before an error.

import AgeEncryption
import TestSupport

enum AgeFiles {
  /// The key of the format's specification: 32 bytes of 0x42.
  static let identity = AgeIdentity(
    "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX")!
  static let other = anyIdentity(seed: 7)
  static let passphrase = AgePassphrase("correct horse".utf8)!

  /// Bytes at the edges of chunks.
  static let sizes = [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000]

  static func anyIdentity(seed: UInt64) -> AgeIdentity {
    let text = Bech32.encode(prefix: "age-secret-key-", bytes(32, seed: seed))
    return AgeIdentity(text.uppercased())!
  }

  static func bytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
  }

  /// A file for recipients, its content handed over in pieces.
  static func encrypt(
    _ content: [UInt8], for recipients: [AgeRecipient] = [identity.recipient],
    pieces: Int = 10_000
  ) -> [UInt8] {
    write(content, pieces, AgeWriter(for: recipients))
  }

  /// A file for the passphrase, with little work.
  static func encryptWithPassphrase(
    _ content: [UInt8], workFactor: Int = 1
  ) throws -> [UInt8] {
    write(content, 10_000, try AgeWriter(passphrase: passphrase, workFactor: workFactor))
  }

  private static func write(
    _ content: [UInt8], _ pieces: Int, _ writer: consuming AgeWriter
  ) -> [UInt8] {
    var file = writer.header
    var rest = content[...]
    while !rest.isEmpty {
      writer.seal(Array(rest.prefix(pieces)).span.bytes) { file += $0 }
      rest = rest.dropFirst(pieces)
    }
    writer.finish { file += $0 }
    return file
  }

  /// What a file gives, and why it ended if it is not complete.
  struct Outcome {
    var content: [UInt8] = []
    var error: AgeError?
  }

  /// Opens a file, which is handed over in pieces.
  static func open(
    _ file: [UInt8], with keys: AgeKeys = AgeKeys(identities: [identity]), pieces: Int = .max
  ) throws -> Outcome {
    var outcome = Outcome()
    var rest = file[...]
    do {
      var reader = try AgeReader(keys: keys) { most in
        let piece = Array(rest.prefix(min(most, pieces)))
        rest = rest.dropFirst(piece.count)
        return piece
      }
      do {
        while let chunk = try reader.next() { outcome.content += chunk }
        // The end stays the end.
        guard try reader.next() == nil else { throw Unexpected() }
      } catch let error as AgeError {
        outcome.error = error
        // An error stays the error: a file never looks complete behind it.
        do {
          _ = try reader.next()
          throw Unexpected()
        } catch let again as AgeError where again == error {}
      }
    } catch let error as AgeError {
      outcome.error = error
    }
    return outcome
  }

  struct Unexpected: Error {}

  /// Offset behind the header and the nonce.
  static func firstChunk(of file: [UInt8]) -> Int {
    let mark = file.firstRange(of: Array("\n--- ".utf8))!.upperBound
    return file[mark...].firstIndex(of: UInt8(ascii: "\n"))! + 1 + 16
  }

  /// A file with one text in it replaced.
  static func replacing(_ old: String, by new: String, in file: [UInt8]) -> [UInt8] {
    let range = file.firstRange(of: Array(old.utf8))!
    return file[..<range.lowerBound] + Array(new.utf8) + file[range.upperBound...]
  }
}
