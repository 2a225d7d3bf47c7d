// The floor under hashing JPEGs: decodes the luma of every file of a folder at the smallest scale in the
// cosine domain that keeps 256 samples on the shorter side, and does nothing with it. One thread, no
// check, no limit. Prints how many samples it got.
//
//   cc -O2 decode-floor.c -o decode-floor -ljpeg

#include <dirent.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

static jmp_buf escape;

static void on_error(j_common_ptr decoder) {
  (void)decoder;
  longjmp(escape, 1);
}

static void no_output(j_common_ptr decoder) { (void)decoder; }

/// Decodes one file, and returns how many samples it gave.
static unsigned long decode(const char *path) {
  FILE *volatile file = fopen(path, "rb");
  if (!file) return 0;
  struct jpeg_decompress_struct decoder;
  struct jpeg_error_mgr errors;
  decoder.err = jpeg_std_error(&errors);
  errors.error_exit = on_error;
  errors.output_message = no_output;
  volatile unsigned long samples = 0;
  jpeg_create_decompress(&decoder);
  if (setjmp(escape) == 0) {
    jpeg_stdio_src(&decoder, file);
    jpeg_read_header(&decoder, TRUE);
    unsigned width = decoder.image_width, height = decoder.image_height;
    unsigned side = width < height ? width : height, scale = 1;
    while (scale < 8 && side / (2 * scale) >= 256) scale *= 2;
    decoder.scale_num = 1;
    decoder.scale_denom = scale;
    decoder.out_color_space = JCS_GRAYSCALE;
    jpeg_start_decompress(&decoder);
    JSAMPROW row = malloc(decoder.output_width);
    while (decoder.output_scanline < decoder.output_height) {
      samples += jpeg_read_scanlines(&decoder, &row, 1) * decoder.output_width;
    }
    free(row);
    jpeg_finish_decompress(&decoder);
  }
  jpeg_destroy_decompress(&decoder);
  fclose(file);
  return samples;
}

int main(int count, char **arguments) {
  DIR *folder = count == 2 ? opendir(arguments[1]) : NULL;
  if (!folder) {
    fprintf(stderr, "usage: decode-floor FOLDER\n");
    return 64;
  }
  unsigned long samples = 0;
  for (struct dirent *entry; (entry = readdir(folder));) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", arguments[1], entry->d_name);
    samples += decode(path);
  }
  closedir(folder);
  printf("%lu samples\n", samples);
  return 0;
}
