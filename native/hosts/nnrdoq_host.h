/*
 * What an encoder in C or C++ needs to use nnrdoq without being linked with it: loads the library
 * when an option asks for it, knows blocks that are zero for certain, counts, measures, reports,
 * and stops the encoder on a failure without leaving half a stream. Knows no encoder; a header in a
 * folder of its own joins it to each. Header only: C99 or C++11 with POSIX, for Linux.
 *
 * One nnrdoq_host belongs to one encoder; nothing is shared between two of them. Set up once, it
 * may be used by any number of the encoder's threads, each with a tally of its own:
 *
 *     nnrdoq_host_init(&host, &options, &names);
 *     error = nnrdoq_host_open(&host, &about);       one thread, before the first block
 *     nnrdoq_host_is_zero, nnrdoq_host_quantize ...  all threads
 *     nnrdoq_host_add_tally(&host.total, &tally);    each thread at its end
 *     error = nnrdoq_host_report(&host, stdout);     one thread; in nnrdoq_host_report.h
 *     error = nnrdoq_host_close(&host);              one thread, after the last block
 *
 * An encoder of one thread counts in host.total itself.
 */
#ifndef NNRDOQ_HOST_H
#define NNRDOQ_HOST_H

#ifdef _WIN32
#error "the nnrdoq hook needs dlopen(): it builds on Linux"
#endif

#include <sys/stat.h>

#include "nnrdoq_host_library.h"
#include "nnrdoq_host_options.h"
#include "nnrdoq_host_tally.h"
#include "nnrdoq_host_zero.h"

/* What the encoder is and does, for the header of a recording; texts are copied. */
typedef struct nnrdoq_host_about {
  const char *producer;         /* program and version */
  const char *source;           /* what is encoded */
  const char *settings;         /* how it is encoded */
  const char *levels_by;        /* who makes the levels that are recorded */
  const char *chroma_levels_by; /* who makes those of chroma; NULL: the same */
} nnrdoq_host_about;

typedef struct nnrdoq_host {
  nnrdoq_host_options options;
  nnrdoq_host_option_names names;
  nnrdoq_host_choice choice; /* what the options come to, once they are checked */
  nnrdoq_host_library library;
  nnrdoq_handle *handle;
  nnrdoq_info info;
  nnrdoq_host_zero_bounds bounds;
  int is_on;                      /* blocks come this way, to be quantized or recorded */
  int quantizes;                  /* they are to be quantized */
  int records;                    /* they are to be recorded */
  int needs_costs;                /* for one or the other */
  uint64_t start_nanoseconds;     /* it took to open, elapsed */
  uint64_t start_cpu_nanoseconds; /* the same of processor, all threads */
  nnrdoq_host_tally total;
  const char
      *stream_file; /* set by the encoder, which may have begun to write it: removed on failure */
  int is_stopping;
  uint64_t costs_numbers; /* given so far: see nnrdoq_host_number_costs */
  int calls; /* into the library, at this moment; counted where blocks are recorded */
  char error[NNRDOQ_HOST_TEXT];
} nnrdoq_host;

static inline void nnrdoq_host_init(nnrdoq_host *host, const nnrdoq_host_options *options,
                                    const nnrdoq_host_option_names *names) {
  memset(host, 0, sizeof *host);
  host->options = *options;
  host->names = *names;
  nnrdoq_host_fill_zero_bounds(&host->bounds);
}

static inline const char *nnrdoq_host_failed(nnrdoq_host *host, const char *text) {
  if (text != host->error) snprintf(host->error, sizeof host->error, "%s", text);
  return host->error;
}

