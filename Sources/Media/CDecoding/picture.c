// What every still picture does alike: budget, filling, closing.

#include "decoding.h"

#include <string.h>

/// Asking the clock costs a system call: once in so many rows.
enum { ROWS_BETWEEN_CLOCK_CHECKS = 16 };

void vigie_take_every_pixel(vigie_picture_info *info) {
  info->scale = 1;
  info->row_width = info->width;
  info->row_count = info->height;
}

vigie_status vigie_picture_read_row(vigie_picture *picture, uint8_t *row) {
  if (picture->rows_read % ROWS_BETWEEN_CLOCK_CHECKS == 0 &&
      vigie_deadline_is_over(picture->deadline)) {
    return VIGIE_TIME_LIMIT;
  }
  if (picture->rows_read >= picture->info.row_count) {
    picture->has_ended = true;
  } else {
    picture->rows_read += 1;
  }
  if (!picture->has_ended && !picture->read_row(picture, row)) picture->has_ended = true;
  if (picture->failure != VIGIE_OK) return picture->failure;
  if (picture->has_ended) {
    size_t pixel = picture->info.layout == VIGIE_RGB24 ? 3 : 1;
    memset(row, picture->fill, pixel * picture->info.row_width);
  }
  return VIGIE_OK;
}

vigie_damage vigie_picture_damage(const vigie_picture *picture) { return picture->damage; }

void vigie_picture_close(vigie_picture *picture) {
  if (picture) picture->close(picture);
}
