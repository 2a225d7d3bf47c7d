// The names of a part in its containers as one BLOB: names are bytes of any kind, a slash among them.

/// Encodes names in order: 4 bytes length, little-endian, and the bytes of each.
package enum NameChain {
  package static func bytes(of names: [[UInt8]]) -> [UInt8] {
    names.reduce(into: []) { bytes, name in
      bytes.append(littleEndian: UInt32(name.count))
      bytes += name
    }
  }

  package static func names(_ bytes: [UInt8]) throws(SenselessValue) -> [[UInt8]] {
    var reader = ByteReader(bytes, column: "part.names")
    var names: [[UInt8]] = []
    while !reader.isAtEnd {
      let length: UInt32 = try reader.number()
      names.append(try reader.take(Int(length)))
    }
    return names
  }
}
