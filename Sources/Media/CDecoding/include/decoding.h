// What all decoders share: the source and its limits, what came of decoding, and a picture as rows.
//
// Plain, status-returning C: no longjmp, macro or callback of a library reaches Swift. Everything reads
// from a descriptor with pread, never by path, and knows neither files nor policy: what may be decoded
// and how long is said in `vigie_limits`, what came of it in `vigie_status`. A handle belongs to one
// thread at a time. Damage is not an error as long as pixels can be given: it is counted, and the rows
// that are missing are filled.

#ifndef VIGIE_DECODING_H
#define VIGIE_DECODING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Why a call did not do what it was asked.
typedef enum vigie_status {
  VIGIE_OK = 0,
  /// There are no more frames.
  VIGIE_END,
  /// The file's structure is broken before the first pixel.
  VIGIE_DAMAGED,
  /// The file is sound, but uses a feature that this decoder lacks.
  VIGIE_UNSUPPORTED,
  /// The container holds no video stream (an audio file, say).
  VIGIE_NO_VIDEO,
  /// The picture has more pixels than allowed.
  VIGIE_PIXEL_LIMIT,
  /// Decoding would take more memory than allowed.
  VIGIE_BYTE_LIMIT,
  /// Decoding took more processor time than allowed.
  VIGIE_TIME_LIMIT,
  /// Frames of a video were left out that may matter after all; see `vigie_frames`.
  VIGIE_UNSURE,
} vigie_status;

/// The bytes of a file: a descriptor that supports pread, and how many of them count.
typedef struct vigie_source {
  int descriptor;
  int64_t size;
} vigie_source;

/// What decoding one file may cost. Checked before memory is taken.
typedef struct vigie_limits {
  /// Width times height of a picture or frame.
  uint64_t pixels;
  /// Memory for whole planes and coefficients.
  uint64_t bytes;
  /// Scans of a progressive JPEG; what comes after them is left out.
  uint32_t scans;
  /// Processor time of the calling thread, in nanoseconds, from opening on.
  uint64_t nanoseconds;
} vigie_limits;

/// How the samples of a row are laid out.
typedef enum vigie_layout {
  /// One byte a pixel, luma over the full range.
  VIGIE_GREY8,
  /// Three bytes a pixel: red, green, blue. Alpha is dropped, not composited.
  VIGIE_RGB24,
} vigie_layout;

/// What is wrong with a file that still gave pixels.
typedef struct vigie_damage {
  /// The data ended early.
  bool is_truncated;
  /// Decoding stopped at `vigie_limits.scans`.
  bool reached_scan_limit;
  /// Damaged blocks, chunks or packets that were passed over.
  uint64_t errors;
} vigie_damage;

/// A still picture being read row by row.
typedef struct vigie_picture vigie_picture;

typedef struct vigie_picture_info {
  uint32_t width;
  uint32_t height;
  vigie_layout layout;
  /// So many pixels a side make one sample, their mean; at the right and lower edge perhaps fewer.
  uint32_t scale;
  /// Samples in a row, and rows: the dimensions divided by `scale`, rounded up.
  uint32_t row_width;
  uint32_t row_count;
  /// How the picture is to be turned for display, by its Exif block (TIFF 6.0, tag 274): 1...8, or 0 if
  /// that is unknown. Rows are given as stored.
  uint8_t exif_orientation;
} vigie_picture_info;

/// Reads the next row, `row_width` samples. Rows that damage has taken are filled; VIGIE_TIME_LIMIT and
/// VIGIE_BYTE_LIMIT are the only failures. Not to be called more than `row_count` times.
vigie_status vigie_picture_read_row(vigie_picture *picture, uint8_t *row);

/// What has been found wrong so far; complete once every row has been read.
vigie_damage vigie_picture_damage(const vigie_picture *picture);

void vigie_picture_close(vigie_picture *picture);

// MARK: For the decoders

/// Reads up to `count` bytes at `offset`; fewer at the end or where the disk fails, never negative.
size_t vigie_source_read(const vigie_source *source, int64_t offset, void *buffer, size_t count);

/// When the calling thread has used up its processor time.
typedef struct vigie_deadline {
  uint64_t nanoseconds;
} vigie_deadline;

vigie_deadline vigie_deadline_after(uint64_t nanoseconds);
bool vigie_deadline_is_over(vigie_deadline deadline);

/// VIGIE_OK if a picture of these dimensions may be decoded.
vigie_status vigie_check_pixels(const vigie_limits *limits, uint64_t width, uint64_t height);

/// What `limits.bytes` leaves for whole planes of a picture that may be decoded: the rest is taken by
/// what decoders and hashes keep for each of its columns and rows.
uint64_t vigie_bytes_for_planes(const vigie_limits *limits, const vigie_picture_info *info);

/// Says in `info` that every pixel is a sample.
void vigie_take_every_pixel(vigie_picture_info *info);

/// The orientation that an Exif block gives (TIFF 6.0, tag 274), 1...8; 0 if it gives none, or is broken.
/// `block` begins with the TIFF header, or with "Exif\0\0" ahead of it. O(size), reads nothing beyond.
uint8_t vigie_exif_orientation(const uint8_t *block, size_t size);

/// The head of every decoder's picture; the decoder's own state follows it.
struct vigie_picture {
  /// Writes one row; false if there is nothing left to decode, and the rest is to be filled.
  bool (*read_row)(vigie_picture *picture, uint8_t *row);
  void (*close)(vigie_picture *picture);
  vigie_picture_info info;
  vigie_damage damage;
  vigie_deadline deadline;
  /// What rows that cannot be decoded are filled with, as the format's common decoder does.
  uint8_t fill;
  bool has_ended;
  /// VIGIE_TIME_LIMIT or VIGIE_BYTE_LIMIT as soon as the decoder has met it, otherwise VIGIE_OK.
  vigie_status failure;
  uint32_t rows_read;
};

#endif
