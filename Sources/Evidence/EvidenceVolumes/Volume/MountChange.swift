// What became of a mount since it was checked.

public import EvidenceEntries
internal import Platform
internal import SystemPackage

/// A mount that is not what it was.
public struct MountChange: Hashable, Sendable, CustomStringConvertible {
  /// What it was when the volume was checked.
  public var before: MountState
  /// What it is now; `nil` if it is no longer mounted.
  public var after: MountState?

  /// Makes a change.
  public init(before: MountState, after: MountState?) {
    self.before = before
    self.after = after
  }

  /// Whether nothing could write to it before, and something could now.
  public var isWritableNow: Bool { !before.isWritable && after?.isWritable == true }

  /// One line: where, and what changed.
  public var description: String {
    let point = FilePath(bytes: before.point)
    guard let after else { return "\(point) is no longer mounted" }
    let changes = [
      Self.change("place", "\(point)", "\(FilePath(bytes: after.point))"),
      Self.change(
        "source", "\(FilePath(bytes: before.source))", "\(FilePath(bytes: after.source))"),
      Self.change("file system", before.fileSystem, after.fileSystem),
      Self.change("options", before.options, after.options),
      Self.change("options of the file system", before.superOptions, after.superOptions),
      Self.change("device", before.device.rawValue, after.device.rawValue),
    ]
    return "\(point): \(changes.compactMap(\.self).joined(separator: "; "))"
  }

  private static func change(_ name: String, _ before: String, _ after: String) -> String? {
    before == after ? nil : "\(name) was \(before), is \(after)"
  }
}
