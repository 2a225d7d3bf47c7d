// All lists of a run in one structure that answers: is this file known?

public import Findings
public import PerceptualHash
public import SystemPackage

/// The known content of hash lists and compiled sets, indexed.
///
/// Immutable and safe to share between threads. Entries that stand in several lists are kept as
/// often as they stand, so that a match names every list it is in.
public struct KnownSet: Sendable {
  /// The lists, in the order given; those of a compiled set in the place of the set.
  public let lists: [HashList]

  /// Lists that were read together, or a compiled set, and the position of their first list.
  private let shards: [(shard: KnownShard, firstList: Int)]

  /// The compiled sets among what was read.
  private let compiledSets: [CompiledSet]

  /// Reads lists and compiled sets, recognising each by its content.
  ///
  /// A compiled set is mapped, not read: opening takes milliseconds, and its memory is shared with all
  /// processes that use it. What it holds is not checked; ``verify()`` does that.
  ///
  /// - Parameters:
  ///   - paths: The lists, each of which has to hold something.
  ///   - index: The index for PDQ hashes; which it is changes no match.
  ///   - radius: The radius that most lookups of pictures will have; those of videos have 31 at most.
  /// - Throws: ``HashListError`` for the first list that cannot be read or yields nothing.
  public init(
    reading paths: [FilePath], index: IndexChoice = .automatic, radius: Int = Thresholds.match
  ) throws(HashListError) {
    var shards: [(KnownShard, Int)] = []
    var compiledSets: [CompiledSet] = []
    var lists: [HashList] = []
    func add(_ shard: KnownShard) {
      shards.append((shard, lists.count))
      lists += shard.lists
    }
    var read: [FilePath] = []
    for path in paths + [nil] {
      let isCompiled = path.map(CompiledSet.isCompiled) ?? false
      if isCompiled || path == nil, !read.isEmpty {
        add(try Self.shard(of: read, index, radius))
        read = []
      }
      guard let path else { break }
      if isCompiled {
        let set = try CompiledSet(path)
        add(try KnownShard(set, index, radius))
        compiledSets.append(set)
      } else {
        read.append(path)
      }
    }
    self.shards = shards
    self.compiledSets = compiledSets
    self.lists = lists
  }

  /// Lists in memory.
  private static func shard(
    of paths: [FilePath], _ index: IndexChoice, _ radius: Int
  ) throws(HashListError) -> KnownShard {
    var builder = try KnownSetBuilder()
    for path in paths { try ListReader.read(path, into: &builder) }
    var storage = MemorySections()
    let directory: CompiledSetDirectory
    do throws(Errno) {
      directory = try builder.finish(into: &storage, index: index, radius: radius)
    } catch {
      throw HashListError(path: paths[0], problem: .unreadable(error))
    }
    return try KnownShard(directory, storage.sections, index, radius, path: paths[0])
  }

  /// Reads all bytes of the compiled sets and compares them with their checksums.
  ///
  /// - Throws: ``HashListError`` for the first array that is not what was written.
  public func verify() throws(HashListError) {
    for set in compiledSets { try set.verify() }
  }

  /// Whether anything of it comes from a compiled set.
  public var isCompiled: Bool { !compiledSets.isEmpty }

  /// Which index answers for pictures and for frames of videos of each shard, and why.
  public var indexReasons: [String] {
    shards.flatMap { shard, _ in
      [("pictures", shard.pictureIndex), ("frames", shard.frameIndex)].compactMap { name, index in
        index.count == 0 ? nil : "\(name): \(index.reason)"
      }
    }
  }

  /// How many digests of an algorithm there are; with none, none need be computed.
  public func count(of algorithm: DigestAlgorithm) -> Int {
    shards.reduce(0) { $0 + ($1.shard.digests[algorithm]?.count ?? 0) }
  }
}

extension KnownSet {
  /// Compiles lists into a set: one file that opens in milliseconds.
  ///
  /// - Parameters:
  ///   - lists: Hash lists; no compiled sets.
  ///   - output: The file to write; a file that is there is replaced when the new one is complete.
  ///     Scratch files go into its folder, and need as much room again.
  ///   - index: The index that the set is to bring; ``IndexChoice/tree`` is built when it is opened.
  ///   - radius: The radius that most lookups will have.
  ///   - progress: Told now and then, in words, what is being done.
  /// - Throws: ``HashListError`` for the first list that cannot be used, or if the set cannot be written.
  public static func compile(
    _ lists: [FilePath], to output: FilePath, index: IndexChoice = .automatic,
    radius: Int = Thresholds.match, progress: (String) -> Void = { _ in }
  ) throws(HashListError) {
    var builder = try KnownSetBuilder(for: output)
    for list in lists {
      guard !CompiledSet.isCompiled(list) else {
        throw HashListError(
          path: list, problem: .unusable("is compiled already; compile the lists it was made of"))
      }
      try ListReader.read(list, into: &builder, progress: progress)
    }
    do throws(Errno) {
      try CompiledSet.write(&builder, to: output, index: index, radius: radius, progress: progress)
    } catch {
      throw HashListError(path: output, problem: .notWritten(error))
    }
  }
}

