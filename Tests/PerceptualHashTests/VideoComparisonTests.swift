// How videos compare.

import HammingSpace
import PerceptualHash
import TestSupport
import Testing

struct VideoComparisonTests {
  /// Frames with unrelated hashes, one a second; equal names are equal frames.
  private func video(_ names: String, quality: Int = 100, flips: Int = 0) -> [VideoFrame] {
    names.unicodeScalars.enumerated().map { second, name in
      var random = SeededGenerator(seed: UInt64(name.value))
      var words = SIMD4(random.next(), random.next(), random.next(), random.next())
      words[0] ^= (1 << UInt64(flips)) - 1
      let pdq = PDQResult(hash: PDQHash(Code256(words: words)), quality: quality)
      return VideoFrame(time: Double(second), pdq: pdq)
    }
  }

  @Test("A video matches itself in every frame")
  func itself() throws {
    let comparison = try #require(VideoComparison(query: video("abcde"), known: video("abcde")))
    #expect(comparison.queryShare == 1 && comparison.knownShare == 1)
    #expect(comparison.distance == 0 && comparison.segment == 0...4 && comparison.isMatch)
  }

  @Test("A known clip inside a longer video is a match, with its place")
  func clipInside() throws {
    let comparison = try #require(
      VideoComparison(query: video("uvwabcdexyz"), known: video("abcde", flips: 20)))
    #expect(comparison.knownShare == 1 && comparison.queryShare < 0.5)
    #expect(comparison.segment == 3...7 && comparison.distance == 20 && comparison.isMatch)
  }

  @Test("An excerpt of a known video is a match")
  func excerpt() throws {
    let comparison = try #require(VideoComparison(query: video("cde"), known: video("abcdefghij")))
    #expect(comparison.queryShare == 1 && comparison.knownShare == 0.3 && comparison.isMatch)
  }

  @Test("Less than the share on both sides is no match")
  func notEnough() throws {
    let comparison = try #require(VideoComparison(query: video("abcuvw"), known: video("abcxyz")))
    #expect(comparison.queryShare == 0.5 && comparison.knownShare == 0.5 && !comparison.isMatch)
  }

  @Test("Four of five frames are enough, on either side; a frame less in a hundred is not")
  func share() throws {
    func isMatch(_ queryShare: Double, _ knownShare: Double) -> Bool {
      VideoComparison(
        queryShare: queryShare, knownShare: knownShare, distance: 0, segment: 0...0
      ).isMatch
    }
    #expect(isMatch(4.0 / 5, 0.01) && isMatch(0.01, 80.0 / 100))
    #expect(!isMatch(79.0 / 100, 79.0 / 100))
    let comparison = try #require(VideoComparison(query: video("abcdu"), known: video("abcdxyz")))
    #expect(comparison.queryShare == 0.8 && comparison.isMatch)
  }

  @Test("Frames beyond the radius are not counterparts")
  func beyondRadius() {
    #expect(VideoComparison(query: video("ab"), known: video("ab", flips: 32)) == nil)
    #expect(VideoComparison(query: video("ab"), known: video("ab", flips: 31)) != nil)
  }

  @Test("Blank frames never count, on either side")
  func blankFrames() {
    let blank = video("abc", quality: Thresholds.minimumQuality - 1)
    #expect(VideoComparison(query: blank, known: video("abc")) == nil)
    #expect(VideoComparison(query: video("abc"), known: blank) == nil)
    #expect(VideoComparison(query: [], known: []) == nil)
  }

  @Test("A frame that is repeated counts once")
  func repeatedFrames() throws {
    let comparison = try #require(VideoComparison(query: video("aaaaaaaabcde"), known: video("a")))
    #expect(comparison.queryShare == 0.2 && comparison.knownShare == 1)
    #expect(comparison.segment == 0...7)
  }
}
