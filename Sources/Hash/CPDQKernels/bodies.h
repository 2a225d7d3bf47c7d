// The kernels in portable C, to be compiled once for each instruction set: every function here is
// inlined into a caller that names its target.

#ifndef VIGIE_HASH_BODIES_H
#define VIGIE_HASH_BODIES_H

#include "hash_kernels.h"

#include <string.h>

#pragma clang fp contract(off)

#define INLINE static inline __attribute__((always_inline))

// Vectors of eight, whatever the registers hold: the compiler splits them.
typedef int32_t int32x8 __attribute__((vector_size(32), aligned(4)));
typedef double doublex8 __attribute__((vector_size(64), aligned(8)));

enum { SIDE = VIGIE_PLANE_SIDE, HALF = SIDE / 2, FREQUENCIES = VIGIE_FREQUENCIES };

INLINE void weigh_rgb_body(const uint8_t *restrict rgb, size_t count, int32_t red, int32_t green,
                           int32_t blue, int16_t *restrict luma) {
  for (size_t x = 0; x < count; x++) {
    int32_t sum = red * rgb[3 * x] + green * rgb[3 * x + 1] + blue * rgb[3 * x + 2];
    luma[x] = (int16_t)((sum + (1 << 15)) >> 16);
  }
}

INLINE void interleave_body(const int16_t *restrict first, const int16_t *restrict second,
                            size_t count, int16_t *restrict pairs) {
  for (size_t x = 0; x < count; x++) {
    pairs[2 * x] = first[x];
    pairs[2 * x + 1] = second[x];
  }
}

