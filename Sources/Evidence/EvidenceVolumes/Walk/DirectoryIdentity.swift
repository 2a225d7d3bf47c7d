// What makes a file or directory the same as one that was seen before.

package import EvidenceEntries

/// An inode of this machine's mounted file systems, by whatever name and mount it was reached.
package struct InodeIdentity: Hashable, Sendable {
  private let device: UInt64
  private let inode: UInt64

  package init(device: UInt64, inode: UInt64) {
    self.device = device
    self.inode = inode
  }

  package init(_ status: FileStatus) {
    self.init(device: status.device, inode: status.inode)
  }
}

/// A directory by the mount that it was reached by: a bind mount shows one directory in two places, and
/// they are two.
struct DirectoryIdentity: Hashable, Sendable {
  let inode: InodeIdentity
  /// 0 where the kernel does not say.
  let mount: UInt64

  init(_ status: EntryStatus) {
    inode = InodeIdentity(status.file)
    mount = status.mount
  }
}
