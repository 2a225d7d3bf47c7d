// Reads lists for tests, and keeps all that they give.

import Findings
import Foundation
import HashLists
import PerceptualHash
import SystemPackage
import TestSupport

/// All that a list gave.
final class ReceivedHashes: HashReceiver {
  /// A hash, and what the list says of it.
  struct Received<Hash: Hashable>: Hashable {
    var hash: Hash
    var line: Int
    var category: String?
  }

  var lists: [HashList] = []
  var digests: [Received<FileDigest>] = []
  var pictures: [Received<PDQHash>] = []
  var videos: [Received<[VideoFrame]>] = []
  var photoDNA: [Received<[UInt8]>] = []
  var filters: [DigestFilter] = []
  private var undecided: [(PDQHash, Int)] = []

  func add(_ digest: FileDigest, line: Int, category: String?) {
    digests.append(Received(hash: digest, line: line, category: category))
  }

  func add(_ picture: PDQHash, line: Int, category: String?) {
    pictures.append(Received(hash: picture, line: line, category: category))
  }

  func add(_ video: [VideoFrame], line: Int, category: String?) {
    videos.append(Received(hash: video, line: line, category: category))
  }

  func add(photoDNA: [UInt8], line: Int, category: String?) {
    self.photoDNA.append(Received(hash: photoDNA, line: line, category: category))
  }

  func add(_ filter: DigestFilter) { filters.append(filter) }

  func addUndecided(_ hash: PDQHash, line: Int) { undecided.append((hash, line)) }

  func takeUndecided(
    _ body: (PDQHash, Int) throws(HashListError) -> Void
  ) throws(HashListError) {
    let taken = undecided
    undecided = []
    for (hash, line) in taken { try body(hash, line) }
  }

  func withdraw(line: Int) {
    digests.removeAll { $0.line == line }
    pictures.removeAll { $0.line == line }
    photoDNA.removeAll { $0.line == line }
  }

  func end(_ list: HashList) { lists.append(list) }

  func amend(last count: Int, _ change: (inout HashList) -> Void) {
    for index in lists.indices.suffix(count) { change(&lists[index]) }
  }
}

/// Reads the list at a path.
func readList(
  _ path: String, scratch: String? = NSTemporaryDirectory()
) throws(HashListError) -> ReceivedHashes {
  let received = ReceivedHashes()
  try ListReader.read(FilePath(path), into: received, scratch: scratch.map { FilePath($0) })
  return received
}

/// Reads a list of these bytes.
func readList(bytes: [UInt8], named name: String = "list") throws -> ReceivedHashes {
  try withTemporaryFolder { folder in
    try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + name))
    return try readList(folder + "/" + name)
  }
}

/// Reads a list of this text.
func readList(text: String, named name: String = "list") throws -> ReceivedHashes {
  try readList(bytes: Array(text.utf8), named: name)
}

let hasPython = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")

/// An SQLite database of these statements, made by Python.
func sqliteDatabase(_ statements: String) throws -> [UInt8] {
  try withTemporaryFolder { folder in
    let path = folder + "/x.db"
    let script = "import sqlite3,sys;c=sqlite3.connect(sys.argv[1]);c.executescript(sys.argv[2])"
    _ = try runProgram("/usr/bin/python3", ["-c", script, path, statements])
    return try Array(Data(contentsOf: URL(fileURLWithPath: path)))
  }
}
