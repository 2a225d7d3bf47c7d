// A decoded libav frame as rows.
//
// Luma is taken as the decoder gives it where it gives a plane of it: no conversion to RGB and back,
// only the range is made full. Everything else (RGB, palettes, bitmaps) is converted by swscale.

#include "frame.h"

#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum {
  /// What decoding may take a pixel: four floats.
  BYTES_PER_PIXEL = 16,
  /// What libav may allocate at once: a container can claim a table of any size. libav keeps one such
  /// limit a process, so it is the same for every file.
  LARGEST_ALLOCATION = 256 << 20,
};

const char vigie_decoders[] =
    "h264,hevc,vp8,vp9,libdav1d,libaom-av1,av1,mpeg1video,mpeg2video,mpeg4,msmpeg4v1,msmpeg4v2,"
    "msmpeg4,wmv1,wmv2,wmv3,wmv3image,vc1,vc1image,h261,h263,h263i,h263p,flv,mjpeg,mjpegb,theora,vp3,vp4,vp5,"
    "vp6,vp6a,vp6f,svq1,svq3,cinepak,indeo2,indeo3,indeo4,indeo5,rv10,rv20,rv30,rv40,dvvideo,"
    "prores,dnxhd,huffyuv,ffvhuff,ffv1,utvideo,rawvideo,qtrle,rpza,smc,8bps,msrle,msvideo1,"
    "flashsv,flashsv2,cavs,jpeg2000,gif,apng,png,webp,bmp,tiff,psd,libjxl,pbm,pgm,ppm,pam,pgmyuv,"
    "amv,sp5x,vp7,fraps,mss1,mss2,v210,magicyuv,"
    "pcx,sgi,sunrast,xwd,dds,exr,qoi,jpegls,cfhd,hap,vqa,zmbv,lagarith,camtasia,tscc,tscc2,cscd";

static _Thread_local vigie_log thread_log;

/// Messages are known by their format, which is libav's, not the file's.
static void on_log(void *context, int level, const char *format, va_list arguments) {
  (void)context, (void)level, (void)arguments;
  if (strncmp(format, "Picture size %ux%u exceeds", 26) == 0) thread_log.exceeds_pixels = true;
  if (strncmp(format, "File ended prematurely", 22) == 0) thread_log.is_truncated = true;
}

void vigie_start_libav(void) {
  thread_log = (vigie_log){0};
  vigie_watch_memory();
  av_log_set_callback(on_log);
  av_max_alloc(LARGEST_ALLOCATION);
}

vigie_log vigie_libav_log(void) { return thread_log; }

vigie_status vigie_libav_failure(int status, vigie_status other) {
  if (status != AVERROR(ENOMEM)) return other;
  errno = ENOMEM;
  return VIGIE_BYTE_LIMIT;
}

void vigie_watch_memory(void) { errno = 0; }

bool vigie_memory_has_failed(void) { return errno == ENOMEM; }

/// Those that are left, each with the one before it in `opaque`, so that they are no leak to find.
static _Thread_local AVCodecContext *left_decoders;

void vigie_free_decoder(AVCodecContext **decoder, bool has_memory_failed) {
  if (!has_memory_failed || !*decoder || (*decoder)->codec_id != AV_CODEC_ID_H264) {
    avcodec_free_context(decoder);
    return;
  }
  (*decoder)->opaque = left_decoders;
  left_decoders = *decoder;
  *decoder = NULL;
}

int64_t vigie_libav_pixels(const vigie_limits *limits) {
  uint64_t pixels = limits->bytes / BYTES_PER_PIXEL;
  if (limits->pixels < pixels) pixels = limits->pixels;
  return pixels < INT64_MAX ? (int64_t)pixels : INT64_MAX;
}

void vigie_limit_decoder(AVCodecContext *decoder, const vigie_limits *limits) {
  decoder->max_pixels = vigie_libav_pixels(limits);
  decoder->thread_count = 1;
  // What is damaged is shown as far as it goes: the caller wants a hash of it.
  decoder->flags |= AV_CODEC_FLAG_OUTPUT_CORRUPT;
}

bool vigie_frame_is_damaged(const AVFrame *frame) {
  return frame->decode_error_flags != 0 || (frame->flags & AV_FRAME_FLAG_CORRUPT) != 0;
}

/// Whether the first component is luma in the first plane, one sample every `step` bytes.
static bool has_luma(enum AVPixelFormat number, const AVPixFmtDescriptor *format) {
  switch (number) {
    case AV_PIX_FMT_UYYVYY411:  // Luma at uneven steps.
    case AV_PIX_FMT_XYZ12LE:    // Not luma, though not marked as RGB.
    case AV_PIX_FMT_XYZ12BE:
      return false;
    default:
      break;
  }
  const uint64_t others = AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM |
                          AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_BAYER | AV_PIX_FMT_FLAG_FLOAT;
  return (format->flags & others) == 0 && format->nb_components > 0 && format->comp[0].plane == 0 &&
         format->comp[0].depth >= 8 && format->comp[0].depth <= 16;
}

static bool has_full_range(const AVFrame *frame, const AVPixFmtDescriptor *format, bool is_full) {
  switch (frame->format) {
    case AV_PIX_FMT_YUVJ411P:
    case AV_PIX_FMT_YUVJ420P:
    case AV_PIX_FMT_YUVJ422P:
    case AV_PIX_FMT_YUVJ440P:
    case AV_PIX_FMT_YUVJ444P:
      return true;
    default:
      break;
  }
  bool is_grey = format->nb_components <= 2;
  if (frame->color_range == AVCOL_RANGE_UNSPECIFIED) return is_grey || is_full;
  return frame->color_range == AVCOL_RANGE_JPEG;
}

