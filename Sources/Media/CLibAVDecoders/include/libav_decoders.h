// FFmpeg's decoders in the same plain C as libjpeg's and libpng's: every still picture that has no
// decoder of its own, and video.

#ifndef VIGIE_LIBAV_DECODERS_H
#define VIGIE_LIBAV_DECODERS_H

#include <decoding.h>

/// Opens any other still picture with the libavcodec decoder named `decoder`, which gets the whole
/// file as one packet; the same contract.
vigie_status vigie_still_open(const vigie_source *source, const vigie_limits *limits,
                              const char *decoder, vigie_picture **picture,
                              vigie_picture_info *info);

/// A video being read frame by frame.
typedef struct vigie_video vigie_video;

/// Which frames of a video are decoded.
typedef enum vigie_frames {
  /// All but the unwanted ones that no other frame builds on.
  VIGIE_FRAMES_ALL,
  /// The same, and of an H.264 or HEVC stream no unwanted ones before a place where it starts afresh,
  /// whatever builds on them. Where anything about the stream is not as it should be before or after
  /// frames were left out so, the next frame is VIGIE_UNSURE: the video is to be read again in full.
  VIGIE_FRAMES_NEEDED,
  /// Those that can be decoded by themselves.
  VIGIE_FRAMES_KEY,
} vigie_frames;

/// Opens the first video stream of a container with the libavformat demuxer named `demuxer`: no
/// other file, protocol, demuxer or decoder is ever opened, whatever the file asks for.
vigie_status vigie_video_open(const vigie_source *source, const vigie_limits *limits,
                              const char *demuxer, vigie_frames frames, vigie_video **video);

/// Says that no frame from `start` to before `end`, in seconds of presentation time, is wanted: those
/// that are not needed either are not decoded, and not given. Holds until it is said anew; at first
/// none is unwanted.
void vigie_video_set_unwanted(vigie_video *video, double start, double end);

/// Decodes the next frame. `*seconds` is its presentation time, NAN if it has none; `*info` its own
/// dimensions, which may change. A damaged packet is passed over and counted.
vigie_status vigie_video_next_frame(vigie_video *video, double *seconds, vigie_picture_info *info);

/// Prepares the rows of the current frame (colour conversion where it is needed) and gives their
/// layout.
vigie_status vigie_video_prepare_rows(vigie_video *video, vigie_layout *layout);

/// Copies row `y` of the current frame, once its rows are prepared.
void vigie_video_read_row(vigie_video *video, uint32_t y, uint8_t *row);

vigie_damage vigie_video_damage(const vigie_video *video);

void vigie_video_close(vigie_video *video);

#endif
