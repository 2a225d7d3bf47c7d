// Video by libavformat and libavcodec, over one descriptor.
//
// A container can name other files and addresses; libav would open them. Here it cannot: the
// demuxer is chosen by the caller, input comes through our own callbacks, `io_open` refuses, no
// protocol is allowed and decoders come from a list.

#include "frame.h"
#include "lookahead.h"
#include "streams.h"

#include <libavformat/avformat.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  IO_BUFFER_SIZE = 64 * 1024,
  /// What a demuxer may read to learn what the streams are.
  PROBE_SIZE = 4 * 1024 * 1024,
  PROBE_MICROSECONDS = 5 * 1000 * 1000,
  MAX_STREAMS = 64,
  /// Reading or flushing that fails so often in a row is at its end.
  MAX_FAILURES = 256,
  GIF_TRAILER = 0x3B,
  /// The largest block of a GIF, and what ends it, the image and the file.
  GIF_PADDING = 255 + 3,
};

struct vigie_video {
  vigie_source source;
  vigie_limits limits;
  vigie_deadline deadline;
  vigie_damage damage;
  int64_t offset;
  AVIOContext *input;
  AVFormatContext *container;
  AVCodecContext *decoder;
  AVPacket *packet;
  AVFrame *frame;
  vigie_frame_rows rows;
  int stream;
  vigie_frames frames;
  vigie_lookahead ahead;
  /// The time of a packet before which others were left out, until its frame comes.
  int64_t awaited;
  bool is_awaiting;
  /// Bytes to be given behind the end of the file.
  size_t padding;
  bool has_ended;
  bool is_flushing;
  bool has_memory_failed;
};

/// A GIF without its trailer gets an end of block, of image and of file, so that the demuxer gives the
/// frame that is cut.
static size_t read_padding(vigie_video *video, uint8_t *buffer, size_t count) {
  if (count > video->padding) count = video->padding;
  if (count == 0) return 0;
  memset(buffer, 0, count);
  video->padding -= count;
  if (video->padding == 0) buffer[count - 1] = GIF_TRAILER;
  return count;
}

/// Whether a file does not end with a GIF's trailer, but for zeros.
static bool lacks_gif_trailer(const vigie_source *source) {
  uint8_t tail[64];
  int64_t start = source->size > (int64_t)sizeof tail ? source->size - (int64_t)sizeof tail : 0;
  size_t count = vigie_source_read(source, start, tail, sizeof tail);
  while (count > 0 && tail[count - 1] == 0) count--;
  return count == 0 || tail[count - 1] != GIF_TRAILER;
}

static int on_read(void *context, uint8_t *buffer, int count) {
  vigie_video *video = context;
  if (count <= 0) return AVERROR(EINVAL);
  // libav asks its interrupt callback for protocols only; this is where a file of holes would hang.
  if (vigie_deadline_is_over(video->deadline)) return AVERROR_EXIT;
  size_t got = vigie_source_read(&video->source, video->offset, buffer, (size_t)count);
  video->offset += (int64_t)got;
  if (got < (size_t)count && video->offset < video->source.size) video->damage.is_truncated = true;
  if (got == 0) got = read_padding(video, buffer, (size_t)count);
  return got > 0 ? (int)got : AVERROR_EOF;
}

static int64_t on_seek(void *context, int64_t offset, int whence) {
  vigie_video *video = context;
  switch (whence & ~AVSEEK_FORCE) {
    case AVSEEK_SIZE:
      return video->source.size;
    case SEEK_SET:
      break;
    case SEEK_CUR:
      if (__builtin_add_overflow(offset, video->offset, &offset)) return AVERROR(EINVAL);
      break;
    case SEEK_END:
      if (__builtin_add_overflow(offset, video->source.size, &offset)) return AVERROR(EINVAL);
      break;
    default:
      return AVERROR(EINVAL);
  }
  if (offset < 0) return AVERROR(EINVAL);
  return video->offset = offset;
}

static int refuse_to_open(AVFormatContext *container, AVIOContext **input, const char *url,
                          int flags, AVDictionary **options) {
  (void)container, (void)input, (void)url, (void)flags, (void)options;
  return AVERROR(EPERM);
}