// MARK: - Asking

extension KnownSet {
  /// Everything that is known of a file.
  ///
  /// - Parameters:
  ///   - digests: Cryptographic hashes of the file, any of them.
  ///   - picture: The hashes of a picture; of an animation, of its first frame. The match says which.
  ///   - frames: The sampled frames of a video or animation; those match within 31 bits at most.
  ///   - orientations: In which orientations the frames are looked up, all of them in the same; the first
  ///     wins ties.
  ///   - radius: The largest PDQ distance of a picture that counts.
  /// - Returns: The matches, closest first; of the digests of one entry, the strongest only.
  public func matches(
    digests: [FileDigest], picture: [PictureVariant], frames: [DihedralFrame],
    orientations: [Orientation] = Orientation.allCases, radius: Int = Thresholds.match
  ) -> [KnownMatch] {
    var matches = exactMatches(of: digests)
    if !frames.isEmpty {
      matches += self.matches(
        of: frames, orientations: orientations, within: min(radius, Thresholds.match))
    }
    if !picture.isEmpty {
      // The still of an animation is one of its frames, as a rule, and found as that.
      let found = Set(matches.map(\.entry))
      matches += self.matches(of: picture, within: radius).filter { !found.contains($0.entry) }
    }
    return matches.sorted(by: KnownMatch.precedes)
  }

  /// Distances of a picture to some known ones, for the distribution of distances of unrelated pictures.
  /// Which ones depends on the picture alone.
  public func sampledDistances(of picture: PDQResult, count: Int) -> [Int] {
    guard picture.isMatchable else { return [] }
    return shards.flatMap { $0.shard.sampledDistances(of: picture.hash, count: count) }
  }

  /// Everything that is known of a hash in text form: 64 digits are a PDQ hash or a SHA-256, 40 a
  /// SHA-1, 32 an MD5.
  ///
  /// - Returns: The matches, closest first; `nil` if the text is no such hash.
  public func matches(ofHash text: String, radius: Int = Thresholds.match) -> [KnownMatch]? {
    // 64 digits of a PDQ hash are those of a SHA-256 as well.
    guard let digest = FileDigest(hex: text.utf8) else { return nil }
    let picture = PDQHash(text).map {
      PictureVariant(pdq: PDQResult(hash: $0, quality: Thresholds.unknownQuality))
    }
    return matches(
      digests: [digest], picture: picture.map { [$0] } ?? [], frames: [], radius: radius)
  }

  /// The entries whose digest a file has.
  public func exactMatches(of digests: [FileDigest]) -> [KnownMatch] {
    gather { $0.exactMatches(of: digests) }
  }

  /// The known pictures, and known videos with a frame, within a radius of a picture in any of its
  /// variants.
  ///
  /// A picture of low quality matches nothing.
  public func matches(of picture: [PictureVariant], within radius: Int) -> [KnownMatch] {
    gather { $0.matches(of: picture, within: radius) }
  }

  /// The known videos that match a video, and the known pictures that are seen in it.
  ///
  /// A video may be turned, as a whole: each match says in which of `orientations`. All of its frames are
  /// of that one, in which the videos compare best (``VideoComparison/isBetter(than:)``), or the picture is
  /// closest; the first one wins ties. Time grows with the number of orientations, memory does not: it
  /// grows with the frames and with what they match, not with the product of both.
  public func matches(
    of frames: [DihedralFrame], orientations: [Orientation] = Orientation.allCases,
    within radius: Int
  ) -> [KnownMatch] {
    gather { $0.matches(of: frames, orientations: orientations, within: radius) }
  }

  /// The matches of all shards, their lists counted through, in the order of a report.
  private func gather(_ find: (KnownShard) -> [KnownMatch]) -> [KnownMatch] {
    shards.flatMap { shard, firstList in
      find(shard).map { match in
        var match = match
        match.list += firstList
        return match
      }
    }.sorted(by: KnownMatch.precedes)
  }
}
