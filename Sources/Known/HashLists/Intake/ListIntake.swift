// What readers of formats hand their entries to: counts, checks, and passes on what can be matched.

package import Findings
internal import HammingSpace
package import PerceptualHash

/// Takes the entries of one list. A class, because readers of formats nest.
package final class ListIntake {
  /// With fewer 64-digit hashes than this, what they are cannot be told from their bits.
  private static let fewestToDecide = 8

  /// So many records are read before progress is told.
  private static let recordsPerReport = 1 << 17

  /// What is said of the list; formats fill in what it says of itself.
  package var list: HashList

  /// What a video is called whose list has no name for it.
  package let videoName: String

  /// What the bare hashes that come from now on are of, as a heading said.
  package var heading: HashKind?

  private let receiver: any HashReceiver
  private let progress: (String) -> Void

  private var videos: [Video] = []
  private var videoNumbers: [String: Int] = [:]
  private var undecidedCount = 0
  private var balancedCount = 0
  private var emptyFiles = 0
  private var lowQuality = 0
  private var withdrawn = 0
  private var photoDNA = 0
  private var unsupported: [String: Int] = [:]
  private var odd = Tally()
  private var categories = CategoryTally()
  private var identified: [String: Contribution] = [:]

  /// One video of the list.
  private struct Video {
    var line: Int
    var category: String?
    var frames: [VideoFrame] = []
  }

  /// A number of records, and the first of them.
  private struct Tally {
    var count = 0
    var records: [Int] = []

    mutating func add(_ record: Int) {
      count += 1
      if records.count < HashList.rejectionsKept { records.append(record) }
    }
  }

  /// What an entry has brought, so that it can be taken back.
  private struct Contribution {
    var line: Int
    var category: String?
    var counts: HashList.Counts
    var photoDNA: Int
  }

  package init(
    _ list: HashList, videoName: String, to receiver: any HashReceiver,
    progress: @escaping (String) -> Void
  ) {
    self.list = list
    self.videoName = videoName
    self.receiver = receiver
    self.progress = progress
  }

  // MARK: - Entries

  /// Takes an entry; one with an ``ListEntry/id`` replaces an earlier one of that name.
  package func add(_ entry: ListEntry) throws(ListFault) {
    tick(entry.number)
    if let id = entry.id { takeBack(id) }
    guard !entry.isEmpty else {
      if !entry.isExcused { reject(entry.number, .noHash) }
      return
    }
    var brought = HashList.Counts()
    for digest in entry.digests {
      try add(digest, line: entry.number, category: entry.category, &brought)
    }
    if let hash = entry.pdq { try add(hash, of: entry, &brought) }
    if let bytes = entry.photoDNA {
      photoDNA += 1
      try keep { () throws(HashListError) in
        try receiver.add(photoDNA: bytes, line: entry.number, category: entry.category)
      }
    }
    list.counts.add(brought)
    if brought.total > 0 { categories.add(entry.category, 1) }
    if let id = entry.id {
      identified[id] = Contribution(
        line: entry.number, category: entry.category, counts: brought,
        photoDNA: entry.photoDNA == nil ? 0 : 1)
    }
  }

  /// Takes a digest that is all of an entry.
  package func add(_ digest: FileDigest, at number: Int) throws(ListFault) {
    tick(number)
    var brought = HashList.Counts()
    try add(digest, line: number, category: nil, &brought)
    list.counts.add(brought)
    if brought.total > 0 { categories.add(nil, 1) }
  }

  private func add(
    _ digest: FileDigest, line: Int, category: String?, _ brought: inout HashList.Counts
  ) throws(ListFault) {
    if digest == digest.algorithm.digestOfNothing {
      emptyFiles += 1
      return
    }
    brought.add(digest.algorithm)
    try keep { () throws(HashListError) in
      try receiver.add(digest, line: line, category: category)
    }
  }

  private func add(
    _ hash: PDQHash, of entry: ListEntry, _ brought: inout HashList.Counts
  ) throws(ListFault) {
    if let moment = entry.moment {
      let pdq = PDQResult(hash: hash, quality: entry.quality ?? Thresholds.unknownQuality)
      add(VideoFrame(time: moment.time, pdq: pdq), of: moment.video, entry)
    } else if let quality = entry.quality, quality < Thresholds.minimumQuality {
      lowQuality += 1
    } else {
      if hash.isOdd { odd.add(entry.number) }
      brought.pictures += 1
      try keep { () throws(HashListError) in
        try receiver.add(hash, line: entry.number, category: entry.category)
      }
    }
  }

  private func add(_ frame: VideoFrame, of video: String, _ entry: ListEntry) {
    if videoNumbers[video] == nil {
      videoNumbers[video] = videos.count
      videos.append(Video(line: entry.number, category: entry.category))
    }
    videos[videoNumbers[video]!].frames.append(frame)
  }

  /// Takes a filter, which is all of its list.
  package func add(_ filter: DigestFilter) throws(ListFault) {
    list.filter = filter.figures
    try receiver.add(filter)
  }

  /// Takes a bare hash of 64 digits, a SHA-256 or a PDQ hash.
  package func addUndecided(_ hash: PDQHash, at number: Int) throws(ListFault) {
    if let heading {
      try add(ListEntry(number: number, hash, as: heading))
    } else {
      tick(number)
      undecidedCount += 1
      if hash.code.nonzeroBitCount == 128 { balancedCount += 1 }
      try keep { () throws(HashListError) in try receiver.addUndecided(hash, line: number) }
    }
  }

  /// Takes back the entry of that name, because a later record deletes it.
  ///
  /// - Parameter number: The record that deletes it.
  package func withdraw(id: String, at number: Int) {
    tick(number)
    withdrawn += 1
    takeBack(id)
  }

  /// Counts an entry that the list itself marks as withdrawn.
  package func withdraw(at number: Int) {
    tick(number)
    withdrawn += 1
  }

  private func takeBack(_ id: String) {
    guard let old = identified.removeValue(forKey: id) else { return }
    receiver.withdraw(line: old.line)
    list.counts.remove(old.counts)
    photoDNA -= old.photoDNA
    if old.counts.total > 0 { categories.add(old.category, -1) }
  }

  // MARK: - What is left out

  /// Leaves out something that is not what the format has there.
  package func reject(_ number: Int, _ reason: HashList.Rejection.Reason) {
    tick(number)
    list.rejectedCount += 1
    if list.rejections.count < HashList.rejectionsKept {
      list.rejections.append(HashList.Rejection(number: number, reason: reason))
    }
  }

  /// Leaves out a hash of a kind that is not matched.
  package func leaveOut(_ kind: String) {
    unsupported[kind, default: 0] += 1
  }

  /// Adds something that a reader should know.
  package func note(_ note: HashList.Note) {
    if !list.notes.contains(note) { list.notes.append(note) }
  }

  /// Counts a record, and tells progress now and then.
  private func tick(_ number: Int) {
    list.records = max(list.records, number)
    if number % Self.recordsPerReport == 0 {
      progress("reading \(list.name): \(list.unit.rawValue) \(number)")
    }
  }

  private func keep(_ body: () throws(HashListError) -> Void) throws(ListFault) {
    do throws(HashListError) { try body() } catch { throw .notKept(error) }
  }

  // MARK: - What the list is as a whole

  /// Whether nothing has come that can be matched or kept.
  package var isEmpty: Bool {
    list.counts.total == 0 && undecidedCount == 0 && list.filter == nil
      && !videos.contains { $0.frames.contains { $0.pdq.isMatchable } } && photoDNA == 0
  }

  /// Ends the list, and says what it is as a whole.
  package func finish() throws(ListFault) -> HashList {
    try decideUndecided()
    try settleVideos()
    if emptyFiles > 0 { note(.emptyFiles(count: emptyFiles)) }
    if lowQuality > 0 { note(.lowQuality(count: lowQuality)) }
    if odd.count > 0 { note(.oddHashes(count: odd.count, records: odd.records)) }
    if withdrawn > 0 { note(.withdrawn(count: withdrawn)) }
    if photoDNA > 0 { note(.stored(kind: HashKind.photoDNA.name, count: photoDNA)) }
    for (kind, count) in unsupported.sorted(by: { $0.key < $1.key }) {
      note(.unsupported(kind: kind, count: count))
    }
    list.categories = categories.kept
    if categories.others > 0 { note(.moreCategories(count: categories.others)) }
    return list
  }

  /// A PDQ hash has 128 of its 256 bits set, unless coefficients are equal; a SHA-256 has so in one
  /// case out of twenty. Where the bits do not say clearly what a list is, its hashes are taken as
  /// both: neither can match by chance.
  private func decideUndecided() throws(ListFault) {
    guard undecidedCount > 0 else { return }
    let share = Double(balancedCount) / Double(undecidedCount)
    let isTooFew = undecidedCount < Self.fewestToDecide
    let isPDQ = !isTooFew && share >= 0.95
    let isSHA256 = !isTooFew && share <= 0.1
    var fault: ListFault?
    try keep { () throws(HashListError) in
      try receiver.takeUndecided { hash, number in
        guard fault == nil else { return }
        var entry = ListEntry(number: number)
        if !isSHA256 { entry.pdq = hash }
        if !isPDQ { entry.digests = [FileDigest(.sha256, bytes: hash.bytes)!] }
        do throws(ListFault) { try add(entry) } catch { fault = error }
      }
    }
    if let fault { throw fault }
    note(
      .bareHashes(
        isPDQ ? .pdq : isSHA256 ? .sha256 : .both, balanced: balancedCount, count: undecidedCount))
  }

  private func settleVideos() throws(ListFault) {
    for video in videos {
      let frameCount = video.frames.count { $0.pdq.isMatchable }
      guard frameCount > 0 else { continue }
      list.counts.videos += 1
      list.counts.frames += frameCount
      categories.add(video.category, 1)
      try keep { () throws(HashListError) in
        try receiver.add(video.frames, line: video.line, category: video.category)
      }
    }
  }
}