static vigie_status open_container(vigie_video *video, const char *demuxer) {
  const AVInputFormat *format = av_find_input_format(demuxer);
  if (!format) return VIGIE_UNSUPPORTED;
  uint8_t *buffer = av_malloc(IO_BUFFER_SIZE);
  if (!buffer) return VIGIE_BYTE_LIMIT;
  video->input = avio_alloc_context(buffer, IO_BUFFER_SIZE, 0, video, on_read, NULL, on_seek);
  if (!video->input) {
    av_free(buffer);
    return VIGIE_BYTE_LIMIT;
  }
  AVFormatContext *container = avformat_alloc_context();
  if (!container) return VIGIE_BYTE_LIMIT;
  container->pb = video->input;
  container->flags |= AVFMT_FLAG_CUSTOM_IO;
  container->io_open = refuse_to_open;
  container->max_streams = MAX_STREAMS;
  container->probesize = PROBE_SIZE;
  container->max_analyze_duration = PROBE_MICROSECONDS;
  container->format_whitelist = av_strdup(format->name);
  container->protocol_whitelist = av_strdup("none");
  container->codec_whitelist = av_strdup(vigie_decoders);
  if (!container->format_whitelist || !container->protocol_whitelist ||
      !container->codec_whitelist) {
    avformat_free_context(container);
    return VIGIE_BYTE_LIMIT;
  }
  int status = avformat_open_input(&container, "", format, NULL);
  if (status < 0) return vigie_libav_failure(status, VIGIE_DAMAGED);
  video->container = container;
  return vigie_find_streams(container, &video->limits);
}

static vigie_status open_decoder(vigie_video *video) {
  const int covers = AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS;
  video->stream = -1;
  for (unsigned i = 0; i < video->container->nb_streams; i++) {
    AVStream *stream = video->container->streams[i];
    bool is_video = stream->codecpar->codec_type == AVMEDIA_TYPE_VIDEO &&
                    (stream->disposition & covers) == 0;
    if (is_video && video->stream < 0) {
      video->stream = (int)i;
    } else {
      stream->discard = AVDISCARD_ALL;
    }
  }
  if (video->stream < 0) return VIGIE_NO_VIDEO;
  AVStream *stream = video->container->streams[video->stream];
  if (vigie_stream_is_cut_off(stream, video->source.size)) video->damage.is_truncated = true;
  const AVCodecParameters *parameters = stream->codecpar;
  const AVCodec *codec = avcodec_find_decoder(parameters->codec_id);
  if (!codec) return VIGIE_UNSUPPORTED;
  if (parameters->width > 0 && parameters->height > 0) {
    vigie_status status = vigie_check_pixels(&video->limits, (uint64_t)parameters->width,
                                             (uint64_t)parameters->height);
    if (status != VIGIE_OK) return status;
  }
  video->decoder = avcodec_alloc_context3(codec);
  video->packet = av_packet_alloc();
  video->frame = av_frame_alloc();
  if (!video->decoder || !video->packet || !video->frame) return VIGIE_BYTE_LIMIT;
  int status = avcodec_parameters_to_context(video->decoder, parameters);
  if (status < 0) return vigie_libav_failure(status, VIGIE_DAMAGED);
  vigie_limit_decoder(video->decoder, &video->limits);
  video->decoder->pkt_timebase = stream->time_base;
  video->decoder->codec_whitelist = av_strdup(vigie_decoders);
  if (!video->decoder->codec_whitelist) return VIGIE_BYTE_LIMIT;
  status = avcodec_open2(video->decoder, codec, NULL);
  return status < 0 ? vigie_libav_failure(status, VIGIE_UNSUPPORTED) : VIGIE_OK;
}

/// What a call came to, seen whether memory failed in it.
static vigie_status note_memory(vigie_video *video, vigie_status status) {
  if (vigie_memory_has_failed()) video->has_memory_failed = true;
  return video->has_memory_failed ? VIGIE_BYTE_LIMIT : status;
}

