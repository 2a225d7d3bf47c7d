// A decoded libav frame, given as rows of grey or RGB samples.

#ifndef VIGIE_FRAME_H
#define VIGIE_FRAME_H

#include <decoding.h>
#include <libav_decoders.h>

#include <libavcodec/avcodec.h>

typedef struct vigie_frame_rows {
  const AVFrame *frame;
  vigie_layout layout;
  /// The frame converted to RGB, where it has no plane of luma of its own.
  AVFrame *converted;
  /// Where the luma samples lie: bytes from one to the next, bytes before the first, bits.
  int step, offset, depth, shift;
  bool is_big_endian;
  /// Maps 8 bits of luma to the full range.
  uint8_t range[256];
} vigie_frame_rows;

/// Prepares the rows of `frame`, which has to outlive them. Release with `vigie_frame_rows_free`
/// whatever is returned; preparing again releases what was prepared before.
/// `is_full` says what the range of a frame is that does not say so itself.
vigie_status vigie_frame_rows_prepare(vigie_frame_rows *rows, const AVFrame *frame,
                                      const vigie_limits *limits, bool is_full);
void vigie_frame_rows_read(const vigie_frame_rows *rows, uint32_t y, uint8_t *row);
void vigie_frame_rows_free(vigie_frame_rows *rows);

/// What libav says in its log and nowhere else, of the calls of this thread since `vigie_start_libav`.
typedef struct vigie_log {
  bool exceeds_pixels;
  bool is_truncated;
} vigie_log;

/// Prepares libav for a file: bounds what it may allocate at once, forgets the log, watches memory.
void vigie_start_libav(void);
vigie_log vigie_libav_log(void);

/// What a status of libav means, a negative one: VIGIE_BYTE_LIMIT if it had no memory, otherwise `other`.
vigie_status vigie_libav_failure(int status, vigie_status other);

/// Begins to watch whether memory fails. libav tells it by other statuses than ENOMEM, or goes on without:
/// the C library's `errno` tells it always.
void vigie_watch_memory(void);

/// Whether memory has failed since, the limit of libav's single allocations included where it said so.
bool vigie_memory_has_failed(void);

/// Frees a decoder, unless it is one of H.264 and memory has failed while it was in use: closing it may then
/// end the program, by an assertion of libav's. It is left, with the memory that it has.
void vigie_free_decoder(AVCodecContext **decoder, bool has_memory_failed);

/// The largest picture that libav may allocate.
int64_t vigie_libav_pixels(const vigie_limits *limits);

/// Gives a decoder its limits; what libav allocates for a picture is bounded by them beforehand.
void vigie_limit_decoder(AVCodecContext *decoder, const vigie_limits *limits);

/// Whether the decoder concealed or lost part of the frame.
bool vigie_frame_is_damaged(const AVFrame *frame);

/// The decoders that may be opened, as a list for libav's `codec_whitelist`.
extern const char vigie_decoders[];

#endif
