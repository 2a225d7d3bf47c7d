// Which frames are sampled: times in, decisions out.

import LibAVDecoding
import Testing

struct FrameSamplerTests {
  private func samples(_ times: [Double?], interval: Double = 1) -> [Int] {
    var sampler = FrameSampler(interval: interval)
    return times.indices.filter { sampler.sampledTime(ofFrameAt: times[$0]) != nil }
  }

  @Test(
    "The first frame at or after every second is taken", arguments: [10.0, 24, 25, 29.97, 59.94])
  func constantRate(rate: Double) {
    let times = (0..<Int(rate * 5)).map { Double($0) / rate }
    let expected = (0..<5).map { Int((Double($0) * rate - 0.001).rounded(.up)) }
    #expect(samples(times) == expected)
  }

  @Test(
    "Seconds count from the first frame, wherever its clock starts", arguments: [-3.5, 0, 86_400])
  func startOfClock(start: Double) {
    var sampler = FrameSampler()
    #expect(sampler.sampledTime(ofFrameAt: start) == 0)
    #expect(sampler.sampledTime(ofFrameAt: start + 0.5) == nil)
    #expect(sampler.sampledTime(ofFrameAt: start + 1.25) == 1.25)
    #expect(sampler.sampledTime(ofFrameAt: start + 1.75) == nil)
    #expect(sampler.sampledTime(ofFrameAt: start + 2) == 2)
  }

  @Test("A gap gives one sample, not one for every second of it")
  func gap() {
    #expect(samples([0, 0.5, 100, 100.5, 101]) == [0, 2, 4])
  }

  @Test("A clock that jumps back, as where recordings were joined, goes on counting")
  func jumpBack() {
    let once = (0..<30).map { Double($0) / 10 }
    #expect(samples(once + once).count == 6)
  }

  @Test("A timestamp beyond belief does not make every frame due", arguments: [1e18, -1e18, 1e9])
  func senselessTime(time: Double) {
    let times = (0..<10_000).map { $0 == 3 ? time : Double($0) / 25 }
    #expect((395...405).contains(samples(times).count))
    #expect((395...405).contains(samples([time] + times).count))
  }

  @Test("Frames without timestamps are sampled as if 25 came a second")
  func noTimestamps() {
    #expect(samples(Array(repeating: nil, count: 100)) == [0, 25, 50, 75])
  }

  @Test("A clock that stands still does not hide a video")
  func standingStill() {
    #expect(samples(Array(repeating: 0, count: 1000)).count == 4)
  }

  @Test("Reordered timestamps within a second take no frame twice")
  func reordered() {
    #expect(samples([0, 0.2, 0.1, 1.0, 0.9, 1.1, 2.0, 1.9]) == [0, 3, 6])
  }
}
