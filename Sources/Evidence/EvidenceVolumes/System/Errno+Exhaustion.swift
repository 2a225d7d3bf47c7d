// Errors that tell of this machine, not of the evidence.

package import SystemPackage

extension Errno {
  /// Whether the process or the machine lacks descriptors, memory or threads, or the system asks to
  /// try again: the same call may succeed later, and its failure is no finding.
  package var isExhaustion: Bool {
    switch self {
    case .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory, .resourceTemporarilyUnavailable:
      true
    default: false
    }
  }
}
