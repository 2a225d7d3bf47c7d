// The kernels for AVX-512 with VPOPCNTDQ, which counts the bits of eight words at once.

#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push(                                                                \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512vpopcntdq,bmi,bmi2,popcnt"))),    \
    apply_to = function)

#include "internal.h"

/// The number of bits set in each word of the difference.
ALWAYS_INLINE __m512i counts(__m512i code, __m512i query) {
  return _mm512_popcnt_epi64(_mm512_xor_si512(code, query));
}

ALWAYS_INLINE __m512i broadcast(const uint64_t *two_words) {
  return _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)two_words));
}

/// Sixteen codes at a time: the counts of four vectors, of four codes each, are packed side by side
/// before the two words of each code are added.
///
/// `whole`: whether to compare both halves at once. Else the far ones are looked at where the near
/// ones are within the radius.
ALWAYS_INLINE vigie_hit *scan_long(const vigie_codes *codes, uint64_t start, uint64_t end,
                                   const uint64_t *queries, uint32_t query_count, uint32_t radius,
                                   vigie_hit *hit, bool whole) {
  __m512i near_query[VIGIE_SCAN_QUERIES], far_query[VIGIE_SCAN_QUERIES];
  for (uint32_t q = 0; q < query_count; q++) {
    near_query[q] = broadcast(queries + 4 * q);
    far_query[q] = broadcast(queries + 4 * q + 2);
  }
  const __m512i limit = _mm512_set1_epi16((short)radius);
  uint64_t at = start;
  for (; at + 16 <= end; at += 16) {
    __m512i near_half[4], far_half[4];
    for (int i = 0; i < 4; i++) {
      near_half[i] = _mm512_loadu_si512(codes->near_halves + 2 * at + 8 * i);
      if (whole) far_half[i] = _mm512_loadu_si512(codes->far_halves + 2 * at + 8 * i);
    }
    for (uint32_t q = 0; q < query_count; q++) {
      __m512i part[4];
      for (int i = 0; i < 4; i++) {
        part[i] = counts(near_half[i], near_query[q]);
        if (whole) part[i] = _mm512_add_epi64(part[i], counts(far_half[i], far_query[q]));
      }
      __m512i sums = _mm512_or_si512(
          _mm512_or_si512(part[0], _mm512_slli_epi64(part[1], 16)),
          _mm512_or_si512(_mm512_slli_epi64(part[2], 32), _mm512_slli_epi64(part[3], 48)));
      sums = _mm512_add_epi16(sums, _mm512_shuffle_epi32(sums, 0x4E));
      __mmask32 within = _mm512_cmple_epu16_mask(sums, limit);
      if (within == 0) continue;
      uint16_t distances[32];
      _mm512_storeu_si512(distances, sums);
      for (uint32_t i = 0; i < 16; i++) {
        // Code i is in vector i / 4, lane i % 4.
        uint32_t distance = distances[8 * (i % 4) + i / 4];
        if (distance > radius) continue;
        if (whole) {
          *hit++ = (vigie_hit){(uint32_t)(at + i), (uint16_t)distance, (uint16_t)q};
        } else {
          hit = settle(codes, at + i, queries + 4 * q, 4, q, distance, radius, hit);
        }
      }
    }
  }
  return scan_singly(codes, at, end, queries, query_count, radius, 4, hit);
}

ALWAYS_INLINE vigie_hit *scan_short(const vigie_codes *codes, uint64_t start, uint64_t end,
                                    const uint64_t *queries, uint32_t query_count,
                                    uint32_t radius, vigie_hit *hit) {
  const __m512i limit = _mm512_set1_epi64(radius);
  uint64_t at = start;
  for (; at + 8 <= end; at += 8) {
    __m512i eight = _mm512_loadu_si512(codes->near_halves + at);
    for (uint32_t q = 0; q < query_count; q++) {
      __m512i difference = _mm512_xor_si512(eight, _mm512_set1_epi64((long long)queries[q]));
      uint32_t within = _mm512_cmple_epu64_mask(_mm512_popcnt_epi64(difference), limit);
      for (; within != 0; within &= within - 1) {
        uint64_t position = at + (uint32_t)__builtin_ctz(within);
        uint32_t distance = near_distance(codes, position, queries + q, 1);
        hit = settle(codes, position, queries + q, 1, q, distance, radius, hit);
      }
    }
  }
  return scan_singly(codes, at, end, queries, query_count, radius, 1, hit);
}

static uint32_t scan(const vigie_codes *codes, uint64_t start, uint32_t count,
                     const uint64_t *queries, uint32_t query_count, uint32_t radius,
                     vigie_hit *hits) {
  uint64_t end = start + count;
  vigie_hit *behind =
      codes->words == 1 ? scan_short(codes, start, end, queries, query_count, radius, hits)
      : radius < VIGIE_WIDE_RADIUS
          ? scan_long(codes, start, end, queries, query_count, radius, hits, false)
          : scan_long(codes, start, end, queries, query_count, radius, hits, true);
  return (uint32_t)(behind - hits);
}

ALWAYS_INLINE uint32_t filter(const uint32_t *entries, uint32_t count, uint32_t position_bits,
                              uint32_t key, uint32_t allowance, uint32_t *positions) {
  const __m512i keys = _mm512_set1_epi32((int)key);
  const __m512i limit = _mm512_set1_epi32((int)allowance);
  const __m512i mask = _mm512_set1_epi32((int)((1u << position_bits) - 1));
  const __m128i shift = _mm_cvtsi32_si128((int)position_bits);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; i += 16) {
    __mmask16 present = count - i < 16 ? (__mmask16)((1u << (count - i)) - 1) : (__mmask16)0xFFFF;
    __m512i some = _mm512_maskz_loadu_epi32(present, entries + i);
    __m512i difference = _mm512_xor_si512(_mm512_srl_epi32(some, shift), keys);
    __mmask16 near_ones =
        _mm512_mask_cmple_epu32_mask(present, _mm512_popcnt_epi32(difference), limit);
    __m512i found = _mm512_maskz_compress_epi32(near_ones, _mm512_and_si512(some, mask));
    _mm512_storeu_si512(positions + kept, found);
    kept += popcount(near_ones);
  }
  return kept;
}

#include "search.h"

#pragma clang attribute pop

const vigie_kernels vigie_kernels_avx512 = {"AVX-512 VPOPCNTDQ", scan, search};

#endif