/// Eight rows of eight, turned by exchanging ever larger blocks.
INLINE void transpose_block(int32x8 r[8]) {
  int32x8 s[8];
  for (int i = 0; i < 8; i += 2) {
    s[i] = __builtin_shufflevector(r[i], r[i + 1], 0, 8, 2, 10, 4, 12, 6, 14);
    s[i + 1] = __builtin_shufflevector(r[i], r[i + 1], 1, 9, 3, 11, 5, 13, 7, 15);
  }
  for (int i = 0; i < 8; i += 4) {
    for (int k = 0; k < 2; k++) {
      r[i + k] = __builtin_shufflevector(s[i + k], s[i + k + 2], 0, 1, 8, 9, 4, 5, 12, 13);
      r[i + k + 2] = __builtin_shufflevector(s[i + k], s[i + k + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  }
  for (int k = 0; k < 4; k++) {
    s[k] = __builtin_shufflevector(r[k], r[k + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    s[k + 4] = __builtin_shufflevector(r[k], r[k + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
  memcpy(r, s, sizeof s);
}

INLINE void transpose_body(const int32_t *rows, ptrdiff_t stride, size_t count, int32_t *columns) {
  for (size_t x = 0; x < count; x += 8) {
    int32x8 block[8];
    for (int r = 0; r < 8; r++) block[r] = *(const int32x8 *)(rows + r * stride + x);
    transpose_block(block);
    for (int r = 0; r < 8; r++) *(int32x8 *)(columns + 8 * (x + r)) = block[r];
  }
}

INLINE void reduce_body(const int32_t *columns, const vigie_taps *taps, double *plane) {
  for (size_t o = 0; o < SIDE; o++) {
    const int32_t *column = columns + 8 * (size_t)taps->starts[o];
    const double *weights = taps->weights + o * taps->stride;
    doublex8 sum = {0};
    for (uint32_t tap = 0; tap < taps->counts[o]; tap++) {
      sum += __builtin_convertvector(*(const int32x8 *)(column + 8 * tap), doublex8) * weights[tap];
    }
    *(doublex8 *)(plane + SIDE * o) = sum;
  }
}

/// Along the first axis: each frequency is even or odd about the middle, so that half of the
/// products are needed once the plane is folded.
INLINE void transform_rows(const double *plane, const double *basis, double *rows) {
  double folded[2][HALF * SIDE];
  for (int a = 0; a < HALF; a++) {
    for (int b = 0; b < SIDE; b++) {
      double near = plane[a * SIDE + b], far = plane[(SIDE - 1 - a) * SIDE + b];
      folded[0][a * SIDE + b] = near - far;
      folded[1][a * SIDE + b] = near + far;
    }
  }
  for (int i = 0; i < FREQUENCIES; i++) {
    for (int b = 0; b < SIDE; b += 32) {
      const double *source = folded[i % 2] + b;
      doublex8 sums[4] = {{0}};
      for (int a = 0; a < HALF; a++) {
        for (int k = 0; k < 4; k++) {
          sums[k] += *(const doublex8 *)(source + a * SIDE + 8 * k) * basis[a * FREQUENCIES + i];
        }
      }
      memcpy(rows + i * SIDE + b, sums, sizeof sums);
    }
  }
}

INLINE void transform_body(const double *plane, const double *basis, int32_t *coefficients) {
  double rows[FREQUENCIES * SIDE];
  transform_rows(plane, basis, rows);
  for (int i = 0; i < FREQUENCIES; i++) {
    const double *row = rows + i * SIDE;
    // Even and odd frequencies take another fold of the row: sums for all, of which half is kept.
    doublex8 sums[2][2] = {{{0}}};
    for (int b = 0; b < HALF; b++) {
      double difference = row[b] - row[SIDE - 1 - b], sum = row[b] + row[SIDE - 1 - b];
      for (int k = 0; k < 2; k++) {
        doublex8 cosines = *(const doublex8 *)(basis + b * FREQUENCIES + 8 * k);
        sums[0][k] += difference * cosines;
        sums[1][k] += sum * cosines;
      }
    }
    for (int k = 0; k < 2; k++) {
      doublex8 value = __builtin_shufflevector(sums[0][k], sums[1][k], 0, 9, 2, 11, 4, 13, 6, 15);
      // Adding and subtracting 1.5 * 2^52 rounds to a whole number.
      value = value * 65536.0 + 0x1.8p52 - 0x1.8p52;
      *(int32x8 *)(coefficients + i * FREQUENCIES + 8 * k) =
          __builtin_convertvector(value, int32x8);
    }
  }
}

/// The 128th smallest, by halving the range of values.
INLINE int32_t median_of(const int32_t *values) {
  int32_t low = INT32_MAX, high = INT32_MIN;
  for (int i = 0; i < 256; i++) {
    low = values[i] < low ? values[i] : low;
    high = values[i] > high ? values[i] : high;
  }
  while (low < high) {
    int32_t middle = (int32_t)(low + ((int64_t)high - low) / 2);
    int32_t below = 0;
    for (int i = 0; i < 256; i++) below += values[i] <= middle;
    if (below >= 128) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

INLINE void threshold_body(const int32_t *coefficients, uint64_t bits[4], uint64_t transposed[4]) {
  int32_t median = median_of(coefficients);
  for (int word = 0; word < 4; word++) {
    bits[word] = transposed[word] = 0;
    for (int bit = 0; bit < 64; bit++) {
      int i = (64 * word + bit) / FREQUENCIES, j = bit % FREQUENCIES;
      bits[word] |= (uint64_t)(coefficients[FREQUENCIES * i + j] > median) << bit;
      transposed[word] |= (uint64_t)(coefficients[FREQUENCIES * j + i] > median) << bit;
    }
  }
}

INLINE int32_t step(float first, float second) {
  int32_t hundredths = (int32_t)((first - second) * 100 / 255);
  return hundredths < 0 ? -hundredths : hundredths;
}

INLINE uint32_t gradients_body(const double *plane) {
  float luma[SIDE * SIDE];
  for (int i = 0; i < SIDE * SIDE; i++) luma[i] = (float)plane[i];
  int32_t sum = 0;
  for (int i = 0; i < SIDE * (SIDE - 1); i++) sum += step(luma[i], luma[i + SIDE]);
  for (int a = 0; a < SIDE; a++) {
    for (int b = 0; b < SIDE - 1; b++) sum += step(luma[SIDE * a + b], luma[SIDE * a + b + 1]);
  }
  return (uint32_t)sum;
}

#endif
