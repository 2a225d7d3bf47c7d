// PNG's five filters, undone: by whole pixels where a byte depends on the pixel before it.

#include "png_filters.h"

#include <string.h>

/// The samples of a pixel, with room for their differences.
typedef int16_t samples __attribute__((ext_vector_type(4)));
typedef uint8_t bytes __attribute__((ext_vector_type(4)));

static inline samples load(const uint8_t *pixel) {
  bytes four;
  memcpy(&four, pixel, sizeof four);
  return __builtin_convertvector(four, samples);
}

static inline void store(uint8_t *pixel, samples values, size_t count) {
  bytes four = __builtin_convertvector(values, bytes);
  memcpy(pixel, &four, count);
}

/// Which of left, above and above left is nearest to left + above - above left; in doubt the first.
static inline samples nearest(samples left, samples above, samples corner) {
  samples to_left = above - corner, to_above = left - corner;
  samples to_corner = __builtin_elementwise_abs(to_left + to_above);
  to_left = __builtin_elementwise_abs(to_left);
  to_above = __builtin_elementwise_abs(to_above);
  samples other = to_above <= to_corner ? above : corner;
  samples least = __builtin_elementwise_min(to_above, to_corner);
  return to_left <= least ? left : other;
}

static inline void add_left(uint8_t *row, size_t count, size_t pixel) {
  samples left = {0};
  for (size_t x = 0; x < count; x += pixel) {
    left = (load(row + x) + left) & 0xFF;
    store(row + x, left, pixel);
  }
}

static inline void add_mean(uint8_t *row, const uint8_t *prior, size_t count, size_t pixel) {
  samples left = {0};
  for (size_t x = 0; x < count; x += pixel) {
    left = (load(row + x) + ((left + load(prior + x)) >> 1)) & 0xFF;
    store(row + x, left, pixel);
  }
}

static inline void add_nearest(uint8_t *row, const uint8_t *prior, size_t count, size_t pixel) {
  samples left = {0}, corner = {0};
  for (size_t x = 0; x < count; x += pixel) {
    samples above = load(prior + x);
    left = (load(row + x) + nearest(left, above, corner)) & 0xFF;
    corner = above;
    store(row + x, left, pixel);
  }
}

static void add_above(uint8_t *row, const uint8_t *prior, size_t count) {
  for (size_t x = 0; x < count; x++) row[x] = (uint8_t)(row[x] + prior[x]);
}

/// Undoes a filter for one size of pixel, which is a constant wherever this is called.
static inline bool undo(uint8_t filter, uint8_t *row, const uint8_t *prior, size_t count,
                        size_t pixel) {
  switch (filter) {
  case 0: return true;
  case 1: add_left(row, count, pixel); return true;
  case 2: add_above(row, prior, count); return true;
  case 3: add_mean(row, prior, count, pixel); return true;
  case 4: add_nearest(row, prior, count, pixel); return true;
  default: return false;
  }
}

bool vigie_png_unfilter(uint8_t filter, uint8_t *row, const uint8_t *prior, size_t count,
                        size_t pixel) {
  switch (pixel) {
  case 1: return undo(filter, row, prior, count, 1);
  case 2: return undo(filter, row, prior, count, 2);
  case 3: return undo(filter, row, prior, count, 3);
  default: return undo(filter, row, prior, count, 4);
  }
}
