/*
 * Entropy costs as a hook makes them from context states. Reads numbers from standard input: 128 rates by
 * state ^ bin; then blocks, each log2 size, whether it is chroma, the two costs of its coded block flag, and
 * the states of one channel type in the order of nnrdoq_host_contexts, 27 + 16 + 4 + 15 + 15 of them after
 * the 2 of coded_sub_block_flag. Writes the 120 costs of each block in a line.
 */
#include <stdio.h>

#include "nnrdoq_host_costs.h"

enum { STATES = 2 + 27 + 16 + 4 + 15 + 15, COSTS = sizeof(nnrdoq_costs) / sizeof(int32_t) };

static int read_numbers(uint32_t *numbers, int count) {
  int i;
  for (i = 0; i < count; i++) {
    if (scanf("%u", &numbers[i]) != 1) return 0;
  }
  return 1;
}

int main(void) {
  uint32_t rates[128], head[4], numbers[STATES];
  uint8_t states[STATES];
  if (!read_numbers(rates, 128)) return 1;
  while (read_numbers(head, 4) && read_numbers(numbers, STATES)) {
    const nnrdoq_host_contexts contexts = {rates,       states,      states + 2, states + 29,
                                           states + 45, states + 49, states + 64};
    nnrdoq_costs costs;
    int32_t all[COSTS];
    int i;
    for (i = 0; i < STATES; i++) states[i] = (uint8_t)numbers[i];
    memset(&costs, 0x55, sizeof costs); /* what is left over shows */
    costs.coded_block_flag[0] = (int32_t)head[2];
    costs.coded_block_flag[1] = (int32_t)head[3];
    nnrdoq_host_fill_costs(&costs, &contexts, (int)head[0], (int)head[1]);
    memcpy(all, &costs, sizeof all);
    for (i = 0; i < COSTS; i++) printf("%d%c", (int)all[i], i + 1 < COSTS ? ' ' : '\n');
  }
  return 0;
}
