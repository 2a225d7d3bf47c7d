// Bech32, the text form of age keys (BIP 173, without its limit of length).

/// Text of a prefix, "1", values of 5 bits a letter, and a checksum of six letters.
package enum Bech32 {
  private static let letters = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
  private static let longest = 8192

  /// Prefix as written and bytes of a text; `nil` if it is not Bech32 of whole bytes.
  package static func decode(_ text: String) -> (prefix: String, bytes: [UInt8])? {
    guard let (prefix, values) = parts(of: text) else { return nil }
    guard let bytes = regroup(values, from: 5, to: 8, padding: false) else { return nil }
    return (prefix, bytes)
  }

  /// Bytes as lower-case text; the prefix has to be lower-case.
  package static func encode(prefix: String, _ bytes: [UInt8]) -> String {
    text(prefix: prefix, values: regroup(bytes, from: 8, to: 5, padding: true)!)
  }

  /// Values of 5 bits as lower-case text; the prefix has to be lower-case.
  package static func text(prefix: String, values: [UInt8]) -> String {
    let prefixed = spread(Array(prefix.utf8)) + values
    let sum = checksum(prefixed + [0, 0, 0, 0, 0, 0]) ^ 1
    let check = (0..<6).map { UInt8(sum >> UInt32(25 - 5 * $0) & 31) }
    return prefix + "1" + String(decoding: (values + check).map { letters[Int($0)] }, as: UTF8.self)
  }

  /// Prefix as written and values of 5 bits, without the checksum; `nil` if that is wrong, or cases
  /// are mixed.
  package static func parts(of text: String) -> (prefix: String, values: [UInt8])? {
    let written = Array(text.utf8)
    guard written.count <= longest, written.allSatisfy(AgeFile.isVisible) else { return nil }
    let lower = text.lowercased()
    guard text == lower || text == text.uppercased() else { return nil }
    guard let separator = written.lastIndex(of: UInt8(ascii: "1")), separator > 0 else {
      return nil
    }
    var values: [UInt8] = []
    for letter in Array(lower.utf8)[(separator + 1)...] {
      guard let value = letters.firstIndex(of: letter) else { return nil }
      values.append(UInt8(value))
    }
    guard values.count >= 6 else { return nil }
    guard checksum(spread(Array(lower.utf8)[..<separator]) + values) == 1 else { return nil }
    return (String(decoding: written[..<separator], as: UTF8.self), values.dropLast(6))
  }

  private static func spread(_ prefix: some Collection<UInt8>) -> [UInt8] {
    prefix.map { $0 >> 5 } + [0] + prefix.map { $0 & 31 }
  }

  private static func checksum(_ values: [UInt8]) -> UInt32 {
    let generator: [UInt32] = [
      0x3B6A_57B2, 0x2650_8E6D, 0x1EA1_19FA, 0x3D42_33DD, 0x2A14_62B3,
    ]
    return values.reduce(1) { sum, value in
      let next = (sum & 0x1FF_FFFF) << 5 ^ UInt32(value)
      return generator.indices.reduce(next) { $0 ^ (sum >> UInt32(25 + $1) & 1) * generator[$1] }
    }
  }

  /// Bits in groups of another size; `nil` if what is left over is not zero, or a whole group.
  private static func regroup(
    _ values: some Collection<UInt8>, from: UInt32, to: UInt32, padding: Bool
  ) -> [UInt8]? {
    var result: [UInt8] = []
    var (bits, count): (UInt32, UInt32) = (0, 0)
    for value in values {
      bits = bits << from | UInt32(value)
      count += from
      while count >= to {
        count -= to
        result.append(UInt8(truncatingIfNeeded: bits >> count) & UInt8((1 << to) - 1))
      }
      bits &= (1 << count) - 1
    }
    if padding {
      if count > 0 { result.append(UInt8(truncatingIfNeeded: bits << (to - count))) }
    } else if count >= from || bits != 0 {
      return nil
    }
    return result
  }
}
