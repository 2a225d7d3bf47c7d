// What PNG does to the bytes of a row before it is compressed, undone.

#ifndef VIGIE_PNG_FILTERS_H
#define VIGIE_PNG_FILTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  /// Before and after both rows so many bytes are readable: pixels are loaded four bytes at a time.
  VIGIE_PNG_ROW_PADDING = 4,
};

/// Turns `row`, `count` bytes of `pixel` bytes each (1 to 4), filtered by `filter`, into samples.
/// `prior` has the samples of the row above, zeros for the first. The bytes of `row` before its first
/// pixel are zero. False if there is no such filter.
///
/// Source: PNG (third edition), 9.2.
bool vigie_png_unfilter(uint8_t filter, uint8_t *row, const uint8_t *prior, size_t count,
                        size_t pixel);

#endif
