// JPEG by libjpeg (libjpeg-turbo), as grey or RGB rows: in full, or luma at the scale that is needed.
//
// Scaled in the cosine domain, a sample is the mean of the pixels that it stands for. Chroma is then
// not reconstructed, and of a picture in several scans only the first ones are read, until they say
// enough of the frequencies that the scale takes. What is not read cannot be found damaged: a
// progressive file that is cut behind those scans counts as sound.
//
// A file with several scans (every progressive one) is read in buffered-image mode, so that the
// number of scans and the time they take stay in our hands: a few hundred bytes can otherwise cost
// seconds. What the scans read so far give is still a picture.
//
// A decoder that has failed, by `longjmp`, is in no state at all: it may have taken a second frame
// header half over. It is destroyed and nothing else. What its complete scans give is had from another
// one, which reads no further than these.

#include "picture_decoders.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <stdio.h>

#include <jpeglib.h>

#include <jerror.h>

enum {
  BUFFER_SIZE = 64 * 1024,
  LARGEST_SCALE = 8,
  /// A coefficient is known well enough if its last bits move a pixel by no more than two grey levels,
  /// of which the cosine transform makes so much.
  FINE_STEP = 2 * DCTSIZE,
  /// Bytes of a segment behind its length, at most.
  LONGEST_SEGMENT = 65533,
  /// The least that can hold an Exif block with one entry.
  SHORTEST_EXIF = 6 + 8 + 2 + 12,
};

typedef struct jpeg_picture {
  vigie_picture base;
  struct jpeg_decompress_struct decoder;
  struct jpeg_error_mgr errors;
  struct jpeg_source_mgr input;
  jmp_buf escape;
  vigie_source source;
  int64_t offset;
  JOCTET *buffer;
  /// A row of CMYK samples, where the file has them.
  JSAMPLE *cmyk;
  /// Of the first Exif segment that has one; 0 if none has.
  uint8_t exif_orientation;
  /// Scans that have been read to their end, of a picture in several.
  uint32_t complete_scans;
} jpeg_picture;

static jpeg_picture *of_decoder(j_common_ptr decoder) { return decoder->client_data; }

static void on_error(j_common_ptr decoder) { longjmp(of_decoder(decoder)->escape, 1); }

static void on_message(j_common_ptr decoder, int level) {
  if (level >= 0) return;  // A trace message.
  jpeg_picture *picture = of_decoder(decoder);
  switch (decoder->err->msg_code) {
    case JWRN_EXTRANEOUS_DATA: {
      // Cameras pad the end; between rows and between scans it is what is left of damaged data.
      const struct jpeg_decompress_struct *state = &picture->decoder;
      bool is_inside = picture->complete_scans > 0 ||
                       (state->output_scanline > 0 && state->output_scanline < state->output_height);
      if (is_inside && decoder->err->msg_parm.i[1] != JPEG_EOI) picture->base.damage.errors += 1;
      break;
    }
    case JWRN_ADOBE_XFORM:
    case JWRN_JFIF_MAJOR:
    case JWRN_TOO_MUCH_DATA:
      break;  // Oddities that cost no pixel; cameras write them.
    case JWRN_JPEG_EOF:
      picture->base.damage.is_truncated = true;
      break;
    default:
      picture->base.damage.errors += 1;
  }
}

static void no_output(j_common_ptr decoder) { (void)decoder; }

static void begin_source(j_decompress_ptr decoder) { (void)decoder; }

static boolean fill_buffer(j_decompress_ptr decoder) {
  jpeg_picture *picture = of_decoder((j_common_ptr)decoder);
  if (vigie_deadline_is_over(picture->base.deadline)) {
    picture->base.failure = VIGIE_TIME_LIMIT;
    ERREXIT(decoder, JERR_FILE_READ);
  }
  size_t got = vigie_source_read(&picture->source, picture->offset, picture->buffer, BUFFER_SIZE);
  picture->offset += (int64_t)got;
  if (got == 0) {
    // As libjpeg's own sources do: the decoder ends the picture in good order.
    WARNMS(decoder, JWRN_JPEG_EOF);
    picture->buffer[0] = 0xFF;
    picture->buffer[1] = JPEG_EOI;
    got = 2;
  }
  picture->input.next_input_byte = picture->buffer;
  picture->input.bytes_in_buffer = got;
  return TRUE;
}

