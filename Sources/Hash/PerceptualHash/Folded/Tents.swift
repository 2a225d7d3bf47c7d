// The rows of W, the matrix of PDQ's blur and decimation along an axis: what each pixel weighs in each
// of the 64 samples.

/// The weights of neighbouring pixels in one sample, as a running sum.
struct Tent {
  /// The first pixel.
  let start: Int

  /// What the first so many pixels weigh together: from 0 to ``AxisWeights/one``.
  let running: [Int16]

  /// The pixel behind the last one.
  var end: Int { start + running.count - 1 }

  /// What the pixels below `pixel` weigh together.
  ///
  /// - Precondition: `pixel` is one of the tent's, or ``end``.
  func weight(below pixel: Int) -> Int16 { running[pixel - start] }

  /// The same weights from another pixel on.
  func moved(to start: Int) -> Tent { Tent(start: start, running: running) }

  /// The same pixels of an axis of `length`, counted from its other end.
  func mirrored(in length: Int) -> Tent {
    let one = Int16(AxisWeights.one)
    return Tent(start: length - end, running: running.reversed().map { one - $0 })
  }
}

/// The tents of an axis. Away from its ends they are all the same one.
struct Tents {
  private let length: Int
  private let box: BoxWindow
  /// A tent whose windows lie within the axis, and the same of the mirrored axis.
  private let inner: Tent
  private let innerMirrored: Tent

  /// Those of an axis of `length` pixels. O(`length` / 128) time.
  init(length: Int) {
    self.length = length
    box = BoxWindow(length: length)
    let middle = PDQHasher.sampledPosition(PDQHasher.side / 2, of: length)
    inner = Self.tent(at: middle, box: box, length: length)
    innerMirrored = inner.mirrored(in: length)
  }

  /// The tent of the sample at `position`, 0..<64.
  subscript(position: Int) -> Tent {
    innerStart(position).map { inner.moved(to: $0) } ?? edge(position)
  }

  /// The same tent of the mirrored axis.
  func mirrored(_ position: Int) -> Tent {
    innerStart(position).map { innerMirrored.moved(to: length - $0 - inner.running.count + 1) }
      ?? edge(position).mirrored(in: length)
  }

  /// Where the tent starts, if its windows lie within the axis.
  private func innerStart(_ position: Int) -> Int? {
    let pixel = PDQHasher.sampledPosition(position, of: length)
    let start = pixel - 2 * (box.width - box.half)
    return start >= 0 && pixel + 2 * (box.half - 1) < length ? start : nil
  }

  private func edge(_ position: Int) -> Tent {
    Self.tent(at: PDQHasher.sampledPosition(position, of: length), box: box, length: length)
  }

  /// The box filter's mean, at `pixel`, of the box filter's means.
  private static func tent(at pixel: Int, box: BoxWindow, length: Int) -> Tent {
    func window(at pixel: Int) -> ClosedRange<Int> {
      max(0, pixel - (box.width - box.half))...min(length - 1, pixel + box.half - 1)
    }
    let means = window(at: pixel)
    let start = window(at: means.lowerBound).lowerBound
    let end = window(at: means.upperBound).upperBound + 1
    // Each mean adds the same to every pixel of its window: at its start, until behind its end.
    var changes = [Double](repeating: 0, count: end - start + 1)
    for mean in means {
      let pixels = window(at: mean)
      let share = Double(AxisWeights.one) / Double(means.count * pixels.count)
      changes[pixels.lowerBound - start] += share
      changes[pixels.upperBound + 1 - start] -= share
    }
    var (weight, total) = (0.0, 0.0)
    let running = changes.dropLast().map { change in
      weight += change
      total += weight
      return Int16(total + 0.5)
    }
    return Tent(start: start, running: [0] + running)
  }
}
