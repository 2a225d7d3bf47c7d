// The compiled known set: one file that is mapped, not read.
//
//     offset  bytes  content (numbers are little-endian)
//          0      8  "vigieset"
//          8      4  version, 3
//         12      4  0
//         16      8  length of the file
//         24      8  offset of the directory
//         32      8  length of the directory, which ends the file
//         40     32  SHA-256 of the directory
//         72     32  SHA-256 of the bytes 0 ..< 72
//        104         0 up to the first array
//      65536         arrays, each at a multiple of 65,536; then the directory
//
// The directory is JSON (`CompiledSetDirectory`): the lists as they were read (`HashList`), the categories,
// what is to be known of the tables, and name, offset, size and SHA-256 of every array. The arrays
// (`SectionName`):
//
//     md5.digests, sha1.digests, sha256.digests   16, 20, 32 bytes a digest, ascending
//     md5.places, ...           12 bytes each: list (from 0), line (from 1), category (from 0, or
//                               0xFFFFFFFF), 4 bytes each; in the order of the digests
//     pictures.near, .far       16 bytes a PDQ hash: words 0 and 1, and words 2 and 3, of 8 bytes;
//                               bit k of the hash that they make is bit `bitOrder[k]` of the PDQ hash
//     pictures.places           12 bytes a hash
//     pictures.firsts, .others  4 bytes each: positions of equal hashes (`RepeatedCodes`)
//     pictures.offsets.N, .entries.N   4 bytes each: table N (`ChunkTable`)
//     frames.*                  the same of the frames of videos, and instead of places:
//     frames.videos             4 bytes: the video that a frame belongs to
//     photodna.values           144 bytes a PhotoDNA hash, which is kept and never matched
//     photodna.places           12 bytes a hash
//     videos.places, .lengths   12 and 4 bytes: where a video stands, how many distinct frames it has
//
// The header is written last, so that a file that was not finished is none. Opening checks header and
// directory, and that every array lies in the file; the arrays themselves are checked by
// `KnownSet.verify`, which reads them all. Whatever is in them, lookups stay inside of the arrays. The
// file must not be cut short while it is in use: the system ends a process that reads mapped bytes that
// are gone.

internal import Crypto
internal import Findings
internal import Foundation
internal import HashLists
internal import HammingSpace
internal import Platform
internal import SystemPackage

/// A compiled set that is open.
struct CompiledSet: Sendable {
  static let magic = Array("vigieset".utf8)
  static let version: UInt32 = 3
  static let headerLength = 104
  static let firstArray = FileSections.alignment

  let path: FilePath
  let directory: CompiledSetDirectory
  /// The arrays, in the order of the file.
  let sections: [(record: CompiledSetDirectory.Section, bytes: SharedArray<UInt8>)]

  /// Whether a file begins as compiled sets do, encrypted ones included.
  static func isCompiled(_ path: FilePath) -> Bool {
    guard
      let file = try? FileDescriptor.open(path, .readOnly, options: [.nonBlocking, .closeOnExec])
    else { return false }
    defer { try? file.close() }
    return (try? bytes(of: file, count: magic.count)) == magic || EncryptedSet.isEncrypted(path)
  }

  /// Opens a set.
  ///
  /// - Parameter keys: What opens it if it is encrypted.
  init(_ path: FilePath, keys: SetKeys) throws(HashListError) {
    let memory =
      EncryptedSet.isEncrypted(path) ? try EncryptedSet.open(path, with: keys) : nil
    defer { try? memory?.close() }
    do throws(SectionFault) {
      try self.init(opening: path, in: memory)
    } catch {
      throw Self.refusal(path, error)
    }
  }

  /// What to say of a set that cannot be used.
  static func refusal(_ path: FilePath, _ fault: SectionFault) -> HashListError {
    HashListError(
      path: path, problem: .unusable("compiled known set: \(fault.text); compile it again"))
  }

