/*
 * Adds up durations as the hook of an encoder does and prints its lines; a test compares them with
 * the durations. Reads from stdin, one block in a line: log2 size, 1 for chroma, 1 if it rounds to
 * zero, nanoseconds. Odd lines go to one tally and even ones to another, as with two threads.
 */
#include "nnrdoq_host_report.h"

int main(void) {
  static nnrdoq_host_times times[3];
  static nnrdoq_host_tally tallies[3];
  int log2_size, chroma, zero, line = 0;
  unsigned long long nanoseconds;
  while (scanf("%d %d %d %llu", &log2_size, &chroma, &zero, &nanoseconds) == 4) {
    nnrdoq_host_tally *const tally = &tallies[line++ & 1];
    tally->times = &times[tally - tallies];
    nnrdoq_host_measured(tally, log2_size, chroma, zero, nanoseconds);
  }
  tallies[2].times = &times[2];
  nnrdoq_host_add_tally(&tallies[2], &tallies[0]);
  nnrdoq_host_add_tally(&tallies[2], &tallies[1]);
  nnrdoq_host_report_times(stdout, &times[2]);
  return 0;
}
