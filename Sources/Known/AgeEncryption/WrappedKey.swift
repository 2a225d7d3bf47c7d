// The key of a file, wrapped into stanzas and out of them.

internal import Crypto
internal import Foundation

/// A file key is sealed once with a key of its own: the nonce is zero.
private enum Wrap {
  static let length = AgeFile.fileKeyLength + AgeFile.tagLength
  private static let nonce = [UInt8](repeating: 0, count: 12)

  static func seal(_ fileKey: SymmetricKey, with key: SymmetricKey) -> [UInt8] {
    let plain = unsafe fileKey.withUnsafeBytes { unsafe Data($0) }  // Copied while it is there.
    return ChunkSeal.seal(plain, key: key, nonce: nonce)
  }

  static func open(_ body: [UInt8], with key: SymmetricKey) -> SymmetricKey? {
    ChunkSeal.open(body, key: key, nonce: nonce).map { SymmetricKey(data: $0) }
  }
}

extension Stanza {
  /// Wraps a file key for a recipient.
  init(_ fileKey: SymmetricKey, for recipient: AgeRecipient) {
    let ephemeral = Curve25519.KeyAgreement.PrivateKey()
    let share = Array(ephemeral.publicKey.rawRepresentation)
    // No recipient is a point of low order, the only ones for which this fails.
    let shared = KeyAgreement.secret(ephemeral, recipient.key)!
    let key = DerivedKey.wrapping(shared, share: share, recipient: recipient)
    self.init(
      arguments: [Self.x25519, String(decoding: Base64.encode(share), as: UTF8.self)],
      body: Wrap.seal(fileKey, with: key))
  }

  /// Wraps a file key with a passphrase.
  init(
    _ fileKey: SymmetricKey, passphrase: AgePassphrase, workFactor: Int
  ) throws(AgeError) {
    let salt = Random.bytes(AgeFile.nonceLength)
    let key = try DerivedKey.wrapping(passphrase, salt: salt, workFactor: workFactor)
    let arguments = [
      Self.scrypt, String(decoding: Base64.encode(salt), as: UTF8.self), String(workFactor),
    ]
    self.init(arguments: arguments, body: Wrap.seal(fileKey, with: key))
  }

  /// The file key, if an identity opens this X25519 stanza.
  fileprivate func fileKey(for identities: [AgeIdentity]) throws(AgeError) -> SymmetricKey? {
    guard arguments.count == 2, let share = bytes(ofArgument: 1, count: 32),
      body.count == Wrap.length,
      let key = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: share)
    else { throw .headerBroken(line: line) }
    for identity in identities {
      guard let shared = KeyAgreement.secret(identity.key, key) else {
        throw .headerBroken(line: line)
      }
      let key = DerivedKey.wrapping(shared, share: share, recipient: identity.recipient)
      if let fileKey = Wrap.open(body, with: key) { return fileKey }
    }
    return nil
  }

  /// The file key, if the passphrase opens this scrypt stanza.
  fileprivate func fileKey(for passphrase: AgePassphrase) throws(AgeError) -> SymmetricKey? {
    guard arguments.count == 3, let salt = bytes(ofArgument: 1, count: AgeFile.nonceLength),
      body.count == Wrap.length, arguments[2].allSatisfy("0123456789".contains),
      !arguments[2].hasPrefix("0")
    else { throw .headerBroken(line: line) }
    let factor = Int(arguments[2]) ?? .max
    guard AgeFile.workFactors.contains(factor) else { throw .workFactor(factor) }
    let key = try DerivedKey.wrapping(passphrase, salt: salt, workFactor: factor)
    return Wrap.open(body, with: key)
  }
}

extension AgeKeys {
  private static let longestKind = 40
  private static let mostKinds = 8

  /// The key of a file, by whatever fits. The header may still be forged.
  func fileKey(of header: AgeHeader) throws(AgeError) -> SymmetricKey {
    if let stanza = header.stanzas.first(where: { $0.kind == Stanza.scrypt }) {
      guard header.stanzas.count == 1 else { throw .passphraseNotAlone }
      guard let passphrase else { throw .noKeyFits(kinds: [Stanza.scrypt]) }
      guard let key = try stanza.fileKey(for: passphrase) else { throw .wrongPassphrase }
      return key
    }
    for stanza in header.stanzas where stanza.kind == Stanza.x25519 {
      if let key = try stanza.fileKey(for: identities) { return key }
    }
    throw .noKeyFits(kinds: Self.kinds(of: header.stanzas))
  }

  /// The kinds, each once: somebody else's words, so short and few.
  private static func kinds(of stanzas: [Stanza]) -> [String] {
    var kinds: [String] = []
    for stanza in stanzas where kinds.count < mostKinds {
      let kind = String(stanza.kind.prefix(longestKind))
      if !kinds.contains(kind) { kinds.append(kind) }
    }
    return kinds
  }
}