static inline nnrdoq_status nnrdoq_host_open_handle(nnrdoq_host *host,
                                                    const nnrdoq_host_about *about) {
  const nnrdoq_host_options *const options = &host->options;
  nnrdoq_config config;
  char producer[256];
  memset(&config, 0, sizeof config);
  config.size = sizeof config;
  config.abi_version = NNRDOQ_ABI_VERSION;
  config.quantizer = host->quantizes ? host->choice.quantizer : "none";
  config.model = host->choice.model[0] ? host->choice.model : NULL;
  config.strength = host->choice.strength;
  config.backend = options->backend;
  config.record = host->records ? options->record : NULL;
  snprintf(producer, sizeof producer, "%s with nnrdoq %s", about->producer,
           host->library.version());
  config.record_producer = producer;
  config.record_source = about->source;
  config.record_settings = about->settings;
  config.record_levels_by = about->levels_by;
  config.record_chroma_levels_by = about->chroma_levels_by;
  nnrdoq_host_parse_shares(options->record_share, config.record_share);
  config.record_seed = 1;
  return host->library.open(&config, &host->handle);
}

/*
 * Loads the library and opens the quantizer, if the options ask for either. Returns NULL, or one
 * line that says what is wrong; it is valid as long as the host.
 */
static inline const char *nnrdoq_host_open(nnrdoq_host *host, const nnrdoq_host_about *about) {
  const uint64_t begin = nnrdoq_host_now(CLOCK_MONOTONIC);
  const uint64_t begin_cpu = nnrdoq_host_now(CLOCK_PROCESS_CPUTIME_ID);
  if (!nnrdoq_host_check_options(&host->options, &host->names, host->error, sizeof host->error)) {
    return host->error;
  }
  host->quantizes = nnrdoq_host_quantizes(&host->options);
  host->records = nnrdoq_host_is_given(host->options.record);
  if (!host->quantizes && !host->records) return NULL;
  if (!nnrdoq_host_choose(&host->options, &host->names, &host->choice, host->error,
                          sizeof host->error)) {
    return host->error;
  }
  if (!nnrdoq_host_load(&host->library, host->options.library, host->names.library, host->error,
                        sizeof host->error)) {
    return host->error;
  }
  host->info.size = sizeof host->info;
  if (nnrdoq_host_open_handle(host, about) != NNRDOQ_OK ||
      host->library.get_info(host->handle, &host->info) != NNRDOQ_OK) {
    return nnrdoq_host_failed(host, host->library.error());
  }
  host->needs_costs = host->info.needs_costs || host->records;
  host->start_nanoseconds = nnrdoq_host_now(CLOCK_MONOTONIC) - begin;
  host->start_cpu_nanoseconds = nnrdoq_host_now(CLOCK_PROCESS_CPUTIME_ID) - begin_cpu;
  host->is_on = 1;
  return NULL;
}

/* Lets go of the quantizer and throws a recording away: for encoders that end early. */
static inline void nnrdoq_host_abandon(nnrdoq_host *host) {
  nnrdoq_handle *const handle = host->handle;
  host->is_on = 0;
  host->handle = NULL;
  if (handle) host->library.abandon(handle);
}

/*
 * For encoders that keep a pointer, NULL when off: makes and opens a host. Returns NULL with one line in
 * problem, valid until the thread's next call here or into the library, or NULL in it if nothing is asked for.
 */
static inline nnrdoq_host *nnrdoq_host_new(const nnrdoq_host_options *options,
                                           const nnrdoq_host_option_names *names,
                                           const nnrdoq_host_about *about, const char **problem) {
  static __thread char text[NNRDOQ_HOST_TEXT];
  nnrdoq_host *const host = (nnrdoq_host *)malloc(sizeof *host);
  *problem = "out of memory";
  if (!host) return NULL;
  nnrdoq_host_init(host, options, names);
  *problem = nnrdoq_host_open(host, about);
  if (!*problem && host->is_on) return host;
  if (*problem) {
    snprintf(text, sizeof text, "%s", *problem);
    *problem = text;
    nnrdoq_host_abandon(host);
  }
  free(host);
  return NULL;
}

