// Why an age file cannot be opened, in a line for who gave it.

/// What is wrong with a file, or with the keys for it. The description is one line, without a path.
package enum AgeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// It begins neither as age files do nor as their armour.
  case notAge
  /// Its first line names a version other than v1.
  case unknownVersion
  /// A line of the header, counted from 1, is not what the format asks for.
  case headerBroken(line: Int)
  /// The header is longer than ``AgeFile`` allows.
  case headerTooLong
  /// The header is not the one that was written with the key.
  case headerChanged
  /// A passphrase stands beside other recipients, which the format forbids.
  case passphraseNotAlone
  /// Base-two logarithm of the steps of scrypt that the file asks for: too many.
  case workFactor(Int)
  /// There was no memory for scrypt with this work factor.
  case noMemory(workFactor: Int)
  /// No key fits; `kinds` are the recipients that the header has, each once.
  case noKeyFits(kinds: [String])
  /// The file has a passphrase, but not the one given.
  case wrongPassphrase
  /// A line of the armour, counted from 1, is not what the format asks for.
  case armourBroken(line: Int)
  /// A chunk, counted from 0, is not what was written.
  case damaged(chunk: Int)
  /// What is left of the file, chunk N, cannot be opened: cut short, changed or added to; which of
  /// these cannot be told.
  case damagedEnd(chunk: Int)
  /// The file ends before its last chunk.
  case truncated
  /// Something follows the last chunk, or the armour.
  case trailingData

  /// One line: what is wrong, what to do.
  package var description: String {
    switch self {
    case .notAge: "is not an age file; name one that `age` or `vigie` has encrypted"
    case .unknownVersion:
      "is an age file of a version other than v1; encrypt it again with age 1.0 or later"
    case .headerBroken(let line):
      "the age header is broken in line \(line); get the file again, as binary"
    case .headerTooLong:
      "the age header is longer than \(AgeFile.longestHeader >> 10) KiB; encrypt it for fewer keys"
    case .headerChanged:
      "the age header is not what was written; get the file again, from who encrypted it"
    case .passphraseNotAlone:
      "has a passphrase beside other age recipients, which is forbidden; do not trust it"
    case .workFactor(let factor):
      "asks for a scrypt work factor of \(factor), where at most \(AgeFile.workFactors.upperBound)"
        + " is accepted; encrypt it again"
    case .noMemory(let factor):
      "its passphrase needs \(1 << max(0, factor - 10)) MiB of memory (scrypt work factor"
        + " \(factor)), which are not there; free some, or encrypt it for a key"
    case .noKeyFits(let kinds): Self.noKeyFits(kinds)
    case .wrongPassphrase: "the passphrase is not the one it was encrypted with; type it again"
    case .armourBroken(let line):
      "the age armour is broken in line \(line); get the file again, as binary"
    case .damaged(let chunk):
      "damaged: chunk \(chunk) (64 KiB of content from byte \(chunk * AgeFile.chunkLength)) is not"
        + " what was written; get the file again"
    case .damagedEnd(let chunk):
      "cut short or damaged: what is there of its end (content from byte"
        + " \(chunk * AgeFile.chunkLength)) is not what was written; get the file again"
    case .truncated: "cut short: it ends before its last chunk; get the file again"
    case .trailingData: "something follows the end of the encrypted data; get the file again"
    }
  }

  private static func noKeyFits(_ kinds: [String]) -> String {
    if kinds == [Stanza.scrypt] {
      return "is encrypted with a passphrase, and none was given; give it"
    }
    let list = kinds.joined(separator: ", ")
    return kinds.contains(Stanza.x25519)
      ? "no key given opens it; give the key file of one of its recipients (\(list))"
      : "is encrypted for recipients of other kinds (\(list)); have it encrypted for an age1... key"
  }
}
