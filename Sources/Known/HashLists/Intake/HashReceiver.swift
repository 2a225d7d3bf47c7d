// Who gets the hashes of lists. Readers know nothing else of what becomes of them.

package import Findings
package import PerceptualHash

/// Takes the hashes of one list after the other.
package protocol HashReceiver: AnyObject {
  /// Takes a digest.
  func add(_ digest: FileDigest, line: Int, category: String?) throws(HashListError)

  /// Takes the PDQ hash of a picture.
  func add(_ picture: PDQHash, line: Int, category: String?) throws(HashListError)

  /// Takes the frames of a video.
  func add(_ video: [VideoFrame], line: Int, category: String?) throws(HashListError)

  /// Takes 144 bytes of PhotoDNA, which are kept and never matched.
  func add(photoDNA: [UInt8], line: Int, category: String?) throws(HashListError)

  /// Takes a filter, which says "no" or "probably" of a digest and has no hashes to hand on.
  ///
  /// - Throws: ``ListFault/unusable(_:)`` if a filter is of no use to the receiver.
  func add(_ filter: DigestFilter) throws(ListFault)

  /// Keeps a hash of 64 digits of which the list does not say yet what it is.
  func addUndecided(_ hash: PDQHash, line: Int) throws(HashListError)

  /// Gives the hashes that were kept since the last call.
  func takeUndecided(
    _ body: (PDQHash, Int) throws(HashListError) -> Void
  ) throws(HashListError)

  /// Drops what was taken from this line of the list that is being read.
  func withdraw(line: Int)

  /// Ends a list: what comes from now on is of the next one.
  func end(_ list: HashList)

  /// Says more of the last lists that ended, when it is known.
  func amend(last count: Int, _ change: (inout HashList) -> Void)
}