/// A conversion to RGB of the same size; NULL if there is no memory for it, or no such conversion.
static struct SwsContext *make_context(const AVFrame *frame, vigie_status *status) {
  struct SwsContext *context = sws_alloc_context();
  *status = VIGIE_BYTE_LIMIT;
  if (!context) return NULL;
  const struct {
    const char *name;
    int value;
  } options[] = {
      {"srcw", frame->width},        {"srch", frame->height},
      {"dstw", frame->width},        {"dsth", frame->height},
      {"src_format", frame->format}, {"dst_format", AV_PIX_FMT_RGB24},
      {"sws_flags", SWS_BILINEAR | SWS_ACCURATE_RND},
  };
  int result = 0;
  for (size_t i = 0; i < sizeof options / sizeof *options && result >= 0; i++) {
    result = av_opt_set_int(context, options[i].name, options[i].value, 0);
  }
  if (result >= 0) result = sws_init_context(context, NULL, NULL);
  *status = result >= 0 ? VIGIE_OK : vigie_libav_failure(result, VIGIE_UNSUPPORTED);
  if (result >= 0) return context;
  sws_freeContext(context);
  return NULL;
}

static vigie_status convert(vigie_frame_rows *rows, const AVFrame *frame,
                            const vigie_limits *limits) {
  uint64_t pixels = (uint64_t)frame->width * (uint64_t)frame->height;
  if (pixels > limits->bytes / 3) return VIGIE_BYTE_LIMIT;
  if (!sws_isSupportedInput(frame->format)) return VIGIE_UNSUPPORTED;
  rows->converted = av_frame_alloc();
  if (!rows->converted) return VIGIE_BYTE_LIMIT;
  rows->converted->format = AV_PIX_FMT_RGB24;
  rows->converted->width = frame->width;
  rows->converted->height = frame->height;
  // libav pads rows as its SIMD code wants them; a buffer of width * 3 would be overrun.
  if (av_frame_get_buffer(rows->converted, 0) < 0) return VIGIE_BYTE_LIMIT;
  vigie_status status;
  struct SwsContext *context = make_context(frame, &status);
  if (!context) return status;
  int done = sws_scale(context, (const uint8_t *const *)frame->data, frame->linesize, 0,
                       frame->height, rows->converted->data, rows->converted->linesize);
  sws_freeContext(context);
  rows->layout = VIGIE_RGB24;
  return done == frame->height ? VIGIE_OK : vigie_libav_failure(done, VIGIE_UNSUPPORTED);
}

vigie_status vigie_frame_rows_prepare(vigie_frame_rows *rows, const AVFrame *frame,
                                      const vigie_limits *limits, bool is_full) {
  vigie_frame_rows_free(rows);
  const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(frame->format);
  if (!format || frame->width <= 0 || frame->height <= 0) return VIGIE_UNSUPPORTED;
  rows->frame = frame;
  if (!has_luma(frame->format, format)) return convert(rows, frame, limits);

  rows->layout = VIGIE_GREY8;
  rows->step = format->comp[0].step;
  rows->offset = format->comp[0].offset;
  rows->depth = format->comp[0].depth;
  rows->shift = format->comp[0].shift;
  rows->is_big_endian = (format->flags & AV_PIX_FMT_FLAG_BE) != 0;
  int64_t row_end =
      (int64_t)(frame->width - 1) * rows->step + rows->offset + (rows->depth > 8 ? 2 : 1);
  if (!frame->data[0] || row_end > llabs((long long)frame->linesize[0])) return VIGIE_UNSUPPORTED;
  bool has_range = has_full_range(frame, format, is_full);
  for (int value = 0; value < 256; value++) {
    int full = has_range ? value : ((value - 16) * 255 + 219 / 2) / 219;
    rows->range[value] = (uint8_t)(full < 0 ? 0 : full > 255 ? 255 : full);
  }
  return VIGIE_OK;
}

void vigie_frame_rows_read(const vigie_frame_rows *rows, uint32_t y, uint8_t *row) {
  uint32_t width = (uint32_t)rows->frame->width;
  if (rows->layout == VIGIE_RGB24) {
    const AVFrame *converted = rows->converted;
    memcpy(row, converted->data[0] + (ptrdiff_t)y * converted->linesize[0], 3 * (size_t)width);
    return;
  }
  const uint8_t *sample =
      rows->frame->data[0] + (ptrdiff_t)y * rows->frame->linesize[0] + rows->offset;
  if (rows->depth == 8) {
    for (uint32_t x = 0; x < width; x++, sample += rows->step) row[x] = rows->range[*sample];
    return;
  }
  unsigned mask = (1u << rows->depth) - 1;
  for (uint32_t x = 0; x < width; x++, sample += rows->step) {
    unsigned word = rows->is_big_endian ? (unsigned)sample[0] << 8 | sample[1]
                                        : (unsigned)sample[1] << 8 | sample[0];
    row[x] = rows->range[(word >> rows->shift & mask) >> (rows->depth - 8)];
  }
}

void vigie_frame_rows_free(vigie_frame_rows *rows) {
  av_frame_free(&rows->converted);
  memset(rows, 0, sizeof *rows);
}