vigie_status vigie_video_open(const vigie_source *source, const vigie_limits *limits,
                              const char *demuxer, vigie_frames frames, vigie_video **result) {
  *result = NULL;
  vigie_start_libav();
  vigie_video *video = calloc(1, sizeof *video);
  if (!video) return VIGIE_BYTE_LIMIT;
  video->source = *source;
  video->limits = *limits;
  video->frames = frames;
  video->deadline = vigie_deadline_after(limits->nanoseconds);
  if (strcmp(demuxer, "gif") == 0 && lacks_gif_trailer(source)) {
    video->damage.is_truncated = true;
    video->padding = GIF_PADDING;
  }
  vigie_status status = open_container(video, demuxer);
  if (status == VIGIE_OK) status = open_decoder(video);
  status = note_memory(video, status);
  if (status != VIGIE_OK) {
    if (vigie_deadline_is_over(video->deadline)) status = VIGIE_TIME_LIMIT;
    vigie_video_close(video);
    return status;
  }
  enum AVCodecID codec = video->decoder->codec_id;
  bool is_known = codec == AV_CODEC_ID_H264 || codec == AV_CODEC_ID_HEVC;
  vigie_lookahead_init(&video->ahead, is_known && frames == VIGIE_FRAMES_NEEDED);
  *result = video;
  return VIGIE_OK;
}

void vigie_video_set_unwanted(vigie_video *video, double start, double end) {
  vigie_lookahead_set_unwanted(&video->ahead, (vigie_time_range){start, end});
}

static double seconds_of(const vigie_video *video, int64_t timestamp) {
  if (timestamp == AV_NOPTS_VALUE) return NAN;
  return (double)timestamp * av_q2d(video->container->streams[video->stream]->time_base);
}

/// What the decoder may pass over of the packet. It is asked for each: the decoder has one thread and
/// has taken the packet when the call that sends it returns.
static enum AVDiscard discard_of(const vigie_video *video) {
  if (video->frames == VIGIE_FRAMES_KEY) return AVDISCARD_NONKEY;
  double time = seconds_of(video, video->packet->pts);
  bool is_unwanted = vigie_time_is_in(video->ahead.unwanted, time);
  return is_unwanted ? AVDISCARD_NONREF : AVDISCARD_DEFAULT;
}

/// Counts what is damaged. It may matter to what was left out, too.
static void note_error(vigie_video *video) {
  video->damage.errors += 1;
  vigie_lookahead_doubt(&video->ahead);
}

/// The decoder is to start afresh at a packet: whether it does is seen when its frame comes.
static void await_frame(vigie_video *video, int64_t time) {
  if (video->is_awaiting) vigie_lookahead_doubt(&video->ahead);
  video->is_awaiting = true;
  video->awaited = time;
}

/// Compares a frame with what it should be.
static void check_frame(vigie_video *video) {
  const AVFrame *frame = video->frame;
  if (vigie_frame_is_damaged(frame)) note_error(video);
  bool is_keyframe = frame->key_frame && frame->pict_type == AV_PICTURE_TYPE_I;
  bool is_awaited = !video->is_awaiting || (is_keyframe && frame->pts == video->awaited);
  // Sampling goes by the one, leaving out by the other.
  if (!is_awaited || frame->pts != frame->best_effort_timestamp) {
    vigie_lookahead_doubt(&video->ahead);
  }
  video->is_awaiting = false;
}

/// Reads packets until the decoder can be given one.
static vigie_status read_ahead(vigie_video *video) {
  int failures = 0;
  while (!video->has_ended && vigie_lookahead_wants_more(&video->ahead)) {
    if (vigie_deadline_is_over(video->deadline)) return VIGIE_TIME_LIMIT;
    int status = av_read_frame(video->container, video->packet);
    if (status == AVERROR_EXIT) return VIGIE_TIME_LIMIT;
    if (status == AVERROR(ENOMEM)) return vigie_libav_failure(status, VIGIE_DAMAGED);
    if (status < 0) {
      if (status != AVERROR_EOF) {
        video->damage.is_truncated = true;
        vigie_lookahead_doubt(&video->ahead);
      }
      video->has_ended = status == AVERROR_EOF || ++failures == MAX_FAILURES;
      continue;
    }
    failures = 0;
    bool is_key = (video->packet->flags & AV_PKT_FLAG_KEY) != 0;
    if (video->packet->stream_index != video->stream ||
        (video->frames == VIGIE_FRAMES_KEY && !is_key)) {
      av_packet_unref(video->packet);
      continue;
    }
    if (video->packet->flags & AV_PKT_FLAG_CORRUPT) note_error(video);
    double time = seconds_of(video, video->packet->pts);
    if (!vigie_lookahead_push(&video->ahead, video->decoder, video->packet, time)) {
      return VIGIE_BYTE_LIMIT;
    }
  }
  if (video->has_ended) vigie_lookahead_end(&video->ahead);
  return VIGIE_OK;
}

