// The public half of an age key: whom a file is encrypted for.

internal import Crypto
internal import Foundation

/// An X25519 recipient. Its description is its text, `age1...`.
package struct AgeRecipient: Hashable, Sendable, CustomStringConvertible {
  private static let prefix = "age"

  /// The point, 32 bytes.
  let bytes: [UInt8]

  /// Reads `age1...` in lower case, as `age-keygen` writes it; `nil` if it is not, or if it is a
  /// point that every key would open. Recipients of other kinds (`age1pq1...`, plugins) are refused.
  package init?(_ text: String) {
    guard let (prefix, bytes) = Bech32.decode(text), prefix == Self.prefix, bytes.count == 32,
      let key = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: bytes),
      KeyAgreement.secret(Curve25519.KeyAgreement.PrivateKey(), key) != nil
    else { return nil }
    self.bytes = bytes
  }

  init(_ key: Curve25519.KeyAgreement.PublicKey) {
    bytes = Array(key.rawRepresentation)
  }

  /// The key, for agreement.
  var key: Curve25519.KeyAgreement.PublicKey {
    // `init` has made one of the same bytes.
    try! Curve25519.KeyAgreement.PublicKey(rawRepresentation: bytes)
  }

  /// `age1...`
  package var description: String { Bech32.encode(prefix: Self.prefix, bytes) }
}
