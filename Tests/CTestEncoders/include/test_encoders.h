// Encoders for pictures that tests make on the fly. Not part of the product.

#ifndef VIGIE_TEST_ENCODERS_H
#define VIGIE_TEST_ENCODERS_H

#include <stdbool.h>
#include <stdint.h>

/// Writes a JPEG of `width * height` RGB pixels. False if the file cannot be written.
bool vigie_test_write_jpeg(const char *path, const uint8_t *rgb, uint32_t width, uint32_t height,
                           int quality, bool progressive);

/// A PNG of 8 bits a sample.
typedef struct vigie_test_png {
  uint32_t width;
  uint32_t height;
  /// libpng's colour type: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha. Entry i of the
  /// palette is (i, 255 - i, 7 i), each modulo 256.
  int colour;
  bool interlaced;
  /// libpng's set of filters: 8 none, 16 left, 32 above, 64 mean, 128 nearest.
  int filters;
  /// Bytes in a chunk of image data, 6 at least.
  uint32_t chunk_size;
} vigie_test_png;

/// Writes a PNG of `samples` as they are stored. False if the file cannot be written.
bool vigie_test_write_png(const char *path, const uint8_t *samples, const vigie_test_png *picture);

#endif
