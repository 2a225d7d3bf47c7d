// The header of a DCSO Bloom filter: 48 bytes, numbers little-endian.

/// What a filter says of itself, as far as it can be true.
struct BloomHeader {
  static let length = 48
  /// No filter of use has more bits for an element: those of 1 in 10^30 have 100.
  private static let mostHashes = 100
  /// 2^56 bits are more than any file has.
  private static let mostBits: UInt64 = 1 << 56

  /// Elements that it was made for, at least 1.
  let capacity: Int
  /// The rate of false positives that it was made for, between 0 and 1.
  let declaredRate: Double
  /// Bits of an element, at least 1.
  let hashCount: Int
  /// Bits that there are, at least 1.
  let bitCount: Int
  /// Elements that were added.
  let elementCount: Int

  /// Reads the header; `bytes` are ``length`` bytes, of which the first 8 are the version.
  init(_ bytes: ArraySlice<UInt8>) throws(ListFault) {
    let numbers = (1..<6).map { number in
      let start = bytes.startIndex + 8 * number
      return bytes[start..<start + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }
    let rate = Double(bitPattern: numbers[1])
    capacity = try Self.number(numbers[0], 1...UInt64(Int.max), "elements to hold")
    // What is no number is in no range.
    guard rate > 0, rate < 1 else { throw Self.fault("a rate of false positives of \(rate)") }
    declaredRate = rate
    hashCount = try Self.number(numbers[2], 1...UInt64(Self.mostHashes), "bits an element")
    bitCount = try Self.number(numbers[3], 1...Self.mostBits, "bits")
    elementCount = try Self.number(numbers[4], 0...UInt64(Int.max), "elements")
  }

  /// Bytes that the bits take: whole words of 64.
  var byteCount: Int { (bitCount + 63) / 64 * 8 }

  private static func number(
    _ value: UInt64, _ range: ClosedRange<UInt64>, _ what: String
  ) throws(ListFault) -> Int {
    guard range.contains(value) else { throw fault("\(value) \(what)") }
    return Int(value)
  }

  private static func fault(_ what: String) -> ListFault {
    .noList("begins as a Bloom filter, and is none: its header says \(what); get it again")
  }
}
