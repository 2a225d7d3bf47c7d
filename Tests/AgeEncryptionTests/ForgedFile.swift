// Files that no writer makes, put together from the words of the specification and not from the code.

import AgeEncryption
import Crypto
import Foundation
import Testing

/// A file whose MAC is right whatever its header says.
struct ForgedFile {
  /// Lines between the version and the MAC, without line feeds.
  var lines: [String] = []
  /// What the chunks hold, and whether they are sealed as the last.
  var chunks: [(content: [UInt8], isLast: Bool)] = [(Array("content".utf8), true)]
  var fileKey = SymmetricKey(data: (0..<16).map { UInt8($0) })

  var bytes: [UInt8] {
    let header = "age-encryption.org/v1\n" + lines.map { $0 + "\n" }.joined() + "---"
    let key = derive("header", salt: [])
    let mac = HMAC<SHA256>.authenticationCode(for: Data(header.utf8), using: key)
    let nonce = [UInt8](repeating: 9, count: 16)
    let payload = derive("payload", salt: nonce)
    var file = Array(header.utf8) + Array(" \(Self.base64(Data(mac)))\n".utf8) + nonce
    for (index, chunk) in chunks.enumerated() {
      let nonce = [UInt8](repeating: 0, count: 10) + [UInt8(index), chunk.isLast ? 1 : 0]
      file += seal(chunk.content, payload, nonce)
    }
    return file
  }

  /// Lines of a stanza that wraps the file key for a recipient.
  func stanza(
    for recipient: AgeRecipient, extra: String = "", fileKey: [UInt8]? = nil
  ) throws -> [String] {
    let point = try #require(Bech32.decode(recipient.description)).bytes
    let secret = Curve25519.KeyAgreement.PrivateKey()
    let share = Array(secret.publicKey.rawRepresentation)
    let shared = try secret.sharedSecretFromKeyAgreement(with: .init(rawRepresentation: point))
    let key = shared.hkdfDerivedSymmetricKey(
      using: SHA256.self, salt: share + point,
      sharedInfo: Data("age-encryption.org/v1/X25519".utf8), outputByteCount: 32)
    let plain = fileKey ?? self.fileKey.withUnsafeBytes { Array($0) }
    let body = seal(plain, key, [UInt8](repeating: 0, count: 12))
    return ["-> X25519 \(Self.base64(Data(share)))\(extra)", Self.base64(Data(body))]
  }

  static func base64(_ bytes: Data) -> String {
    bytes.base64EncodedString().filter { $0 != "=" }
  }

  private func derive(_ info: String, salt: [UInt8]) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(
      inputKeyMaterial: fileKey, salt: salt, info: Array(info.utf8), outputByteCount: 32)
  }

  private func seal(_ bytes: [UInt8], _ key: SymmetricKey, _ nonce: [UInt8]) -> [UInt8] {
    let box = try! ChaChaPoly.seal(bytes, using: key, nonce: .init(data: nonce))
    return Array(box.ciphertext + box.tag)
  }
}