static void skip_input(j_decompress_ptr decoder, long count) {
  jpeg_picture *picture = of_decoder((j_common_ptr)decoder);
  if (count <= 0) return;
  size_t left = picture->input.bytes_in_buffer;
  if ((size_t)count <= left) {
    picture->input.next_input_byte += count;
    picture->input.bytes_in_buffer -= (size_t)count;
  } else {
    picture->offset += count - (long)left;
    picture->input.bytes_in_buffer = 0;
  }
}

static void end_source(j_decompress_ptr decoder) { (void)decoder; }

static unsigned next_byte(j_decompress_ptr decoder) {
  if (decoder->src->bytes_in_buffer == 0) fill_buffer(decoder);
  decoder->src->bytes_in_buffer -= 1;
  return *decoder->src->next_input_byte++;
}

/// Looks into an APP1 segment for an orientation, and passes over it as libjpeg itself does. Nothing of it
/// is kept: libjpeg would keep as many as a file has.
static boolean read_app1(j_decompress_ptr decoder) {
  jpeg_picture *picture = of_decoder((j_common_ptr)decoder);
  unsigned length = next_byte(decoder) << 8;
  length |= next_byte(decoder);
  long size = (long)length - 2;
  if (picture->exif_orientation == 0 && size >= SHORTEST_EXIF) {
    // A segment is in the buffer, as a rule; one that goes on behind it is read by itself.
    uint8_t copy[LONGEST_SEGMENT];
    const uint8_t *segment = picture->input.next_input_byte;
    size_t left = picture->input.bytes_in_buffer;
    if (left < (size_t)size) {
      left = vigie_source_read(&picture->source, picture->offset - (int64_t)left, copy,
                               (size_t)size);
      segment = copy;
    }
    size_t count = left < (size_t)size ? left : (size_t)size;
    picture->exif_orientation = vigie_exif_orientation(segment, count);
  }
  skip_input(decoder, size);
  return TRUE;
}

/// Pillow, which the lists' tools read with, converts so; the samples are inverted, as Adobe has it.
static void rows_of_inverted_cmyk(const JSAMPLE *cmyk, uint8_t *row, uint32_t width) {
  for (uint32_t x = 0; x < width; x++, cmyk += 4, row += 3) {
    for (int c = 0; c < 3; c++) {
      // k - (255 - c) * k / 255, rounded as the product of two fractions of 255.
      unsigned product = (255u - cmyk[c]) * cmyk[3] + 128;
      unsigned ink = (product + (product >> 8)) >> 8;
      row[c] = ink > cmyk[3] ? 0 : (uint8_t)(cmyk[3] - ink);
    }
  }
}

/// Why the decoder has failed. What it says of its memory is kept: it is no damage of the file.
static vigie_status failure_of(jpeg_picture *picture) {
  if (picture->base.failure != VIGIE_OK) return picture->base.failure;
  switch (picture->errors.msg_code) {
    case JERR_OUT_OF_MEMORY:
    case JERR_NO_BACKING_STORE:
    case JERR_WIDTH_OVERFLOW:
      return picture->base.failure = VIGIE_BYTE_LIMIT;
    case JERR_BAD_PRECISION:
    case JERR_SOF_UNSUPPORTED:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_ARITH_NOTIMPL:
      // Behind a scan, it is no feature of the picture.
      return picture->complete_scans == 0 ? VIGIE_UNSUPPORTED : VIGIE_DAMAGED;
    default:
      return VIGIE_DAMAGED;
  }
}

static bool read_row(vigie_picture *base, uint8_t *row) {
  jpeg_picture *picture = (jpeg_picture *)base;
  if (setjmp(picture->escape)) {
    // No row is asked of it any more.
    failure_of(picture);
    base->damage.errors += 1;
    return false;
  }
  JSAMPROW target = picture->cmyk ? picture->cmyk : row;
  if (jpeg_read_scanlines(&picture->decoder, &target, 1) != 1) return false;
  if (picture->cmyk) {
    if (!picture->decoder.saw_Adobe_marker) {
      for (size_t i = 0; i < 4 * (size_t)base->info.width; i++) target[i] = 255 - target[i];
    }
    rows_of_inverted_cmyk(target, row, base->info.width);
  }
  return true;
}

