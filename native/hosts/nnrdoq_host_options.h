/*
 * Part of nnrdoq_host.h: what a user can choose, whatever the encoder calls its options.
 */
#ifndef NNRDOQ_HOST_OPTIONS_H
#define NNRDOQ_HOST_OPTIONS_H

#include <stdio.h>
#include <string.h>

/* Texts are the encoder's own, as long as the host is open; NULL and "" are none. */
typedef struct nnrdoq_host_options {
  const char *mode;         /* off, or a quantizer: KIND, KIND=MODEL, either with @STRENGTH */
  const char *model;        /* network: a file or a name; none: that of mode, or the shipped one */
  const char *backend;      /* what runs the network: auto, native, kernel, ort, java */
  const char *record;       /* file to record blocks to; none: nothing is recorded */
  const char *record_share; /* of the blocks: one share, or four for 4x4 to 32x32; none: all */
  const char *library;      /* libnnrdoq.so; none: see nnrdoq_host_library_file */
  double strength;  /* what a bit counts for the network, 0.1..4; 0: that of mode, or 1 */
  int record_zeros; /* record blocks too that round to zero, where no quantizer has a choice */
  int chroma;       /* quantize chroma as well */
  int times;        /* measure every block, whoever quantizes it */
} nnrdoq_host_options;

/* What the encoder calls its options, for messages. */
typedef struct nnrdoq_host_option_names {
  const char *mode;
  const char *model;
  const char *strength;
  const char *backend;
  const char *record_share;
  const char *library;
} nnrdoq_host_option_names;

/* What the options come to. */
typedef struct nnrdoq_host_choice {
  char quantizer[128];
  char model[4096];
  double strength;
} nnrdoq_host_choice;

static inline int nnrdoq_host_is_given(const char *text) { return text && *text; }

/* Whether blocks are to be quantized. */
static inline int nnrdoq_host_quantizes(const nnrdoq_host_options *options) {
  return nnrdoq_host_is_given(options->mode) && strcmp(options->mode, "off") != 0;
}

/*
 * One decimal at *at, 0..most, and *at moved past it; -1 if there is none. Not strtod, which reads
 * a decimal comma where the process's locale has one.
 */
static inline double nnrdoq_host_parse_decimal(const char **at, double most) {
  const char *c = *at;
  double value = 0, unit = 1;
  int digits = 0;
  for (; *c >= '0' && *c <= '9'; c++, digits++) value = 10 * value + (*c - '0');
  if (*c == '.') {
    for (c++; *c >= '0' && *c <= '9'; c++, digits++) value += (*c - '0') * (unit /= 10);
  }
  *at = c;
  return digits > 0 && value <= most ? value : -1;
}

/* "0.1" or "0.1,0.5,1,1" as shares by log2 size - 2; nothing is 1. Returns 0 if it is neither. */
static inline int nnrdoq_host_parse_shares(const char *text, double share[4]) {
  int i, count = 0;
  for (i = 0; i < 4; i++) share[i] = 1;
  if (!nnrdoq_host_is_given(text)) return 1;
  for (;;) {
    const double value = nnrdoq_host_parse_decimal(&text, 1);
    if (value < 0 || count == 4) return 0;
    share[count++] = value;
    if (!*text) break;
    if (*text != ',' && *text != ' ') return 0;
    text++;
  }
  for (i = 1; count == 1 && i < 4; i++) share[i] = share[0];
  return count == 1 || count == 4;
}

/*
 * Takes mode apart: KIND, KIND=MODEL, either with @STRENGTH behind it; model and strength may be options of
 * their own instead. Returns 1, or 0 with one line in error.
 */
static inline int nnrdoq_host_choose(const nnrdoq_host_options *options,
                                     const nnrdoq_host_option_names *names,
                                     nnrdoq_host_choice *choice, char *error, size_t error_bytes) {
  const char *const mode = options->mode;
  const char *const equals = strchr(mode, '=');
  const char *const at = strrchr(mode, '@');
  const char *end = mode + strlen(mode);
  const char *number = at ? at + 1 : NULL;
  const double strength = at ? nnrdoq_host_parse_decimal(&number, 1e6) : -1;
  const int has_strength = strength >= 0 && !*number;
  if (has_strength) end = at;
  choice->strength = has_strength ? strength : options->strength;
  if (has_strength && options->strength != 0 && options->strength != strength) {
    snprintf(error, error_bytes, "%s=%s has a strength, and so has %s: leave one out", names->mode,
             mode, names->strength);
    return 0;
  }
  if ((has_strength || options->strength != 0) &&
      !(choice->strength >= 0.1 && choice->strength <= 4)) {
    snprintf(error, error_bytes, "%s%s%s: expected a strength of 0.1 to 4",
             has_strength ? names->mode : names->strength, has_strength ? "=" : "",
             has_strength ? mode : "");
    return 0;
  }
  if (equals && equals < end && nnrdoq_host_is_given(options->model)) {
    snprintf(error, error_bytes, "%s=%s has a model, and so has %s: leave one out", names->mode,
             mode, names->model);
    return 0;
  }
  if (equals && equals + 1 >= end) {
    snprintf(error, error_bytes, "%s=%s: no model after '='", names->mode, mode);
    return 0;
  }
  snprintf(choice->model, sizeof choice->model, "%s",
           nnrdoq_host_is_given(options->model) ? options->model : "");
  if (equals && equals < end) {
    snprintf(choice->model, sizeof choice->model, "%.*s", (int)(end - equals - 1), equals + 1);
    end = equals;
  }
  snprintf(choice->quantizer, sizeof choice->quantizer, "%.*s", (int)(end - mode), mode);
  if (choice->quantizer[0]) return 1;
  snprintf(error, error_bytes, "%s=%s: no quantizer before '='", names->mode, mode);
  return 0;
}

/* Checks what can be checked without the library. Returns 1, or 0 with one line in error. */
static inline int nnrdoq_host_check_options(const nnrdoq_host_options *options,
                                            const nnrdoq_host_option_names *names, char *error,
                                            size_t error_bytes) {
  static const char *const backends[] = {"auto", "native", "kernel", "ort", "java"};
  nnrdoq_host_choice choice;
  double share[4];
  size_t i;
  if (!nnrdoq_host_is_given(options->mode)) {
    snprintf(error, error_bytes, "%s is empty: expected off, sq, rdoq, fcn or ar", names->mode);
    return 0;
  }
  for (i = 0; strcmp(options->backend ? options->backend : "", backends[i]) != 0; i++) {
    if (i + 1 < sizeof backends / sizeof backends[0]) continue;
    snprintf(error, error_bytes, "%s=%s: expected auto, native, kernel, ort or java", names->backend,
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
  return nnrdoq_host_choose(options, names, &choice, error, error_bytes);
}

#endif /* NNRDOQ_HOST_OPTIONS_H */
