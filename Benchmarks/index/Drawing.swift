// Codes to measure with: random ones, and PDQ hashes of pictures that are drawn here.

internal import Dispatch
internal import Foundation
internal import HammingSpace
internal import Luma
internal import PerceptualHash
internal import Synchronization

/// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

enum Drawing {
  static func write(_ kind: String, count: Int, to path: String) throws {
    // Another file is another sequence: queries are not the codes.
    var random = SeededGenerator(state: path.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
    switch kind {
    case "random64": try CodeFile.write((0..<count).map { _ in random.next() }, to: path)
    case "random": try CodeFile.write((0..<4 * count).map { _ in random.next() }, to: path)
    default: try CodeFile.write(pictures(count), to: path)
    }
  }

  /// Hashes of pictures, ten of each: the picture, and what editing may make of it.
  private static func pictures(_ count: Int) -> [UInt64] {
    let parts = Mutex<[Int: [UInt64]]>([:])
    let partCount = 64
    DispatchQueue.concurrentPerform(iterations: partCount) { part in
      var words: [UInt64] = []
      for number in count * part / partCount..<count * (part + 1) / partCount {
        let code = hash(picture: number / 10, variant: number % 10).code
        for word in 0..<4 { words.append(code.word(word)) }
      }
      parts.withLock { $0[part] = words }
    }
    return parts.withLock { parts in (0..<partCount).flatMap { parts[$0]! } }
  }

  /// A scene of waves, whose strength falls with their frequency as in photographs, and of edges.
  private static func hash(picture: Int, variant: Int) -> PDQHash {
    var scene = SeededGenerator(state: UInt64(picture) &* 0x1234_5678_9ABC_DEF1)
    var edit = SeededGenerator(state: UInt64(picture) &* 10 + UInt64(variant) + 1 << 40)
    let strength = variant == 0 ? Float(0) : Float(variant) * 0.02
    let (side, waveCount) = (64, 24)
    var luma = [Float](repeating: 128, count: side * side)
    for _ in 0..<waveCount {
      let frequency = Float.random(in: 0.3...9, using: &scene)
      let angle = Float.random(in: 0..<(.pi), using: &scene)
      let phase =
        Float.random(in: 0..<(2 * .pi), using: &scene)
        + Float.random(in: -1...1, using: &edit) * strength
      let height = 60 / frequency * (1 + Float.random(in: -1...1, using: &edit) * strength)
      // sin(a + b), from the sines and cosines of a along a row and of b along a column.
      let (across, down) = (
        wave(cos(angle) * frequency, 0), wave(sin(angle) * frequency, phase)
      )
      for y in 0..<side {
        let (sine, cosine) = (height * down.sine[y], height * down.cosine[y])
        for x in 0..<side {
          luma[y * side + x] += across.sine[x] * cosine + across.cosine[x] * sine
        }
      }
    }
    for _ in 0..<3 {
      let (left, top) = (
        Int.random(in: 0..<60, using: &scene), Int.random(in: 0..<60, using: &scene)
      )
      let shade = Float.random(in: -70...70, using: &scene)
      for y in top..<min(side, top + Int.random(in: 4..<40, using: &scene)) {
        for x in left..<min(side, left + 20) { luma[y * side + x] += shade }
      }
    }
    for pixel in luma.indices { luma[pixel] = min(max(luma[pixel], 0), 255) }
    return PDQResult(luma: luma.span, size: PictureSize(width: side, height: side)!).hash
  }

  /// Sines and cosines along 64 pixels.
  private static func wave(_ frequency: Float, _ phase: Float) -> (sine: [Float], cosine: [Float]) {
    let angles = (0..<64).map { Float($0) * frequency * 2 * .pi / 64 + phase }
    return (angles.map { sin($0) }, angles.map { cos($0) })
  }
}