static void close_picture(vigie_picture *base) {
  jpeg_picture *picture = (jpeg_picture *)base;
  if (setjmp(picture->escape) == 0) jpeg_destroy_decompress(&picture->decoder);
  free(picture->cmyk);
  free(picture->buffer);
  free(picture);
}

/// Where libjpeg keeps what is known of the lowest frequencies: in the order in which they are coded.
static const unsigned char coded_position[DCTSIZE / 2][DCTSIZE / 2] = {
    {0, 1, 5, 6}, {2, 4, 7, 13}, {3, 8, 12, 17}, {9, 11, 18, 24}};

/// Whether the scans read so far say enough of luma for the scale that it is decoded at.
static bool has_enough(const jpeg_picture *picture) {
  const struct jpeg_decompress_struct *decoder = &picture->decoder;
  if (picture->base.info.scale == 1) return false;
  if (!decoder->coef_bits) {
    // Not progressive: the one scan that has luma has all of it.
    for (int i = 0; i < decoder->comps_in_scan; i++) {
      if (decoder->cur_comp_info[i]->component_index == 0) return true;
    }
    return false;
  }
  const JQUANT_TBL *steps = decoder->comp_info[0].quant_table;
  int count = DCTSIZE / (int)picture->base.info.scale;
  for (int v = 0; v < count; v++) {
    for (int u = 0; u < count; u++) {
      int missing_bits = decoder->coef_bits[0][coded_position[v][u]];
      if (missing_bits < 0 || !steps) return false;
      if (missing_bits > 0 && steps->quantval[v * DCTSIZE + u] << missing_bits > FINE_STEP) {
        return false;
      }
    }
  }
  return true;
}

/// Reads the scans that are needed, up to the limits.
static vigie_status read_scans(jpeg_picture *picture, uint32_t limit) {
  unsigned calls = 0;
  for (;;) {
    if (calls++ % 16 == 0 && vigie_deadline_is_over(picture->base.deadline)) return VIGIE_TIME_LIMIT;
    int progress = jpeg_consume_input(&picture->decoder);
    if (progress == JPEG_REACHED_EOI) return VIGIE_OK;
    if (progress != JPEG_SCAN_COMPLETED) continue;
    picture->complete_scans += 1;
    if (has_enough(picture)) return VIGIE_OK;
    if (picture->complete_scans >= limit) {
      picture->base.damage.reached_scan_limit = true;
      return VIGIE_OK;
    }
  }
}

/// Chooses the scale for a picture whose header has been read.
static void choose_scale(struct jpeg_decompress_struct *decoder, uint32_t smallest_side,
                         vigie_picture_info *info) {
  vigie_take_every_pixel(info);
  bool has_luma = decoder->jpeg_color_space == JCS_YCbCr ||
                  decoder->jpeg_color_space == JCS_GRAYSCALE;
  if (smallest_side == 0 || !has_luma) return;
  uint32_t side = info->width < info->height ? info->width : info->height;
  uint32_t scale = 1;
  while (scale < LARGEST_SCALE && side / (2 * scale) >= smallest_side) scale *= 2;
  if (scale == 1) return;
  decoder->scale_num = 1;
  decoder->scale_denom = scale;
  decoder->out_color_space = JCS_GRAYSCALE;
  // It would guess the frequencies that are not read.
  decoder->do_block_smoothing = FALSE;
  jpeg_calc_output_dimensions(decoder);
  info->layout = VIGIE_GREY8;
  info->scale = scale;
  info->row_width = decoder->output_width;
  info->row_count = decoder->output_height;
}

/// What virtual arrays may take. 0 would be no limit to libjpeg.
static long bytes_for_arrays(const vigie_limits *limits, const vigie_picture_info *info) {
  uint64_t bytes = vigie_bytes_for_planes(limits, info);
  return bytes == 0 ? 1 : bytes < INT64_MAX ? (long)bytes : (long)INT64_MAX;
}

