// What is no list is named by what it is, with what to do.

import Foundation
import HashLists
import TestSupport
import Testing

struct NoListTests {
  /// How a file begins, what it is called, and a word of the next step.
  struct Kind: CustomTestStringConvertible {
    var bytes: [UInt8]
    var name: String
    var step: String

    init(_ bytes: [UInt8], _ name: String, _ step: String) {
      (self.bytes, self.name, self.step) = (bytes, name, step)
    }

    init(_ text: String, _ name: String, _ step: String) {
      self.init(text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }, name, step)
    }

    /// With bytes far behind the first.
    init(at offset: Int, _ bytes: [UInt8], _ name: String, _ step: String) {
      self.init([UInt8](repeating: 0, count: offset) + bytes, name, step)
    }

    var testDescription: String { name }
  }

  /// The local header of a zip file's first member, which is stored.
  private static func zip(_ name: String, _ content: String = "") -> [UInt8] {
    let size = UInt8(content.utf8.count)
    return [
      0x50, 0x4B, 3, 4, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, size, 0, 0, 0, size, 0, 0, 0,
    ]
      + [UInt8(name.utf8.count), 0, 0, 0] + Array((name + content).utf8)
  }

  static let kinds = [
    Kind([0xFF, 0xD8, 0xFF, 0xE0], "a JPEG", "vigie scan"),
    Kind("\u{89}PNG\r\n\u{1A}\n", "a PNG", "vigie scan"),
    Kind("GIF89a", "a GIF", "vigie scan"),
    Kind("RIFF\0\0\0\0WEBPVP8 ", "a WebP", "vigie scan"),
    Kind("RIFF\0\0\0\0AVI LIST", "an AVI", "vigie scan"),
    Kind("\0\0\0\u{18}ftypmp42", "an MP4", "vigie scan"),
    Kind("\0\0\0\u{14}ftypqt  ", "an MP4, MOV", "vigie scan"),
    Kind([0x1A, 0x45, 0xDF, 0xA3, 0x93], "Matroska", "vigie scan"),
    Kind("%PDF-1.7\n%x", "a PDF", "export"),
    Kind(zip("[Content_Types].xml"), "an Office document", "export"),
    Kind(zip("mimetype", "application/vnd.oasis.opendocument"), "OpenDocument", "export"),
    Kind([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an old Office document", "export"),
    Kind("{\\rtf1\\ansi x}", "an RTF document", "export"),
    Kind("\0\u{1}\0\0Standard Jet DB\0", "an Access database", "export"),
    Kind("<!DOCTYPE html>\n<html><body>Log in</body></html>", "an HTML page", "download"),
    Kind(
      "Rar!\u{1A}\u{7}\u{1}\0\u{1}\u{2}\u{3}\u{4}\u{C}\u{4}", "an encrypted RAR", "decrypt it first"
    ),
    Kind(
      "Rar!\u{1A}\u{7}\u{1}\0\u{1}\u{2}\u{3}\u{4}\u{C}\u{1}", "a RAR archive", "decrypt it first if"
    ),
    Kind("7z\u{BC}\u{AF}'\u{1C}\0\u{4}", "a 7-Zip archive", "decrypt it first if"),
    Kind("age-encryption.org/v1\n-> x\n", "age-encrypted", "decrypt it first"),
    Kind("-----BEGIN PGP MESSAGE-----\n\nx", "OpenPGP", "decrypt it first"),
    Kind("EVF\t\r\n\u{FF}\0\u{1}", "EnCase image (E01)", "mount"),
    Kind("EVF2\r\n\u{81}\0\u{2}", "EnCase image (Ex01)", "mount"),
    Kind(zip("container.description", "aff4://x"), "an AFF4 image", "mount"),
    Kind(at: 32769, Array("CD001".utf8), "an ISO image", "mount"),
    Kind("QFI\u{FB}\0\0\0\u{3}", "a QEMU disk", "mount"),
    Kind(at: 512, Array("EFI PART".utf8), "a disk image (GPT)", "mount"),
    Kind("\u{EB}R\u{90}NTFS    ", "an NTFS image", "mount"),
    Kind(at: 1080, [0x53, 0xEF, 1, 0], "an ext image", "mount"),
    Kind("\u{7F}ELF\u{2}\u{1}", "a program", "name a hash list"),
    Kind("MZ\u{90}\0\u{3}", "a Windows program", "name a hash list"),
    Kind([0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0], "a network capture", "name a hash list"),
    Kind("regf\0\0\0\u{1}", "a registry hive", "name a hash list"),
    Kind("vigieset\u{3}\0\0\0", "a compiled set", "--known"),
  ]

  @Test("A file of another kind is named, with what to do", arguments: kinds)
  func named(kind: Kind) throws {
    let error = #expect(throws: HashListError.self) { try readList(bytes: kind.bytes) }
    let text = error?.description ?? ""
    #expect(text.contains(kind.name) && text.contains(kind.step), "\(text)")
  }

  @Test("A database without a table of hashes is named by its tables", .enabled(if: hasPython))
  func database() throws {
    let bytes = try sqliteDatabase("CREATE TABLE moz_places(url);")
    let error = #expect(throws: HashListError.self) { try readList(bytes: bytes) }
    #expect(error?.description.contains("no list known, with the tables \"moz_places\"") == true)
  }

  @Test("What is no list in an archive is named as what it is", .enabled(if: hasPython))
  func packed() throws {
    let script = "import gzip,sys;sys.stdout.buffer.write(gzip.compress(b'%PDF-1.7 x'))"
    let bytes = Array(try runProgram("/usr/bin/python3", ["-c", script]))
    let error = #expect(throws: HashListError.self) { try readList(bytes: bytes) }
    #expect(error?.description.contains("a PDF") == true)
  }
}
