// Lays out what was collected of lists as the arrays of a set.

internal import Findings
internal import HammingSpace
internal import HashLists
internal import SystemPackage

extension KnownSetBuilder {
  /// Lays out everything that was collected, less what was withdrawn; ends the builder.
  ///
  /// - Parameters:
  ///   - choice: Whether to build tables; a tree is built when the set is opened.
  ///   - progress: Told what is being done.
  /// - Returns: The directory. Its lists, and the builder's, say what they have several times.
  func finish(
    into storage: inout some SectionStorage, index choice: IndexChoice, radius: Int,
    progress: (String) -> Void = { _ in }
  ) throws(Errno) -> CompiledSetDirectory {
    let digests = [
      try write(.md5, md5s, into: &storage, progress),
      try write(.sha1, sha1s, into: &storage, progress),
      try write(.sha256, sha256s, into: &storage, progress),
    ]
    let equalPictures = try RepeatTally.counts(of: pictures.sorter, without: withdrawals)
    try dropWithdrawn()
    try storage.add(.picturePlaces, pictures.places)
    try storage.add(.frameVideos, videos.owners)
    try storage.add(.videoPlaces, videos.places)
    try storage.add(.videoLengths, videos.lengths)
    try writePhotoDNA(into: &storage)
    func index(
      _ media: HashedMedia, _ codes: ScratchRecords<Code256>, _ radius: Int
    ) throws(Errno) -> CompiledSetDirectory.Codes {
      progress("indexing \(codes.count) PDQ hashes of \(media)")
      return try Self.write(media, codes.array(), choice, radius, into: &storage)
    }
    for number in lists.indices {
      lists[number].noteRepeats(
        digests: digests.reversed().map { $0[UInt32(number)] ?? RepeatTally.Counts() },
        pictures: equalPictures[UInt32(number)] ?? RepeatTally.Counts())
    }
    return CompiledSetDirectory(
      lists: lists, categories: categories.sorted { $0.value < $1.value }.map(\.key),
      pictures: try index(.pictures, pictures.codes, radius),
      frames: try index(.frames, videos.codes, KnownIndex.frameRadius(radius)))
  }

  private func write<Record>(
    _ algorithm: DigestAlgorithm, _ sorter: DigestSorter<Record>,
    into storage: inout some SectionStorage, _ progress: (String) -> Void
  ) throws(Errno) -> [UInt32: RepeatTally.Counts] {
    let count = sorter.count
    if count > 0 { progress("sorting \(count) \(algorithm) digests") }
    let names: [SectionName] = [.digests(algorithm), .digestPlaces(algorithm)]
    let sizes = [algorithm.byteCount, MemoryLayout<ListPlace>.size].map { $0 * count }
    var tally: [UInt32: RepeatTally.Counts] = [:]
    try storage.write(zip(names, sizes).map { (name: $0, capacity: $1) }) { writers throws(Errno) in
      tally = try RepeatTally.counts(of: sorter, without: withdrawals) { record throws(Errno) in
        try record.write(digest: algorithm.byteCount, to: writers[0])
        try writers[1].append(record.place)
      }
    }
    return tally
  }

  /// Copies what is left of pictures and videos, if anything was withdrawn.
  private func dropWithdrawn() throws(Errno) {
    if withdrawals.isEmpty { return }
    let leftPictures = PictureRecords(in: folder)
    try pictures.codes.forEach(with: pictures.places) { code, place throws(Errno) in
      if !withdrawals.contains(place) { try leftPictures.append(code, place) }
    }
    let leftVideos = VideoRecords(in: folder)
    var (video, firstFrame) = (0, 0)
    try videos.lengths.forEach(with: videos.places) { length, place throws(Errno) in
      let frames = firstFrame..<firstFrame + Int(length)
      firstFrame = frames.upperBound
      defer { video += 1 }
      guard !withdrawals.contains(place, video: video) else { return }
      try leftVideos.append(videos.codes.read(frames), place)
    }
    (pictures, videos) = (leftPictures, leftVideos)
  }

  private func writePhotoDNA(into storage: inout some SectionStorage) throws(Errno) {
    let length = SectionName.photoDNALength
    try storage.write([
      (.photoDNAValues, photoDNA.count),
      (.photoDNAPlaces, photoDNAPlaces.count * MemoryLayout<ListPlace>.size),
    ]) { writers throws(Errno) in
      var number = 0
      try photoDNAPlaces.forEach { place throws(Errno) in
        defer { number += 1 }
        guard !withdrawals.contains(place) else { return }
        try writers[0].append(contentsOf: photoDNA.read(number * length..<(number + 1) * length))
        try writers[1].append(place)
      }
    }
  }

  private static func write(
    _ media: HashedMedia, _ codes: SharedArray<Code256>, _ choice: IndexChoice, _ radius: Int,
    into storage: inout some SectionStorage
  ) throws(Errno) -> CompiledSetDirectory.Codes {
    let order = BitOrder(spreading: codes)
    let size = 2 * codes.count * MemoryLayout<UInt64>.stride
    unsafe try storage.add([(.near(media), size), (.far(media), size)]) { regions in
      unsafe CodeStore.divide(
        codes, order, near: regions[0].bindMemory(to: UInt64.self),
        far: regions[1].bindMemory(to: UInt64.self))
    }
    var record = CompiledSetDirectory.Codes(bitOrder: order.sources)
    let store = CodeStore(
      nearHalves: storage.sections[.near(media)]!.as(UInt64.self)!,
      farHalves: storage.sections[.far(media)]!.as(UInt64.self)!, words: 4, order: order)!
    if choice == .hash
      || choice == .automatic && KnownIndex.prefersTables(codes.count, radius)
    {
      record.tables = try MultiIndexSections.write(media, store, radius: radius, into: &storage)
    }
    return record
  }
}
