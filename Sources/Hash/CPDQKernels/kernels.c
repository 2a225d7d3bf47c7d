// One set of kernels for each instruction set, and the choice among them.

#include "bodies.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/// Defines the kernels `name_...` from the portable bodies, and their table. `accumulate` is apart:
/// compilers do not see that its two products and a sum are one instruction on x86.
#define KERNELS(name, target)                                                                      \
  target static void name##_weigh_rgb(const uint8_t *rgb, size_t count, int32_t red,               \
                                      int32_t green, int32_t blue, int16_t *luma) {                \
    weigh_rgb_body(rgb, count, red, green, blue, luma);                                            \
  }                                                                                                \
  target static void name##_interleave(const int16_t *first, const int16_t *second, size_t count,  \
                                       int16_t *pairs) {                                           \
    interleave_body(first, second, count, pairs);                                                  \
  }                                                                                                \
  target static void name##_transpose(const int32_t *rows, ptrdiff_t stride, size_t count,         \
                                      int32_t *columns) {                                          \
    transpose_body(rows, stride, count, columns);                                                  \
  }                                                                                                \
  target static void name##_reduce(const int32_t *columns, const vigie_taps *taps,                 \
                                   double *plane) {                                                \
    reduce_body(columns, taps, plane);                                                             \
  }                                                                                                \
  target static void name##_transform(const double *plane, const double *basis,                    \
                                      int32_t *coefficients) {                                     \
    transform_body(plane, basis, coefficients);                                                    \
  }                                                                                                \
  target static void name##_threshold(const int32_t *coefficients, uint64_t bits[4],               \
                                      uint64_t transposed[4]) {                                    \
    threshold_body(coefficients, bits, transposed);                                                \
  }                                                                                                \
  target static uint32_t name##_gradients(const double *plane) { return gradients_body(plane); }   \
  static const vigie_hash_kernels name##_kernels = {                                               \
      #name,           name##_weigh_rgb, name##_interleave, name##_accumulate, name##_transpose,   \
      name##_reduce,   name##_transform, name##_threshold,  name##_gradients};

#if defined(__x86_64__)

/// The two weights as the pair that multiplies a pair of samples.
static inline int32_t both(int16_t first, int16_t second) {
  return (int32_t)((uint32_t)(uint16_t)first | (uint32_t)(uint16_t)second << 16);
}

static void sse2_accumulate(const int16_t *pairs, size_t count, int16_t first, int16_t second,
                            int32_t *sums) {
  const __m128i weights = _mm_set1_epi32(both(first, second));
  for (size_t x = 0; x < count; x += 4) {
    __m128i product = _mm_madd_epi16(_mm_loadu_si128((const __m128i *)(pairs + 2 * x)), weights);
    __m128i *sum = (__m128i *)(sums + x);
    _mm_storeu_si128(sum, _mm_add_epi32(_mm_loadu_si128(sum), product));
  }
}

__attribute__((target("avx2"))) static void avx2_accumulate(const int16_t *pairs, size_t count,
                                                            int16_t first, int16_t second,
                                                            int32_t *sums) {
  const __m256i weights = _mm256_set1_epi32(both(first, second));
  for (size_t x = 0; x < count; x += 8) {
    __m256i pair = _mm256_loadu_si256((const __m256i *)(pairs + 2 * x));
    __m256i *sum = (__m256i *)(sums + x);
    __m256i product = _mm256_madd_epi16(pair, weights);
    _mm256_storeu_si256(sum, _mm256_add_epi32(_mm256_loadu_si256(sum), product));
  }
}

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl")))

AVX512 static void avx512_accumulate(const int16_t *pairs, size_t count, int16_t first,
                                     int16_t second, int32_t *sums) {
  const __m512i weights = _mm512_set1_epi32(both(first, second));
  for (size_t x = 0; x < count; x += 16) {
    __m512i product = _mm512_madd_epi16(_mm512_loadu_si512(pairs + 2 * x), weights);
    _mm512_storeu_si512(sums + x, _mm512_add_epi32(_mm512_loadu_si512(sums + x), product));
  }
}

KERNELS(sse2, )
KERNELS(avx2, __attribute__((target("avx2"))))
KERNELS(avx512, AVX512)

const vigie_hash_kernels *vigie_hash_kernels_at(size_t index) {
  __builtin_cpu_init();
  const vigie_hash_kernels *usable[3];
  size_t count = 0;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
    usable[count++] = &avx512_kernels;
  }
  if (__builtin_cpu_supports("avx2")) usable[count++] = &avx2_kernels;
  usable[count++] = &sse2_kernels;
  return index < count ? usable[index] : NULL;
}

#else

static void portable_accumulate(const int16_t *restrict pairs, size_t count, int16_t first,
                                int16_t second, int32_t *restrict sums) {
  for (size_t x = 0; x < count; x++) sums[x] += first * pairs[2 * x] + second * pairs[2 * x + 1];
}

KERNELS(portable, )

const vigie_hash_kernels *vigie_hash_kernels_at(size_t index) {
  return index == 0 ? &portable_kernels : NULL;
}

#endif
