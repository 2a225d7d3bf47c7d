// The kernels for 64-bit ARM, which counts the bits of sixteen bytes at once.

#if defined(__aarch64__)

#include <arm_neon.h>

#include "internal.h"

ALWAYS_INLINE vigie_hit *scan_long(const vigie_codes *codes, uint64_t start, uint64_t end,
                                   const uint64_t *queries, uint32_t query_count, uint32_t radius,
                                   vigie_hit *hit) {
  for (uint64_t at = start; at < end; at++) {
    uint8x16_t half = vreinterpretq_u8_u64(vld1q_u64(codes->near_halves + 2 * at));
    for (uint32_t q = 0; q < query_count; q++) {
      uint8x16_t query = vreinterpretq_u8_u64(vld1q_u64(queries + 4 * q));
      uint32_t distance = vaddlvq_u8(vcntq_u8(veorq_u8(half, query)));
      if (distance <= radius) {
        hit = settle(codes, at, queries + 4 * q, 4, q, distance, radius, hit);
      }
    }
  }
  return hit;
}

static uint32_t scan(const vigie_codes *codes, uint64_t start, uint32_t count,
                     const uint64_t *queries, uint32_t query_count, uint32_t radius,
                     vigie_hit *hits) {
  vigie_hit *end =
      codes->words == 1
          ? scan_singly(codes, start, start + count, queries, query_count, radius, 1, hits)
          : scan_long(codes, start, start + count, queries, query_count, radius, hits);
  return (uint32_t)(end - hits);
}

#define filter filter_singly
#include "search.h"

const vigie_kernels vigie_kernels_neon = {"NEON", scan, search};

#endif
