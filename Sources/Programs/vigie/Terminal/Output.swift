// What a program prints, in large pieces.

internal import CaseReports
internal import Platform
internal import Synchronization
internal import SystemPackage

/// Why something could not be printed or written.
struct OutputError: Error, CustomStringConvertible {
  /// The file; `nil` for standard output.
  var path: FilePath?
  var errno: Errno

  var description: String {
    let name = path.map { UntrustedText.line($0.bytes) } ?? "standard output"
    let advice =
      switch (errno, path) {
      case (.noSpace, _): "make room, or name another place"
      case (.fileTooLarge, _): "raise the limit of file sizes (ulimit -f)"
      case (.resourceBusy, _): "another vigie is writing it; wait for it to end"
      case (_, nil): "redirect it to a file, or to a reader that stays"
      case (_, .some): "name a file that can be written"
      }
    return "\(name): \(errno); \(advice)"
  }
}

/// Standard output or a file, written in large pieces.
struct Output: ~Copyable {
  private let descriptor: FileDescriptor
  private let path: FilePath?
  private var buffer: [UInt8] = []

  /// Writes to standard output.
  init() {
    descriptor = .standardOutput
    path = nil
  }

  /// Writes to a file that is open.
  init(_ descriptor: FileDescriptor, to path: FilePath) {
    self.descriptor = descriptor
    self.path = path
  }

  mutating func write(_ text: String) throws(OutputError) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= 1 << 16 { try flush() }
  }

  mutating func flush() throws(OutputError) {
    guard !buffer.isEmpty else { return }
    do {
      if path == nil, StandardStreams.wasOutputClosed.load(ordering: .relaxed) {
        throw Errno.badFileDescriptor
      }
      try descriptor.writeAll(buffer)
    } catch {
      throw OutputError(path: path, errno: error as? Errno ?? .ioError)
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
