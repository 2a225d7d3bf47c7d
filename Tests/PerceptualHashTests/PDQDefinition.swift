// PDQ as a plain model: whole planes, one step after the other, in the order of the published
// definition. The streaming hasher has to give the same bits.

import Foundation
import PerceptualHash

enum PDQDefinition {
  /// Hash text and quality of a picture of `luma`, row by row.
  static func hash(_ luma: [Float], width: Int, height: Int) -> (text: String, quality: Int) {
    if min(width, height) < 5 { return (String(repeating: "0", count: 64), 0) }
    var plane = luma
    if width != 64 || height != 64 {
      for _ in 0..<2 {
        for y in 0..<height { box(&plane, start: y * width, step: 1, count: width) }
        for x in 0..<width { box(&plane, start: x, step: width, count: height) }
      }
    }
    var small = [Float](repeating: 0, count: 64 * 64)
    for i in 0..<64 {
      for j in 0..<64 {
        let y = Int((Double(i) + 0.5) * Double(height) / 64)
        let x = Int((Double(j) + 0.5) * Double(width) / 64)
        small[i * 64 + j] = plane[y * width + x]
      }
    }
    return (text(coefficients(small)), quality(small))
  }

  /// One box filter along one line of the plane.
  private static func box(_ plane: inout [Float], start: Int, step: Int, count: Int) {
    let window = (count + 127) / 128
    let half = (window + 2) / 2
    let line = (0..<count).map { plane[start + $0 * step] }
    var (sum, samples, next, first) = (Float(0), Float(0), 0, 0)
    for output in -(half - 1)..<count {
      if next < count {
        sum += line[next]
        samples += 1
        next += 1
      }
      if next - first > window || (next == count && output > count - half) {
        sum -= line[first]
        samples -= 1
        first += 1
      }
      if output >= 0 { plane[start + output * step] = sum / samples }
    }
  }

  private static func coefficients(_ a: [Float]) -> [Float] {
    func d(_ i: Int, _ j: Int) -> Float {
      Float(
        Double(Float(2.0 / 64).squareRoot()) * cos(Double.pi / 128 * Double((i + 1) * (2 * j + 1))))
    }
    let matrix = (0..<16).map { i in (0..<64).map { j in d(i, j) } }
    var result: [Float] = []
    let columns = (0..<16).map { i in
      (0..<64).map { j in (0..<64).reduce(Float(0)) { $0 + matrix[i][$1] * a[$1 * 64 + j] } }
    }
    for i in 0..<16 {
      for j in 0..<16 {
        result.append((0..<64).reduce(Float(0)) { $0 + columns[i][$1] * matrix[j][$1] })
      }
    }
    return result
  }

  /// 16-bit words 15 down to 0, four digits each.
  private static func text(_ coefficients: [Float]) -> String {
    let median = coefficients.sorted()[127]
    return (0..<16).reversed().map { word in
      let bits = (0..<16).reduce(0) { $0 | (coefficients[16 * word + $1] > median ? 1 << $1 : 0) }
      let digits = String(bits, radix: 16)
      return String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()
  }

  private static func quality(_ plane: [Float]) -> Int {
    var sum = 0
    for i in 0..<64 {
      for j in 0..<64 {
        let value = plane[i * 64 + j]
        if i < 63 { sum += abs(Int((value - plane[(i + 1) * 64 + j]) * 100 / 255)) }
        if j < 63 { sum += abs(Int((value - plane[i * 64 + j + 1]) * 100 / 255)) }
      }
    }
    return min(100, sum / 90)
  }
}
