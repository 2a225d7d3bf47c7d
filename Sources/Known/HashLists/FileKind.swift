// Files that people take for lists: what each is by its first bytes, and what to do with it.

/// A kind of file that is no list.
struct FileKind {
  /// What to do with it.
  enum Step: String {
    case scan = "`vigie scan` examines it as evidence, and `vigie hash` makes a list of it"
    case mount = "mount it, and scan what is in it with `vigie scan`"
    case unpack = "unpack it, decrypt it first if it has a password, and name the lists in it"
    case decrypt = "decrypt it first, and name the list"
    case export = "export its hashes as a table in CSV, or as text, one a line"
    case download = "it may be a page of a web site in place of the list: download the list again"
    case other = "name a hash list"
    case compiled = "give it to --known or --ignore as it is, or compile the lists it was made of"
    case whole = "name the database that it belongs to"
  }

  /// What it is, with its article.
  let name: String
  /// What to do with it.
  let step: Step
  /// What it has where.
  private let magics: [(offset: Int, bytes: [UInt8])]

  private init(_ name: String, _ step: Step, _ magics: (Int, [UInt8])...) {
    (self.name, self.step, self.magics) = (name, step, magics)
  }

  /// Tells it by the beginning of a file.
  init?(_ head: ArraySlice<UInt8>) {
    func has(_ magic: (offset: Int, bytes: [UInt8])) -> Bool {
      head.dropFirst(magic.offset).starts(with: magic.bytes)
    }
    guard let kind = Self.all.first(where: { $0.magics.allSatisfy(has) }) else { return nil }
    self = kind
  }

  /// What it is, and what to do.
  var advice: String { "is \(name), and no hash list; \(step.rawValue)" }

  /// Longer ones ahead of those that they begin with.
  private static let all = [
    FileKind("a JPEG", .scan, (0, [0xFF, 0xD8, 0xFF])),
    FileKind("a PNG", .scan, (0, "\u{89}PNG\r\n".latin1)),
    FileKind("a GIF", .scan, (0, "GIF8".latin1)),
    FileKind("a TIFF", .scan, (0, "II*\0".latin1)),
    FileKind("a TIFF", .scan, (0, "MM\0*".latin1)),
    FileKind("a WebP", .scan, (0, "RIFF".latin1), (8, "WEBP".latin1)),
    FileKind("an AVI or WAV", .scan, (0, "RIFF".latin1)),
    FileKind("an MP4, MOV, HEIC or AVIF", .scan, (4, "ftyp".latin1)),
    FileKind("a MOV", .scan, (4, "moov".latin1)),
    FileKind("a MOV", .scan, (4, "mdat".latin1)),
    FileKind("a Matroska or WebM video", .scan, (0, [0x1A, 0x45, 0xDF, 0xA3])),
    FileKind("a Flash video", .scan, (0, "FLV\u{1}".latin1)),
    FileKind("an MPEG video", .scan, (0, [0, 0, 1, 0xBA])),
    FileKind("an Ogg file", .scan, (0, "OggS".latin1)),

    FileKind("a PDF", .export, (0, "%PDF-".latin1)),
    FileKind(
      "an Office document (docx, xlsx, pptx)", .export, (0, "PK\u{3}\u{4}".latin1),
      (30, "[Content_Types].xml".latin1)),
    FileKind(
      "an OpenDocument file", .export, (0, "PK\u{3}\u{4}".latin1),
      (30, "mimetypeapplication/vnd.oasis".latin1)),
    FileKind(
      "an old Office document (doc, xls, ppt, msg)", .export,
      (0, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])),
    FileKind("an RTF document", .export, (0, "{\\rtf".latin1)),
    FileKind("a PostScript document", .export, (0, "%!PS".latin1)),
    FileKind("an Access database", .export, (4, "Standard Jet DB".latin1)),
    FileKind("an Access database", .export, (4, "Standard ACE DB".latin1)),
    FileKind("a Python pickle", .export, (0, [0x80, 4, 0x95])),
    FileKind("a Parquet file", .export, (0, "PAR1".latin1)),
    FileKind("an HTML page", .download, (0, "<!DOCTYPE html".latin1)),
    FileKind("an HTML page", .download, (0, "<!doctype html".latin1)),
    FileKind("an HTML page", .download, (0, "<html".latin1)),
    FileKind("an HTML page", .download, (0, "<HTML".latin1)),

