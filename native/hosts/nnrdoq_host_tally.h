/*
 * Part of nnrdoq_host.h: what became of the blocks and how long they took. A tally belongs to one
 * thread, or to one of the encoder's states that a single thread works on at a time: counting takes
 * no lock.
 */
#ifndef NNRDOQ_HOST_TALLY_H
#define NNRDOQ_HOST_TALLY_H

#include <stdint.h>
#include <string.h>
#include <time.h>

#ifndef CLOCK_MONOTONIC
#error \
    "the nnrdoq hook needs POSIX: use -std=gnu11, or define _POSIX_C_SOURCE as 200809L first of all"
#endif

typedef enum nnrdoq_host_outcome {
  NNRDOQ_HOST_REFINED = 0,     /* went through the quantizer */
  NNRDOQ_HOST_ZERO = 1,        /* zero for certain, so that nobody was asked */
  NNRDOQ_HOST_UNSUPPORTED = 2, /* left to the encoder's own quantization */
  NNRDOQ_HOST_OUTCOMES = 3
} nnrdoq_host_outcome;

/*
 * Durations in bins: exact below 32 ns, above that 16 bins to the octave, so that a percentile is
 * off by 1/32 at most. Nothing is allocated and nothing is lost but the order.
 */
enum {
  NNRDOQ_HOST_EXACT = 32,
  NNRDOQ_HOST_PER_OCTAVE = 16,
  NNRDOQ_HOST_TOP_OCTAVE = 40,
  NNRDOQ_HOST_BINS = (NNRDOQ_HOST_TOP_OCTAVE - 4) * NNRDOQ_HOST_PER_OCTAVE + NNRDOQ_HOST_EXACT
};

typedef struct nnrdoq_host_durations {
  uint64_t bins[NNRDOQ_HOST_BINS];
  uint64_t calls;
  uint64_t nanoseconds; /* their sum */
} nnrdoq_host_durations;

/* Durations of blocks: [log2 size - 2][luma, chroma][whether all levels round to zero]. */
typedef struct nnrdoq_host_times {
  nnrdoq_host_durations blocks[4][2][2];
} nnrdoq_host_times;

typedef struct nnrdoq_host_tally {
  uint64_t counts[NNRDOQ_HOST_OUTCOMES][4][2]; /* [outcome][log2 size - 2][luma, chroma] */
  nnrdoq_host_times *times;                    /* the owner's; NULL: nothing is measured */
} nnrdoq_host_tally;

static inline uint64_t nnrdoq_host_now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static inline int nnrdoq_host_duration_bin(uint64_t nanoseconds) {
  int octave;
  if (nanoseconds < NNRDOQ_HOST_EXACT) return (int)nanoseconds;
  octave = 63 - __builtin_clzll(nanoseconds);
  if (octave > NNRDOQ_HOST_TOP_OCTAVE) return NNRDOQ_HOST_BINS - 1;
  return (octave - 4) * NNRDOQ_HOST_PER_OCTAVE + (int)(nanoseconds >> (octave - 4));
}

static inline uint64_t nnrdoq_host_bin_middle(int bin) {
  int shift;
  if (bin < NNRDOQ_HOST_EXACT) return (uint64_t)bin;
  shift = bin / NNRDOQ_HOST_PER_OCTAVE - 1;
  return ((uint64_t)(bin % NNRDOQ_HOST_PER_OCTAVE + NNRDOQ_HOST_PER_OCTAVE) << shift) +
         (((uint64_t)1 << shift) - 1) / 2;
}

static inline void nnrdoq_host_add_duration(nnrdoq_host_durations *durations,
                                            uint64_t nanoseconds) {
  durations->bins[nnrdoq_host_duration_bin(nanoseconds)]++;
  durations->calls++;
  durations->nanoseconds += nanoseconds;
}

/* Adds one's numbers to those of a total that other threads may be adding to as well. */
static inline void nnrdoq_host_add_atomically(uint64_t *total, const uint64_t *numbers, int count) {
  int i;
  for (i = 0; i < count; i++) {
    if (numbers[i]) __atomic_fetch_add(&total[i], numbers[i], __ATOMIC_RELAXED);
  }
}

static inline void nnrdoq_host_add_durations(nnrdoq_host_durations *total,
                                             const nnrdoq_host_durations *durations) {
  nnrdoq_host_add_atomically(total->bins, durations->bins, NNRDOQ_HOST_BINS);
  nnrdoq_host_add_atomically(&total->calls, &durations->calls, 1);
  nnrdoq_host_add_atomically(&total->nanoseconds, &durations->nanoseconds, 1);
}

/* The middle of the bin that holds the smallest duration which is not below percent of 100. */
static inline uint64_t nnrdoq_host_percentile(const nnrdoq_host_durations *durations, int percent) {
  const uint64_t rank = (durations->calls * (uint64_t)percent + 99) / 100;
  uint64_t below = 0;
  int i;
  for (i = 0; i < NNRDOQ_HOST_BINS; i++) {
    below += durations->bins[i];
    if (durations->bins[i] && below >= rank) return nnrdoq_host_bin_middle(i);
  }
  return 0;
}

/* Where blocks of a size are counted; sizes that nnrdoq does not know count as the nearest. */
static inline int nnrdoq_host_size_index(int log2_size) {
  return log2_size < 2 ? 0 : log2_size > 5 ? 3 : log2_size - 2;
}

static inline void nnrdoq_host_count(nnrdoq_host_tally *tally, nnrdoq_host_outcome outcome,
                                     int log2_size, int is_chroma) {
  tally->counts[outcome][nnrdoq_host_size_index(log2_size)][is_chroma ? 1 : 0]++;
}

/* Notes what a block took, if tally->times is there. */
static inline void nnrdoq_host_measured(nnrdoq_host_tally *tally, int log2_size, int is_chroma,
                                        int rounds_to_zero, uint64_t nanoseconds) {
  nnrdoq_host_add_duration(&tally->times->blocks[nnrdoq_host_size_index(log2_size)]
                                                [is_chroma ? 1 : 0][rounds_to_zero ? 1 : 0],
                           nanoseconds);
}

/* Adds a tally to a total; other threads may add theirs at the same time. */
static inline void nnrdoq_host_add_tally(nnrdoq_host_tally *total, const nnrdoq_host_tally *tally) {
  int outcome, size, chroma, zero;
  for (outcome = 0; outcome < NNRDOQ_HOST_OUTCOMES; outcome++) {
    for (size = 0; size < 4; size++) {
      nnrdoq_host_add_atomically(total->counts[outcome][size], tally->counts[outcome][size], 2);
    }
  }
  if (!total->times || !tally->times) return;
  for (size = 0; size < 4; size++) {
    for (chroma = 0; chroma < 2; chroma++) {
      for (zero = 0; zero < 2; zero++) {
        nnrdoq_host_add_durations(&total->times->blocks[size][chroma][zero],
                                  &tally->times->blocks[size][chroma][zero]);
      }
    }
  }
}

#endif /* NNRDOQ_HOST_TALLY_H */
