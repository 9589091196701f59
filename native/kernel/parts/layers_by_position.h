// Convolutions in integers for registers that hold a whole coefficient group: a pair of channels of
// its 16 positions lies side by side, and weights come one by one. Nothing is listed or gathered,
// which more than makes up for positions that do not matter. layers_by_output.h is its counterpart
// and defines the same functions.
#ifndef NNRDOQ_KERNEL_PARTS_LAYERS_BY_POSITION_H
#define NNRDOQ_KERNEL_PARTS_LAYERS_BY_POSITION_H

#include "needed.h"

namespace nnrdoq {
namespace kernel {
namespace {

static_assert(PARTS == 1, "a register is a group");

// From a pair of channels to the next, as channelsOf gives them.
constexpr int NEXT_PAIR = 16;

// Partial sums of a layer with few outputs and a kernel of 3, to hide the latency of
// multiply-accumulate.
constexpr int CHAINS = 2;

// A layer on its way over groups.
struct Run {
  const Layer* layer;
  const int32_t* bias;
  uint64_t groups;    // to compute: bit gy << 3 | gx
  const int32_t* in;  // [group][pair][position]
  ptrdiff_t inGroup;  // words from group to group
  int32_t* out;       // as in; or sums, [group][output][position], if the layer is not rectified
  ptrdiff_t outGroup;
  const int32_t* order;  // of the positions in out, as places in in; null: the same
  int height;            // of the crop in groups
  int width;
};

// What lies outside the crop.
constexpr struct { alignas(64) int32_t at[MAX_OUTPUTS / 2][16]; } OUTSIDE = {};

// A group and those around it: [above, own, below][left, own, right].
typedef const int32_t* Around[3][3];

inline void findAround(const Run& run, int at, Around& around) {
  for (int y = 0; y < 3; y++) {
    for (int x = 0; x < 3; x++) {
      const unsigned row = static_cast<unsigned>((at >> 3) + y - 1);
      const unsigned column = static_cast<unsigned>((at & 7) + x - 1);
      const bool inside =
          row < static_cast<unsigned>(run.height) && column < static_cast<unsigned>(run.width);
      around[y][x] = inside ? run.in + (at + (y - 1) * 8 + x - 1) * run.inGroup : OUTSIDE.at[0];
    }
  }
}

// The values one column to the left of each position (x = 0), at it (1), or to the right (2).
inline Ints column(const int32_t* const (&row)[3], ptrdiff_t i, int x) {
  const Ints own = ints(row[1] + i, 0);
  if (x == 0) return Vector::fromLeft(ints(row[0] + i, 0), own);
  return x == 1 ? own : Vector::fromRight(own, ints(row[2] + i, 0));
}

// Finds the sums of OUTS outputs of a group.
template <int OUTS, int KERNEL>
inline void addUp(const Run& run, const Around& around, Ints* sum) {
  constexpr int SUMS = KERNEL == 3 && OUTS <= 8 ? CHAINS : 1;
  Ints chains[SUMS][OUTS];
#pragma GCC unroll 16
  for (int o = 0; o < OUTS; o++) {
    chains[0][o] = Ints{} + run.bias[o];
    for (int c = 1; c < SUMS; c++) chains[c][o] = Ints{};
  }
  const int32_t* weights = run.layer->byPosition;
  const ptrdiff_t next = run.layer->outputs;
  const ptrdiff_t end = 16 * run.layer->pairs;
  for (ptrdiff_t i = 0; i < end; i += 16) {
    if constexpr (KERNEL == 1) {
      const Ints values = ints(around[1][1] + i, 0);
#pragma GCC unroll 16
      for (int o = 0; o < OUTS; o++) {
        chains[0][o] = Vector::dot(chains[0][o], values, Ints{} + weights[o]);
      }
      weights += next;
    } else {
#pragma GCC unroll 3
      for (int x = 0; x < 3; x++) {
        const Ints above = column(around[0], i, x);
        const Ints own = column(around[1], i, x);
        const Ints below = column(around[2], i, x);
        const Ints rows[3] = {Vector::fromAbove(above, own), own, Vector::fromBelow(own, below)};
#pragma GCC unroll 3
        for (int y = 0; y < 3; y++) {
          Ints* const chain = chains[(3 * x + y) % SUMS];
#pragma GCC unroll 16
          for (int o = 0; o < OUTS; o++) {
            chain[o] = Vector::dot(chain[o], rows[y], Ints{} + weights[o]);
          }
          weights += next;
        }
      }
    }
  }
#pragma GCC unroll 16
  for (int o = 0; o < OUTS; o++) {
    sum[o] = chains[0][o];
    for (int c = 1; c < SUMS; c++) sum[o] += chains[c][o];
  }
}

// min(max(sum, 0) >> shift, MAX_ACTIVATION)
inline Ints rectified(Ints sum, int shift) {
  const Ints most = Ints{} + MAX_ACTIVATION;
  const Ints v = (sum > 0 ? sum : Ints{}) >> shift;
  return v < most ? v : most;
}

// Runs a layer of OUTS outputs on all groups.
template <int OUTS, int KERNEL>
void convolveGroups(const Run& run) {
  const int32_t* const shift = run.layer->shift;
  for (uint64_t rest = run.groups; rest != 0; rest &= rest - 1) {
    const int at = __builtin_ctzll(rest);
    Around around;
    if constexpr (KERNEL == 3) {
      findAround(run, at, around);
    } else {
      around[1][1] = run.in + at * run.inGroup;
    }
    Ints sum[OUTS];
    addUp<OUTS, KERNEL>(run, around, sum);
    int32_t* const out = run.out + at * run.outGroup;
    if (run.layer->rectified) {
#pragma GCC unroll 8
      for (int o = 0; o < OUTS; o += 2) {
        const Ints v = rectified(sum[o], shift[o]) | rectified(sum[o + 1], shift[o + 1]) << 16;
        put(out + 8 * o, 0, run.order ? pick(Sixteen{{v}}, ints(run.order, 0)) : v);
      }
    } else {
#pragma GCC unroll 16
      for (int o = 0; o < OUTS; o++) {
        put(out + 16 * o, 0, run.order ? pick(Sixteen{{sum[o]}}, ints(run.order, 0)) : sum[o]);
      }
    }
  }
}

template <int KERNEL>
void convolve(const Run& run) {
  switch (run.layer->outputs) {
    case 2: convolveGroups<2, KERNEL>(run); break;
    case 4: convolveGroups<4, KERNEL>(run); break;
    case 6: convolveGroups<6, KERNEL>(run); break;
    case 8: convolveGroups<8, KERNEL>(run); break;
    case 10: convolveGroups<10, KERNEL>(run); break;
    case 12: convolveGroups<12, KERNEL>(run); break;
    case 14: convolveGroups<14, KERNEL>(run); break;
    default: convolveGroups<16, KERNEL>(run); break;
  }
}

// Runs all layers on s.inputs; a last layer that is not rectified leaves s.sums. Comes after
// findNeeded and makeInputs.
void runLayers(const Network& network, const nnrdoq_block& b, Scratch& s) {
  blockBias(network, s);
  Run run;
  run.in = s.inputs[0][0];
  run.inGroup = sizeof s.inputs[0] / sizeof(int32_t);
  run.height = s.features.height >> 2;
  run.width = s.features.width >> 2;
  run.order = TABLES.place[b.scan_idx];
  for (int l = 0; l < network.layerCount; l++) {
    const Layer& layer = network.layers[l];
    auto& activations = s.activations[l & 1];
    run.layer = &layer;
    run.bias = l == 0 ? s.firstBias : layer.bias;
    run.groups = s.needed[l + 1];
    run.out = layer.rectified ? activations[0][0] : s.sums[0][0];
    run.outGroup = (layer.rectified ? sizeof activations[0] : sizeof s.sums[0]) / sizeof(int32_t);
    if (layer.kernel == 1) {
      convolve<1>(run);
    } else {
      convolve<3>(run);
    }
    run.in = run.out;
    run.inGroup = run.outGroup;
    run.order = nullptr;
  }
}

// The last layer's activations at a position of a group, pairs NEXT_PAIR apart. at: number of the
// group; place: raster position in it.
inline const int32_t* channelsOf(const Network& network, const Scratch& s, int at, int place) {
  return s.activations[(network.layerCount - 1) & 1][at][0] + place;
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_LAYERS_BY_POSITION_H
