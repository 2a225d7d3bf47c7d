// The kinds of hashes that lists hold, and the names that lists have for them: decided here for all formats.

package import Findings

/// The kind of a hash.
package enum HashKind: Hashable, Sendable {
  /// A digest of a file's bytes, which is matched.
  case digest(DigestAlgorithm)
  /// A PDQ hash, which is matched.
  case pdq
  /// A PhotoDNA hash, which is kept and never matched.
  case photoDNA
  /// Another kind, by its name: left out and counted.
  case unsupported(String)

  /// Reads a name that a list has for a kind; `nil` if it is the name of none.
  ///
  /// Case, spaces and punctuation make no difference: `SHA-1`, `sha1 hash` and `HASH_SHA1` are one.
  package init?(name: some StringProtocol) {
    guard let kind = Self.names[Self.key(of: name)] else { return nil }
    self = kind
  }

  /// The letters and digits of a name in lower case, without the words "hash", "value", "sum" and
  /// "digest", which say nothing.
  private static func key(of name: some StringProtocol) -> String {
    var key = ""
    var word = ""
    func end() {
      if !["hash", "value", "sum", "digest", "hex", "video", "image", "file"].contains(word) {
        key += word
      }
      word = ""
    }
    for character in name.lowercased() {
      if character.isLetter || character.isNumber { word.append(character) } else { end() }
    }
    end()
    return key
  }

  private static let names: [String: HashKind] = {
    var names: [String: HashKind] = [
      "md5": .digest(.md5), "md5hash": .digest(.md5), "hashmd5": .digest(.md5),
      "sha1": .digest(.sha1), "sha1hash": .digest(.sha1), "hashsha1": .digest(.sha1),
      "sha256": .digest(.sha256), "sha2256": .digest(.sha256), "hashsha256": .digest(.sha256),
      "sha256hash": .digest(.sha256), "pdq": .pdq, "imagepdq": .pdq, "hashpdq": .pdq,
      "videomd5": .digest(.md5),
      "photodna": .photoDNA, "pdna": .photoDNA, "photodnahash": .photoDNA,
    ]
    // Kinds that are told by name, so that their loss is.
    for (key, name) in [
      ("crc32", "CRC32"), ("crc64", "CRC64"), ("adler32", "Adler-32"), ("md2", "MD2"),
      ("md4", "MD4"),
      ("sha224", "SHA-224"), ("sha384", "SHA-384"), ("sha512", "SHA-512"), ("sha3256", "SHA3-256"),
      ("sha2224", "SHA-224"), ("sha2384", "SHA-384"), ("sha2512", "SHA-512"),
      ("sha3512", "SHA3-512"), ("blake2b", "BLAKE2b"), ("blake3", "BLAKE3"),
      ("ripemd160", "RIPEMD-160"), ("whirlpool", "Whirlpool"), ("tiger", "Tiger"),
      ("ssdeep", "ssdeep"), ("tlsh", "TLSH"), ("hashtlsh", "TLSH"), ("sdhash", "sdhash"),
      ("tmk", "TMK"), ("tmkpdqf", "TMK"), ("hashtmk", "TMK"), ("videotmk", "TMK"),
      ("netclean", "NetClean"), ("videntifier", "Videntifier"), ("edonkey", "eDonkey"),
      ("ed2k", "eDonkey"), ("md5512", "MD5 of the first 512 bytes"),
      ("md564k", "MD5 of the first 64 KiB"), ("ssvhphotodna", "SSVH PhotoDNA"),
      ("ssvhpdna", "SSVH PhotoDNA"), ("ssvhsaferhash", "SSVH Safer"), ("saferhash", "Safer"),
      ("imphash", "imphash"), ("ahash", "aHash"), ("dhash", "dHash"), ("phash", "pHash"),
      ("vpdq", "vPDQ of a whole video in one field"),
    ] { names[key] = .unsupported(name) }
    return names
  }()

  /// What to call it.
  package var name: String {
    switch self {
    case .digest(.md5): "MD5"
    case .digest(.sha1): "SHA-1"
    case .digest(.sha256): "SHA-256"
    case .pdq: "PDQ"
    case .photoDNA: "PhotoDNA"
    case .unsupported(let name): name
    }
  }

  /// The kind of a bare hash of so many digits; 64 digits are of two.
  static func plain(digits count: Int) -> HashKind? {
    switch count {
    case 32: .digest(.md5)
    case 40: .digest(.sha1)
    case 56: .unsupported("SHA-224")
    case 96: .unsupported("SHA-384")
    case 128: .unsupported("SHA-512")
    default: nil
    }
  }
}
