// The layers of a network over lists: convolutions of bytes along the list, sixteen levels side by
// side in 16 bits, which no sum leaves. The C++ counterpart of org.nnrdoq.network.list.ListNetwork.
#ifndef NNRDOQ_KERNEL_PARTS_LIST_LAYERS_H
#define NNRDOQ_KERNEL_PARTS_LIST_LAYERS_H

#include "shorts.h"

namespace nnrdoq {
namespace kernel {
namespace {

typedef int16_t (*ListChannels)[LIST_ROOM];

// Sixteen levels of a pair of channels, and the levels beside them.
template <int TAPS>
inline Shorts neighbours(const int16_t* in, int tap, bool alone) {
  if (TAPS == 1 || tap == 1) return shorts(in);
  if (!alone) return shortsAnywhere(in + tap - 1);
  // Loading across what was just stored would wait for it; nothing lies beside a register alone.
  return tap == 0 ? Vector::fromLower(shorts(in)) : Vector::fromUpper(shorts(in));
}

// Four outputs of sixteen levels. in: the first of them in the first pair of channels.
template <int TAPS>
inline void fourOutputs(const ListLayer& layer, int o, const int16_t* bias, const int16_t* in,
                        bool alone, Shorts* out) {
  const int32_t* weights = layer.weights + o * TAPS * layer.pairs;
  Shorts sums[4];
  for (int k = 0; k < 4; k++) sums[k] = allShorts(bias[o + k]);
  for (int tap = 0; tap < TAPS; tap++) {
    for (int p = 0; p < layer.pairs; p++) {
      const Shorts x = neighbours<TAPS>(in + p * LIST_ROOM, tap, alone);
      for (int k = 0; k < 4; k++) sums[k] = byteDot(sums[k], x, weights[k]);
      weights += 4;
    }
  }
  for (int k = 0; k < 2; k++) {
    out[k] = activation(sums[2 * k], layer.scale[o + 2 * k]) |
             activation(sums[2 * k + 1], layer.scale[o + 2 * k + 1]) << allShorts(8);
  }
}

// alone: the list is in one register, and nothing of it beside the first layer's inputs.
template <int TAPS>
inline void runLayer(const ListLayer& layer, const int16_t* bias, int count, bool alone,
                     ListChannels in, ListChannels out) {
  for (int left = count; left > 0; left -= 16) {
    const int j = LIST_END - 16 - (count - left);
    // Before the list there is nothing.
    const Shorts isIn = SHORTS_BEFORE < allShorts(left < 16 ? left : 16);
    for (int o = 0; o < layer.outputs; o += 4) {
      Shorts pairs[2];
      fourOutputs<TAPS>(layer, o, bias, in[0] + j, alone, pairs);
      put(out[o / 2] + j, pairs[0] & isIn);
      put(out[o / 2 + 1] + j, pairs[1] & isIn);
    }
  }
}

// Makes what convolutions see around a list nothing: 0, or what stands for it.
inline void bound(ListChannels channels, int pairs, int count, int16_t nothing) {
  for (int p = 0; p < pairs; p++) {
    const Shorts all = allShorts(nothing);
    memcpy(channels[p] + LIST_END - 16 - count, &all, sizeof all);
    channels[p][LIST_END] = nothing;
  }
}

inline void putBits(uint64_t* bits, int j, unsigned sixteen) {
  const int shift = j & 63;
  const uint64_t others = ~(uint64_t{0xffff} << shift);
  bits[j >> 6] = (bits[j >> 6] & others) | uint64_t{sixteen} << shift;
}

// Decides on every level by the scores.
inline void score(const ListLayer& scores, int hidden, ListChannels last, LevelList& list) {
  for (int j = LIST_END - 16; j > LIST_END - 16 - list.count; j -= 16) {
    const int32_t* weights = scores.weights;
    Shorts lower = allShorts(scores.bias[0]);
    Shorts zero = allShorts(scores.bias[1]);
    for (int p = 0; p < scores.pairs; p++, weights += 4) {
      const Shorts x = shorts((p < hidden ? last[p] : list.inputs[p - hidden]) + j);
      lower = byteDot(lower, x, weights[0]);
      zero = byteDot(zero, x, weights[1]);
    }
    const Shorts lowered = lower > Shorts{};
    putBits(list.lowered, j, signs(lowered));
    putBits(list.zeroed, j, signs(zero > (lowered & lower)));
  }
}

// Puts the bytes of a row of pairs into 16 bits each.
inline void widenPairs(const int16_t* from, int count, int32_t* to) {
  for (int left = count; left > 0; left -= Vector::LANES) {
    const int j = LIST_END - Vector::LANES - (count - left);
    const Ints bytes = Vector::widen(from + j);
    put(to + j, 0, (bytes & 0xff) | (bytes << 8 & 0xff0000));
  }
}

void runListLayers(const ListNetwork& network, LevelList& list) {
  const int count = list.count;
  ListChannels in = list.inputs;
  for (int i = 0; i < network.layerCount; i++) {
    const ListLayer& layer = network.layers[i];
    const int16_t* const bias = i == 0 ? list.bias : layer.bias;
    const ListChannels out = list.activations[i & 1];
    if (layer.taps == 1) {
      runLayer<1>(layer, bias, count, true, in, out);
    } else {
      if (i == 0) bound(in, layer.pairs, count, static_cast<int16_t>(INPUT_OFFSET * 0x101));
      if (i > 0 && count % 16 == 0) bound(in, layer.pairs, count, 0);
      runLayer<3>(layer, bias, count, i > 0 && count <= 16, in, out);
    }
    in = out;
  }
  const int hidden = network.layers[network.layerCount - 1].outputs / 2;
  if (network.head == nullptr) {
    score(network.scores, hidden, in, list);
    return;
  }
  for (int p = 0; p < hidden; p++) widenPairs(in[p], count, list.pairs[p]);
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_LIST_LAYERS_H
