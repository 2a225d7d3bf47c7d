// The inner loops of the folded PDQ hash, compiled for several instruction sets.
//
// They know arrays and nothing else. Sums are of whole numbers, in integers or in doubles that hold
// them exactly, so no kernel and no order of summation can give another result; the one step that
// rounds, the cosine transform, has a fixed order and no fused multiply-add. A machine without vector
// units computes the same bits.

#ifndef VIGIE_HASH_KERNELS_H
#define VIGIE_HASH_KERNELS_H

#include <stddef.h>
#include <stdint.h>

enum {
  /// Rows are padded to a multiple of this many samples.
  VIGIE_ROW_ALIGNMENT = 32,
  /// Reduced rows are handed on in groups of so many.
  VIGIE_ROW_GROUP = 8,
  /// Side of the reduced plane.
  VIGIE_PLANE_SIDE = 64,
  /// Frequencies kept along each axis.
  VIGIE_FREQUENCIES = 16,
};

/// What reduces an axis of a picture to 64 samples: each is a weighted sum of a few neighbours.
typedef struct vigie_taps {
  /// Where each of the 64 sums starts.
  const uint32_t *starts;
  /// How many samples each takes.
  const uint32_t *counts;
  /// The weights of sum `o`, whole numbers, from `o * stride` on.
  const double *weights;
  size_t stride;
} vigie_taps;

/// One implementation of every kernel.
typedef struct vigie_hash_kernels {
  /// The instruction set.
  const char *name;

  /// luma[x] = red * rgb[3 x] + green * rgb[3 x + 1] + blue * rgb[3 x + 2], the factors in units of
  /// 2^-16, rounded, for x < count. The sums fit 31 bits.
  void (*weigh_rgb)(const uint8_t *rgb, size_t count, int32_t red, int32_t green, int32_t blue,
                    int16_t *luma);

  /// pairs[2 x] = first[x], pairs[2 x + 1] = second[x], for x < count.
  void (*interleave)(const int16_t *first, const int16_t *second, size_t count, int16_t *pairs);

  /// sums[x] += first * pairs[2 x] + second * pairs[2 x + 1], for x < count, a multiple of
  /// VIGIE_ROW_ALIGNMENT.
  void (*accumulate)(const int16_t *pairs, size_t count, int16_t first, int16_t second,
                     int32_t *sums);

  /// columns[8 x + r] = rows[r * stride + x], for r < 8 and x < count, a multiple of 8. The stride may
  /// be negative.
  void (*transpose)(const int32_t *rows, ptrdiff_t stride, size_t count, int32_t *columns);

  /// plane[64 o + r] = sum of the weights of `o` times columns[8 x + r], for each of 64 sums o and
  /// r < 8.
  void (*reduce)(const int32_t *columns, const vigie_taps *taps, double *plane);

  /// coefficients[16 i + j] = the sum over a, b < 64 of basis(i, a) plane[64 a + b] basis(j, b), in
  /// units of 2^-16. `basis` holds the first 32 positions of each of 16 frequencies, position by
  /// position; the others mirror them, with the sign turned for an even index i.
  void (*transform)(const double *plane, const double *basis, int32_t *coefficients);

  /// The bits of a hash, set where a coefficient is above the 128th smallest of the 256; and those
  /// of the transposed picture, whose coefficient (i, j) is this one's (j, i).
  void (*threshold)(const int32_t *coefficients, uint64_t bits[4], uint64_t transposed[4]);

  /// The sum over all neighbours u, v, along rows and columns, of |(u - v) * 100 / 255|, each cut to
  /// a whole number, in float32.
  uint32_t (*gradients)(const double *plane);
} vigie_hash_kernels;

/// The implementations that this processor can run, the fastest first; NULL past the last. Each
/// gives the same results.
const vigie_hash_kernels *vigie_hash_kernels_at(size_t index);

#endif
