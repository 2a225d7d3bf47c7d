// Who can open an encrypted set: keys and passphrases, as users have them.

internal import AgeEncryption
internal import Findings
public import HashLists
public import SystemPackage

/// What opens encrypted sets. It never appears in a description.
public struct SetKeys: Sendable {
  var keys = AgeKeys()

  /// Opens nothing.
  public init() {}

  /// Adds the keys of a key file, as `age-keygen` writes it.
  ///
  /// - Throws: ``HashListError`` if it cannot be read, or a line of it is no key.
  public mutating func add(keyFile path: FilePath) throws(HashListError) {
    let bytes = try Self.read(path)
    do throws(AgeKeyFileError) {
      keys.identities += try AgeIdentity.read(keyFile: bytes)
    } catch {
      throw HashListError(path: path, problem: .unusable("key file: \(error)"))
    }
  }

  /// Takes a passphrase; `false` if it is empty.
  public mutating func take(passphrase: String) -> Bool {
    keys.passphrase = AgePassphrase(passphrase.utf8)
    return keys.passphrase != nil
  }

  /// Whether there is a passphrase.
  public var hasPassphrase: Bool { keys.passphrase != nil }

  /// More than any key file has.
  private static let longestFile = 1 << 20

  private static func read(_ path: FilePath) throws(HashListError) -> [UInt8] {
    do {
      let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
      return try file.closeAfter {
        var bytes: [UInt8] = []
        while bytes.count < longestFile {
          let more = try unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
            count = try unsafe file.read(into: UnsafeMutableRawBufferPointer(buffer))
          }
          if more.isEmpty { break }
          bytes += more
        }
        return bytes
      }
    } catch {
      throw HashListError(path: path, problem: .unreadable(error as? Errno ?? .ioError))
    }
  }
}

/// Whom a set is encrypted for.
public struct SetEncryption: Sendable {
  enum Target: Sendable {
    case recipients([AgeRecipient])
    case passphrase(AgePassphrase)
  }

  let target: Target

  /// For whoever has the key of one of these recipients (`age1...`); `nil` if there is none, or one is no
  /// recipient.
  public init?(recipients: [String]) {
    let read = recipients.compactMap { AgeRecipient($0) }
    guard !read.isEmpty, read.count == recipients.count, read.count <= AgeFile.mostRecipients else {
      return nil
    }
    target = .recipients(read)
  }

  /// For whoever knows a passphrase; `nil` if it is empty.
  public init?(passphrase: String) {
    guard let read = AgePassphrase(passphrase.utf8) else { return nil }
    target = .passphrase(read)
  }
}
