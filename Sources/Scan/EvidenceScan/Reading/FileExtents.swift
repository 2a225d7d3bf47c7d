// Which parts of a sparse file hold data.

internal import EvidenceVolumes
internal import SystemPackage

/// Finds the holes of a file, which read as zeros and are on no disk. Where the file system cannot
/// tell, everything is data.
struct FileExtents {
  let file: any EvidenceFile
  /// Bytes in the file.
  let size: Int64
  let watch: ThreadWatch

  /// Where data begins at or behind `offset`; `size` if there is none.
  func data(from offset: Int64) throws(Interruption) -> Int64 {
    try next(from: offset, otherwise: offset) { offset throws(Errno) in
      try file.nextData(from: offset)
    }
  }

  /// Where a hole begins behind `offset`, which is in data; `size` if there is none.
  func hole(from offset: Int64) throws(Interruption) -> Int64 {
    let hole = try next(from: offset, otherwise: size) { offset throws(Errno) in
      try file.nextHole(from: offset)
    }
    return hole > offset ? hole : size
  }

  /// Bytes of all holes together; once there are more than `limit`, no others are looked for.
  func holes(upTo limit: Int64) throws(Interruption) -> Int64 {
    var (offset, holes) = (Int64(0), Int64(0))
    while offset < size, holes <= limit {
      let data = try data(from: offset)
      holes += data - offset
      if data >= size { break }
      offset = try hole(from: data)
      try watch.advance(by: 0)
    }
    return holes
  }

  private func next(
    from offset: Int64, otherwise unknown: Int64, _ find: (Int64) throws(Errno) -> Int64?
  ) throws(Interruption) -> Int64 {
    let found: Int64? = try watch.waiting(at: offset) {
      do throws(Errno) {
        return try find(offset)
      } catch {
        return unknown
      }
    }
    return max(offset, min(found ?? size, size))
  }
}
