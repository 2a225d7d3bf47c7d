// What the kernels of all instruction sets share.

#ifndef VIGIE_KERNELS_INTERNAL_H
#define VIGIE_KERNELS_INTERNAL_H

#include "kernels.h"

#include <stddef.h>

/// From this radius on, vectors compare whole codes: of unrelated codes, 1 in 120 is within 50 in the
/// near half and 1 in 22 within 54, so that hardly a vector of sixteen would be without one.
enum { VIGIE_WIDE_RADIUS = 50 };

#define ALWAYS_INLINE static inline __attribute__((always_inline))

extern const vigie_kernels vigie_kernels_portable;
#if defined(__x86_64__)
extern const vigie_kernels vigie_kernels_avx2;
extern const vigie_kernels vigie_kernels_avx512;
#elif defined(__aarch64__)
extern const vigie_kernels vigie_kernels_neon;
#endif

ALWAYS_INLINE uint32_t popcount(uint64_t word) { return (uint32_t)__builtin_popcountll(word); }

/// Distance in the near half of a code.
ALWAYS_INLINE uint32_t near_distance(const vigie_codes *codes, uint64_t position,
                                     const uint64_t *query, uint32_t words) {
  if (words == 1) return popcount(codes->near_halves[position] ^ query[0]);
  const uint64_t *near_half = codes->near_halves + 2 * position;
  return popcount(near_half[0] ^ query[0]) + popcount(near_half[1] ^ query[1]);
}

/// Distance in the far half of a code.
ALWAYS_INLINE uint32_t far_distance(const vigie_codes *codes, uint64_t position,
                                    const uint64_t *query, uint32_t words) {
  if (words == 1) return 0;
  const uint64_t *far_half = codes->far_halves + 2 * position;
  return popcount(far_half[0] ^ query[2]) + popcount(far_half[1] ^ query[3]);
}

/// Writes a hit if the code is within the radius, given its distance in the near half; returns the
/// place behind.
ALWAYS_INLINE vigie_hit *settle(const vigie_codes *codes, uint64_t position, const uint64_t *query,
                                uint32_t words, uint32_t number, uint32_t near_part,
                                uint32_t radius, vigie_hit *hit) {
  uint32_t distance = near_part + far_distance(codes, position, query, words);
  if (distance <= radius) {
    *hit++ = (vigie_hit){(uint32_t)position, (uint16_t)distance, (uint16_t)number};
  }
  return hit;
}

/// Compares code by code; for what is left when the vectors are done, and as the definition.
ALWAYS_INLINE vigie_hit *scan_singly(const vigie_codes *codes, uint64_t start, uint64_t end,
                                     const uint64_t *queries, uint32_t query_count,
                                     uint32_t radius, uint32_t words, vigie_hit *hit) {
  for (uint64_t position = start; position < end; position++) {
    for (uint32_t q = 0; q < query_count; q++) {
      const uint64_t *query = queries + (size_t)q * words;
      uint32_t distance = near_distance(codes, position, query, words);
      if (distance <= radius) {
        hit = settle(codes, position, query, words, q, distance, radius, hit);
      }
    }
  }
  return hit;
}

/// Writes the positions of the entries whose upper bits differ from `key` in at most `allowance`
/// bits; returns how many there are.
ALWAYS_INLINE uint32_t filter_singly(const uint32_t *entries, uint32_t count, uint32_t position_bits,
                                     uint32_t key, uint32_t allowance, uint32_t *positions) {
  uint32_t kept = 0;
  uint32_t mask = (1u << position_bits) - 1;
  for (uint32_t i = 0; i < count; i++) {
    positions[kept] = entries[i] & mask;
    kept += popcount((entries[i] >> position_bits) ^ key) <= allowance;
  }
  return kept;
}

#endif