/* This thread does no more: another one is ending the process. */
static inline void nnrdoq_host_wait_for_the_end(void) {
  for (;;) pause();
}

/*
 * Around each call that uses the handle. A recording is thrown away when the encoder is stopped,
 * which must not happen under another thread's call: so calls are counted where blocks are
 * recorded, and only there.
 */
static inline void nnrdoq_host_enter(nnrdoq_host *host) {
  if (!host->records) return;
  __atomic_fetch_add(&host->calls, 1, __ATOMIC_SEQ_CST);
  if (__atomic_load_n(&host->is_stopping, __ATOMIC_SEQ_CST)) {
    __atomic_fetch_sub(&host->calls, 1, __ATOMIC_SEQ_CST);
    nnrdoq_host_wait_for_the_end();
  }
}

static inline void nnrdoq_host_leave(nnrdoq_host *host) {
  if (host->records) __atomic_fetch_sub(&host->calls, 1, __ATOMIC_SEQ_CST);
}

/*
 * Ends the process: one message, no stream that looks complete, no recording, exit code 1. Nothing
 * is flushed or destroyed on the way, so that no half-written frame reaches the file. Any thread
 * may call it; the first one speaks.
 */
static inline void nnrdoq_host_stop(nnrdoq_host *host, const char *text) {
  struct stat file;
  if (__atomic_exchange_n(&host->is_stopping, 1, __ATOMIC_SEQ_CST)) nnrdoq_host_wait_for_the_end();
  fprintf(stderr, "\nnnrdoq: %s\n", text);
  if (host->handle && host->records) {
    while (__atomic_load_n(&host->calls, __ATOMIC_SEQ_CST) != 0) usleep(100);
    host->library.abandon(host->handle);
  }
  if (host->stream_file && stat(host->stream_file, &file) == 0 && S_ISREG(file.st_mode)) {
    fprintf(stderr, "nnrdoq: the encode was stopped; %s is removed\n", host->stream_file);
    unlink(host->stream_file);
  }
  fflush(stdout);
  _exit(EXIT_FAILURE);
}

/*
 * A number for costs that were filled anew, for nnrdoq_block.costs_number: no two of a host are
 * equal, whichever of its threads asks.
 */
static inline uint64_t nnrdoq_host_number_costs(nnrdoq_host *host) {
  return __atomic_add_fetch(&host->costs_numbers, 1, __ATOMIC_RELAXED);
}

/* Quantizes one block and counts it; a failure stops the encoder. */
static inline void nnrdoq_host_quantize(nnrdoq_host *host, nnrdoq_host_tally *tally,
                                        nnrdoq_block *block) {
  nnrdoq_status status;
  nnrdoq_host_enter(host);
  status = host->library.quantize(host->handle, block);
  nnrdoq_host_leave(host);
  if (status != NNRDOQ_OK) nnrdoq_host_stop(host, host->library.error());
  nnrdoq_host_count(tally, NNRDOQ_HOST_REFINED, block->log2_size, block->c_idx != 0);
}

/* Records one block with its levels; a failure stops the encoder. */
static inline void nnrdoq_host_record(nnrdoq_host *host, const nnrdoq_block *block) {
  nnrdoq_status status;
  nnrdoq_host_enter(host);
  status = host->library.record(host->handle, block);
  nnrdoq_host_leave(host);
  if (status != NNRDOQ_OK) nnrdoq_host_stop(host, host->library.error());
}

/*
 * Lets go of the quantizer; a recording gets its final name. Returns NULL, or one line that says
 * what is wrong, valid as long as the host.
 */
static inline const char *nnrdoq_host_close(nnrdoq_host *host) {
  nnrdoq_handle *const handle = host->handle;
  host->is_on = 0;
  host->handle = NULL;
  if (handle && host->library.close(handle) != NNRDOQ_OK) {
    return nnrdoq_host_failed(host, host->library.error());
  }
  return NULL;
}

#endif /* NNRDOQ_HOST_H */
