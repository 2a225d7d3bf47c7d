// What a locked process per file costs: examines each file many times in this process, then in locked
// ones, and prints the processor time of either.
//
//   isolation-benchmark REPETITIONS FILE...

import DecodePool
import Foundation
import FullExamination
import MediaExamination
import MediaFormats
import SystemPackage

/// Processor seconds of this process and of the children that have ended.
func processorSeconds() -> Double {
  [RUSAGE_SELF.rawValue, RUSAGE_CHILDREN.rawValue].reduce(0.0) { (sum: Double, who) in
    var usage = rusage()
    guard getrusage(who, &usage) == 0 else { return sum }
    return [usage.ru_utime, usage.ru_stime].reduce(sum) {
      $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6
    }
  }
}

/// Processor milliseconds that each of `count` examinations takes, without `start` beforehand.
func milliseconds(
  _ count: Int, _ input: MediaInput, _ make: () throws -> any MediaExaminer
) throws -> Double {
  func total(_ count: Int) throws -> Double {
    let before = processorSeconds()
    // The worker programs end, and are counted, with the examiner.
    do {
      let examiner = try make()
      for _ in 0..<count { _ = examiner.examine(input) }
    }
    return processorSeconds() - before
  }
  // What starting takes is the same for one and for many.
  let one = try total(1)
  return try 1000 * (total(count + 1) - one) / Double(count)
}

func padded(_ value: Double) -> String {
  let text = String(Int((value * 100).rounded()))
  let digits = String(repeating: "0", count: max(0, 3 - text.count)) + text
  let figure = digits.dropLast(2) + "." + digits.suffix(2)
  return String(repeating: " ", count: max(0, 9 - figure.count)) + figure
}

guard CommandLine.arguments.count > 2, let count = Int(CommandLine.arguments[1]) else {
  print("usage: isolation-benchmark REPETITIONS FILE...")
  exit(64)
}
let folder = Bundle.main.executableURL!.deletingLastPathComponent().path(percentEncoded: false)
let programs = WorkerPrograms(in: FilePath(folder))
print("CPU ms a file: in process   locked   cost  share  file")
for path in CommandLine.arguments.dropFirst(2) {
  let file = try FileDescriptor.open(FilePath(path), .readOnly)
  let bytes = try Data(contentsOf: URL(filePath: path))
  let head = Array(bytes.prefix(MediaFormat.signatureLength))
  guard let format = MediaFormat(signature: head.span) else { continue }
  let input = MediaInput(descriptor: file, byteCount: Int64(bytes.count), format: format)
  let open = try milliseconds(count, input) { InProcessExaminer() }
  let locked = try milliseconds(count, input) { try WorkerPool(programs) }
  print(
    "              \(padded(open)) \(padded(locked)) \(padded(locked - open).dropFirst(3))"
      + " \(Int((100 * (locked - open) / open).rounded())) %  \(path)")
  try file.close()
}
