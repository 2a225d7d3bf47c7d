// X25519 that refuses points of low order, which the library lets pass.

internal import Crypto
internal import Foundation

/// Agreement on a secret (RFC 7748, section 6.1).
enum KeyAgreement {
  /// `nil` if the point is of low order: the secret would be zero with every key, and known to all.
  static func secret(
    _ key: Curve25519.KeyAgreement.PrivateKey, _ point: Curve25519.KeyAgreement.PublicKey
  ) -> SharedSecret? {
    guard let secret = try? key.sharedSecretFromKeyAgreement(with: point) else { return nil }
    // Read while it is there, all of it whatever it is.
    let bits = unsafe secret.withUnsafeBytes { unsafe $0.reduce(0, |) }
    return bits == 0 ? nil : secret
  }
}
