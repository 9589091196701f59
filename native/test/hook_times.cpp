// Adds up durations as the hook does and prints its lines; a test compares them with the durations.
// Reads from stdin, one block in a line: log2 size, 1 for chroma, 1 if it rounds to zero, nanoseconds.
#include "../hm/nnrdoq_hook.h"

int main() {
  nnrdoq_hook::Times* times = new nnrdoq_hook::Times();
  int log2Size, chroma, zero;
  unsigned long long nanoseconds;
  while (scanf("%d %d %d %llu", &log2Size, &chroma, &zero, &nanoseconds) == 4) {
    times->of[nnrdoq_hook::sizeIndex(log2Size)][chroma][zero].add(nanoseconds);
  }
  nnrdoq_hook::printTimes(*times);
  delete times;
  return 0;
}
