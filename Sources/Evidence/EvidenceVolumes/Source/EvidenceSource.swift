// Evidence as those see it who examine it: entries, one after the other. A mounted volume is such a
// source; an image of a disk or an archive could be another, and nothing but this file and its
// neighbours would have to be known to write it.

public import EvidenceEntries
public import SystemPackage

/// Something that can be examined entry by entry.
public protocol EvidenceSource: Sendable {
  /// Where it is, as cases name it.
  var path: FilePath { get }

  /// Starts over at the first entry. Blocks for as long as the disk likes.
  ///
  /// - Parameters:
  ///   - opensFiles: Whether regular files are given open, or only told of.
  ///   - watch: Is told where the walk is: that it begins here, by ``WalkWatch/enter(volume:)``, and of
  ///     everything that the disk has to answer from then on.
  /// - Throws: ``EvidenceError`` if there can be no walk: the source was not examined then, not even in
  ///   part. ``EvidenceError/Problem/exhausted(_:)`` says nothing of the source, and may pass.
  func entries(
    opensFiles: Bool, watch: WalkWatch
  ) throws(EvidenceError) -> sending any EvidenceWalk

  /// How everything that belongs to it is mounted; empty for what is no mount of its own.
  var mountStates: [MountState] { get }

  /// Which of ``mountStates`` is not what it was when the source was checked.
  ///
  /// - Throws: If this machine lacks what it takes to ask.
  func mountChanges() throws(Errno) -> [MountChange]

  /// Whether file systems that are mounted below belong to it.
  var crossesFileSystems: Bool { get }

  /// Refuses a file to be written at `output` if that would change the source.
  ///
  /// - Throws: ``EvidenceError`` that says why.
  func refuse(output: FilePath) throws(EvidenceError)
}

extension EvidenceSource {
  /// Nothing is mounted.
  public var mountStates: [MountState] { [] }

  /// Nothing is mounted.
  public func mountChanges() throws(Errno) -> [MountChange] { [] }

  /// Nothing is mounted.
  public var crossesFileSystems: Bool { false }

  /// Nothing is written where it could be reached by a path.
  public func refuse(output: FilePath) throws(EvidenceError) {}
}

/// All entries of a source, once, in an order that is the same every time as long as the source is.
///
/// May go from thread to thread, but is used by one at a time. Ends when it is let go.
public protocol EvidenceWalk: AnyObject {
  /// The next entry; `nil` once there is none left. Blocks for as long as the disk likes.
  ///
  /// What is wrong with an entry is said in it, and does not end the walk. Once an entry tells of
  /// ``EvidenceEntry/Obstacle/exhausted(_:)``, entries below it may be missing, and the walk should not
  /// be taken to its end as if it were whole.
  func next() -> EvidenceEntry?
}
