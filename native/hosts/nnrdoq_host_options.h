/*
 * Part of nnrdoq_host.h: what a user can choose, whatever the encoder calls its options.
 */
#ifndef NNRDOQ_HOST_OPTIONS_H
#define NNRDOQ_HOST_OPTIONS_H

#include <stdio.h>
#include <string.h>

/* Texts are the encoder's own, as long as the host is open; NULL and "" are none. */
typedef struct nnrdoq_host_options {
  const char *mode;         /* off, sq, rdoq, fcn ... */
  const char *model;        /* network file; none: the shipped one */
  const char *backend;      /* what runs the network: auto, kernel, ort, java */
  const char *record;       /* file to record blocks to; none: nothing is recorded */
  const char *record_share; /* of the blocks: one share, or four for 4x4 to 32x32; none: all */
  const char *library;      /* libnnrdoq.so; none: see nnrdoq_host_library_file */
  int record_zeros; /* record blocks too that round to zero, where no quantizer has a choice */
  int chroma;       /* quantize chroma as well */
  int times;        /* measure every block, whoever quantizes it */
} nnrdoq_host_options;

/* What the encoder calls its options, for messages. */
typedef struct nnrdoq_host_option_names {
  const char *mode;
  const char *backend;
  const char *record_share;
  const char *library;
} nnrdoq_host_option_names;

static inline int nnrdoq_host_is_given(const char *text) { return text && *text; }

/* Whether blocks are to be quantized. */
static inline int nnrdoq_host_quantizes(const nnrdoq_host_options *options) {
  return nnrdoq_host_is_given(options->mode) && strcmp(options->mode, "off") != 0;
}

/*
 * One share at *at, 0..1 as a decimal, and *at moved past it; -1 if there is none. Not strtod,
 * which reads a decimal comma where the process's locale has one.
 */
static inline double nnrdoq_host_parse_share(const char **at) {
  const char *c = *at;
  double value = 0, unit = 1;
  int digits = 0;
  for (; *c >= '0' && *c <= '9'; c++, digits++) value = 10 * value + (*c - '0');
  if (*c == '.') {
    for (c++; *c >= '0' && *c <= '9'; c++, digits++) value += (*c - '0') * (unit /= 10);
  }
  *at = c;
  return digits > 0 && value <= 1 ? value : -1;
}

/* "0.1" or "0.1,0.5,1,1" as shares by log2 size - 2; nothing is 1. Returns 0 if it is neither. */
static inline int nnrdoq_host_parse_shares(const char *text, double share[4]) {
  int i, count = 0;
  for (i = 0; i < 4; i++) share[i] = 1;
  if (!nnrdoq_host_is_given(text)) return 1;
  for (;;) {
    const double value = nnrdoq_host_parse_share(&text);
    if (value < 0 || count == 4) return 0;
    share[count++] = value;
    if (!*text) break;
    if (*text != ',' && *text != ' ') return 0;
    text++;
  }
  for (i = 1; count == 1 && i < 4; i++) share[i] = share[0];
  return count == 1 || count == 4;
}

/* Checks what can be checked without the library. Returns 1, or 0 with one line in error. */
static inline int nnrdoq_host_check_options(const nnrdoq_host_options *options,
                                            const nnrdoq_host_option_names *names, char *error,
                                            size_t error_bytes) {
  static const char *const backends[] = {"auto", "kernel", "ort", "java"};
  double share[4];
  size_t i;
  if (!nnrdoq_host_is_given(options->mode)) {
    snprintf(error, error_bytes, "%s is empty: expected off, sq, rdoq, fcn or ar", names->mode);
    return 0;
  }
  for (i = 0; strcmp(options->backend ? options->backend : "", backends[i]) != 0; i++) {
    if (i + 1 < sizeof backends / sizeof backends[0]) continue;
    snprintf(error, error_bytes, "%s=%s: expected auto, kernel, ort or java", names->backend,
             options->backend ? options->backend : "");
    return 0;
  }
  if (!nnrdoq_host_parse_shares(options->record_share, share)) {
    snprintf(
        error, error_bytes,
        "%s=%s: expected one share 0..1, or four for 4x4, 8x8, 16x16 and 32x32 with commas between",
        names->record_share, options->record_share);
    return 0;
  }
  return 1;
}

#endif /* NNRDOQ_HOST_OPTIONS_H */
