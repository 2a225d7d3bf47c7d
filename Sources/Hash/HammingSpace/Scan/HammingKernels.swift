// The door to the kernels.

internal import CHammingKernels

/// The kernels of one instruction set.
@safe package struct Kernels: Sendable {
  /// A table of functions that lives as long as the program and never changes.
  private nonisolated(unsafe) let table: UnsafePointer<vigie_kernels>

  /// Those that this processor runs best.
  package static let best = unsafe Kernels(table: vigie_best_kernels())

  /// All that this processor runs, the portable definition first.
  package static let all: [Kernels] = {
    var all: [Kernels] = []
    while let next = unsafe vigie_kernels_at(UInt32(all.count)) {
      all.append(unsafe Kernels(table: next))
    }
    return all
  }()

  private init(table: UnsafePointer<vigie_kernels>) {
    unsafe self.table = table
  }

  /// What the instructions are called.
  package var name: String {
    // The names are string literals.
    unsafe String(cString: table.pointee.name)
  }

  /// How many queries are compared in one pass over the codes.
  package static let queriesPerPass = Int(VIGIE_SCAN_QUERIES)

  /// Compares the codes of ranges with queries.
  ///
  /// - Parameters:
  ///   - queries: Words of the queries, one behind the other, in the store's order of bits.
  ///   - found: Called with query, position and distance; for each query in ascending order of
  ///     position.
  package func scan(
    _ store: CodeStore, _ ranges: [Range<Int>], queries: [UInt64], radius: Int,
    found: (_ query: Int, _ position: Int, _ distance: Int) -> Void
  ) {
    guard radius >= 0 else { return }
    precondition(ranges.allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= store.count })
    let queryCount = queries.count / store.words
    let block = Int(VIGIE_SCAN_BLOCK)
    let radius = UInt32(min(radius, 64 * store.words))
    let room = block * min(queryCount, Self.queriesPerPass)
    // Room for as many hits as there can be of one block; those counted have been written.
    unsafe withUnsafeTemporaryAllocation(of: vigie_hit.self, capacity: room) { hits in
      unsafe store.withKernelCodes { codes in
        var codes = unsafe codes
        func scan(_ start: Int, _ count: Int) {
          for first in stride(from: 0, to: queryCount, by: Self.queriesPerPass) {
            // The range lies in the store, and the queries are whole.
            let hitCount = unsafe queries.withUnsafeBufferPointer { words in
              unsafe table.pointee.scan(
                &codes, UInt64(start), UInt32(count), words.baseAddress! + first * store.words,
                UInt32(min(Self.queriesPerPass, queryCount - first)), radius, hits.baseAddress)
            }
            for index in 0..<Int(hitCount) {
              let hit = unsafe hits[index]
              found(first + Int(hit.query), Int(hit.position), Int(hit.distance))
            }
          }
        }
        for range in ranges {
          for start in stride(from: range.lowerBound, to: range.upperBound, by: block) {
            scan(start, min(block, range.upperBound - start))
          }
        }
      }
    }
  }

  /// Searches a multi-index; false if it was given up (more hits than are kept, or more work than
  /// `budget` candidates).
  func search(
    _ index: inout vigie_multi_index, query: [UInt64], radii: [Int8], radius: Int, budget: Int,
    work: inout vigie_search_work, found: (_ position: Int, _ distance: Int) -> Void
  ) -> Bool {
    unsafe precondition(radii.count == Int(index.table_count))
    // As many hits as `search` writes at most.
    return unsafe withUnsafeTemporaryAllocation(
      of: vigie_hit.self, capacity: Int(VIGIE_SEARCH_HITS)
    ) { hits in
      // The arrays are as long as the index says; `search` keeps no pointer.
      let isComplete = unsafe query.withUnsafeBufferPointer { query in
        unsafe radii.withUnsafeBufferPointer { radii in
          unsafe table.pointee.search(
            &index, query.baseAddress, radii.baseAddress, UInt32(radius), UInt64(max(0, budget)),
            hits.baseAddress, &work)
        }
      }
      guard isComplete else { return false }
      for position in 0..<Int(work.hit_count) {
        let hit = unsafe hits[position]
        found(Int(hit.position), Int(hit.distance))
      }
      return true
    }
  }
}
