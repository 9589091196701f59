/*
 * What a hook says at the end: the blocks, what they took, and what ran. Every line begins with
 * NNRDOQ, so that a program can pick them out of the encoder's own; numbers have a decimal point in
 * every locale.
 */
#ifndef NNRDOQ_HOST_REPORT_H
#define NNRDOQ_HOST_REPORT_H

#include "nnrdoq_host.h"

typedef struct nnrdoq_host_number {
  char text[32];
} nnrdoq_host_number;

/* A quotient of 0 or more with so many decimals, at most 4. */
static inline nnrdoq_host_number nnrdoq_host_decimal(double numerator, double denominator,
                                                     int decimals) {
  static const unsigned powers[] = {1, 10, 100, 1000, 10000};
  const double value = denominator > 0 ? numerator / denominator : 0;
  const unsigned long long scaled = (unsigned long long)(value * powers[decimals] + 0.5);
  nnrdoq_host_number number;
  snprintf(number.text, sizeof number.text, "%llu.%0*llu", scaled / powers[decimals], decimals,
           scaled % powers[decimals]);
  return number;
}

static inline void nnrdoq_host_report_durations(FILE *out, int size, const char *kind,
                                                const nnrdoq_host_durations *durations) {
  char name[32];
  const double sum = (double)durations->nanoseconds;
  if (durations->calls == 0) return;
  snprintf(name, sizeof name, "%dx%d %s", 4 << size, 4 << size, kind);
  fprintf(out, "NNRDOQ times %-15s %12llu %10s %9llu %9llu %10s\n", name,
          (unsigned long long)durations->calls,
          nnrdoq_host_decimal(sum, (double)durations->calls, 1).text,
          (unsigned long long)nnrdoq_host_percentile(durations, 50),
          (unsigned long long)nnrdoq_host_percentile(durations, 99),
          nnrdoq_host_decimal(sum, 1e9, 4).text);
}

/*
 * What the blocks' quantization took, whoever did it; "nonzero" are the luma and chroma blocks of
 * that size that do not round to zero.
 */
static inline void nnrdoq_host_report_times(FILE *out, const nnrdoq_host_times *times) {
  static const char *const kinds[2] = {"luma", "chroma"};
  nnrdoq_host_durations sum;
  int size, chroma, i;
  memset(&sum, 0, sizeof sum);
  for (i = 0; i < 1001; i++) {
    const uint64_t begin = nnrdoq_host_now(CLOCK_MONOTONIC);
    nnrdoq_host_add_duration(&sum, nnrdoq_host_now(CLOCK_MONOTONIC) - begin);
  }
  fprintf(out, "\nNNRDOQ times in nanoseconds; each has one reading of the clock in it, %llu ns\n",
          (unsigned long long)nnrdoq_host_percentile(&sum, 50));
  fprintf(out, "NNRDOQ times %-15s %12s %10s %9s %9s %10s\n", "of blocks", "calls", "mean", "p50",
          "p99", "seconds");
  for (size = 0; size < 4; size++) {
    for (chroma = 0; chroma < 2; chroma++) {
      sum = times->blocks[size][chroma][0];
      nnrdoq_host_add_durations(&sum, &times->blocks[size][chroma][1]);
      nnrdoq_host_report_durations(out, size, kinds[chroma], &sum);
    }
    sum = times->blocks[size][0][0];
    nnrdoq_host_add_durations(&sum, &times->blocks[size][1][0]);
    nnrdoq_host_report_durations(out, size, "nonzero", &sum);
  }
}

static inline void nnrdoq_host_report_counts(FILE *out, const nnrdoq_host_tally *tally) {
  uint64_t all[NNRDOQ_HOST_OUTCOMES] = {0, 0, 0};
  int size, chroma, outcome;
  fprintf(out, "NNRDOQ %-14s %12s %12s %12s\n", "blocks", "refined", "zero", "unsupported");
  for (size = 0; size < 4; size++) {
    for (chroma = 0; chroma < 2; chroma++) {
      char name[32];
      snprintf(name, sizeof name, "%dx%d %s", 4 << size, 4 << size, chroma ? "chroma" : "luma");
      fprintf(out, "NNRDOQ %-14s", name);
      for (outcome = 0; outcome < NNRDOQ_HOST_OUTCOMES; outcome++) {
        const uint64_t count = tally->counts[outcome][size][chroma];
        fprintf(out, " %12llu", (unsigned long long)count);
        all[outcome] += count;
      }
      fprintf(out, "\n");
    }
  }
  fprintf(out, "NNRDOQ %-14s %12llu %12llu %12llu\n", "all", (unsigned long long)all[0],
          (unsigned long long)all[1], (unsigned long long)all[2]);
}

