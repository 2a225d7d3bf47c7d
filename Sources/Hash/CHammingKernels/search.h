// The search of a multi-index, included once for each instruction set. The including file defines
// `filter` first:
//
//     uint32_t filter(const uint32_t *entries, uint32_t count, uint32_t position_bits,
//                     uint32_t key, uint32_t allowance, uint32_t *positions);
//
// It writes the positions of the entries whose upper bits differ from `key` in at most `allowance`
// bits; `positions` has room for 16 more than `count`.
//
// Nearly all the time of a search goes into waiting for memory: each probe reads an offset, then a
// group of entries, then the codes of those that are left. The probes therefore go through these
// steps in batches, a step behind each other, and each step asks for what the next one will read:
//
//     step     1 name groups      2 read offsets     3 filter entries   4 compare codes
//     asks for   offsets            entries            near halves

#include "internal.h"

enum { BATCH = 32, FILTERED_AT_ONCE = 512, ROOM = 4 * FILTERED_AT_ONCE };

struct probe {
  uint32_t group, start, end;
  uint8_t table, allowance;
};

/// The groups to look at, one after the other: for each table those at 0 flipped bits, 1, ...
struct groups {
  uint32_t table, flips, flipped;
};

struct search {
  const vigie_multi_index *index;
  const uint64_t *query;
  const int8_t *radii;
  uint32_t radius;
  uint32_t groups[VIGIE_MOST_TABLES];
  uint32_t keys[VIGIE_MOST_TABLES];
  struct groups next;
  uint32_t count;
  uint32_t positions[ROOM + 16];
  uint8_t tables[ROOM + 16];
  vigie_hit *hits;
  vigie_search_work *work;
};

ALWAYS_INLINE uint64_t bits_at(const uint64_t *words, uint32_t first, uint32_t width) {
  uint32_t word = first / 64, shift = first % 64;
  uint64_t value = words[word] >> shift;
  if (shift + width > 64) value |= words[word + 1] << (64 - shift);
  return width == 64 ? value : value & ((1ull << width) - 1);
}

ALWAYS_INLINE bool next_group(struct search *search, struct probe *probe) {
  struct groups *next = &search->next;
  while (next->table < search->index->table_count) {
    const vigie_table *table = &search->index->tables[next->table];
    int radius = search->radii[next->table];
    if ((int)next->flips > radius || next->flips > table->index_bits) {
      *next = (struct groups){next->table + 1, 0, 0};
      continue;
    }
    probe->table = (uint8_t)next->table;
    probe->group = search->groups[next->table] ^ next->flipped;
    probe->allowance = (uint8_t)((uint32_t)radius - next->flips);
    // The next larger number of as many bits; behind the last one, the first of one more bit.
    uint64_t flipped = next->flipped;
    uint64_t larger = 1ull << table->index_bits;
    if (flipped != 0) {
      uint64_t lowest = flipped & -flipped, carried = flipped + lowest;
      larger = ((carried ^ flipped) >> (2 + __builtin_ctzll(lowest))) | carried;
    }
    if (larger >> table->index_bits != 0) {
      next->flips++;
      larger = (1ull << next->flips) - 1;
    }
    next->flipped = (uint32_t)larger;
    return true;
  }
  return false;
}

/// Whether an earlier table has given a code already.
ALWAYS_INLINE bool was_found(const struct search *search, uint64_t position, uint32_t table,
                             uint32_t words) {
  const vigie_codes *codes = &search->index->codes;
  uint64_t difference[4];
  if (words == 1) {
    difference[0] = codes->near_halves[position] ^ search->query[0];
  } else {
    for (int i = 0; i < 2; i++) {
      difference[i] = codes->near_halves[2 * position + i] ^ search->query[i];
      difference[2 + i] = codes->far_halves[2 * position + i] ^ search->query[2 + i];
    }
  }
  for (uint32_t t = 0; t < table; t++) {
    const vigie_table *earlier = &search->index->tables[t];
    uint64_t bits = bits_at(difference, earlier->first_bit, earlier->width);
    if ((int)popcount(bits) <= search->radii[t]) return true;
  }
  return false;
}

