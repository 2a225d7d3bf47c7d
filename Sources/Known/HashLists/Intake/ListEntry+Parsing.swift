// Reading the text of a hash into an entry, the same way for every format.

internal import Findings
internal import Foundation
internal import HammingSpace
package import PerceptualHash

extension ListEntry {
  /// Bytes of a PhotoDNA hash.
  private static let photoDNALength = 144

  /// Takes a hash as text. What is empty is absent; what cannot be read is said, and the rest of the
  /// entry stays.
  ///
  /// - Parameters:
  ///   - text: Hexadecimal digits of either case, perhaps after `0x` or the kind's name and a colon.
  ///   - kind: What the list says that it is.
  package mutating func take(
    _ text: ArraySlice<UInt8>, as kind: HashKind, _ intake: ListIntake
  ) {
    let text = text.trimmed
    guard !text.isEmpty, !text.elementsEqual("NULL".utf8), !text.elementsEqual("null".utf8) else {
      return
    }
    let digits = text.withoutPrefix
    switch kind {
    case .digest(let algorithm):
      if let digest = FileDigest(algorithm, hex: digits) {
        if !digests.contains(digest) { digests.append(digest) }
        return
      }
    case .pdq:
      if let hash = PDQHash(hex: digits) {
        pdq = hash
        return
      }
    case .photoDNA:
      if let bytes = Self.photoDNA(text) {
        photoDNA = bytes
      } else {
        intake.leaveOut("PhotoDNA of another form")
        isExcused = true
      }
      return
    case .unsupported(let name):
      intake.leaveOut(name)
      isExcused = true
      return
    }
    intake.reject(number, .badHash(kind: kind.name, length: digits.count))
    isExcused = true
  }

  /// Takes a hash as text.
  package mutating func take(_ text: String, as kind: HashKind, _ intake: ListIntake) {
    take(Array(text.utf8)[...], as: kind, intake)
  }

  /// Base64 of 144 bytes, or 288 digits.
  private static func photoDNA(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    let bytes =
      text.count == 2 * photoDNALength
      ? Hexadecimal.bytes(of: text) : Data(base64Encoded: Data(text)).map { [UInt8]($0) }
    guard let bytes, bytes.count == photoDNALength else { return nil }
    return bytes
  }

  /// An entry of a hash of 64 digits that turned out to be of a kind; without any if it is of another.
  init(number: Int, _ hash: PDQHash, as kind: HashKind) {
    self.init(number: number)
    switch kind {
    case .digest(let algorithm):
      if let digest = FileDigest(algorithm, bytes: hash.bytes) { digests = [digest] }
    case .pdq: pdq = hash
    case .photoDNA, .unsupported: break
    }
  }
}

extension ArraySlice<UInt8> {
  /// Without spaces and tabs at its ends.
  package var trimmed: Self {
    var slice = self
    while let byte = slice.first, byte == 0x20 || byte == 0x09 { slice.removeFirst() }
    while let byte = slice.last, byte == 0x20 || byte == 0x09 { slice.removeLast() }
    return slice
  }

  /// Without a `0x`, or a kind's name and a colon, ahead of it.
  var withoutPrefix: Self {
    let digits = withoutNumberPrefix
    if digits.count < count { return digits }
    guard HashKind(prefixOf: self) != nil, let colon = firstIndex(of: UInt8(ascii: ":")) else {
      return self
    }
    return self[(colon + 1)...].trimmed
  }
}

extension PDQHash {
  /// A PDQ hash has half of its bits set but for equal coefficients, which hardly any picture with
  /// structure has: whether this one is so far from it that it can be no hash of such a picture.
  package var isOdd: Bool { !(96...160).contains(code.nonzeroBitCount) }
}
