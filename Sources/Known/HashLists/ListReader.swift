// A hash list in: open, unpack, recognise, read, and say what it is.

internal import Findings
package import SystemPackage

/// Reads lists.
package enum ListReader {
  /// Reads the list at `path`, or the lists of the archive there, and hands their entries on as they
  /// come.
  ///
  /// - Parameters:
  ///   - scratch: A folder for copies of what cannot be read as it comes; without, they are in memory.
  ///   - progress: Told now and then what is being done.
  package static func read(
    _ path: FilePath, into receiver: any HashReceiver, scratch: FilePath? = nil,
    progress: @escaping (String) -> Void = { _ in }
  ) throws(HashListError) {
    do throws(ListFault) {
      let file = try ListFile(path)
      var count = 0
      func read(_ stream: ByteStream, _ name: String, _ path: FilePath?) throws(ListFault) {
        let content = ListContent(stream: stream, file: path, scratch: scratch)
        try Self.read(content, named: name, into: receiver, progress)
        count += 1
      }
      let name = Self.name(of: path)
      let head = try file.stream.peek(Archive.headLength)
      if let kind = Archive.kind(of: head) {
        if kind == Archive.zip, let document = FileKind(head), document.step != .unpack {
          throw .noList(document.advice)
        }
        let archive = try Archive(file.stream, kind: kind)
        var passedOver: [String] = []
        while let member = try archive.next() {
          do throws(ListFault) {
            try read(member.stream, member.name.map { "\(name)/\($0)" } ?? name, nil)
          } catch {
            guard case .noList = error, let member = member.name else { throw error }
            passedOver.append(member)
          }
        }
        guard count > 0 else { throw .noList("is a \(kind) archive without a list in it") }
        if !passedOver.isEmpty {
          receiver.amend(last: 1) { $0.notes.append(.passedOver(passedOver)) }
        }
      } else {
        try read(file.stream, name, file.isRegular ? path : nil)
      }
      let digest = try file.digest()
      receiver.amend(last: count) { $0.sha256 = digest }
    } catch {
      throw HashListError(path, error)
    }
  }

  /// Reads one list from a stream that is neither compressed nor an archive.
  package static func read(
    _ stream: ByteStream, named name: String, into receiver: any HashReceiver
  ) throws(ListFault) {
    try read(ListContent(stream: stream), named: name, into: receiver) { _ in }
  }

  private static func read(
    _ content: ListContent, named name: String, into receiver: any HashReceiver,
    _ progress: @escaping (String) -> Void
  ) throws(ListFault) {
    let intake = ListIntake(
      HashList(name: name, sha256: DigestAlgorithm.sha256.digestOfNothing, format: ""),
      videoName: FilePath(name).lastComponent?.stem ?? name, to: receiver, progress: progress)
    let stream = try TextEncoding.utf8(content.stream) { intake.note(.encoding($0)) }
    let head = ListHead(bytes: try stream.peek(ListHead.length))
    let text = ListContent(stream: stream, file: content.file, scratch: content.scratch)
    for format in ListFormats.all {
      guard var format = format.init(head) else { continue }
      try format.read(text, into: intake)
      break
    }
    // Bytes that are checked only at their end are read to it.
    try stream.drain()
    let list = try intake.finish()
    if intake.isEmpty { throw .noList(nothing(in: list, head)) }
    receiver.end(list)
  }

  /// What to call a list: the last component of its path, unless that is the number of a descriptor.
  private static func name(of path: FilePath) -> String {
    let isDescriptor = ["/dev/fd/", "/proc/self/fd/"].contains { path.string.hasPrefix($0) }
    if isDescriptor || path.string == "/dev/stdin" { return "piped list" }
    return path.lastComponent?.string ?? path.string
  }
}
