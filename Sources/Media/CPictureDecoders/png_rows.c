// Chunk by chunk: the source in blocks, each chunk's checksum, the inflated rows, their filters undone.
//
// Source: PNG (third edition), 5.3 (chunks), 9 (filters), 10 (compression).

#include "png_rows.h"

#include "png_filters.h"

#include <stdlib.h>
#include <string.h>

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

enum {
  BLOCK_SIZE = 64 * 1024,
  /// A chunk's length and type; its checksum has four bytes.
  CHUNK_HEAD = 8,
};

static const uint32_t IDAT = 0x49444154, IEND = 0x49454E44, LONGEST_CHUNK = 0x7FFFFFFF;

struct vigie_png_rows {
  vigie_source source;
  vigie_deadline deadline;
  /// Of the byte after the block.
  int64_t offset;
  size_t row_size;
  size_t pixel_size;
  /// Each with what is read before and after its samples; the filter's byte comes right before them.
  uint8_t *row, *prior;
  uint64_t errors;
  /// The chunk that is being read: its type, what is left of it, and of the bytes so far the checksum.
  uint32_t type, left, checksum;
  size_t block_start, block_end;
  uint8_t block[BLOCK_SIZE];
  struct inflate_state inflater;
};

static uint32_t big_endian(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/// Sees that the block has a byte.
static vigie_png_result fill(vigie_png_rows *rows) {
  if (rows->block_start < rows->block_end) return VIGIE_PNG_OK;
  if (vigie_deadline_is_over(rows->deadline)) return VIGIE_PNG_OUT_OF_TIME;
  rows->block_start = 0;
  rows->block_end = vigie_source_read(&rows->source, rows->offset, rows->block, BLOCK_SIZE);
  rows->offset += (int64_t)rows->block_end;
  return rows->block_end > 0 ? VIGIE_PNG_OK : VIGIE_PNG_TRUNCATED;
}

/// Takes `count` bytes, a few.
static vigie_png_result take(vigie_png_rows *rows, uint8_t *bytes, size_t count) {
  for (size_t done = 0; done < count; done++) {
    vigie_png_result result = fill(rows);
    if (result != VIGIE_PNG_OK) return result;
    bytes[done] = rows->block[rows->block_start++];
  }
  return VIGIE_PNG_OK;
}

/// Reads the head of the next chunk.
static vigie_png_result open_chunk(vigie_png_rows *rows) {
  uint8_t head[CHUNK_HEAD];
  vigie_png_result result = take(rows, head, sizeof head);
  if (result != VIGIE_PNG_OK) return result;
  rows->left = big_endian(head);
  rows->type = big_endian(head + 4);
  rows->checksum = crc32_gzip_refl(0, head + 4, 4);
  return rows->left <= LONGEST_CHUNK ? VIGIE_PNG_OK : VIGIE_PNG_BROKEN;
}

/// Takes what the block has of the chunk's data: at least a byte.
static vigie_png_result take_data(vigie_png_rows *rows, const uint8_t **bytes, uint32_t *count) {
  vigie_png_result result = fill(rows);
  if (result != VIGIE_PNG_OK) return result;
  size_t held = rows->block_end - rows->block_start;
  *count = held < rows->left ? (uint32_t)held : rows->left;
  *bytes = rows->block + rows->block_start;
  rows->checksum = crc32_gzip_refl(rows->checksum, *bytes, *count);
  rows->block_start += *count;
  rows->left -= *count;
  return VIGIE_PNG_OK;
}

/// Compares the checksum of a chunk that has been read.
static vigie_png_result close_chunk(vigie_png_rows *rows) {
  uint8_t checksum[4];
  vigie_png_result result = take(rows, checksum, sizeof checksum);
  if (result == VIGIE_PNG_OK && big_endian(checksum) != rows->checksum) rows->errors += 1;
  return result;
}

/// Gives the inflater more image data.
static vigie_png_result feed(vigie_png_rows *rows) {
  while (rows->left == 0) {
    vigie_png_result result = close_chunk(rows);
    if (result == VIGIE_PNG_OK) result = open_chunk(rows);
    if (result != VIGIE_PNG_OK) return result;
    // What has no image data any more, but lacks rows, lacks them for good.
    if (rows->type != IDAT) return VIGIE_PNG_BROKEN;
  }
  const uint8_t *bytes;
  uint32_t count;
  vigie_png_result result = take_data(rows, &bytes, &count);
  if (result != VIGIE_PNG_OK) return result;
  // The inflater does not write to it.
  rows->inflater.next_in = (uint8_t *)bytes;
  rows->inflater.avail_in = count;
  return VIGIE_PNG_OK;
}

static uint8_t *row_start(uint8_t *row) { return row + VIGIE_PNG_ROW_PADDING; }

vigie_png_rows *vigie_png_rows_open(const vigie_source *source, int64_t offset, size_t row_size,
                                    size_t pixel_size, vigie_deadline deadline,
                                    vigie_png_result *result) {
  vigie_png_rows *rows = calloc(1, sizeof *rows);
  if (!rows) return NULL;
  size_t size = row_size + 2 * VIGIE_PNG_ROW_PADDING;
  rows->row = calloc(1, size);
  rows->prior = calloc(1, size);
  rows->source = *source;
  rows->deadline = deadline;
  rows->offset = offset;
  rows->row_size = row_size;
  rows->pixel_size = pixel_size;
  isal_inflate_init(&rows->inflater);
  rows->inflater.crc_flag = ISAL_ZLIB;
  if (!rows->row || !rows->prior) {
    vigie_png_rows_close(rows);
    return NULL;
  }
  *result = open_chunk(rows);
  return rows;
}

const uint8_t *vigie_png_rows_next(vigie_png_rows *rows, vigie_png_result *result) {
  struct inflate_state *inflater = &rows->inflater;
  // The filter's byte, where zeros have to be later, and the samples.
  uint8_t *start = row_start(rows->row) - 1;
  inflater->next_out = start;
  inflater->avail_out = (uint32_t)rows->row_size + 1;
  while (inflater->avail_out > 0) {
    uint32_t wanted = inflater->avail_out, held = inflater->avail_in;
    int status = isal_inflate(inflater);
    if (inflater->avail_out == 0) break;
    // It holds back output, so it needs more only when it gives nothing.
    bool is_idle = inflater->avail_out == wanted && inflater->avail_in == held;
    bool is_over = status != ISAL_DECOMP_OK || (is_idle && held > 0) ||
                   inflater->block_state == ISAL_BLOCK_FINISH;
    *result = is_over ? VIGIE_PNG_BROKEN : is_idle ? feed(rows) : VIGIE_PNG_OK;
    if (*result != VIGIE_PNG_OK) return NULL;
  }
  uint8_t filter = *start;
  *start = 0;
  *result = vigie_png_unfilter(filter, start + 1, row_start(rows->prior), rows->row_size,
                               rows->pixel_size)
                ? VIGIE_PNG_OK
                : VIGIE_PNG_BROKEN;
  uint8_t *row = rows->row;
  rows->row = rows->prior;
  rows->prior = row;
  return *result == VIGIE_PNG_OK ? start + 1 : NULL;
}

vigie_png_result vigie_png_rows_finish(vigie_png_rows *rows) {
  for (;;) {
    while (rows->left > 0) {
      const uint8_t *bytes;
      uint32_t count;
      vigie_png_result result = take_data(rows, &bytes, &count);
      if (result != VIGIE_PNG_OK) return result;
    }
    vigie_png_result result = close_chunk(rows);
    if (result != VIGIE_PNG_OK || rows->type == IEND) return result;
    result = open_chunk(rows);
    if (result != VIGIE_PNG_OK) return result;
  }
}

uint64_t vigie_png_rows_errors(const vigie_png_rows *rows) { return rows->errors; }

void vigie_png_rows_close(vigie_png_rows *rows) {
  if (!rows) return;
  free(rows->row);
  free(rows->prior);
  free(rows);
}
