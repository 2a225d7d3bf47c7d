// The loops over codes that need the instructions of the processor they run on. They know arrays of
// 64-bit words and nothing else; what a code is and which of them to look at is decided in Swift.
//
// A code of 256 bits is kept as two halves in two arrays. Unrelated codes differ in 64 +- 6 of the
// first 128 bits, so that at the radii in use the near half tells all but a few apart: a scan reads
// 16 bytes a code instead of 32. A code of 64 bits has a near half only.

#ifndef VIGIE_KERNELS_H
#define VIGIE_KERNELS_H

#include <stdbool.h>
#include <stdint.h>

/// Codes. `words` is 1 or 4.
typedef struct {
  /// `count` times min(words, 2) words.
  const uint64_t *near_halves;
  /// `count` times 2 words; not read if `words` is 1.
  const uint64_t *far_halves;
  /// At most 2^32.
  uint64_t count;
  uint32_t words;
} vigie_codes;

/// A code within the radius of a query.
typedef struct {
  /// Position among the codes.
  uint32_t position;
  uint16_t distance;
  /// Position among the queries.
  uint16_t query;
} vigie_hit;

enum {
  /// The most codes of one call of `scan`.
  VIGIE_SCAN_BLOCK = 1024,
  /// The most queries of one call of `scan`.
  VIGIE_SCAN_QUERIES = 8,
  /// The most tables of a multi-index.
  VIGIE_MOST_TABLES = 32,
  /// The most hits of one call of `search`.
  VIGIE_SEARCH_HITS = 4096,
};

/// Codes grouped by the bits `first_bit ..< first_bit + width` of theirs. The upper `index_bits` of
/// these choose the group. The lower ones stand in the entries, above the code's position:
///
///     entry = (lower bits << position_bits) | position
typedef struct {
  /// 2^index_bits + 1 positions in `entries`: group g is offsets[g] ..< offsets[g + 1].
  const uint32_t *offsets;
  const uint32_t *entries;
  uint64_t entry_count;
  uint32_t first_bit;
  uint32_t width;
  uint32_t index_bits;
} vigie_table;

/// Codes and their tables. Offsets and positions are checked before they are followed, so that
/// damaged tables give wrong answers, and never a read outside of the arrays.
typedef struct {
  vigie_codes codes;
  const vigie_table *tables;
  /// At most VIGIE_MOST_TABLES.
  uint32_t table_count;
  /// 1 to 31; with the lower bits of each table, at most 32.
  uint32_t position_bits;
} vigie_multi_index;

/// What a search did.
typedef struct {
  /// Groups looked at.
  uint64_t probes;
  /// Entries of those groups.
  uint64_t entries;
  /// Codes whose distance was computed.
  uint64_t candidates;
  uint32_t hit_count;
} vigie_search_work;

/// The kernels for one instruction set.
typedef struct {
  const char *name;

  /// Compares the codes `start ..< start + count` with each query (of `codes->words` words).
  ///
  /// `hits` has room for `count * query_count`. Returns how many there are; those of one query are
  /// in ascending order of position.
  uint32_t (*scan)(const vigie_codes *codes, uint64_t start, uint32_t count,
                   const uint64_t *queries, uint32_t query_count, uint32_t radius,
                   vigie_hit *hits);

  /// Finds the codes that differ from the query in at most `radii[t]` bits of table t, for any t,
  /// and in at most `radius` bits in all; each once, in no particular order. A table of negative
  /// radius is left out.
  ///
  /// `hits` has room for VIGIE_SEARCH_HITS. Returns false if it gave up: there are more hits, or
  /// candidates and eighths of entries would exceed `budget`.
  bool (*search)(const vigie_multi_index *index, const uint64_t *query, const int8_t *radii,
                 uint32_t radius, uint64_t budget, vigie_hit *hits, vigie_search_work *work);
} vigie_kernels;

/// The kernels that this processor runs best. Safe to call from any thread.
const vigie_kernels *vigie_best_kernels(void);

/// All kernels that this processor runs, for tests: the `number`th from 0, NULL behind the last. The
/// first is the portable definition.
const vigie_kernels *vigie_kernels_at(uint32_t number);

#endif
