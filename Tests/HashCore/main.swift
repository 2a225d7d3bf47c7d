// Links the hash core and nothing else: what an embedder of it gets is what this program needs.

import HammingSpace
import Luma
import PerceptualHash

let size = PictureSize(width: 64, height: 64)!
var hasher = PictureHasher(size: size)
for y in 0..<size.height {
  let row = (0..<size.width).map { UInt8(truncatingIfNeeded: $0 * y) }
  hasher.append(row.span, layout: .grey8)
}
let code = hasher.finish().whole.upright.hash.code
print(LinearScan([code]).search(code, within: Thresholds.match).matches.count)
