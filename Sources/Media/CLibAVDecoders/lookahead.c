// A queue of packets, shortened where the stream starts afresh.

#include "lookahead.h"

#include <math.h>

#include "access.h"

/// A clock that runs back by more seconds than frames are reordered by, or ahead by more than recordings
/// pause, is one that sampling has to see in full.
static const double LONGEST_STEP_BACK = 1, LONGEST_STEP_AHEAD = 600;

void vigie_lookahead_init(vigie_lookahead *ahead, bool is_on) {
  ahead->is_on = is_on;
  ahead->highest = ahead->latest = -INFINITY;
}

void vigie_lookahead_doubt(vigie_lookahead *ahead) {
  ahead->is_on = false;
  ahead->is_doubtful = ahead->has_left_out;
}

bool vigie_time_is_in(vigie_time_range range, double time) {
  return time >= range.start && time < range.end;
}

/// Whether a wanted frame may come of what the decoder has been given.
static bool decoder_has_wanted(const vigie_lookahead *ahead) {
  return ahead->latest >= ahead->unwanted.end;
}

static const vigie_held_packet *held_at(const vigie_lookahead *ahead, int position) {
  return &ahead->held[(ahead->first + position) % VIGIE_MOST_AHEAD];
}

void vigie_lookahead_set_unwanted(vigie_lookahead *ahead, vigie_time_range unwanted) {
  // The start moves with every frame; with the end the next interval begins.
  if (unwanted.end != ahead->unwanted.end) ahead->left_out = 0;
  ahead->unwanted = unwanted;
}

bool vigie_lookahead_wants_more(const vigie_lookahead *ahead) {
  if (ahead->count == 0) return true;
  if (!ahead->is_on || decoder_has_wanted(ahead) || ahead->count == VIGIE_MOST_AHEAD ||
      ahead->bytes > VIGIE_MOST_BYTES_AHEAD) {
    return false;
  }
  for (int i = 0; i < ahead->count; i++) {
    if (!vigie_time_is_in(ahead->unwanted, held_at(ahead, i)->time)) return false;
  }
  return true;
}

static void drop_first(vigie_lookahead *ahead) {
  vigie_held_packet *held = &ahead->held[ahead->first];
  ahead->bytes -= held->packet->size;
  av_packet_free(&held->packet);
  ahead->first = (ahead->first + 1) % VIGIE_MOST_AHEAD;
  ahead->count -= 1;
}

/// Leaves out all packets that are held, unless a wanted frame may come of them or of what the
/// decoder has.
static void leave_out_held(vigie_lookahead *ahead) {
  if (!ahead->is_on || ahead->count == 0 || decoder_has_wanted(ahead) ||
      ahead->left_out + ahead->count > VIGIE_MOST_AHEAD) {
    return;
  }
  for (int i = 0; i < ahead->count; i++) {
    const vigie_held_packet *held = held_at(ahead, i);
    if (!held->is_plain || !vigie_time_is_in(ahead->unwanted, held->time)) return;
  }
  ahead->left_out += ahead->count;
  ahead->has_left_out = ahead->must_flush = true;
  ahead->latest = -INFINITY;
  while (ahead->count > 0) drop_first(ahead);
}

/// Looks at the clock.
static void note_time(vigie_lookahead *ahead, double time) {
  bool is_first = isinf(ahead->highest);
  bool is_steady = is_first ? isfinite(time)
                            : time >= ahead->highest - LONGEST_STEP_BACK &&
                                  time <= ahead->highest + LONGEST_STEP_AHEAD;
  if (!is_steady) vigie_lookahead_doubt(ahead);
  if (time > ahead->highest) ahead->highest = time;
}

bool vigie_lookahead_push(vigie_lookahead *ahead, const AVCodecContext *decoder, AVPacket *packet,
                          double time) {
  vigie_access access = {false, false};
  if (ahead->is_on) {
    note_time(ahead, time);
    access = vigie_access_of(decoder, packet);
    if (access.is_fresh) leave_out_held(ahead);
  }
  AVPacket *moved = av_packet_alloc();
  if (!moved) return false;
  av_packet_move_ref(moved, packet);
  int position = (ahead->first + ahead->count) % VIGIE_MOST_AHEAD;
  ahead->held[position] = (vigie_held_packet){moved, time, access.is_plain};
  ahead->count += 1;
  ahead->bytes += moved->size;
  return true;
}

void vigie_lookahead_end(vigie_lookahead *ahead) { leave_out_held(ahead); }

bool vigie_lookahead_take(vigie_lookahead *ahead, AVCodecContext *decoder, AVPacket *packet,
                          bool *is_after_gap) {
  if (ahead->count == 0) return false;
  *is_after_gap = ahead->must_flush;
  if (ahead->must_flush) avcodec_flush_buffers(decoder);
  ahead->must_flush = false;
  const vigie_held_packet *held = held_at(ahead, 0);
  double time = isnan(held->time) ? INFINITY : held->time;
  if (time > ahead->latest) ahead->latest = time;
  ahead->bytes -= held->packet->size;
  av_packet_move_ref(packet, held->packet);
  drop_first(ahead);
  return true;
}

void vigie_lookahead_free(vigie_lookahead *ahead) {
  while (ahead->count > 0) drop_first(ahead);
}
