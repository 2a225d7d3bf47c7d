// Which packets a decoder can start at, told by the stream itself: what a container says of them is
// the file's claim, and a false one must not hide frames.

#ifndef VIGIE_ACCESS_H
#define VIGIE_ACCESS_H

#include <stdbool.h>

#include <libavcodec/avcodec.h>

/// What leaving out the packets before one does to those from it on.
typedef enum vigie_access {
  /// It, or one that follows, may need them.
  VIGIE_ACCESS_NONE,
  /// Frames that are shown before it may need them; those after it do not.
  VIGIE_ACCESS_LATER_FRAMES,
  /// Nothing: no frame refers to one from before.
  VIGIE_ACCESS_ALL_FRAMES,
} vigie_access;

/// What a packet of H.264 or HEVC is.
///
/// `*has_parameters` says whether it has parameter sets, which later packets may need.
///
/// Source: ITU-T H.264, 7.4.1 and H.265, 7.4.2.2 (types of NAL units).
vigie_access vigie_access_at(const AVCodecContext *decoder, const AVPacket *packet,
                             bool *has_parameters);

#endif