    FileKind("an EnCase image (E01)", .mount, (0, "EVF\t\r\n\u{FF}\0".latin1)),
    FileKind("an EnCase image (Ex01)", .mount, (0, "EVF2\r\n\u{81}\0".latin1)),
    FileKind("an EnCase logical image (L01)", .mount, (0, "LVF\t\r\n\u{FF}\0".latin1)),
    FileKind("an EnCase logical image (Lx01)", .mount, (0, "LEF2\r\n\u{81}\0".latin1)),
    FileKind("an AFF image", .mount, (0, "AFF10\r\n\0".latin1)),
    FileKind(
      "an AFF4 image", .mount, (0, "PK\u{3}\u{4}".latin1), (30, "container.description".latin1)),
    FileKind(
      "an AFF4 image", .mount, (0, "PK\u{3}\u{4}".latin1), (30, "information.turtle".latin1)),
    FileKind("an ISO image", .mount, (32769, "CD001".latin1)),
    FileKind("a VMware disk", .mount, (0, "KDMV".latin1)),
    FileKind("a VMware disk", .mount, (0, "# Disk DescriptorFile".latin1)),
    FileKind("a QEMU disk", .mount, (0, "QFI\u{FB}".latin1)),
    FileKind("a VirtualBox disk", .mount, (64, [0x7F, 0x10, 0xDA, 0xBE])),
    FileKind("a Hyper-V disk", .mount, (0, "vhdxfile".latin1)),
    FileKind("a Hyper-V disk", .mount, (0, "conectix".latin1)),
    FileKind("a disk image (GPT)", .mount, (512, "EFI PART".latin1)),
    FileKind("an NTFS image", .mount, (3, "NTFS    ".latin1)),
    FileKind("an exFAT image", .mount, (3, "EXFAT   ".latin1)),
    FileKind("a disk or FAT image", .mount, (0, [0xEB]), (2, [0x90]), (510, [0x55, 0xAA])),
    FileKind("a disk image (MBR)", .mount, (0, [0x33, 0xC0]), (510, [0x55, 0xAA])),
    FileKind("an ext image", .mount, (1080, [0x53, 0xEF, 1, 0])),

    FileKind("an encrypted RAR archive", .decrypt, (0, "Rar!\u{1A}\u{7}\u{1}\0".latin1), (13, [4])),
    FileKind("a RAR archive", .unpack, (0, "Rar!\u{1A}\u{7}".latin1)),
    FileKind("a 7-Zip archive", .unpack, (0, "7z\u{BC}\u{AF}'\u{1C}".latin1)),
    FileKind("a CAB archive", .unpack, (0, "MSCF\0\0\0\0".latin1)),
    FileKind("an LZ4 file", .unpack, (0, [0x04, 0x22, 0x4D, 0x18])),
    FileKind("an lzip file", .unpack, (0, "LZIP\u{1}".latin1)),
    FileKind("a file of compress", .unpack, (0, [0x1F, 0x9D])),
    FileKind("a gzip file in another", .unpack, (0, [0x1F, 0x8B])),
    FileKind("a zip file in an archive", .unpack, (0, "PK\u{3}\u{4}".latin1)),
    FileKind("an xz file in an archive", .unpack, (0, "\u{FD}7zXZ\0".latin1)),
    FileKind("a bzip2 file in an archive", .unpack, (0, "BZh".latin1), (4, "1AY&SY".latin1)),
    FileKind("a Zstandard file in an archive", .unpack, (0, [0x28, 0xB5, 0x2F, 0xFD])),
    FileKind("an age-encrypted file", .decrypt, (0, "age-encryption.org/".latin1)),
    FileKind("an age-encrypted file", .decrypt, (0, "-----BEGIN AGE ENCRYPTED FILE".latin1)),
    FileKind("an OpenPGP message", .decrypt, (0, "-----BEGIN PGP MESSAGE".latin1)),
    FileKind("an OpenPGP signature", .other, (0, "-----BEGIN PGP SIGNATURE".latin1)),

    FileKind("a program", .other, (0, "\u{7F}ELF".latin1)),
    FileKind("a Windows program", .other, (0, "MZ\u{90}\0".latin1)),
    FileKind("a Mac program", .other, (0, [0xCF, 0xFA, 0xED, 0xFE])),
    FileKind("a network capture", .other, (0, [0xD4, 0xC3, 0xB2, 0xA1])),
    FileKind("a network capture", .other, (0, [0xA1, 0xB2, 0xC3, 0xD4])),
    FileKind("a network capture", .other, (0, [0x0A, 0x0D, 0x0D, 0x0A])),
    FileKind("a registry hive", .other, (0, "regf".latin1)),
    FileKind("a Windows event log", .other, (0, "ElfFile\0".latin1)),
    FileKind("the log of an SQLite database", .whole, (0, [0x37, 0x7F, 0x06, 0x82])),
    FileKind("the log of an SQLite database", .whole, (0, [0x37, 0x7F, 0x06, 0x83])),
    FileKind("a compiled set", .compiled, (0, "vigieset".latin1)),
  ]
}

extension String {
  /// Its characters as bytes, each below 256.
  fileprivate var latin1: [UInt8] { unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }
}
