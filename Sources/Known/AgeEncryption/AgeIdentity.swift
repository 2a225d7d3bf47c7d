// The secret half of an age key. It never appears in a description.

internal import Crypto
internal import Foundation

/// An X25519 identity: what opens files that are encrypted for its recipient.
package struct AgeIdentity: Sendable, CustomStringConvertible, CustomReflectable {
  static let prefix = "AGE-SECRET-KEY-"

  let key: Curve25519.KeyAgreement.PrivateKey

  /// Reads `AGE-SECRET-KEY-1...` in upper case, as `age-keygen` writes it; `nil` if it is not.
  package init?(_ text: String) {
    guard let (prefix, bytes) = Bech32.decode(text), prefix == Self.prefix,
      let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes)
    else { return nil }
    self.key = key
  }

  /// Whom to encrypt for, so that this identity opens it.
  package var recipient: AgeRecipient { AgeRecipient(key.publicKey) }

  /// Only what is public.
  package var description: String { "identity of \(recipient)" }

  /// Only what is public.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
