// A worker whose decoder does what the file says. For tests only: no product contains it.

import CWorkerLock
import DecodeServer
import Glibc
import HammingSpace
import MediaExamination
import MediaFormats
import PerceptualHash
import SystemPackage

struct MisbehavingExaminer: MediaExaminer {
  /// Where a decoding process writes its records.
  private static let output: Int32 = 4

  func examine(_ input: MediaInput) -> MediaRecord {
    var text = [UInt8](repeating: 0, count: Int(input.byteCount))
    let count =
      (try? text.withUnsafeMutableBytes {
        try input.descriptor.read(fromAbsoluteOffset: 0, into: $0)
      }) ?? 0
    // Installed under another name, it is one whose other decoders are broken.
    if input.format != .gif, CommandLine.arguments[0].hasSuffix("/broken-worker") { abort() }
    // The file is a GIF to the coordinator, and says behind its signature what is to happen.
    let command = String(decoding: text.prefix(count).dropFirst(6), as: UTF8.self)
    misbehave(command, input.descriptor)
    var record = MediaRecord()
    let hash = PDQHash(Code256(words: SIMD4(UInt64(command.utf8.count), 2, 3, 4)))
    record.hashes = PictureHashes(
      whole: DihedralPDQ(quality: 77, hashes: Orientation.allCases.map { _ in hash }))
    return record
  }

  func decoderClass(of format: MediaFormat) -> DecoderClass { .inProcess }

  var missingIsolation: [String] { [] }

  private func misbehave(_ command: String, _ input: FileDescriptor) {
    switch command {
    case "what is open": requireNothingElseOpen(input)
    case "segfault": UnsafeMutablePointer<Int>(bitPattern: 8)!.pointee = 1
    case "trap": preconditionFailure("asked to")
    case "abort": abort()
    case "kill": kill(getpid(), SIGKILL)
    case "exit": _exit(0)
    case "exit with status": _exit(3)
    case "loop": while true {}
    case "sleep": while true { _ = poll(nil, 0, 1000) }
    case "close and loop":
      close(Self.output)
      while true {}
    case "memory":
      var hog: [UnsafeMutableRawPointer] = []
      while true { hog.append(malloc(64 << 20)!) }
    case "wait":
      // A lock that is never released: no processor time, no forbidden call.
      var lock = pthread_mutex_t()
      pthread_mutex_init(&lock, nil)
      pthread_mutex_lock(&lock)
      pthread_mutex_lock(&lock)
    case "rename": _ = rename("/tmp/a", "/tmp/b")
    case "open": vigie_worker_try(VIGIE_CALL_OPEN)
    case "socket": vigie_worker_try(VIGIE_CALL_SOCKET)
    case "execute": vigie_worker_try(VIGIE_CALL_EXECUTE)
    case "fork": vigie_worker_try(VIGIE_CALL_FORK)
    case "executable memory": vigie_worker_try(VIGIE_CALL_MAP_EXECUTABLE)
    case "kill another": vigie_worker_try(VIGIE_CALL_SIGNAL)
    case "write elsewhere": vigie_worker_try(VIGIE_CALL_WRITE_ELSEWHERE)
    case "send a descriptor": sendDescriptor()
    case "short record": writeAndEnd([UInt8](repeating: 2, count: 63))
    case "garbage": writeAndEnd([UInt8](repeating: 0xA5, count: 640))
    case "flood": while true { write([UInt8](repeating: 1, count: 4096)) }
    case "two summaries":
      let summary = [UInt8(2), 3] + [UInt8](repeating: 0, count: 62)
      writeAndEnd(summary + summary)
    default: break
    }
  }

  /// Ends unless the process has its file, its pipe and the standard streams, and nothing else of the
  /// server's.
  private func requireNothingElseOpen(_ input: FileDescriptor) {
    for descriptor in 3..<Int32(1024) where descriptor != Self.output {
      if descriptor == input.rawValue { continue }
      if lseek(descriptor, 0, SEEK_CUR) >= 0 || errno != EBADF { _exit(3) }
    }
  }

  /// Tries to hand a descriptor to whoever reads.
  private func sendDescriptor() {
    var message = msghdr()
    _ = sendmsg(Self.output, &message, 0)
  }

  private func write(_ bytes: [UInt8]) {
    _ = bytes.withUnsafeBytes { Glibc.write(Self.output, $0.baseAddress!, $0.count) }
  }

  private func writeAndEnd(_ bytes: [UInt8]) -> Never {
    write(bytes)
    _exit(0)
  }
}

WorkerServer.serve(MisbehavingExaminer())
