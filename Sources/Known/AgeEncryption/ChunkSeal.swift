// Sealing with ChaCha20-Poly1305, and the nonces that keep chunks in their order.

internal import Crypto
internal import Foundation

/// Bytes and their tag, in one array.
enum ChunkSeal {
  static func seal(_ bytes: some DataProtocol, key: SymmetricKey, nonce: [UInt8]) -> [UInt8] {
    // Fails only for keys and nonces of wrong lengths, which these are not.
    let box = try! ChaChaPoly.seal(bytes, using: key, nonce: ChaChaPoly.Nonce(data: nonce))
    var sealed: [UInt8] = []
    sealed.reserveCapacity(bytes.count + AgeFile.tagLength)
    sealed += box.ciphertext
    sealed += box.tag
    return sealed
  }

  /// `nil` if this is not what was sealed.
  static func open(_ sealed: [UInt8], key: SymmetricKey, nonce: [UInt8]) -> [UInt8]? {
    guard sealed.count >= AgeFile.tagLength,
      let nonce = try? ChaChaPoly.Nonce(data: nonce),
      let box = try? ChaChaPoly.SealedBox(
        nonce: nonce, ciphertext: sealed.dropLast(AgeFile.tagLength),
        tag: sealed.suffix(AgeFile.tagLength))
    else { return nil }
    return (try? ChaChaPoly.open(box, using: key)).map { Array($0) }
  }
}

/// The chunks of one file (STREAM: Hoang, Reyhanitabar, Rogaway, Vizár, 2015).
struct ChunkCipher {
  private let key: SymmetricKey

  init(_ fileKey: SymmetricKey, nonce: [UInt8]) {
    key = DerivedKey.payload(of: fileKey, nonce: nonce)
  }

  func seal(_ bytes: [UInt8], chunk: Int, isLast: Bool) -> [UInt8] {
    ChunkSeal.seal(bytes, key: key, nonce: nonce(chunk, isLast))
  }

  func open(_ sealed: [UInt8], chunk: Int, isLast: Bool) -> [UInt8]? {
    ChunkSeal.open(sealed, key: key, nonce: nonce(chunk, isLast))
  }

  /// Eleven bytes of a big-endian number, and whether it is the last.
  private func nonce(_ chunk: Int, _ isLast: Bool) -> [UInt8] {
    let number = UInt64(chunk)
    return [0, 0, 0] + (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
      + [isLast ? 1 : 0]
  }
}

/// Random bytes for nonces and salts, from the system's generator, which is fit for keys.
enum Random {
  static func bytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in generator.next() }
  }
}
