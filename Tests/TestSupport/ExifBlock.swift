// Exif blocks, honest and not, and files that they are put into.

/// A TIFF header with one directory, as an Exif block is one. Every field can be made to lie.
public struct ExifBlock: Sendable {
  /// The byte order.
  public var isBigEndian = false
  /// Where the directory is said to begin.
  public var start: UInt32 = 8
  /// How many entries it is said to have; as many as it has if `nil`.
  public var entryCount: UInt16?
  /// Tags ahead of the orientation's, each with a value of its own.
  public var tagsBefore: [UInt16] = [0x0100, 0x010F]
  /// Type of the orientation: 3 is a 16-bit number.
  public var type: UInt16 = 3
  /// How many values it is said to have.
  public var count: UInt32 = 1
  /// The value.
  public var orientation: UInt16

  /// An honest block.
  public init(orientation: UInt16, isBigEndian: Bool = false) {
    self.orientation = orientation
    self.isBigEndian = isBigEndian
  }

  /// A block of which one thing is wrong.
  public init(orientation: UInt16, changing change: (inout ExifBlock) -> Void) {
    self.init(orientation: orientation)
    change(&self)
  }

  /// The block, from its byte order mark on.
  public var bytes: [UInt8] {
    var bytes = isBigEndian ? Array("MM".utf8) : Array("II".utf8)
    func add<Number: FixedWidthInteger>(_ value: Number) {
      let places = 0..<Number.bitWidth / 8
      let little = places.map { UInt8(truncatingIfNeeded: value >> Number(8 * $0)) }
      bytes += isBigEndian ? little.reversed() : little
    }
    add(UInt16(42))
    add(start)
    add(entryCount ?? UInt16(tagsBefore.count + 1))
    for tag in tagsBefore {
      add(tag)
      add(UInt16(4))
      add(UInt32(1))
      add(UInt32(7))
    }
    add(UInt16(0x0112))
    add(type)
    add(count)
    add(orientation)
    add(UInt16(0))
    add(UInt32(0))
    return bytes
  }

  /// A JPEG with a block in an APP1 segment behind its first marker.
  public static func jpeg(_ file: [UInt8], with block: [UInt8]) -> [UInt8] {
    let segment = Array("Exif\0\0".utf8) + block
    let length = UInt16(segment.count + 2)
    let head = [0xFF, 0xE1, UInt8(length >> 8), UInt8(truncatingIfNeeded: length)]
    return file[..<2] + head + segment + file[2...]
  }

  /// A PNG with a block in an `eXIf` chunk behind its header.
  public static func png(_ file: [UInt8], with block: [UInt8]) -> [UInt8] {
    let chunk = Array("eXIf".utf8) + block
    return file[..<33] + bigEndian(UInt32(block.count)) + chunk + bigEndian(checksum(of: chunk))
      + file[33...]
  }

  /// A WebP with a block in an `EXIF` chunk at its end.
  public static func webp(_ file: [UInt8], with block: [UInt8]) -> [UInt8] {
    let padding = [UInt8](repeating: 0, count: block.count % 2)
    let chunk = Array("EXIF".utf8) + bigEndian(UInt32(block.count)).reversed() + block + padding
    let size = bigEndian(UInt32(file.count + chunk.count - 8)).reversed()
    return file[..<4] + size + file[8...] + chunk
  }

  /// A little-endian TIFF with an orientation in its first directory.
  public static func tiff(_ file: [UInt8], orientation: UInt8) -> [UInt8] {
    func number(_ count: Int, at offset: Int) -> Int {
      (0..<count).reversed().reduce(0) { $0 << 8 | Int(file[offset + $1]) }
    }
    let start = number(4, at: 4)
    let entries = (0..<number(2, at: start)).map { entry in
      Array(file[start + 2 + 12 * entry..<start + 14 + 12 * entry])
    }
    // In the order of the tags, as the format has it.
    let all = (entries + [[0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]])
      .sorted { Int($0[0]) + 256 * Int($0[1]) < Int($1[0]) + 256 * Int($1[1]) }
    let directory = [UInt8(all.count), 0] + all.flatMap(\.self) + [0, 0, 0, 0]
    return file[..<4] + bigEndian(UInt32(file.count)).reversed() + file[8...] + directory
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// CRC-32 as PNG has it (PNG specification, annex D).
  private static func checksum(of bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in
        value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1
      }
    }
  }
}