/// Gives the decoder the next packet of the stream, or tells it that there is none.
static vigie_status feed(vigie_video *video) {
  for (;;) {
    vigie_status read = read_ahead(video);
    if (read != VIGIE_OK) return read;
    bool is_after_gap;
    if (!vigie_lookahead_take(&video->ahead, video->decoder, video->packet, &is_after_gap)) break;
    if (is_after_gap) await_frame(video, video->packet->pts);
    video->decoder->skip_frame = discard_of(video);
    bool is_corrupt = (video->packet->flags & AV_PKT_FLAG_CORRUPT) != 0;
    int status = avcodec_send_packet(video->decoder, video->packet);
    av_packet_unref(video->packet);
    if (status == AVERROR(ENOMEM)) return vigie_libav_failure(status, VIGIE_DAMAGED);
    // One that the container says is corrupt has been counted.
    if (!is_corrupt && status < 0 && status != AVERROR(EAGAIN)) note_error(video);
    if (status >= 0) return VIGIE_OK;
  }
  video->is_flushing = true;
  avcodec_send_packet(video->decoder, NULL);
  return VIGIE_OK;
}

/// Describes the frame that the decoder has given.
static vigie_status give_frame(vigie_video *video, double *seconds, vigie_picture_info *info) {
  check_frame(video);
  if (video->ahead.is_doubtful) return VIGIE_UNSURE;
  *seconds = seconds_of(video, video->frame->best_effort_timestamp);
  info->width = (uint32_t)video->frame->width;
  info->height = (uint32_t)video->frame->height;
  vigie_take_every_pixel(info);
  return vigie_check_pixels(&video->limits, info->width, info->height);
}

static vigie_status decode_next(vigie_video *video, double *seconds, vigie_picture_info *info) {
  for (int failures = 0; failures < MAX_FAILURES;) {
    if (vigie_deadline_is_over(video->deadline)) return VIGIE_TIME_LIMIT;
    int status = avcodec_receive_frame(video->decoder, video->frame);
    if (status >= 0) return give_frame(video, seconds, info);
    if (status == AVERROR_EOF) break;
    if (status == AVERROR(ENOMEM)) return vigie_libav_failure(status, VIGIE_DAMAGED);
    if (status == AVERROR(EAGAIN)) {
      if (video->is_flushing) break;
    } else {
      note_error(video);
      failures += video->is_flushing;  // Elsewhere the next packet is another chance.
    }
    vigie_status fed = video->is_flushing ? VIGIE_OK : feed(video);
    if (fed != VIGIE_OK) return fed;
  }
  if (video->is_awaiting) vigie_lookahead_doubt(&video->ahead);
  return video->ahead.is_doubtful ? VIGIE_UNSURE : VIGIE_END;
}

vigie_status vigie_video_next_frame(vigie_video *video, double *seconds, vigie_picture_info *info) {
  *seconds = NAN;
  *info = (vigie_picture_info){0};
  vigie_frame_rows_free(&video->rows);
  vigie_watch_memory();
  return note_memory(video, decode_next(video, seconds, info));
}

vigie_status vigie_video_prepare_rows(vigie_video *video, vigie_layout *layout) {
  vigie_watch_memory();
  vigie_status status = vigie_frame_rows_prepare(&video->rows, video->frame, &video->limits, false);
  *layout = video->rows.layout;
  return note_memory(video, status);
}

void vigie_video_read_row(vigie_video *video, uint32_t y, uint8_t *row) {
  vigie_frame_rows_read(&video->rows, y, row);
}

vigie_damage vigie_video_damage(const vigie_video *video) {
  vigie_damage damage = video->damage;
  if (vigie_libav_log().is_truncated) damage.is_truncated = true;
  return damage;
}

void vigie_video_close(vigie_video *video) {
  if (!video) return;
  vigie_frame_rows_free(&video->rows);
  vigie_lookahead_free(&video->ahead);
  av_frame_free(&video->frame);
  av_packet_free(&video->packet);
  vigie_free_decoder(&video->decoder, video->has_memory_failed);
  avformat_close_input(&video->container);
  if (video->input) {
    av_freep(&video->input->buffer);
    avio_context_free(&video->input);
  }
  free(video);
}
