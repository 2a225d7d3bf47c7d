// The rows of a PNG whose samples are bytes, from its image data on: what nearly all PNGs are, and in a
// third of libpng's and zlib's time.

#ifndef VIGIE_PNG_ROWS_H
#define VIGIE_PNG_ROWS_H

#include <decoding.h>

typedef struct vigie_png_rows vigie_png_rows;

/// What came of reading on.
typedef enum vigie_png_result {
  VIGIE_PNG_OK,
  /// The file ends early.
  VIGIE_PNG_TRUNCATED,
  /// The data makes no sense from here on.
  VIGIE_PNG_BROKEN,
  VIGIE_PNG_OUT_OF_TIME,
} vigie_png_result;

/// Reads the rows, `row_size` bytes of `pixel_size` bytes each (1 to 4), of a picture that is not
/// interlaced.
///
/// `offset` is that of the first IDAT chunk, whose head is read; `*result` says how that went, and
/// unless it is VIGIE_PNG_OK there are no rows. NULL if there is no memory: about 150 kB and two rows.
vigie_png_rows *vigie_png_rows_open(const vigie_source *source, int64_t offset, size_t row_size,
                                    size_t pixel_size, vigie_deadline deadline,
                                    vigie_png_result *result);

/// The samples of the next row, valid until the next call; NULL unless `*result` is VIGIE_PNG_OK.
const uint8_t *vigie_png_rows_next(vigie_png_rows *rows, vigie_png_result *result);

/// Reads what follows the last row, to the end of the picture, for its checksums.
vigie_png_result vigie_png_rows_finish(vigie_png_rows *rows);

/// How many chunks had a wrong checksum so far. Their data was used.
uint64_t vigie_png_rows_errors(const vigie_png_rows *rows);

void vigie_png_rows_close(vigie_png_rows *rows);

#endif
