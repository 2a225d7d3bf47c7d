// Descriptors 0, 1 and 2 are the standard streams, whoever started the program.

internal import ArgumentParser
internal import Glibc
internal import Synchronization

enum StandardStreams {
  /// Whether nobody gets what is printed: then to print is an error.
  static let wasOutputClosed = Atomic<Bool>(false)

  /// Opens `/dev/null` on each standard stream that is closed, before anything else opens a file:
  /// that would get the number of a stream, and what is printed would be written into it. Where that
  /// cannot be done the program ends with status 74.
  static func open() {
    for stream in STDIN_FILENO...STDERR_FILENO where fcntl(stream, F_GETFD) < 0 {
      if stream == STDOUT_FILENO { wasOutputClosed.store(true, ordering: .relaxed) }
      // The lowest number that is free, which is `stream`. The literal is NUL-terminated.
      guard unsafe Glibc.open("/dev/null", O_RDWR) == stream else {
        exit(ExitStatus.ioError.rawValue)
      }
    }
  }
}
