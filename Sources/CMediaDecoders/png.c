// PNG by libpng: every colour type and depth, as grey or RGB rows of 8 bits.
//
// Damage is decoded through: a wrong checksum is counted and its data used, and where the data
// breaks off the rows so far are kept. An interlaced picture has to be whole in memory, which the
// byte limit bounds; any other is read row by row.

#include "internal.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

typedef struct png_picture {
  vigie_picture base;
  png_structp decoder;
  png_infop details;
  vigie_source source;
  int64_t offset;
  uint32_t reads;
  /// All rows of an interlaced picture, otherwise NULL.
  uint8_t *whole;
  size_t row_size;
} png_picture;

static void on_error(png_structp decoder, png_const_charp message) {
  (void)message;
  longjmp(png_jmpbuf(decoder), 1);
}

static void on_warning(png_structp decoder, png_const_charp message) {
  // Most warnings are about colour profiles and the like. A checksum is told by its text only.
  png_picture *picture = png_get_error_ptr(decoder);
  if (strstr(message, "CRC error")) picture->base.damage.errors += 1;
}

static void on_read(png_structp decoder, png_bytep bytes, size_t count) {
  png_picture *picture = png_get_io_ptr(decoder);
  if (picture->reads++ % 64 == 0 && vigie_deadline_is_over(picture->base.deadline)) {
    picture->base.is_over = true;
    png_error(decoder, "out of time");
  }
  size_t got = vigie_source_read(&picture->source, picture->offset, bytes, count);
  picture->offset += (int64_t)got;
  if (got < count) {
    picture->base.damage.is_truncated = true;
    png_error(decoder, "the data ends early");
  }
}

/// Reads what follows the last row, for the checksum of the last row's chunk.
static void finish(png_picture *picture) {
  if (setjmp(png_jmpbuf(picture->decoder))) {
    if (!picture->base.damage.is_truncated) picture->base.damage.errors += 1;
    return;
  }
  png_read_end(picture->decoder, NULL);
}

static bool read_row(vigie_picture *base, uint8_t *row) {
  png_picture *picture = (png_picture *)base;
  if (picture->whole) {
    memcpy(row, picture->whole + picture->row_size * (base->rows_read - 1), picture->row_size);
    return true;
  }
  if (setjmp(png_jmpbuf(picture->decoder))) {
    if (!base->damage.is_truncated) base->damage.errors += 1;
    return false;
  }
  png_read_row(picture->decoder, row, NULL);
  if (base->rows_read == base->info.height) finish(picture);
  return true;
}

static void close_picture(vigie_picture *base) {
  png_picture *picture = (png_picture *)base;
  png_destroy_read_struct(&picture->decoder, &picture->details, NULL);
  free(picture->whole);
  free(picture);
}

/// Reads all passes of an interlaced picture; what damage leaves out of them stays black.
static vigie_status read_passes(png_picture *picture, int passes, const vigie_limits *limits) {
  uint32_t height = picture->base.info.height;
  uint64_t size = (uint64_t)picture->row_size * height;
  if (size > limits->bytes) return VIGIE_BYTE_LIMIT;
  picture->whole = calloc(1, size);
  if (!picture->whole) return VIGIE_BYTE_LIMIT;
  if (setjmp(png_jmpbuf(picture->decoder))) {
    if (picture->base.is_over) return VIGIE_TIME_LIMIT;
    if (!picture->base.damage.is_truncated) picture->base.damage.errors += 1;
    return VIGIE_OK;
  }
  for (int pass = 0; pass < passes; pass++) {
    for (uint32_t y = 0; y < height; y++) {
      if (y % 64 == 0 && vigie_deadline_is_over(picture->base.deadline)) return VIGIE_TIME_LIMIT;
      png_read_row(picture->decoder, picture->whole + picture->row_size * y, NULL);
    }
  }
  finish(picture);
  return VIGIE_OK;
}

static vigie_status start(png_picture *picture, const vigie_limits *limits,
                          vigie_picture_info *info) {
  png_structp decoder = picture->decoder;
  png_infop details = picture->details;
  if (setjmp(png_jmpbuf(decoder))) {
    return picture->base.is_over ? VIGIE_TIME_LIMIT : VIGIE_DAMAGED;
  }
  png_read_info(decoder, details);
  info->width = png_get_image_width(decoder, details);
  info->height = png_get_image_height(decoder, details);
  vigie_status status = vigie_check_pixels(limits, info->width, info->height);
  if (status != VIGIE_OK) return status;

  vigie_take_every_pixel(info);
  png_uint_32 exif_size = 0;
  png_bytep exif = NULL;
  if (png_get_eXIf_1(decoder, details, &exif_size, &exif) != 0) {
    info->exif_orientation = vigie_exif_orientation(exif, exif_size);
  }
  int colour = png_get_color_type(decoder, details);
  info->layout = colour & PNG_COLOR_MASK_COLOR ? VIGIE_RGB24 : VIGIE_GREY8;
  png_set_expand(decoder);
  png_set_strip_16(decoder);
  png_set_strip_alpha(decoder);
  int passes = png_set_interlace_handling(decoder);
  png_read_update_info(decoder, details);
  picture->row_size = png_get_rowbytes(decoder, details);
  size_t pixel = info->layout == VIGIE_RGB24 ? 3 : 1;
  if (picture->row_size != pixel * info->width) return VIGIE_UNSUPPORTED;
  picture->base.info = *info;
  return passes > 1 ? read_passes(picture, passes, limits) : VIGIE_OK;
}

vigie_status vigie_png_open(const vigie_source *source, const vigie_limits *limits,
                            vigie_picture **result, vigie_picture_info *info) {
  *result = NULL;
  memset(info, 0, sizeof *info);
  png_picture *picture = calloc(1, sizeof *picture);
  if (!picture) return VIGIE_BYTE_LIMIT;
  picture->base.read_row = read_row;
  picture->base.close = close_picture;
  picture->base.deadline = vigie_deadline_after(limits->nanoseconds);
  picture->source = *source;
  picture->decoder = png_create_read_struct(PNG_LIBPNG_VER_STRING, picture, on_error, on_warning);
  picture->details = picture->decoder ? png_create_info_struct(picture->decoder) : NULL;
  if (!picture->details) {
    close_picture(&picture->base);
    return VIGIE_BYTE_LIMIT;
  }
  png_set_read_fn(picture->decoder, picture, on_read);
  // Dimensions have their own check; ancillary chunks are held, so they are kept small and few.
  png_set_user_limits(picture->decoder, 0x7FFFFFFF, 0x7FFFFFFF);
  png_set_chunk_cache_max(picture->decoder, 64);
  png_set_chunk_malloc_max(picture->decoder, 4 * 1024 * 1024);
  png_set_crc_action(picture->decoder, PNG_CRC_WARN_USE, PNG_CRC_WARN_USE);
  png_set_benign_errors(picture->decoder, 1);
  png_set_option(picture->decoder, PNG_IGNORE_ADLER32, PNG_OPTION_ON);

  vigie_status status = start(picture, limits, info);
  if (status != VIGIE_OK) {
    close_picture(&picture->base);
    return status;
  }
  *result = &picture->base;
  return VIGIE_OK;
}
