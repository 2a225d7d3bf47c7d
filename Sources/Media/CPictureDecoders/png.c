// PNG: every colour type and depth, as grey or RGB rows of 8 bits.
//
// libpng reads what comes before the image data. The image data itself it reads of pictures that are
// interlaced or whose samples are not bytes; any other is read by `png_rows`.
//
// Damage is decoded through: a wrong checksum is counted and its data used, and where the data
// breaks off the rows so far are kept. An interlaced picture has to be whole in memory, which the
// byte limit bounds; any other is read row by row. Chunks that say nothing of the pixels are passed over
// unread, however long: colour profiles, texts and the like would be held, some of them inflated.
//
// libpng is not called again once it has failed, by `longjmp`, except to be destroyed.

#include "picture_decoders.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "png_rows.h"

enum {
  /// The length and type of a chunk.
  PNG_CHUNK_HEAD = 8,
  /// libpng reads some chunks byte by byte.
  BLOCK_SIZE = 16 * 1024,
};

typedef struct png_picture {
  vigie_picture base;
  png_structp decoder;
  png_infop details;
  vigie_source source;
  /// Of the next byte that libpng asks for.
  int64_t offset;
  /// What has been read beyond that.
  size_t block_start, block_end;
  uint8_t block[BLOCK_SIZE];
  /// All rows of an interlaced picture, otherwise NULL.
  uint8_t *whole;
  size_t row_size;
  /// Of a picture that libpng does not go on with, otherwise NULL.
  vigie_png_rows *rows;
  /// What libpng counted ahead of them.
  uint64_t errors_before_rows;
  size_t pixel_size;
  bool has_palette;
  png_color palette[PNG_MAX_PALETTE_LENGTH];
} png_picture;

static void on_error(png_structp decoder, png_const_charp message) {
  (void)message;
  png_longjmp(decoder, 1);
}

static void on_warning(png_structp decoder, png_const_charp message) {
  // Most warnings are about colour profiles and the like. A checksum is told by its text only.
  png_picture *picture = png_get_error_ptr(decoder);
  if (strstr(message, "CRC error")) picture->base.damage.errors += 1;
}

/// libpng goes on without what it has no memory for, where it can; the caller is to be told.
static png_voidp on_allocation(png_structp decoder, png_alloc_size_t size) {
  void *memory = malloc(size);
  png_picture *picture = png_get_mem_ptr(decoder);
  if (!memory) picture->base.failure = VIGIE_BYTE_LIMIT;
  return memory;
}

static void on_release(png_structp decoder, png_voidp memory) {
  (void)decoder;
  free(memory);
}

/// Sees that the block has a byte; does not return if there is none.
static void fill(png_picture *picture) {
  if (picture->block_start < picture->block_end) return;
  if (vigie_deadline_is_over(picture->base.deadline)) {
    picture->base.failure = VIGIE_TIME_LIMIT;
    png_error(picture->decoder, "out of time");
  }
  picture->block_start = 0;
  picture->block_end =
      vigie_source_read(&picture->source, picture->offset, picture->block, BLOCK_SIZE);
  if (picture->block_end > 0) return;
  picture->base.damage.is_truncated = true;
  png_error(picture->decoder, "the data ends early");
}

