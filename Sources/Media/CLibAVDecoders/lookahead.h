// Packets between the container and the decoder: those that no wanted frame needs are left out.
//
// Frames between the last sample and the next one are not wanted. If the stream starts afresh among
// them, as a camera's does every second or so, everything before that goes undecoded. Only of streams
// in which all is as it should be: at the first sign that something is not, leaving out ends; and if
// packets had been left out by then, the video is to be read again without.

#ifndef VIGIE_LOOKAHEAD_H
#define VIGIE_LOOKAHEAD_H

#include <stdbool.h>

#include <libavcodec/avcodec.h>

enum {
  /// Most packets that are held, and most that are left out between two samples: where timestamps
  /// stand still, all frames are unwanted, and some have to be seen all the same.
  VIGIE_MOST_AHEAD = 256,
  VIGIE_MOST_BYTES_AHEAD = 32 * 1024 * 1024,
};

/// Presentation times, in seconds, of frames that are not wanted.
typedef struct vigie_time_range {
  double start, end;
} vigie_time_range;

bool vigie_time_is_in(vigie_time_range range, double time);

typedef struct vigie_held_packet {
  AVPacket *packet;
  /// Presentation time; not a number if there is none.
  double time;
  /// Whether it can be left out.
  bool is_plain;
} vigie_held_packet;

/// All zero at first but for what `vigie_lookahead_init` sets. Owns the packets that it holds.
typedef struct vigie_lookahead {
  vigie_held_packet held[VIGIE_MOST_AHEAD];
  int first, count;
  int64_t bytes;
  vigie_time_range unwanted;
  int left_out;
  /// The latest frame that comes of what the decoder has been given: beyond the range above, a wanted
  /// one may be among them.
  double latest;
  /// The latest frame that was read.
  double highest;
  /// Whether what the decoder holds does not go with the next packet.
  bool must_flush;
  /// Whether packets may be left out, whether some were, and whether they should not have been.
  bool is_on, has_left_out, is_doubtful;
} vigie_lookahead;

/// Starts with nothing held. `is_on` says whether packets may be left out.
void vigie_lookahead_init(vigie_lookahead *ahead, bool is_on);

/// Says that something about the stream is not as it should be.
void vigie_lookahead_doubt(vigie_lookahead *ahead);

/// Says which frames are not wanted from now on.
void vigie_lookahead_set_unwanted(vigie_lookahead *ahead, vigie_time_range unwanted);

/// Whether to read another packet before one is taken.
bool vigie_lookahead_wants_more(const vigie_lookahead *ahead);

/// Takes over what `packet` has; false if there is no memory.
bool vigie_lookahead_push(vigie_lookahead *ahead, const AVCodecContext *decoder, AVPacket *packet,
                          double time);

/// Says that there are no more packets.
void vigie_lookahead_end(vigie_lookahead *ahead);

/// Moves the next packet into `packet`; false if there is none. Flushes the decoder if packets before it
/// were left out, and says so in `*is_after_gap`: its frame has to be a sound keyframe.
bool vigie_lookahead_take(vigie_lookahead *ahead, AVCodecContext *decoder, AVPacket *packet,
                          bool *is_after_gap);

void vigie_lookahead_free(vigie_lookahead *ahead);

#endif
