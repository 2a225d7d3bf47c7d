// What the kernels of the hash compute, as plainly as it can be written. `hash_kernels.h` has the words.

import CPDQKernels

enum Definition {
  @inline(never)
  static func weighRGB(
    _ rgb: UnsafePointer<UInt8>, _ factors: SIMD3<Int32>, into luma: UnsafeMutablePointer<Int16>,
    count: Int
  ) {
    for x in 0..<count {
      let sum =
        factors.x * Int32(rgb[3 * x]) + factors.y * Int32(rgb[3 * x + 1])
        + factors.z * Int32(rgb[3 * x + 2])
      luma[x] = Int16((sum + 1 << 15) >> 16)
    }
  }

  @inline(never)
  static func interleave(
    _ first: UnsafePointer<Int16>, _ second: UnsafePointer<Int16>,
    into pairs: UnsafeMutablePointer<Int16>, count: Int
  ) {
    for x in 0..<count {
      pairs[2 * x] = first[x]
      pairs[2 * x + 1] = second[x]
    }
  }

  @inline(never)
  static func accumulate(
    _ pairs: UnsafePointer<Int16>, _ first: Int16, _ second: Int16,
    into sums: UnsafeMutablePointer<Int32>, count: Int
  ) {
    let (first, second) = (Int32(first), Int32(second))
    // Sums may wrap here, where they are added to millions of times.
    for x in 0..<count {
      sums[x] &+= first * Int32(pairs[2 * x]) &+ second * Int32(pairs[2 * x + 1])
    }
  }

  @inline(never)
  static func transpose(
    _ rows: UnsafePointer<Int32>, stride: Int, into columns: UnsafeMutablePointer<Int32>, count: Int
  ) {
    for x in 0..<count {
      for row in 0..<8 { columns[8 * x + row] = rows[row * stride + x] }
    }
  }

  @inline(never)
  static func reduce(
    _ columns: UnsafePointer<Int32>, _ taps: vigie_taps, into plane: UnsafeMutablePointer<Double>
  ) {
    for sum in 0..<64 {
      for row in 0..<8 {
        var value = 0.0
        for tap in 0..<Int(taps.counts[sum]) {
          let column = Int(taps.starts[sum]) + tap
          value += Double(columns[8 * column + row]) * taps.weights[sum * taps.stride + tap]
        }
        plane[64 * sum + row] = value
      }
    }
  }

  /// - Parameter basis: All 64 positions of each of 16 frequencies, frequency by frequency.
  @inline(never)
  static func transform(
    _ plane: UnsafePointer<Double>, basis: UnsafePointer<Double>,
    into coefficients: UnsafeMutablePointer<Int32>
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 16 * 64) { rows in
      for i in 0..<16 {
        for b in 0..<64 {
          var value = 0.0
          for a in 0..<64 { value += basis[64 * i + a] * plane[64 * a + b] }
          rows[64 * i + b] = value
        }
      }
      for i in 0..<16 {
        for j in 0..<16 {
          var value = 0.0
          for b in 0..<64 { value += rows[64 * i + b] * basis[64 * j + b] }
          coefficients[16 * i + j] = Int32((value * 65536).rounded(.toNearestOrEven))
        }
      }
    }
  }

  @inline(never)
  static func threshold(
    _ coefficients: UnsafePointer<Int32>, into bits: UnsafeMutablePointer<UInt64>,
    transposed: UnsafeMutablePointer<UInt64>
  ) {
    let median = UnsafeBufferPointer(start: coefficients, count: 256).sorted()[127]
    for word in 0..<4 { (bits[word], transposed[word]) = (0, 0) }
    for i in 0..<16 {
      for j in 0..<16 where coefficients[16 * i + j] > median {
        let (here, there) = (16 * i + j, 16 * j + i)
        bits[here / 64] |= 1 << UInt64(here % 64)
        transposed[there / 64] |= 1 << UInt64(there % 64)
      }
    }
  }

  @inline(never)
  static func gradients(_ plane: UnsafePointer<Double>) -> UInt32 {
    func step(_ first: Int, _ second: Int) -> UInt32 {
      UInt32(abs(Int32((Float(plane[first]) - Float(plane[second])) * 100 / 255)))
    }
    var sum: UInt32 = 0
    for a in 0..<64 {
      for b in 0..<64 {
        if a < 63 { sum += step(64 * a + b, 64 * a + 64 + b) }
        if b < 63 { sum += step(64 * a + b, 64 * a + b + 1) }
      }
    }
    return sum
  }
}
