// Key files, as `age-keygen` writes them: a secret key a line, comments and blank lines.

/// Why a key file gives no keys. The description is one line, without a path or anything secret.
package enum AgeKeyFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no key in it.
  case noKey
  /// It is itself encrypted.
  case encrypted
  /// A line, counted from 1, holds a recipient.
  case recipient(line: Int)
  /// A line, counted from 1, holds a key that only other programs can use.
  case otherKind(line: Int)
  /// A line, counted from 1, is no key, or is mistyped.
  case malformed(line: Int)

  /// One line: what is wrong, what to do.
  package var description: String {
    switch self {
    case .noKey: "holds no key; name a file that `age-keygen` has written"
    case .encrypted: "is itself encrypted; open it with `age --decrypt` and give what comes out"
    case .recipient(let line):
      "line \(line) is a recipient (age1...), which cannot open anything; name the file with its"
        + " AGE-SECRET-KEY-1..."
    case .otherKind(let line):
      "line \(line) is a key of a plugin or a newer kind, or of SSH; only AGE-SECRET-KEY-1... can"
        + " be used"
    case .malformed(let line):
      "line \(line) is no AGE-SECRET-KEY-1..., or is mistyped; copy it again"
    }
  }
}

extension AgeIdentity {
  /// The keys of a file, in its order; at least one. Lines that begin with `#` and blank ones are
  /// passed over; lines end with LF or CRLF.
  package static func read(keyFile bytes: [UInt8]) throws(AgeKeyFileError) -> [AgeIdentity] {
    guard !AgeFile.isAge(bytes) else { throw .encrypted }
    var identities: [AgeIdentity] = []
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      var text = line.drop(while: AgeFile.isBlank)
      while let last = text.last, AgeFile.isBlank(last) { text.removeLast() }
      if text.isEmpty || text.first == UInt8(ascii: "#") { continue }
      guard let identity = AgeIdentity(String(decoding: text, as: UTF8.self)) else {
        throw AgeKeyFileError(text, line: index + 1)
      }
      identities.append(identity)
    }
    guard !identities.isEmpty else { throw .noKey }
    return identities
  }
}

extension AgeKeyFileError {
  /// What a line is that is no identity.
  fileprivate init(_ text: ArraySlice<UInt8>, line: Int) {
    let others = ["AGE-PLUGIN-", "AGE-SECRET-KEY-PQ-", "-----BEGIN OPENSSH", "-----BEGIN RSA"]
    if text.starts(with: "age1".utf8) {
      self = .recipient(line: line)
    } else if others.contains(where: { text.starts(with: $0.utf8) }) {
      self = .otherKind(line: line)
    } else {
      self = .malformed(line: line)
    }
  }
}
