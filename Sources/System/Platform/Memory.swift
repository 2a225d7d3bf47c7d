// How much memory there is to be had, the control group's limit included.

internal import SystemPackage

/// Memory of this machine and of the control group that this process is in.
package enum Memory {
  /// Bytes that can be taken without anything being swapped out or ended; `nil` if the system does not
  /// say.
  package static var available: Int? {
    [machine, controlGroup].compactMap(\.self).min()
  }

  /// What the machine has left: `MemAvailable` of /proc/meminfo.
  private static var machine: Int? {
    guard let text = text(of: "/proc/meminfo") else { return nil }
    return available(inMeminfo: text)
  }

  /// What the control group has left, and those that it lies in (version 2: memory.max, memory.current).
  private static var controlGroup: Int? {
    guard let groups = text(of: "/proc/self/cgroup"), let path = path(inGroups: groups) else {
      return nil
    }
    var names = path.split(separator: "/")
    var least: Int?
    while true {
      let folder = "/sys/fs/cgroup/" + names.joined(separator: "/")
      if let most = text(of: folder + "/memory.max").flatMap({ number(in: $0) }),
        let used = text(of: folder + "/memory.current").flatMap({ number(in: $0) })
      {
        least = min(least ?? .max, max(0, most - used))
      }
      guard !names.isEmpty else { return least }
      names.removeLast()
    }
  }

  /// The figure of a line `MemAvailable:   24000000 kB`, in bytes.
  package static func available(inMeminfo text: String) -> Int? {
    let line = text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
    guard let line,
      let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return nil }
    return kibibytes.multipliedReportingOverflow(by: 1024).partialValue
  }

  /// The path of the group of version 2, in a line `0::/user.slice`.
  package static func path(inGroups text: String) -> Substring? {
    text.split(separator: "\n").first { $0.hasPrefix("0::") }?.dropFirst(3)
  }

  /// A number that stands alone; `nil` for `max`.
  private static func number(in text: String) -> Int? {
    text.split(separator: "\n").first.flatMap { Int($0) }
  }

  private static func text(of path: String) -> String? {
    guard let file = try? FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
    else {
      return nil
    }
    defer { try? file.close() }
    var bytes = [UInt8](repeating: 0, count: 1 << 14)
    // The buffer is as long as what is read into it.
    let count = try? unsafe bytes.withUnsafeMutableBytes { try unsafe file.read(into: $0) }
    return count.map { String(decoding: bytes.prefix($0), as: UTF8.self) }
  }
}
