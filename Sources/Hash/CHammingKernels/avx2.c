// The kernels for AVX2: bits are counted by looking up each half byte (W. Mula, N. Kurz, D. Lemire:
// Faster population counts using AVX2 instructions, 2018).

#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2,popcnt"))), apply_to = function)

#include "internal.h"

/// The number of bits set in each 64-bit word.
ALWAYS_INLINE __m256i popcounts(__m256i words) {
  const __m256i table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,  //
                                         0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
  const __m256i low = _mm256_set1_epi8(15);
  __m256i lower = _mm256_and_si256(words, low);
  __m256i upper = _mm256_and_si256(_mm256_srli_epi16(words, 4), low);
  __m256i bytes =
      _mm256_add_epi8(_mm256_shuffle_epi8(table, lower), _mm256_shuffle_epi8(table, upper));
  return _mm256_sad_epu8(bytes, _mm256_setzero_si256());
}

ALWAYS_INLINE __m256i load(const uint64_t *words) {
  return _mm256_loadu_si256((const __m256i *)words);
}

/// The number of bits set in each word of the difference.
ALWAYS_INLINE __m256i counts(__m256i code, __m256i query) {
  return popcounts(_mm256_xor_si256(code, query));
}

ALWAYS_INLINE __m256i broadcast(const uint64_t *two_words) {
  return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)two_words));
}

/// Eight codes at a time: the counts of four vectors, of two codes each, are packed side by side
/// before the two words of each code are added.
///
/// `whole`: whether to compare both halves at once. Else the far ones are looked at where the near
/// ones are within the radius.
ALWAYS_INLINE vigie_hit *scan_long(const vigie_codes *codes, uint64_t start, uint64_t end,
                                   const uint64_t *queries, uint32_t query_count, uint32_t radius,
                                   vigie_hit *hit, bool whole) {
  __m256i near_query[VIGIE_SCAN_QUERIES], far_query[VIGIE_SCAN_QUERIES];
  for (uint32_t q = 0; q < query_count; q++) {
    near_query[q] = broadcast(queries + 4 * q);
    far_query[q] = broadcast(queries + 4 * q + 2);
  }
  const __m256i limit = _mm256_set1_epi16((short)radius);
  uint64_t at = start;
  for (; at + 8 <= end; at += 8) {
    __m256i near_half[4], far_half[4];
    for (int i = 0; i < 4; i++) {
      near_half[i] = load(codes->near_halves + 2 * at + 4 * i);
      if (whole) far_half[i] = load(codes->far_halves + 2 * at + 4 * i);
    }
    for (uint32_t q = 0; q < query_count; q++) {
      __m256i part[4];
      for (int i = 0; i < 4; i++) {
        part[i] = counts(near_half[i], near_query[q]);
        if (whole) part[i] = _mm256_add_epi64(part[i], counts(far_half[i], far_query[q]));
      }
      __m256i sums = _mm256_or_si256(
          _mm256_or_si256(part[0], _mm256_slli_epi64(part[1], 16)),
          _mm256_or_si256(_mm256_slli_epi64(part[2], 32), _mm256_slli_epi64(part[3], 48)));
      sums = _mm256_add_epi16(sums, _mm256_shuffle_epi32(sums, 0x4E));
      if (_mm256_movemask_epi8(_mm256_cmpgt_epi16(sums, limit)) == -1) continue;
      uint16_t distances[16];
      _mm256_storeu_si256((__m256i *)distances, sums);
      for (uint32_t i = 0; i < 8; i++) {
        // Code i is in vector i / 2, lane i % 2.
        uint32_t distance = distances[8 * (i % 2) + i / 2];
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
  const __m256i limit = _mm256_set1_epi64x(radius);
  uint64_t at = start;
  for (; at + 4 <= end; at += 4) {
    __m256i four = load(codes->near_halves + at);
    for (uint32_t q = 0; q < query_count; q++) {
      __m256i difference = _mm256_xor_si256(four, _mm256_set1_epi64x((long long)queries[q]));
      __m256i beyond = _mm256_cmpgt_epi64(popcounts(difference), limit);
      uint32_t within = (uint32_t)~_mm256_movemask_pd(_mm256_castsi256_pd(beyond)) & 15;
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

#define filter filter_singly
#include "search.h"

#pragma clang attribute pop

const vigie_kernels vigie_kernels_avx2 = {"AVX2", scan, search};

#endif
