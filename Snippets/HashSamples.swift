// Hashes samples that are in memory, and finds the closest of some known hashes.

import HammingSpace
import Luma
import PerceptualHash

// snippet.samples
let size = PictureSize(width: 640, height: 480)!
var hasher = PictureHasher(size: size)
for y in 0..<size.height {
  let row = (0..<size.width).map { x in UInt8(truncatingIfNeeded: (x * x + y * x) / 320) }
  hasher.append(row.span, layout: .grey8)
}
let hashes = hasher.finish()
let index = LinearScan([hashes.whole[.rotate90].code])
let found = index.search(hashes.whole[.rotate90].code, within: Thresholds.match)
print(hashes.whole.upright.hash, found.matches.count)
// snippet.end
