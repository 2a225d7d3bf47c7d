// Keys that are made from other keys, each for one purpose.

internal import Crypto
internal import CryptoExtras
internal import Foundation

/// Derivations of the age format.
enum DerivedKey {
  private static let count = 32
  private static let x25519Info = Array("age-encryption.org/v1/X25519".utf8)
  private static let scryptSalt = Array("age-encryption.org/v1/scrypt".utf8)

  /// What the MAC of the header is made with.
  static func header(of fileKey: SymmetricKey) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(
      inputKeyMaterial: fileKey, info: Array("header".utf8), outputByteCount: count)
  }

  /// What the chunks are sealed with.
  static func payload(of fileKey: SymmetricKey, nonce: [UInt8]) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(
      inputKeyMaterial: fileKey, salt: nonce, info: Array("payload".utf8), outputByteCount: count)
  }

  /// What the file key is wrapped with for a recipient, from either side of the agreement.
  static func wrapping(
    _ shared: SharedSecret, share: [UInt8], recipient: AgeRecipient
  ) -> SymmetricKey {
    shared.hkdfDerivedSymmetricKey(
      using: SHA256.self, salt: share + recipient.bytes, sharedInfo: x25519Info,
      outputByteCount: count)
  }

  /// What the file key is wrapped with for a passphrase: 2^factor steps, in 2^factor KiB.
  static func wrapping(
    _ passphrase: AgePassphrase, salt: [UInt8], workFactor: Int
  ) throws(AgeError) -> SymmetricKey {
    do {
      return try KDF.Scrypt.deriveKey(
        from: passphrase.bytes, salt: scryptSalt + salt, outputByteCount: count,
        rounds: 1 << workFactor, blockSize: 8, parallelism: 1)
    } catch {
      // Nothing else can be wrong with a factor that is in bounds.
      throw AgeError.noMemory(workFactor: workFactor)
    }
  }
}