/// Reads the header, and of a picture in several scans up to `scans` of these.
static vigie_status start(jpeg_picture *picture, const vigie_limits *limits, uint32_t scans,
                          uint32_t smallest_side, vigie_picture_info *info) {
  struct jpeg_decompress_struct *decoder = &picture->decoder;
  if (setjmp(picture->escape)) return failure_of(picture);
  jpeg_read_header(decoder, TRUE);
  info->exif_orientation = picture->exif_orientation;
  info->width = decoder->image_width;
  info->height = decoder->image_height;
  vigie_status status = vigie_check_pixels(limits, info->width, info->height);
  if (status != VIGIE_OK) return status;

  switch (decoder->num_components) {
    case 1:
      decoder->out_color_space = JCS_GRAYSCALE;
      info->layout = VIGIE_GREY8;
      break;
    case 3:
      decoder->out_color_space = JCS_RGB;
      info->layout = VIGIE_RGB24;
      break;
    case 4:
      decoder->out_color_space = JCS_CMYK;
      info->layout = VIGIE_RGB24;
      picture->cmyk = malloc(4 * (size_t)info->width);
      if (!picture->cmyk) return VIGIE_BYTE_LIMIT;
      break;
    default:
      return VIGIE_UNSUPPORTED;
  }
  choose_scale(decoder, smallest_side, info);
  picture->base.info = *info;
  decoder->mem->max_memory_to_use = bytes_for_arrays(limits, info);
  decoder->buffered_image = jpeg_has_multiple_scans(decoder);
  jpeg_start_decompress(decoder);
  if (decoder->buffered_image) {
    status = read_scans(picture, scans);
    if (status != VIGIE_OK) return status;
    jpeg_start_output(decoder, decoder->input_scan_number);
  }
  return VIGIE_OK;
}

/// A decoder that stands at the start of the file; NULL if there is no memory.
static jpeg_picture *make_picture(const vigie_source *source, vigie_deadline deadline) {
  jpeg_picture *picture = calloc(1, sizeof *picture);
  if (!picture) return NULL;
  picture->base.read_row = read_row;
  picture->base.close = close_picture;
  picture->base.deadline = deadline;
  picture->base.fill = 128;
  picture->source = *source;
  picture->decoder.err = jpeg_std_error(&picture->errors);
  picture->errors.error_exit = on_error;
  picture->errors.emit_message = on_message;
  picture->errors.output_message = no_output;
  picture->decoder.client_data = picture;
  picture->buffer = malloc(BUFFER_SIZE);
  if (!picture->buffer || setjmp(picture->escape)) {
    close_picture(&picture->base);
    return NULL;
  }
  jpeg_create_decompress(&picture->decoder);
  picture->input.init_source = begin_source;
  picture->input.fill_input_buffer = fill_buffer;
  picture->input.skip_input_data = skip_input;
  picture->input.resync_to_restart = jpeg_resync_to_restart;
  picture->input.term_source = end_source;
  picture->decoder.src = &picture->input;
  jpeg_set_marker_processor(&picture->decoder, JPEG_APP0 + 1, read_app1);
  return picture;
}

vigie_status vigie_jpeg_open(const vigie_source *source, const vigie_limits *limits,
                             uint32_t smallest_side, vigie_picture **result,
                             vigie_picture_info *info) {
  *result = NULL;
  memset(info, 0, sizeof *info);
  vigie_deadline deadline = vigie_deadline_after(limits->nanoseconds);
  jpeg_picture *picture = make_picture(source, deadline);
  if (!picture) return VIGIE_BYTE_LIMIT;
  vigie_status status = start(picture, limits, limits->scans, smallest_side, info);
  if (status == VIGIE_DAMAGED && picture->complete_scans > 0) {
    uint32_t scans = picture->complete_scans;
    bool is_truncated = picture->base.damage.is_truncated;
    close_picture(&picture->base);
    picture = make_picture(source, deadline);
    if (!picture) return VIGIE_BYTE_LIMIT;
    status = start(picture, limits, scans, smallest_side, info);
    picture->base.damage.errors += 1;
    picture->base.damage.is_truncated |= is_truncated;
    picture->base.damage.reached_scan_limit = false;
  }
  if (status != VIGIE_OK) {
    close_picture(&picture->base);
    return status;
  }
  *result = &picture->base;
  return VIGIE_OK;
}
