// The mounted file systems as this process sees them: /proc/self/mountinfo, described in proc(5).
//
//     36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
//     id parent |  root point options  (any)     - type source super options
//         major:minor
//
// Spaces, tabs, newlines and backslashes in names are written in octal, as `\040`. Whoever mounts
// chooses names: every line is read as bytes, and one that makes no sense is passed over.

internal import SystemPackage

/// A line of the table.
package struct MountTableEntry: Equatable {
  package var id: UInt64
  /// Device of the file system; major 0 if it is no disk's own.
  package var major: UInt32
  package var minor: UInt32
  /// The directory of the file system that is mounted.
  package var root: [UInt8]
  /// Where it is mounted, absolute.
  package var point: [UInt8]
  /// Options of this mount.
  package var options: [UInt8]
  package var fileSystem: [UInt8]
  /// What is mounted; a device, as a rule.
  package var source: [UInt8]
  /// Options of the file system, wherever it is mounted.
  package var superOptions: [UInt8]

  /// Reads a line; `nil` if it is none.
  package init?(line: some Collection<UInt8>) {
    let fields = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard fields.count >= 10,
      let dash = fields[6...].firstIndex(where: { $0.elementsEqual("-".utf8) }),
      fields.count >= dash + 4,
      let id = UInt64(String(decoding: fields[0], as: UTF8.self))
    else { return nil }
    let device = fields[2].split(separator: UInt8(ascii: ":"))
    guard device.count == 2, let major = UInt32(String(decoding: device[0], as: UTF8.self)),
      let minor = UInt32(String(decoding: device[1], as: UTF8.self))
    else { return nil }
    self.id = id
    self.major = major
    self.minor = minor
    root = Self.unescaped(fields[3])
    point = Self.unescaped(fields[4])
    options = Array(fields[5])
    fileSystem = Self.unescaped(fields[dash + 1])
    source = Self.unescaped(fields[dash + 2])
    superOptions = Array(fields[dash + 3])
  }

  /// Text with every octal escape as the byte that it stands for.
  static func unescaped(_ text: some Collection<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = Array(text)[...]
    while let byte = rest.popFirst() {
      let digits = rest.prefix(3)
      if byte == UInt8(ascii: "\\"), digits.count == 3,
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
      {
        bytes.append(value)
        rest.removeFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return bytes
  }
}

/// All of the table.
package struct MountTable {
  package var entries: [MountTableEntry]

  /// Reads the text of the table.
  package init(text: [UInt8]) {
    entries = text.split(separator: UInt8(ascii: "\n")).compactMap { MountTableEntry(line: $0) }
  }

  /// Reads this process's table; empty if there is none.
  ///
  /// - Throws: Only what ``Errno/isExhaustion``: nothing was read then.
  static func current() throws(Errno) -> MountTable {
    do throws(Errno) {
      return MountTable(text: try SystemCalls.contents(of: "/proc/self/mountinfo"))
    } catch {
      if error.isExhaustion { throw error }
      return MountTable(text: [])
    }
  }

  /// The mount of that number, as `statx` gives it.
  subscript(id id: UInt64) -> MountTableEntry? { entries.first { $0.id == id } }

  /// Mounts below a directory, which is given by its absolute path.
  package func below(_ directory: [UInt8]) -> [MountTableEntry] {
    let slash = UInt8(ascii: "/")
    let prefix = directory.last == slash ? directory : directory + [slash]
    return entries.filter { $0.point.starts(with: prefix) && $0.point.count > prefix.count }
  }
}