static void on_read(png_structp decoder, png_bytep bytes, size_t count) {
  png_picture *picture = png_get_io_ptr(decoder);
  for (size_t done = 0; done < count;) {
    fill(picture);
    size_t held = picture->block_end - picture->block_start;
    size_t part = held < count - done ? held : count - done;
    memcpy(bytes + done, picture->block + picture->block_start, part);
    picture->block_start += part;
    picture->offset += (int64_t)part;
    done += part;
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

/// Notes what reading on came to; true if it went well.
static bool note(png_picture *picture, vigie_png_result result) {
  vigie_damage *damage = &picture->base.damage;
  if (result == VIGIE_PNG_TRUNCATED) damage->is_truncated = true;
  if (result == VIGIE_PNG_OUT_OF_TIME) picture->base.failure = VIGIE_TIME_LIMIT;
  damage->errors = picture->errors_before_rows + vigie_png_rows_errors(picture->rows) +
                   (result == VIGIE_PNG_BROKEN);
  return result == VIGIE_PNG_OK;
}

/// Turns samples as they are stored into grey or RGB.
static void convert(const png_picture *picture, const uint8_t *samples, uint8_t *row) {
  uint32_t width = picture->base.info.width;
  if (picture->has_palette) {
    for (uint32_t x = 0; x < width; x++) {
      png_color colour = picture->palette[samples[x]];
      memcpy(row + 3 * (size_t)x, (uint8_t[]){colour.red, colour.green, colour.blue}, 3);
    }
  } else if (picture->pixel_size == 2) {
    for (uint32_t x = 0; x < width; x++) row[x] = samples[2 * (size_t)x];
  } else if (picture->pixel_size == 4) {
    for (uint32_t x = 0; x < width; x++) memcpy(row + 3 * (size_t)x, samples + 4 * (size_t)x, 3);
  } else {
    memcpy(row, samples, picture->row_size);
  }
}

static bool read_plain_row(png_picture *picture, uint8_t *row) {
  vigie_png_result result;
  const uint8_t *samples = vigie_png_rows_next(picture->rows, &result);
  if (!note(picture, result)) return false;
  convert(picture, samples, row);
  bool is_last = picture->base.rows_read == picture->base.info.height;
  if (is_last) note(picture, vigie_png_rows_finish(picture->rows));
  return true;
}

static bool read_row(vigie_picture *base, uint8_t *row) {
  png_picture *picture = (png_picture *)base;
  if (picture->rows) return read_plain_row(picture, row);
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
  vigie_png_rows_close(picture->rows);
  free(picture->whole);
  free(picture);
}

/// Reads all passes of an interlaced picture; what damage leaves out of them stays black.
static vigie_status read_passes(png_picture *picture, int passes, const vigie_limits *limits) {
  uint32_t height = picture->base.info.height;
  uint64_t size = (uint64_t)picture->row_size * height;
  if (size > vigie_bytes_for_planes(limits, &picture->base.info)) return VIGIE_BYTE_LIMIT;
  picture->whole = calloc(1, size);
  if (!picture->whole) return VIGIE_BYTE_LIMIT;
  if (setjmp(png_jmpbuf(picture->decoder))) {
    if (!picture->base.damage.is_truncated) picture->base.damage.errors += 1;
    return picture->base.failure;
  }
  for (int pass = 0; pass < passes; pass++) {
    for (uint32_t y = 0; y < height; y++) {
      if (y % 64 == 0 && vigie_deadline_is_over(picture->base.deadline)) return VIGIE_TIME_LIMIT;
      png_read_row(picture->decoder, picture->whole + picture->row_size * y, NULL);
    }
  }
  finish(picture);
  return picture->base.failure;
}

/// Whether the samples are bytes, row after row.
static bool is_plain(png_picture *picture) {
  return png_get_bit_depth(picture->decoder, picture->details) == 8 &&
         png_get_interlace_type(picture->decoder, picture->details) == PNG_INTERLACE_NONE;
}

/// Goes on without libpng, which has just read the head of the first chunk of image data.
static vigie_status start_rows(png_picture *picture) {
  png_colorp palette;
  int count;
  if (png_get_PLTE(picture->decoder, picture->details, &palette, &count)) {
    memcpy(picture->palette, palette, (size_t)count * sizeof *palette);
  }
  int colour = png_get_color_type(picture->decoder, picture->details);
  picture->has_palette = colour == PNG_COLOR_TYPE_PALETTE;
  picture->pixel_size = png_get_channels(picture->decoder, picture->details);
  size_t row_size = picture->pixel_size * picture->base.info.width;
  picture->errors_before_rows = picture->base.damage.errors;
  vigie_png_result result;
  picture->rows =
      vigie_png_rows_open(&picture->source, picture->offset - PNG_CHUNK_HEAD, row_size,
                          picture->pixel_size, picture->base.deadline, &result);
  if (!picture->rows) return VIGIE_BYTE_LIMIT;
  // A disk that does not read the same bytes twice leaves a picture without rows.
  if (!note(picture, result)) picture->base.has_ended = true;
  return picture->base.failure;
}

/// What libpng reads, and what it makes of damage. It may fail.
static void choose_behaviour(png_structp decoder) {
  // Dimensions have their own check.
  png_set_user_limits(decoder, 0x7FFFFFFF, 0x7FFFFFFF);
  // Of those that may be left out, only the block of Exif is held. Of PLTE and tRNS the length is fixed.
  static const png_byte exif[] = "eXIf";
  png_set_keep_unknown_chunks(decoder, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_set_keep_unknown_chunks(decoder, PNG_HANDLE_CHUNK_AS_DEFAULT, exif, 1);
  png_set_chunk_malloc_max(decoder, 4 * 1024 * 1024);
  png_set_crc_action(decoder, PNG_CRC_WARN_USE, PNG_CRC_WARN_USE);
  png_set_benign_errors(decoder, 1);
  png_set_option(decoder, PNG_IGNORE_ADLER32, PNG_OPTION_ON);
}

static vigie_status start(png_picture *picture, const vigie_limits *limits,
                          vigie_picture_info *info) {
  png_structp decoder = picture->decoder;
  png_infop details = picture->details;
  if (setjmp(png_jmpbuf(decoder))) {
    return picture->base.failure != VIGIE_OK ? picture->base.failure : VIGIE_DAMAGED;
  }
  choose_behaviour(decoder);
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
  size_t pixel = info->layout == VIGIE_RGB24 ? 3 : 1;
  picture->row_size = pixel * info->width;
  picture->base.info = *info;
  if (picture->base.failure != VIGIE_OK) return picture->base.failure;
  if (is_plain(picture)) return start_rows(picture);
  png_set_expand(decoder);
  png_set_strip_16(decoder);
  png_set_strip_alpha(decoder);
  int passes = png_set_interlace_handling(decoder);
  png_read_update_info(decoder, details);
  if (png_get_rowbytes(decoder, details) != picture->row_size) return VIGIE_UNSUPPORTED;
  return passes > 1 ? read_passes(picture, passes, limits) : picture->base.failure;
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
  picture->decoder = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, picture, on_error, on_warning,
                                              picture, on_allocation, on_release);
  picture->details = picture->decoder ? png_create_info_struct(picture->decoder) : NULL;
  if (!picture->details) {
    close_picture(&picture->base);
    return VIGIE_BYTE_LIMIT;
  }
  png_set_read_fn(picture->decoder, picture, on_read);
  vigie_status status = start(picture, limits, info);
  if (status != VIGIE_OK) {
    close_picture(&picture->base);
    return status;
  }
  *result = &picture->base;
  return VIGIE_OK;
}
