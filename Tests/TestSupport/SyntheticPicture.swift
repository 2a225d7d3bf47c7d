// Pictures that tests draw: smooth shapes with detail, so that their hashes have quality.

internal import CTestEncoders
internal import Foundation
internal import Luma
public import PerceptualHash

/// A drawn picture of RGB bytes.
public struct SyntheticPicture: Sendable {
  /// Pixels in a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// `3 * width * height` bytes.
  public let rgb: [UInt8]

  /// Draws overlapping waves, different for every seed.
  public init(width: Int, height: Int, seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let waves = (0..<5).map { _ in
      (
        Double.random(in: 1...9, using: &random), Double.random(in: 1...9, using: &random),
        Double.random(in: 0...6, using: &random)
      )
    }
    var rgb = [UInt8]()
    rgb.reserveCapacity(3 * width * height)
    // The waves are products of a factor a column and one a row: no cosine a pixel.
    let across = waves.map { wave in
      (0..<width).map { cos(wave.0 * 6 * Double($0) / Double(width) + wave.2) }
    }
    for y in 0..<height {
      let down = waves.map { sin($0.1 * 6 * Double(y) / Double(height) + $0.2) }
      for x in 0..<width {
        var value = 0.0
        for wave in 0..<5 { value += across[wave][x] * down[wave] }
        let level = 128 + 50 * value
        for channel in 0..<3 {
          rgb.append(UInt8(max(0, min(255, level + Double(channel * (x * 40 / width))))))
        }
      }
    }
    self.init(width: width, height: height, rgb: rgb)
  }

  private init(width: Int, height: Int, rgb: [UInt8]) {
    self.width = width
    self.height = height
    self.rgb = rgb
  }

  /// The picture turned that way, pixel by pixel.
  public func turned(_ orientation: Orientation) -> SyntheticPicture {
    let size = PictureSize(width: width, height: height)!
    let pixels = (0..<size.pixelCount).map { SIMD3(rgb[3 * $0], rgb[3 * $0 + 1], rgb[3 * $0 + 2]) }
    let (turned, turnedSize) = (
      orientation.turned(pixels.span, size: size), orientation.turned(size)
    )
    return SyntheticPicture(
      width: turnedSize.width, height: turnedSize.height,
      rgb: turned.flatMap { [$0.x, $0.y, $0.z] })
  }

  /// Writes the picture as a JPEG.
  public func writeJPEG(to path: String, quality: Int = 90, progressive: Bool = false) -> Bool {
    unsafe rgb.withUnsafeBufferPointer { pixels in
      // 3 * width * height bytes, which the encoder only reads.
      unsafe vigie_test_write_jpeg(
        path, pixels.baseAddress!, UInt32(width), UInt32(height), Int32(quality), progressive)
    }
  }
}
