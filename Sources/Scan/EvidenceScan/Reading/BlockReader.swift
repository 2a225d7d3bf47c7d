// Reading a piece of a file that may have bad sectors.

internal import EvidenceVolumes
internal import SystemPackage

/// Reads pieces of a file. A piece that fails is read again block by block, and zeros stand for the
/// blocks that cannot be read, as in an image of the disk (`dd conv=noerror,sync`).
struct BlockReader {
  /// Bytes in a block: of memory, and of most disks.
  static let blockSize: Int64 = 4096
  /// After so many failed blocks nothing more of a file is read.
  static let mostFailedBlocks = 32

  let file: any EvidenceFile
  let watch: ThreadWatch
  var damage = ReadingDamage()

  init(_ file: any EvidenceFile, _ watch: ThreadWatch) {
    self.file = file
    self.watch = watch
  }

  /// Fills `buffer` from a place of the file.
  ///
  /// - Returns: How many bytes were filled, at least one unless the file ends at `offset`; or, once
  ///   reading was given up, those before.
  mutating func read(
    at offset: Int64, into buffer: UnsafeMutableRawBufferPointer
  ) throws(Interruption) -> Int {
    switch try unsafe attempt(at: offset, into: buffer) {
    case .success(let count): return count
    case .failure: return try unsafe readBlocks(at: offset, into: buffer)
    }
  }

  private mutating func readBlocks(
    at offset: Int64, into buffer: UnsafeMutableRawBufferPointer
  ) throws(Interruption) -> Int {
    var done = 0
    while done < buffer.count, damage.givenUpAt == nil {
      let place = offset + Int64(done)
      let rest = Int64(buffer.count - done)
      let end = done + Int(min(rest, Self.blockSize - place % Self.blockSize))
      // Within the bounds of the buffer, which the slice checks.
      let block = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done..<end])
      switch try unsafe attempt(at: place, into: block) {
      case .success(0): return done
      case .success(let count): done += count
      case .failure(let error):
        unsafe block.initializeMemory(as: UInt8.self, repeating: 0)
        done = end
        damage.firstError = damage.firstError ?? (error, place)
        damage.unread += Int64(block.count)
        damage.failedBlocks += 1
        if damage.failedBlocks == Self.mostFailedBlocks { damage.givenUpAt = offset + Int64(done) }
      }
    }
    return done
  }

  private func attempt(
    at offset: Int64, into buffer: UnsafeMutableRawBufferPointer
  ) throws(Interruption) -> Result<Int, Errno> {
    try watch.waiting(at: offset) {
      do throws(Errno) {
        return .success(try unsafe file.read(at: offset, into: buffer))
      } catch {
        return .failure(error)
      }
    }
  }
}
