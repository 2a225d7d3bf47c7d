// Paths are bytes.

import Platform
import SystemPackage
import Testing

struct PathBytesTests {
  @Test("A path keeps bytes that are no text, and ends at a NUL")
  func bytes() {
    for bytes in [[0x2F, 0xE9, 0xFF], [], Array("a/b".utf8)] as [[UInt8]] {
      #expect(FilePath(bytes: bytes).bytes == bytes)
    }
    #expect(FilePath(bytes: [0x61, 0, 0x62]).bytes == [0x61])
  }
}
