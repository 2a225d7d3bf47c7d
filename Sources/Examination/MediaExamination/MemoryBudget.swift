// How many files may be decoded at once, and how much memory each may take, of what there is.

internal import MediaFormats
internal import Platform

/// A share of the memory that is available, for each file that is decoded at the same time.
///
/// The kernel ends decoding processes before anything else when memory is short; with this it need not.
public struct MemoryBudget: Hashable, Sendable {
  /// Files that are decoded at once.
  public let workers: Int

  /// Memory that each may take for planes and coefficients, in bytes.
  public let bytesPerFile: Int

  /// What was available, in bytes; `nil` if the system does not say.
  public let available: Int?

  /// What the coordinator keeps for itself.
  private static let reserve = 128 << 20

  /// What a file takes at the least: its bytes in memory, a process, the decoder's tables.
  private static let least = 96 << 20

  /// Divides what is available now.
  ///
  /// - Parameter workers: How many files are to be decoded at once, if memory allows.
  public init(workers: Int) {
    self.init(workers: workers, available: Memory.available)
  }

  /// Divides so many bytes: fewer workers before less than ``least`` each, and one in any case.
  package init(workers: Int, available: Int?) {
    let most = ExaminationLimits(for: .picture, byteCount: 0).bytes
    self.available = available
    guard let available else {
      self.workers = workers
      bytesPerFile = most
      return
    }
    let free = max(0, available - Self.reserve)
    self.workers = max(1, min(workers, free / Self.least))
    bytesPerFile = max(Self.least / 2, min(most, free / self.workers * 3 / 4))
  }
}
