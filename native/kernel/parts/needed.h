// Which positions of which layer matter to the levels that are not 0, and what a whole block adds
// to the first layer: what both ways to run the layers begin with.
#ifndef NNRDOQ_KERNEL_PARTS_NEEDED_H
#define NNRDOQ_KERNEL_PARTS_NEEDED_H

#include "group.h"

namespace nnrdoq {
namespace kernel {
namespace {

// Adds what the per-block inputs give to the first layer's bias.
void blockBias(const Network& network, Scratch& s) {
  for (int r = 0; r < PARTS; r++) {
    Ints sums[2] = {ints(network.layers[0].bias, r), {}};
    for (int p = 0; p < BLOCK_INPUT_PAIRS; p++) {
      sums[p & 1] =
          Vector::dot(sums[p & 1], Ints{} + s.blockInputs[p], ints(network.blockWeights[p], r));
    }
    put(s.firstBias, r, sums[0] + sums[1]);
  }
}

// Which groups have a bit in rows of positions; bit gy << 3 | gx.
inline uint64_t groupsOf(const uint32_t* rows, int height) {
  uint64_t groups = 0;
  for (int y = 0; y < height; y += 4) {
    uint32_t any = rows[y] | rows[y + 1] | rows[y + 2] | rows[y + 3];
    any |= any >> 1;
    any = (any | any >> 2) & 0x11111111;
    any = (any | any >> 3) & 0x03030303;
    any = (any | any >> 6) & 0x000f000f;
    groups |= static_cast<uint64_t>((any | any >> 12) & 0xff) << (2 * y);
  }
  return groups;
}

// Finds where the outputs of each layer are needed; those of the last one at the levels that are
// not 0. s.needed[l] and s.neededRows[l] are then what matters of the inputs of layer l.
void findNeeded(const Network& network, Scratch& s) {
  const Features& f = s.features;
  if (PARTS == 1 && f.crop == 1) {
    for (int l = 0; l <= network.layerCount; l++) s.needed[l] = 1;
    return;
  }
  const uint32_t inside = f.width == 32 ? ~0u : (1u << f.width) - 1;
  const uint32_t* from = f.rows;
  s.needed[network.layerCount] = groupsOf(from, f.height);
  s.neededRows[network.layerCount] = from;
  for (int l = network.layerCount - 1; l >= 0; l--) {
    s.needed[l] = s.needed[l + 1];
    s.neededRows[l] = from;
    if (network.layers[l].kernel == 1) continue;
    uint32_t* const to = s.dilated[l];
    uint32_t above = 0;
    uint32_t here = (from[0] | from[0] << 1 | from[0] >> 1) & inside;
    for (int y = 0; y < f.height; y++) {
      const uint32_t next = y + 1 < f.height ? from[y + 1] : 0;
      const uint32_t below = (next | next << 1 | next >> 1) & inside;
      to[y] = above | here | below;
      above = here;
      here = below;
    }
    from = to;
    s.needed[l] = groupsOf(from, f.height);
    s.neededRows[l] = from;
  }
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_NEEDED_H
