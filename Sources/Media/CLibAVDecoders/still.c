// Every still picture that libavcodec decodes and that has no decoder of its own here: the whole
// file is one packet. No demuxer is involved.

#include "frame.h"

#include <stdlib.h>
#include <string.h>

typedef struct still_picture {
  vigie_picture base;
  AVCodecContext *decoder;
  AVFrame *frame;
  vigie_frame_rows rows;
  bool has_memory_failed;
} still_picture;

static bool read_row(vigie_picture *base, uint8_t *row) {
  vigie_frame_rows_read(&((still_picture *)base)->rows, base->rows_read - 1, row);
  return true;
}

static void close_picture(vigie_picture *base) {
  still_picture *picture = (still_picture *)base;
  vigie_frame_rows_free(&picture->rows);
  av_frame_free(&picture->frame);
  vigie_free_decoder(&picture->decoder, picture->has_memory_failed);
  free(picture);
}

/// Decodes `packet`; libav wants to be told that nothing follows before some decoders give a frame.
static vigie_status decode(still_picture *picture, const AVPacket *packet) {
  int status = avcodec_send_packet(picture->decoder, packet);
  if (status >= 0) {
    avcodec_send_packet(picture->decoder, NULL);
    status = avcodec_receive_frame(picture->decoder, picture->frame);
  }
  if (status >= 0) return VIGIE_OK;
  if (vigie_libav_log().exceeds_pixels) return VIGIE_PIXEL_LIMIT;
  if (status == AVERROR_PATCHWELCOME) return VIGIE_UNSUPPORTED;
  return vigie_libav_failure(status, VIGIE_DAMAGED);
}

/// Whether the extended header announces an animation, which libav's decoder does not read.
static bool is_animated_webp(const AVPacket *packet) {
  return packet->size > 20 && memcmp(packet->data + 8, "WEBPVP8X", 8) == 0 &&
         (packet->data[20] & 2) != 0;
}

/// The Exif block of a WebP file, whose chunks are a name, a little-endian length and so many bytes, padded
/// to an even number; what libav makes of it is text.
static uint8_t webp_orientation(const uint8_t *bytes, size_t size) {
  enum { FIRST_CHUNK = 12, CHUNK_HEAD = 8 };
  for (size_t position = FIRST_CHUNK; position < size && size - position > CHUNK_HEAD;) {
    const uint8_t *chunk = bytes + position;
    size_t left = size - position - CHUNK_HEAD;
    size_t length = (size_t)chunk[4] | (size_t)chunk[5] << 8 | (size_t)chunk[6] << 16 |
                    (size_t)chunk[7] << 24;
    if (memcmp(chunk, "EXIF", 4) == 0) {
      return vigie_exif_orientation(chunk + CHUNK_HEAD, length < left ? length : left);
    }
    position += CHUNK_HEAD + length + length % 2;
  }
  return 0;
}

/// The orientation of a picture of those formats that keep it where it is found without a demuxer.
static uint8_t orientation_of(const AVPacket *packet, const char *decoder) {
  size_t size = (size_t)packet->size;
  // A TIFF file is what an Exif block is.
  if (strcmp(decoder, "tiff") == 0) return vigie_exif_orientation(packet->data, size);
  return strcmp(decoder, "webp") == 0 ? webp_orientation(packet->data, size) : 0;
}

static vigie_status start(still_picture *picture, const vigie_source *source,
                          const vigie_limits *limits, const char *name, vigie_picture_info *info) {
  const AVCodec *codec = avcodec_find_decoder_by_name(name);
  if (!codec) return VIGIE_UNSUPPORTED;
  if (source->size <= 0) return VIGIE_DAMAGED;
  if (source->size > INT32_MAX || (uint64_t)source->size > limits->bytes) return VIGIE_BYTE_LIMIT;
  picture->decoder = avcodec_alloc_context3(codec);
  picture->frame = av_frame_alloc();
  AVPacket *packet = av_packet_alloc();
  vigie_status status = VIGIE_BYTE_LIMIT;
  if (picture->decoder && picture->frame && packet &&
      av_new_packet(packet, (int)source->size) >= 0) {
    vigie_limit_decoder(picture->decoder, limits);
    size_t got = vigie_source_read(source, 0, packet->data, (size_t)source->size);
    if ((int64_t)got < source->size) picture->base.damage.is_truncated = true;
    av_shrink_packet(packet, (int)got);
    int opened = is_animated_webp(packet) ? AVERROR_PATCHWELCOME
                                          : avcodec_open2(picture->decoder, codec, NULL);
    if (opened < 0) {
      status = vigie_libav_failure(opened, VIGIE_UNSUPPORTED);
    } else {
      status = decode(picture, packet);
      info->exif_orientation = orientation_of(packet, name);
    }
  }
  av_packet_free(&packet);
  if (status != VIGIE_OK) return status;

  info->width = (uint32_t)picture->frame->width;
  info->height = (uint32_t)picture->frame->height;
  status = vigie_check_pixels(limits, info->width, info->height);
  if (status != VIGIE_OK) return status;
  vigie_take_every_pixel(info);
  if (vigie_frame_is_damaged(picture->frame)) picture->base.damage.errors += 1;
  // WebP's range is that of video; the others that have luma have all of it.
  bool is_full = strcmp(name, "webp") != 0;
  status = vigie_frame_rows_prepare(&picture->rows, picture->frame, limits, is_full);
  info->layout = picture->rows.layout;
  return status;
}

vigie_status vigie_still_open(const vigie_source *source, const vigie_limits *limits,
                              const char *name, vigie_picture **result, vigie_picture_info *info) {
  *result = NULL;
  memset(info, 0, sizeof *info);
  vigie_start_libav();
  still_picture *picture = calloc(1, sizeof *picture);
  if (!picture) return VIGIE_BYTE_LIMIT;
  picture->base.read_row = read_row;
  picture->base.close = close_picture;
  picture->base.deadline = vigie_deadline_after(limits->nanoseconds);
  vigie_status status = start(picture, source, limits, name, info);
  picture->has_memory_failed = vigie_memory_has_failed();
  if (picture->has_memory_failed) status = VIGIE_BYTE_LIMIT;
  if (status != VIGIE_OK) {
    close_picture(&picture->base);
    return status;
  }
  picture->base.info = *info;
  *result = &picture->base;
  return VIGIE_OK;
}
