// All lists of a run in one structure that answers: is this file known?

public import Findings
public import HashLists
public import PerceptualHash
internal import Platform
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
  ///   - keys: What opens encrypted sets. What is in them is kept in memory.
  ///   - scratch: A folder for what is made of plain lists, in files without names that are as
  ///     large as a compiled set, and twice that while it is made; without, all is kept in memory.
  ///   - progress: Told now and then, in words, what is being done.
  /// - Throws: ``HashListError`` for the first list that cannot be read or yields nothing.
  public init(
    reading paths: [FilePath], index: IndexChoice = .automatic, radius: Int = Thresholds.match,
    keys: SetKeys = SetKeys(), scratch: FilePath? = nil,
    progress: @escaping (String) -> Void = { _ in }
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
        let builder = KnownSetBuilder(scratch: scratch, for: scratch ?? read[0])
        for path in read {
          try ListReader.read(path, into: builder, scratch: scratch, progress: progress)
        }
        add(try Self.shard(of: builder, index, radius, progress))
        read = []
      }
      guard let path else { break }
      if isCompiled {
        let set = try CompiledSet(path, keys: keys)
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

  /// Takes what a builder has collected, and ends it.
  package init(
    _ builder: KnownSetBuilder, index: IndexChoice = .automatic, radius: Int = Thresholds.match
  ) throws(HashListError) {
    let shard = try Self.shard(of: builder, index, radius) { _ in }
    lists = shard.lists
    shards = [(shard, 0)]
    compiledSets = []
  }

  /// What a builder has collected, in memory or in a file without a name.
  private static func shard(
    of builder: KnownSetBuilder, _ index: IndexChoice, _ radius: Int,
    _ progress: (String) -> Void
  ) throws(HashListError) -> KnownShard {
    func shard(
      in storage: consuming some SectionStorage
    ) throws(HashListError) -> KnownShard {
      var storage = storage
      let directory: CompiledSetDirectory
      do throws(Errno) {
        directory = try builder.finish(
          into: &storage, index: index, radius: radius, progress: progress)
      } catch {
        throw HashListError(path: builder.path, problem: .notWritten(error))
      }
      var shard = try KnownShard(
        directory, storage.sections, index, radius, path: builder.path)
      shard.filters = builder.filters
      return shard
    }
    guard let folder = builder.folder else { return try shard(in: MemorySections()) }
    let file: ScratchFile
    do throws(Errno) {
      file = try ScratchFile(in: folder)
    } catch {
      throw HashListError(path: folder, problem: .notWritten(error))
    }
    return try shard(in: FileSections(file.descriptor, from: 0))
  }

  /// Reads all bytes of the compiled sets and compares them with their checksums.
  ///
  /// - Throws: ``HashListError`` for the first array that is not what was written.
  public func verify() throws(HashListError) {
    for set in compiledSets { try set.verify() }
  }

  /// Checks that no list of it is of files that are sought: as a list of files to ignore it would hide
  /// them.
  ///
  /// - Throws: ``HashListError`` for the first such list.
  public func requireHarmless() throws(HashListError) {
    guard let list = lists.first(where: { $0.nature == .notable }) else { return }
    throw HashListError(
      path: FilePath(list.name),
      problem: .unusable(
        "is of files that are sought (\(list.format)), and would hide them behind --ignore; give it"
          + " behind --known"))
  }

  /// Checks that every list of it can say what is in it: a Bloom filter says "probably", and never of a
  /// file that is sought.
  ///
  /// - Throws: ``HashListError`` for the first list that cannot.
  public func requireEntries() throws(HashListError) {
    guard let list = lists.first(where: { $0.filter != nil }) else { return }
    throw HashListError(
      path: FilePath(list.name),
      problem: .unusable(
        "is a Bloom filter: it finds files that it does not hold, and names no entry; give it behind"
          + " --ignore, or a list of its hashes"))
  }

  /// Whether a file is encrypted, so that keys or a passphrase are needed.
  public static func isEncrypted(_ path: FilePath) -> Bool { EncryptedSet.isEncrypted(path) }

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

  /// The digests that have to be computed of a file to look it up.
  public var digestAlgorithms: Set<DigestAlgorithm> {
    let filters = shards.contains { !$0.shard.filters.isEmpty } ? [DigestFilter.algorithm] : []
    return Set(DigestAlgorithm.allCases.filter { count(of: $0) > 0 } + filters)
  }

  /// How many digests of an algorithm there are.
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
  ///   - encryption: For whom to encrypt the set. It is made in memory then, and has to fit.
  ///   - progress: Told now and then, in words, what is being done.
  /// - Returns: The lists, as they are told of in the set.
  /// - Throws: ``HashListError`` for the first list that cannot be used, or if the set cannot be written.
  @discardableResult
  public static func compile(
    _ lists: [FilePath], to output: FilePath, index: IndexChoice = .automatic,
    radius: Int = Thresholds.match, encryption: SetEncryption? = nil,
    progress: @escaping (String) -> Void = { _ in }
  ) throws(HashListError) -> [HashList] {
    let folder = output.removingLastComponent()
    // What is to be encrypted is not to be on a disk in the clear.
    let scratch: FilePath? = encryption != nil ? nil : folder.isEmpty ? "." : folder
    let builder = KnownSetBuilder(scratch: scratch, for: output)
    for list in lists {
      guard !CompiledSet.isCompiled(list) else {
        throw HashListError(
          path: list, problem: .unusable("is compiled already; compile the lists it was made of"))
      }
      try ListReader.read(list, into: builder, scratch: scratch, progress: progress)
      guard builder.filters.isEmpty else {
        throw HashListError(
          path: list,
          problem: .unusable(
            "is a Bloom filter, which is not compiled; give it behind --ignore as it is"))
      }
    }
    do throws(Errno) {
      try CompiledSet.write(
        builder, to: output, index: index, radius: radius, encryption: encryption,
        progress: progress)
    } catch {
      throw HashListError(path: output, problem: .notWritten(error))
    }
    return builder.lists
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

  /// The entries whose digest a file has, and that say that it is harmless: not those of a list's
  /// ``HashList/notableCategories``.
  public func harmlessMatches(of digests: [FileDigest]) -> [KnownMatch] {
    exactMatches(of: digests).filter { match in
      !lists[match.list].notableCategories.contains { $0 == match.category }
    }
  }

  /// The Bloom filters that a file with these digests is probably in, the one that is wrong least often
  /// first. They take part in no other answer.
  public func probableMatches(of digests: [FileDigest]) -> [ProbableMatch] {
    shards.flatMap { shard, firstList in
      shard.filters.filter { digests.contains(where: $0.filter.probablyContains) }.map {
        ProbableMatch(
          list: firstList + $0.list, oneIn: lists[firstList + $0.list].filter?.oneIn ?? 1)
      }
    }.sorted { ($1.oneIn, $0.list) < ($0.oneIn, $1.list) }
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