  /// - Parameter memory: Where it was decrypted to, if it was.
  private init(opening path: FilePath, in memory: FileDescriptor?) throws(SectionFault) {
    self.path = path
    let header: [UInt8]
    let length: Int
    let bytes: SharedArray<UInt8>
    do {
      let file = try memory ?? FileDescriptor.open(path, .readOnly, options: .closeOnExec)
      defer { if memory == nil { try? file.close() } }
      header = try Self.bytes(of: file, count: Self.headerLength)
      length = Int(try file.seek(offset: 0, from: .end))
      bytes = try MappedFile.read(file, byteCount: length)
    } catch {
      throw SectionFault("\(error)")
    }
    guard memory == nil || header.starts(with: Self.magic) else {
      throw SectionFault(
        "an encrypted file of something else; only compiled sets are read encrypted")
    }
    guard header.count == Self.headerLength, length >= Self.firstArray else {
      throw SectionFault("cut short: only \(length) bytes are there")
    }
    let version = UInt32(truncatingIfNeeded: Self.number(header, at: 8) & 0xFFFF_FFFF)
    guard header.starts(with: Self.magic), version == Self.version else {
      throw SectionFault("of version \(version), where this vigie reads version \(Self.version)")
    }
    guard Self.sha256(SharedArray(header[..<72])).bytes.elementsEqual(header[72..<104]) else {
      throw SectionFault("damaged: the header (bytes 0 to 71) is not what was written")
    }
    let declared = Self.number(header, at: 16)
    guard declared == length else {
      throw SectionFault("\(length) bytes long, where \(declared) were written")
    }
    guard
      let place = Self.range(Self.number(header, at: 24), Self.number(header, at: 32), in: length)
    else { throw SectionFault("damaged: the directory lies outside of the file") }
    let text = bytes.slice(place)
    guard Self.sha256(text).bytes.elementsEqual(header[40..<72]) else {
      throw SectionFault(
        "damaged: the directory (from byte \(place.lowerBound)) is not what was written")
    }
    guard
      let directory = try? JSONDecoder().decode(CompiledSetDirectory.self, from: Data(text.array))
    else { throw SectionFault("damaged: the directory does not say what it should") }
    self.directory = directory
    sections = try directory.sections.map { record throws(SectionFault) in
      guard record.offset % FileSections.alignment == 0,
        let place = Self.range(
          UInt64(clamping: record.offset), UInt64(clamping: record.byteCount), in: length)
      else { throw SectionFault("damaged: \(record.name) lies outside of the file") }
      return (record, bytes.slice(place))
    }
  }

  /// Reads all arrays and compares their SHA-256 with those that were written.
  func verify() throws(HashListError) {
    for (record, bytes) in sections where Self.sha256(bytes) != record.sha256 {
      throw Self.refusal(
        path,
        SectionFault(
          "damaged: \(record.name) (\(record.byteCount) bytes from byte \(record.offset)) is not"
            + " what was written"))
    }
  }

  static func sha256(_ bytes: SharedArray<UInt8>) -> FileDigest {
    unsafe bytes.withUnsafeBuffer { buffer in
      var hasher = SHA256()
      // The hash function does not keep the pointer.
      unsafe hasher.update(bufferPointer: UnsafeRawBufferPointer(buffer))
      return FileDigest(.sha256, bytes: Array(hasher.finalize()))!
    }
  }

  /// The first bytes of a file; fewer if it has fewer.
  static func bytes(of file: FileDescriptor, count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    // The buffer is as long as what is read into it.
    let read = try unsafe bytes.withUnsafeMutableBytes {
      try unsafe file.read(fromAbsoluteOffset: 0, into: $0)
    }
    return Array(bytes[..<read])
  }

  private static func number(_ bytes: [UInt8], at offset: Int) -> UInt64 {
    bytes[offset..<offset + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func range(_ offset: UInt64, _ count: UInt64, in length: Int) -> Range<Int>? {
    let (end, overflow) = offset.addingReportingOverflow(count)
    guard !overflow, end <= UInt64(length) else { return nil }
    return Int(offset)..<Int(end)
  }
}
