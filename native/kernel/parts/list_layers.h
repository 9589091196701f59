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

// FOURS times four outputs of sixteen levels. in: the first of them in the first pair of channels.
template <int TAPS, int FOURS>
inline void outputsFrom(const ListLayer& layer, int o, const int16_t* bias, const int16_t* in,
                        bool alone, Shorts isIn, int16_t* out) {
  const int ofFour = 4 * TAPS * layer.pairs;
  const int32_t* weights = layer.weights + o / 4 * ofFour;
  Shorts sums[4 * FOURS];
  for (int k = 0; k < 4 * FOURS; k++) sums[k] = allShorts(bias[o + k]);
  for (int tap = 0; tap < TAPS; tap++) {
    for (int p = 0; p < layer.pairs; p++) {
      const Shorts x = neighbours<TAPS>(in + p * LIST_ROOM, tap, alone);
      for (int k = 0; k < 4 * FOURS; k++) {
        sums[k] = byteDot(sums[k], x, weights[k / 4 * ofFour + k % 4]);
      }
      weights += 4;
    }
  }
  for (int k = 0; k < 4 * FOURS; k += 2) {
    const Shorts pair = activation(sums[k], layer.scale[o + k]) |
                        activation(sums[k + 1], layer.scale[o + k + 1]) << allShorts(8);
    put(out + k / 2 * LIST_ROOM, pair & isIn);
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
    int o = 0;
    for (; o + 8 <= layer.outputs; o += 8) {
      outputsFrom<TAPS, 2>(layer, o, bias, in[0] + j, alone, isIn, out[o / 2] + j);
    }
    if (o < layer.outputs) outputsFrom<TAPS, 1>(layer, o, bias, in[0] + j, alone, isIn, out[o / 2] + j);
  }
}

// Positions of a short list, in the lower half; the upper half counts for nothing.
constexpr Shorts SHORT_LIST_BEFORE = {7, 6, 5, 4, 3, 2, 1, 0, 7, 6, 5, 4, 3, 2, 1, 0};

// PAIRS pairs of outputs of a short list, from the first one on. Gives back the weights after theirs.
template <int TAPS, int PAIRS>
inline const int16_t* pairsOfOutputs(const ListLayer& layer, const int16_t* weights, int first,
                                     const int16_t (*bias)[16], Shorts isIn, ListChannels in,
                                     ListChannels out) {
  Shorts sums[PAIRS];
  for (int k = 0; k < PAIRS; k++) sums[k] = shorts(bias[first + k]);
  for (int p = 0; p < layer.pairs; p++) {
    const Shorts own = Vector::inBothHalves(in[p] + LIST_END - SHORT_LIST);
    for (int tap = 0; tap < TAPS; tap++) {
      const Shorts x = TAPS == 1 || tap == 1 ? own
                       : tap == 0            ? Vector::halvesFromLower(own)
                                             : Vector::halvesFromUpper(own);
      for (int k = 0; k < PAIRS; k++) {
        sums[k] = Vector::byteDot(sums[k], x, shortsAnywhere(weights + 16 * k));
      }
      weights += 16 * PAIRS;
    }
  }
  for (int k = 0; k < PAIRS; k++) {
    const Shorts v = activation(sums[k], shorts(layer.halfScale[first + k]));
    const Shorts pair = (v | Vector::halvesExchanged(v) << allShorts(8)) & isIn;
    memcpy(out[first + k] + LIST_END - SHORT_LIST, &pair, SHORT_LIST * sizeof(int16_t));
  }
  return weights;
}

template <int TAPS>
inline void runShortLayer(const ListLayer& layer, const int16_t (*bias)[16], Shorts isIn,
                          ListChannels in, ListChannels out) {
  const int16_t* weights = layer.halves;
  const int pairs = layer.outputs / 2;
  int p = 0;
  for (; p + 4 <= pairs; p += 4) {
    weights = pairsOfOutputs<TAPS, 4>(layer, weights, p, bias, isIn, in, out);
  }
  if (p < pairs) pairsOfOutputs<TAPS, 2>(layer, weights, p, bias, isIn, in, out);
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

// The same of a short list: both scores in one register.
inline void scoreShort(const ListLayer& scores, int hidden, ListChannels last, LevelList& list) {
  Shorts both = shorts(scores.halfBias[0]);
  for (int p = 0; p < scores.pairs; p++) {
    const int16_t* const x = p < hidden ? last[p] : list.inputs[p - hidden];
    both = Vector::byteDot(both, Vector::inBothHalves(x + LIST_END - SHORT_LIST),
                           shortsAnywhere(scores.halves + 16 * p));
  }
  const Shorts lowered = both > Shorts{};
  const Shorts zero = Vector::halvesExchanged(both);
  putBits(list.lowered, LIST_END - 16, signs(lowered) << SHORT_LIST & 0xff00);
  putBits(list.zeroed, LIST_END - 16, signs(zero > (lowered & both)) << SHORT_LIST & 0xff00);
}

// Puts the bytes of a row of pairs into 16 bits each.
inline void widenPairs(const int16_t* from, int count, int32_t* to) {
  for (int left = count; left > 0; left -= Vector::LANES) {
    const int j = LIST_END - Vector::LANES - (count - left);
    const Ints bytes = Vector::widen(from + j);
    put(to + j, 0, (bytes & 0xff) | (bytes << 8 & 0xff0000));
  }
}

// Gives back the last layer's outputs, as runLongList.
inline ListChannels runShortList(const ListNetwork& network, LevelList& list) {
  const Shorts isIn = SHORT_LIST_BEFORE < allShorts(list.count);
  ListChannels in = list.inputs;
  for (int p = 0; p < network.layers[0].outputs / 2; p++) {
    put(list.halfBias[p], Vector::inEachHalf(list.bias[2 * p], list.bias[2 * p + 1]));
  }
  for (int i = 0; i < network.layerCount; i++) {
    const ListLayer& layer = network.layers[i];
    const int16_t(*const bias)[16] = i == 0 ? list.halfBias : layer.halfBias;
    const ListChannels out = list.activations[i & 1];
    if (layer.taps == 1) {
      runShortLayer<1>(layer, bias, isIn, in, out);
    } else {
      runShortLayer<3>(layer, bias, isIn, in, out);
    }
    in = out;
  }
  return in;
}

inline ListChannels runLongList(const ListNetwork& network, LevelList& list) {
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
  return in;
}

void runListLayers(const ListNetwork& network, LevelList& list) {
  const int hidden = network.layers[network.layerCount - 1].outputs / 2;
  // The first layer's inputs are not nothing where they are 0.
  const bool isShort = list.count <= SHORT_LIST && network.layers[0].taps == 1;
  const ListChannels last = isShort ? runShortList(network, list) : runLongList(network, list);
  if (network.head != nullptr) {
    for (int p = 0; p < hidden; p++) widenPairs(last[p], list.count, list.pairs[p]);
  } else if (isShort) {
    scoreShort(network.scores, hidden, last, list);
  } else {
    score(network.scores, hidden, last, list);
  }
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_LIST_LAYERS_H
