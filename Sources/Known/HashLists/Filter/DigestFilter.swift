// A Bloom filter of digests, as a file that is asked and never read out.

package import Findings
internal import SystemPackage

/// Answers of a digest: not in it, or probably in it.
///
/// The bits stay in the file and are read a byte at a time, through the system's cache: a filter is
/// shared with everybody who uses it, takes no memory of the process, and one that is cut short while it
/// is in use is of no use any more, and nothing worse.
package final class DigestFilter: Sendable {
  /// What elements are: the only ones that are looked up, for each further kind would be wrong as often
  /// again.
  package static let algorithm = DigestAlgorithm.sha1
  /// So many made-up digests are looked up to see how often the filter is wrong.
  private static let probeCount = 1 << 17

  /// What is to be told of it.
  let figures: HashList.Filter

  private let bits: FilterBits

  /// Takes a filter whose bits have been counted.
  init(
    _ header: BloomHeader, bits: FilterBits, setBitCount: Int, attachedByteCount: Int
  ) {
    self.bits = bits
    var figures = HashList.Filter(
      capacity: header.capacity, declaredRate: header.declaredRate, hashCount: header.hashCount,
      bitCount: header.bitCount, elementCount: header.elementCount, setBitCount: setBitCount,
      probeCount: Self.probeCount, probesFound: 0, attachedByteCount: attachedByteCount)
    var digests = MadeUpDigests()
    for _ in 0..<Self.probeCount where bits.has(digests.next(), figures) {
      figures.probesFound += 1
    }
    self.figures = figures
  }

  /// Whether a file of this digest is probably in it. A file that is in it always is; of those that are
  /// not, one in ``HashList/Filter/oneIn``. What cannot be read any more is not.
  package func probablyContains(_ digest: FileDigest) -> Bool {
    guard digest.algorithm == Self.algorithm, digest != Self.algorithm.digestOfNothing else {
      return false
    }
    // In upper case, as CIRCL's filters have it.
    return bits.has(digest.description.uppercased().utf8, figures)
  }
}

/// The bits of a filter, in an open file.
final class FilterBits: Sendable {
  private let file: FileDescriptor
  /// Where they begin.
  private let start: Int

  /// Takes an open file, and closes it at the end.
  init(_ file: FileDescriptor, from start: Int) {
    self.file = file
    self.start = start
  }

  deinit { try? file.close() }

  /// Whether all bits of an element are set.
  fileprivate func has(_ element: some Sequence<UInt8>, _ figures: HashList.Filter) -> Bool {
    BloomPositions(of: element, count: figures.hashCount, bitCount: figures.bitCount)
      .allSatisfy(isSet)
  }

  private func isSet(_ position: Int) -> Bool {
    var byte: UInt8 = 0
    // One byte is read into one.
    let count = unsafe withUnsafeMutableBytes(of: &byte) {
      try? unsafe file.read(fromAbsoluteOffset: Int64(start + position / 8), into: $0)
    }
    return count == 1 && byte >> UInt8(position % 8) & 1 == 1
  }
}

/// Digests of no file, always the same: bits that are as good as random (SplitMix64), as digits.
private struct MadeUpDigests {
  private static let digits = Array("0123456789ABCDEF".utf8)
  private var state: UInt64 = 0

  mutating func next() -> [UInt8] {
    var element: [UInt8] = []
    while element.count < 2 * DigestFilter.algorithm.byteCount {
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
      value ^= value >> 31
      for place in 0..<8 { element.append(Self.digits[Int(value >> UInt64(4 * place) & 15)]) }
    }
    return element
  }
}
