#include "test_encoders.h"

#include <setjmp.h>
#include <stdio.h>

#include <png.h>

static void write_picture(png_structp encoder, png_infop details, const uint8_t *samples,
                          const vigie_test_png *picture) {
  png_set_IHDR(encoder, details, picture->width, picture->height, 8, picture->colour,
               picture->interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_color palette[256];
  for (int i = 0; i < 256; i++) palette[i] = (png_color){(png_byte)i, (png_byte)(255 - i), (png_byte)(7 * i)};
  if (picture->colour == PNG_COLOR_TYPE_PALETTE) png_set_PLTE(encoder, details, palette, 256);
  png_set_filter(encoder, PNG_FILTER_TYPE_BASE, picture->filters);
  png_set_compression_buffer_size(encoder, picture->chunk_size);
  png_write_info(encoder, details);
  size_t row_size = (size_t)picture->width * png_get_channels(encoder, details);
  int passes = png_set_interlace_handling(encoder);
  for (int pass = 0; pass < passes; pass++) {
    for (uint32_t y = 0; y < picture->height; y++) png_write_row(encoder, samples + y * row_size);
  }
  png_write_end(encoder, details);
}

bool vigie_test_write_png(const char *path, const uint8_t *samples, const vigie_test_png *picture) {
  FILE *file = fopen(path, "wb");
  if (!file) return false;
  png_structp encoder = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
  png_infop details = png_create_info_struct(encoder);
  bool is_written = false;
  if (setjmp(png_jmpbuf(encoder)) == 0) {
    png_init_io(encoder, file);
    write_picture(encoder, details, samples, picture);
    is_written = true;
  }
  png_destroy_write_struct(&encoder, &details);
  return fclose(file) == 0 && is_written;
}
