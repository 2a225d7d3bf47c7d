// Compiled sets inside of age files: a set that is never on a disk but encrypted.

internal import AgeEncryption
internal import Findings
internal import HashLists
internal import Platform
internal import SystemPackage

/// Encrypts and decrypts compiled sets (the age format, https://age-encryption.org/v1). What is decrypted
/// is kept in a file in memory.
enum EncryptedSet {
  private static let chunk = 1 << 20

  /// Whether a file is encrypted.
  static func isEncrypted(_ path: FilePath) -> Bool {
    guard
      let file = try? FileDescriptor.open(path, .readOnly, options: [.nonBlocking, .closeOnExec])
    else { return false }
    defer { try? file.close() }
    // At a place: what is read of a pipe would be gone for who reads it as a list.
    return (try? CompiledSet.bytes(of: file, count: AgeFile.headLength)).map(AgeFile.isAge) ?? false
  }

  /// Decrypts a file into memory.
  static func open(
    _ path: FilePath, with keys: SetKeys
  ) throws(HashListError) -> FileDescriptor {
    do {
      let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
      defer { try? file.close() }
      var reader = try AgeReader(keys: keys.keys) { try read(file, $0) }
      let memory = try AnonymousFile.make()
      do {
        while let bytes = try reader.next() { try memory.writeAll(bytes) }
      } catch {
        try? memory.close()
        throw error
      }
      return memory
    } catch {
      throw failure(path, error) { .unreadable($0) }
    }
  }

  /// Encrypts what is in a file in memory.
  static func write(
    _ memory: FileDescriptor, to file: FileDescriptor, _ encryption: SetEncryption
  ) throws {
    var writer =
      switch encryption.target {
      case .recipients(let recipients): AgeWriter(for: recipients)
      case .passphrase(let passphrase): try AgeWriter(passphrase: passphrase)
      }
    try file.writeAll(writer.header)
    try memory.seek(offset: 0, from: .start)
    while true {
      let bytes = try read(memory, chunk)
      if bytes.isEmpty { break }
      // Bytes are nothing but bytes.
      try unsafe writer.seal(bytes.span.bytes) { try file.writeAll($0) }
    }
    try writer.finish { try file.writeAll($0) }
  }

  private static func read(_ file: FileDescriptor, _ most: Int) throws -> [UInt8] {
    try unsafe [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
      // The buffer is as long as what is read into it.
      count = try unsafe file.read(into: UnsafeMutableRawBufferPointer(buffer))
    }
  }

  private static func failure(
    _ path: FilePath, _ error: any Error, _ problem: (Errno) -> HashListError.Problem
  ) -> HashListError {
    if let error = error as? AgeError {
      return HashListError(path: path, problem: .unusable("encrypted set: \(error)"))
    }
    return HashListError(path: path, problem: problem(error as? Errno ?? .ioError))
  }
}