static inline uint64_t nnrdoq_host_refined(const nnrdoq_host_tally *tally) {
  uint64_t sum = 0;
  int size;
  for (size = 0; size < 4; size++) {
    sum +=
        tally->counts[NNRDOQ_HOST_REFINED][size][0] + tally->counts[NNRDOQ_HOST_REFINED][size][1];
  }
  return sum;
}

/* Quantizer, network, strength, backend, Java and library, in one line without an end. */
static inline void nnrdoq_host_print_what_runs(FILE *out, const nnrdoq_host *host) {
  const nnrdoq_info *const info = &host->info;
  const double strength = host->choice.strength;
  fprintf(out, "%s, ", info->quantizer);
  if (info->model[0]) fprintf(out, "network %s %.8s, ", info->model, info->model_sha256);
  if (strength > 0 && strength != 1) {
    fprintf(out, "strength %s, ", nnrdoq_host_decimal(strength, 1, 2).text);
  }
  if (info->backend[0]) {
    fprintf(out, "backend %s%s%s, ", info->backend, info->instructions[0] ? " " : "",
            info->instructions);
  }
  fprintf(out, "%s%s, library %s", info->java[0] ? "Java " : "no Java", info->java,
          host->library.version());
}

/*
 * Writes times and summary of host->total; nothing if neither was asked for. The host is open
 * still. Returns NULL, or one line that says what is wrong, valid as long as the host.
 */
static inline const char *nnrdoq_host_report(nnrdoq_host *host, FILE *out) {
  const uint64_t refined = nnrdoq_host_refined(&host->total);
  nnrdoq_stats stats;
  if (host->total.times) nnrdoq_host_report_times(out, host->total.times);
  if (!host->is_on) return NULL;
  memset(&stats, 0, sizeof stats);
  stats.size = sizeof stats;
  if (host->library.get_stats(host->handle, &stats) != NNRDOQ_OK) {
    return nnrdoq_host_failed(host, host->library.error());
  }
  fprintf(out, "\nNNRDOQ summary: quantizer ");
  nnrdoq_host_print_what_runs(out, host);
  fprintf(out, "\n");
  nnrdoq_host_report_counts(out, &host->total);
  fprintf(out,
          "NNRDOQ time in the quantizer %s s, %s us per call; start-up %s s (processor %s s); Java "
          "heap %s MB\n",
          nnrdoq_host_decimal((double)stats.nanoseconds, 1e9, 3).text,
          nnrdoq_host_decimal((double)stats.nanoseconds, 1e3 * (double)refined, 3).text,
          nnrdoq_host_decimal((double)host->start_nanoseconds, 1e9, 3).text,
          nnrdoq_host_decimal((double)host->start_cpu_nanoseconds, 1e9, 3).text,
          nnrdoq_host_decimal((double)stats.java_heap_bytes, 1048576, 1).text);
  if (host->records) {
    fprintf(out, "NNRDOQ recorded %llu blocks to %s\n",
            (unsigned long long)(stats.recorded[0] + stats.recorded[1] + stats.recorded[2] +
                                 stats.recorded[3]),
            host->options.record);
  }
  return NULL;
}

/*
 * The end of a host that nnrdoq_host_new made; NULL is allowed. Reports to out, if it is not NULL, and says on
 * standard error what is wrong.
 */
static inline void nnrdoq_host_delete(nnrdoq_host *host, FILE *out) {
  const char *problem;
  if (!host) return;
  problem = out ? nnrdoq_host_report(host, out) : NULL;
  if (!problem) problem = nnrdoq_host_close(host);
  if (problem) fprintf(stderr, "nnrdoq: %s\n", problem);
  nnrdoq_host_abandon(host);
  free(host);
}

/* For the encoder's line of tools, each with a blank behind it; nothing when off. */
static inline void nnrdoq_host_print_tools(FILE *out, const nnrdoq_host_options *options) {
  if (nnrdoq_host_quantizes(options)) fprintf(out, "NNRDOQ:%s ", options->mode);
  if (nnrdoq_host_is_given(options->record)) fprintf(out, "NNRDOQRecord:1 ");
  if (options->times) fprintf(out, "NNRDOQTimes:1 ");
}

#endif /* NNRDOQ_HOST_REPORT_H */
