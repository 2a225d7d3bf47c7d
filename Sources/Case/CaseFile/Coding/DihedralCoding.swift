// The eight hashes of a picture's orientations in about the space of two.
//
//     offset  bytes  content
//          0      1  quality, 0 to 100
//          1     32  the upright hash: four words of 8 bytes, little-endian, the least significant first
//         33         for each other orientation, in the order of `Orientation`, what its hash differs in
//                    from the predicted one:
//                      n, 0 to 31    n bits differ: n bytes follow, their positions in ascending order
//                      255           more do: 32 bytes follow, the hash itself
//
// A picture that is mirrored has the same DCT coefficients, those of odd frequencies with the other sign;
// transposed, rows and columns of them change places. A bit says whether its coefficient is above the
// median, which is near zero: so the upright hash predicts the others but for the coefficients close to
// zero, and for what decimation makes of small pictures.
//
// The round trip is exact for any eight hashes. Of the 37 JPEG photographs of `Fixtures` a set takes 125 bytes
// on average (72 to 232) instead of 257; a whole picture's, with 2 framings as a rule, 245.

internal import HammingSpace
package import PerceptualHash

/// Encodes the hashes of a picture in its eight orientations.
package enum DihedralCoding {
  /// More differences than this, and the hash itself is shorter.
  package static let mostDifferences = 31

  private static let wholeHash: UInt8 = 255

  /// Appends the encoded hashes: 40 to 264 bytes. A quality that is none becomes the nearest.
  package static func append(_ hashes: DihedralPDQ, to bytes: inout [UInt8]) {
    bytes.append(UInt8(min(max(hashes.quality, 0), 100)))
    append(hashes[.identity].code, to: &bytes)
    let prediction = OrientationPrediction(of: hashes[.identity].code)
    for orientation in Orientation.allCases.dropFirst() {
      let code = hashes[orientation].code
      let difference = code.words ^ prediction.code(orientation).words
      if isWhole(difference) {
        bytes.append(wholeHash)
        append(code, to: &bytes)
        continue
      }
      bytes.append(UInt8(Code256(words: difference).nonzeroBitCount))
      for word in 0..<Code256.wordCount {
        var bits = difference[word]
        while bits != 0 {
          bytes.append(UInt8(64 * word + bits.trailingZeroBitCount))
          bits &= bits - 1
        }
      }
    }
  }

  /// Reads the next encoded hashes.
  ///
  /// - Throws: ``SenselessValue`` unless they are what ``append(_:to:)`` writes.
  package static func read(_ reader: inout ByteReader) throws(SenselessValue) -> DihedralPDQ {
    let quality = Int(try reader.byte())
    guard quality <= 100 else { throw reader.problem }
    let upright = try code(&reader)
    let prediction = OrientationPrediction(of: upright)
    var hashes = [PDQHash(upright)]
    for orientation in Orientation.allCases.dropFirst() {
      let count = try reader.byte()
      if count == wholeHash {
        let whole = try code(&reader)
        // What differs in few bits is never written whole.
        guard isWhole(whole.words ^ prediction.code(orientation).words) else {
          throw reader.problem
        }
        hashes.append(PDQHash(whole))
        continue
      }
      guard count <= mostDifferences else { throw reader.problem }
      var words = prediction.code(orientation).words
      var last = -1
      for _ in 0..<count {
        let position = Int(try reader.byte())
        guard position > last else { throw reader.problem }
        words[position / 64] ^= 1 << UInt64(position % 64)
        last = position
      }
      hashes.append(PDQHash(Code256(words: words)))
    }
    return DihedralPDQ(quality: quality, hashes: hashes)
  }

  /// Whether a hash that differs so from the predicted one is written whole.
  private static func isWhole(_ difference: SIMD4<UInt64>) -> Bool {
    Code256(words: difference).nonzeroBitCount > mostDifferences
  }

  private static func append(_ code: Code256, to bytes: inout [UInt8]) {
    for word in 0..<Code256.wordCount {
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: code.words[word] >> shift))
      }
    }
  }

  private static func code(_ reader: inout ByteReader) throws(SenselessValue) -> Code256 {
    var words = SIMD4<UInt64>.zero
    for word in 0..<Code256.wordCount { words[word] = try reader.number() }
    return Code256(words: words)
  }
}
