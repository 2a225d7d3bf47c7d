// Where decoding happens: in the worker program beside this one.

internal import DecodeWorker
internal import Glibc
internal import SystemPackage

enum Decoders {
  /// Starts the worker program, which is installed in the folder of this program.
  static func start() throws(WorkerError) -> WorkerPool {
    try WorkerPool(program: folder.appending("vigie-worker"))
  }

  /// The folder of the running program, wherever it was called from.
  private static var folder: FilePath {
    var bytes = [CChar](repeating: 0, count: 4096)
    // At most all but the last byte are written, so a NUL remains.
    let count = unsafe bytes.withUnsafeMutableBufferPointer {
      unsafe readlink("/proc/self/exe", $0.baseAddress!, $0.count - 1)
    }
    guard count > 0 else { return "." }
    return unsafe bytes.withUnsafeBufferPointer {
      unsafe FilePath(platformString: $0.baseAddress!).removingLastComponent()
    }
  }
}
