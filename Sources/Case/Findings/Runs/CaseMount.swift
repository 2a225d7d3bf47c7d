// What was mounted where a volume was examined.

public import EvidenceEntries

/// What was mounted at a volume, or below it, when it was examined.
public struct CaseMount: Hashable, Sendable {
  /// The volume's number in the case, from 1.
  public var volume: Int
  /// How.
  public var mount: MountState

  /// Notes a mount.
  public init(volume: Int, mount: MountState) {
    self.volume = volume
    self.mount = mount
  }
}
