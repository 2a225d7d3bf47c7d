// The BLOBs of the table `hashes`: see `CaseSchema` for their bytes.

package import PerceptualHash

/// Encodes the hashes of pictures and of frames.
package enum HashesCoding {
  /// All hashes of a picture.
  package static func bytes(of hashes: PictureHashes) -> [UInt8] {
    var bytes: [UInt8] = []
    for (framing, hashes) in framings(of: hashes) {
      bytes.append(UInt8(framing.rawValue))
      DihedralCoding.append(hashes, to: &bytes)
    }
    return bytes
  }

  /// All frames of a video.
  package static func bytes(of frames: [DihedralFrame]) -> [UInt8] {
    var bytes: [UInt8] = []
    for frame in frames {
      bytes.append(littleEndian: frame.time.bitPattern)
      DihedralCoding.append(frame.hashes, to: &bytes)
    }
    return bytes
  }

  /// The hashes that a BLOB holds.
  ///
  /// - Throws: ``SenselessValue`` unless ``bytes(of:)-(PictureHashes)`` gave it.
  package static func picture(_ bytes: [UInt8]) throws(SenselessValue) -> PictureHashes {
    var reader = ByteReader(bytes, column: "hashes.picture")
    guard try reader.byte() == Framing.whole.rawValue else { throw reader.problem }
    var hashes = PictureHashes(whole: try DihedralCoding.read(&reader))
    while !reader.isAtEnd {
      let framing = Framing(rawValue: Int(try reader.byte()))
      let next = try DihedralCoding.read(&reader)
      // In order, each once, and none without the one that it lies in.
      switch framing {
      case .insideBorder where hashes.inner.isEmpty && hashes.widened == nil,
        .insideSecondBorder where hashes.inner.count == 1 && hashes.widened == nil:
        hashes.inner.append(next)
      case .widened where hashes.widened == nil:
        hashes.widened = next
      default:
        throw reader.problem
      }
    }
    return hashes
  }

  /// The frames that a BLOB holds.
  ///
  /// - Throws: ``SenselessValue`` unless ``bytes(of:)-([DihedralFrame])`` gave it.
  package static func frames(_ bytes: [UInt8]) throws(SenselessValue) -> [DihedralFrame] {
    var reader = ByteReader(bytes, column: "hashes.frames")
    var frames: [DihedralFrame] = []
    while !reader.isAtEnd {
      let time = Double(bitPattern: try reader.number())
      guard time.isFinite else { throw reader.problem }
      frames.append(DihedralFrame(time: time, hashes: try DihedralCoding.read(&reader)))
    }
    return frames
  }

  private static func framings(of hashes: PictureHashes) -> [(Framing, DihedralPDQ)] {
    [(.whole, hashes.whole)]
      + Array(zip([Framing.insideBorder, .insideSecondBorder], hashes.inner))
      + (hashes.widened.map { [(.widened, $0)] } ?? [])
  }
}