/// Compares the candidates and forgets them; false if there are too many hits.
ALWAYS_INLINE bool compare(struct search *search, uint32_t words) {
  const vigie_codes *codes = &search->index->codes;
  uint32_t count = search->count;
  search->work->candidates += count;
  search->count = 0;
  for (uint32_t i = 0; i < count; i++) {
    uint64_t position = search->positions[i];
    if (position >= codes->count) continue;
    uint32_t near_part = near_distance(codes, position, search->query, words);
    if (near_part > search->radius) continue;
    vigie_hit hit;
    vigie_hit *behind =
        settle(codes, position, search->query, words, 0, near_part, search->radius, &hit);
    if (behind == &hit || was_found(search, position, search->tables[i], words)) continue;
    if (search->work->hit_count == VIGIE_SEARCH_HITS) return false;
    search->hits[search->work->hit_count++] = hit;
  }
  return true;
}

/// Filters the entries of a group; false if comparing found too many hits.
ALWAYS_INLINE bool filter_group(struct search *search, const struct probe *probe, uint32_t words) {
  const vigie_multi_index *index = search->index;
  const vigie_table *table = &index->tables[probe->table];
  for (uint32_t at = probe->start; at < probe->end; at += FILTERED_AT_ONCE) {
    uint32_t count = probe->end - at < FILTERED_AT_ONCE ? probe->end - at : FILTERED_AT_ONCE;
    if (search->count + count > ROOM && !compare(search, words)) return false;
    uint32_t *found = search->positions + search->count;
    uint32_t kept = filter(table->entries + at, count, index->position_bits,
                           search->keys[probe->table], probe->allowance, found);
    for (uint32_t i = 0; i < kept; i++) {
      search->tables[search->count + i] = probe->table;
      __builtin_prefetch(index->codes.near_halves + (size_t)found[i] * (words == 1 ? 1 : 2));
    }
    search->count += kept;
  }
  return true;
}

ALWAYS_INLINE bool search_words(const vigie_multi_index *index, const uint64_t *query,
                                const int8_t *radii, uint32_t radius, uint64_t budget,
                                vigie_hit *hits, vigie_search_work *work, uint32_t words) {
  struct search search;
  search.index = index;
  search.query = query;
  search.radii = radii;
  search.radius = radius;
  search.next = (struct groups){0, 0, 0};
  search.count = 0;
  search.hits = hits;
  search.work = work;
  *work = (vigie_search_work){0, 0, 0, 0};
  for (uint32_t t = 0; t < index->table_count; t++) {
    const vigie_table *table = &index->tables[t];
    uint32_t key_bits = table->width - table->index_bits;
    uint64_t bits = bits_at(query, table->first_bit, table->width);
    search.groups[t] = (uint32_t)(bits >> key_bits);
    search.keys[t] = (uint32_t)(bits & ((1ull << key_bits) - 1));
  }

  struct probe batches[3][BATCH];
  uint32_t counts[3] = {0, 0, 0};
  for (uint32_t step = 0, last_step = UINT32_MAX; step <= last_step; step++) {
    // 1: name groups.
    struct probe *named = batches[step % 3];
    uint32_t count = 0;
    while (count < BATCH && next_group(&search, &named[count])) {
      __builtin_prefetch(index->tables[named[count].table].offsets + named[count].group);
      count++;
    }
    counts[step % 3] = count;
    work->probes += count;
    if (count < BATCH && last_step == UINT32_MAX) last_step = step + 2;
    // 2: read the offsets of the batch before.
    struct probe *read = batches[(step + 2) % 3];
    for (uint32_t i = 0; i < counts[(step + 2) % 3]; i++) {
      const vigie_table *table = &index->tables[read[i].table];
      uint32_t start = table->offsets[read[i].group], end = table->offsets[read[i].group + 1];
      if (end > table->entry_count) end = (uint32_t)table->entry_count;
      if (start > end) start = end;
      read[i].start = start;
      read[i].end = end;
      work->entries += end - start;
      if (start < end) {
        __builtin_prefetch(table->entries + start);
        __builtin_prefetch(table->entries + end - 1);
      }
    }
    if (work->entries / 8 + work->candidates > budget) return false;
    // 4: compare what the step before has left, while what this one leaves is on its way.
    if (!compare(&search, words)) return false;
    // 3: filter the entries of the batch before that.
    struct probe *filtered = batches[(step + 1) % 3];
    for (uint32_t i = 0; i < counts[(step + 1) % 3]; i++) {
      if (!filter_group(&search, &filtered[i], words)) return false;
    }
    counts[(step + 1) % 3] = 0;
  }
  return compare(&search, words);
}

static bool search(const vigie_multi_index *index, const uint64_t *query, const int8_t *radii,
                   uint32_t radius, uint64_t budget, vigie_hit *hits, vigie_search_work *work) {
  return index->codes.words == 1
             ? search_words(index, query, radii, radius, budget, hits, work, 1)
             : search_words(index, query, radii, radius, budget, hits, work, 4);
}
