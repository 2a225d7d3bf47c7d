// What the decoders share: reading the source, keeping the budget, the picture's common head.

#ifndef VIGIE_INTERNAL_H
#define VIGIE_INTERNAL_H

#include "media_decoders.h"

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
  /// The deadline passed while the decoder was reading.
  bool is_over;
  uint32_t rows_read;
};

#endif
