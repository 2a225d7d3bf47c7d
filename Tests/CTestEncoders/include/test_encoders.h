// Encoders for pictures that tests make on the fly. Not part of the product.

#ifndef VIGIE_TEST_ENCODERS_H
#define VIGIE_TEST_ENCODERS_H

#include <stdbool.h>
#include <stdint.h>

/// Writes a JPEG of `width * height` RGB pixels. False if the file cannot be written.
bool vigie_test_write_jpeg(const char *path, const uint8_t *rgb, uint32_t width, uint32_t height,
                           int quality, bool progressive);

#endif
