// The cryptographic hashes of a file.

internal import Crypto
internal import Findings

/// Computes the cryptographic hashes of a file from its bytes as they come.
struct DigestComputation {
  private static let zeros = [UInt8](repeating: 0, count: 1 << 20)

  private var md5: Insecure.MD5?
  private var sha1: Insecure.SHA1?
  private var sha256 = SHA256()

  /// - Parameter algorithms: What to compute beside SHA-256.
  init(_ algorithms: Set<DigestAlgorithm>) {
    if algorithms.contains(.md5) { md5 = Insecure.MD5() }
    if algorithms.contains(.sha1) { sha1 = Insecure.SHA1() }
  }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    // The hash functions do not keep the pointer.
    unsafe md5?.update(bufferPointer: bytes)
    unsafe sha1?.update(bufferPointer: bytes)
    unsafe sha256.update(bufferPointer: bytes)
  }

  /// Adds at most a mebibyte of zeros, and says how many.
  mutating func update(zeros count: Int64) -> Int {
    let count = Int(min(count, Int64(Self.zeros.count)))
    unsafe Self.zeros.withUnsafeBytes {
      unsafe update(UnsafeRawBufferPointer(rebasing: $0[..<count]))
    }
    return count
  }

  /// The digests that were asked for, and SHA-256.
  func finish() -> [FileDigest] {
    [
      md5.map { FileDigest(.md5, bytes: Array($0.finalize()))! },
      sha1.map { FileDigest(.sha1, bytes: Array($0.finalize()))! },
      FileDigest(.sha256, bytes: Array(sha256.finalize()))!,
    ].compactMap(\.self)
  }
}
