// A hash list in: open, unpack, recognise, read, and say what it is.

internal import Findings
package import SystemPackage

/// Reads lists.
package enum ListReader {
  /// Reads the list at `path`, or the lists of the archive there, and hands their entries on as they
  /// come.
  ///
  /// - Parameters:
  ///   - scratch: A folder for copies of what cannot be read as it comes; without, such lists are refused.
  ///   - progress: Told now and then what is being done.
  package static func read(
    _ path: FilePath, into receiver: any HashReceiver, scratch: FilePath? = nil,
    progress: @escaping (String) -> Void = { _ in }
  ) throws(HashListError) {
    do throws(ListFault) {
      let file = try ListFile(path)
      var count = 0
      func read(_ stream: ByteStream, _ name: String, _ path: FilePath?) throws(ListFault) {
        let intake = ListIntake(
          HashList(name: name, sha256: DigestAlgorithm.sha256.digestOfNothing, format: ""),
          videoName: FilePath(name).lastComponent?.stem ?? name, to: receiver, progress: progress)
        let head = try Self.read(stream, path, scratch, into: intake)
        let list = try intake.finish()
        if intake.isEmpty { throw .noList(Self.nothing(in: list, head)) }
        receiver.end(list)
        count += 1
      }
      let name = Self.name(of: path)
      if let kind = Archive.kind(of: try file.stream.peek(8)) {
        let packed: ByteStream =
          kind == Archive.gzip ? try Gzip(file.stream).stream : file.stream
        let archive = try Archive(packed, kind: kind)
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
        try read(file.stream, name, path)
      }
      let digest = try file.digest()
      receiver.amend(last: count) { $0.sha256 = digest }
    } catch {
      throw HashListError(path, error)
    }
  }

  private static func read(
    _ bytes: ByteStream, _ path: FilePath?, _ scratch: FilePath?, into intake: ListIntake
  ) throws(ListFault) -> ListHead {
    let stream = try TextEncoding.utf8(bytes, intake)
    let head = ListHead(bytes: try stream.peek(ListHead.length))
    let content = ListContent(stream: stream, file: path, scratch: scratch)
    for format in ListFormats.all {
      guard var format = format.init(head) else { continue }
      try format.read(content, into: intake)
      break
    }
    return head
  }

  /// What to call a list: the last component of its path, unless that is the number of a descriptor.
  private static func name(of path: FilePath) -> String {
    let isDescriptor = ["/dev/fd/", "/proc/self/fd/"].contains { path.string.hasPrefix($0) }
    if isDescriptor || path.string == "/dev/stdin" { return "piped list" }
    return path.lastComponent?.string ?? path.string
  }
}
