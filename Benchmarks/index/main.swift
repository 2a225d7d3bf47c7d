// index-benchmark: makes codes, and measures our indexes on them; `Benchmarks/index-run` drives it.
//
//     index-benchmark draw KIND COUNT FILE         writes codes: random, pictures or random64
//     index-benchmark measure FILE QUERIES BITS RADIUS WHAT...
//
// Files hold codes of 32 (8) bytes, one behind the other. `measure` prints a JSON object.

internal import Foundation
internal import HammingSpace

let arguments = CommandLine.arguments
switch arguments.dropFirst().first {
case "draw" where arguments.count == 5:
  try Drawing.write(arguments[2], count: Int(arguments[3])!, to: arguments[4])
case "measure" where arguments.count > 6:
  let (bits, radius) = (Int(arguments[4])!, Int(arguments[5])!)
  let what = Set(arguments[6...])
  let figures =
    bits == 64
    ? Measurement<Code64>(
      try CodeFile.codes64(arguments[2]), try CodeFile.codes64(arguments[3]), radius
    ) { Code64($0.bits ^ 1 << UInt64($1)) }.figures(what)
    : Measurement<Code256>(
      try CodeFile.codes256(arguments[2]), try CodeFile.codes256(arguments[3]), radius
    ) { code, bit in
      var code = code
      code.words[bit / 64] ^= 1 << UInt64(bit % 64)
      return code
    }.figures(what)
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys]
  print(String(decoding: try encoder.encode(figures), as: UTF8.self))
default:
  print("usage: see the head of Benchmarks/index/main.swift")
  exit(64)
}
