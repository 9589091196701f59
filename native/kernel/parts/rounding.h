// A block's coefficients rounded to nearest and cropped, as org.nnrdoq.quantizer.net.RoundedBlock
// does it: the same float operations in the same order.
#ifndef NNRDOQ_KERNEL_PARTS_ROUNDING_H
#define NNRDOQ_KERNEL_PARTS_ROUNDING_H

#include "quanta.h"

namespace nnrdoq {
namespace kernel {
namespace {

// The smallest rectangle of groups that holds every coefficient of at least threshold, as
// height << 8 | width, 0 if there is none.
template <int SIZE>
int findCrop(const int32_t* c, int32_t threshold) {
  uint32_t columns = 0;
  int height = 0;
  for (int y = 0; y < SIZE; y += 4) {
    uint32_t row = 0;
    for (int x = 0; x < SIZE; x += Vector::LANES) {
      Ints over = {};  // negative where one of four is
      for (int k = 0; k < 4; k++) {
        const Ints v = anywhere(c + (y + k) * SIZE + x);
        over |= (threshold - 1 - v) | (v + (threshold - 1));
      }
      row |= Vector::signs(over) << x;
    }
    columns |= row;
    height = row != 0 ? y + 4 : height;
  }
  return columns == 0 ? 0 : height << 8 | ((floorLog2(columns) & ~3) + 4);
}

// What magnitudes are above levels in 1/256 of a step, rounded down, at most 127.
inline Ints fractionOf(Ints scaled, Ints levels, int shift) {
  const Ints fraction = (scaled - (levels << shift)) >> (shift - 8);
  return fraction < 127 ? fraction : Ints{} + 127;
}

// The same of any coefficient: in 32 bits, of which a signed byte is kept.
inline int32_t wideFraction(int64_t scaled, int32_t level, int shift) {
  const uint32_t above = static_cast<uint32_t>(scaled) - (static_cast<uint32_t>(level) << shift);
  const int32_t fraction = static_cast<int32_t>(above) >> (shift - 8);
  return static_cast<int8_t>(fraction < 127 ? fraction : 127);
}

// Rounds a group, given in scan order, that has no |c| above q.widest.
inline void roundRegisters(const Ints* c, const Rounding& q, Features& f, int i) {
  const int32_t half = 1 << (q.shift - 1);
  unsigned negative = 0;
  unsigned nonZero = 0;
  Ints sum = {};
  for (int r = 0; r < PARTS; r++) {
    const Ints sign = c[r] >> 31;
    const Ints scaled = ((c[r] ^ sign) - sign) * q.scale;
    const Ints levels = (scaled + half) >> q.shift;
    negative |= negativeAt(c[r], r);
    nonZero |= negativeAt(-levels, r);
    sum += levels;
    put(f.levels[i], r, levels);
    put(f.fractions[i], r, fractionOf(scaled, levels, q.shift));
    put(f.magnitudes[i], r, __builtin_convertvector(scaled, Floats) * q.step);
  }
  f.masks[i] = static_cast<uint16_t>(nonZero);
  f.negative[i] = static_cast<uint16_t>(negative);
  f.groupSum[i] = Vector::totals(sum)[0];
}

// Rounds a group of any coefficients. c: its first one in a block of that size. Gives back which
// levels are not 0, in raster order.
uint32_t roundWideGroup(const int32_t* c, int size, const int32_t* order, const Rounding& q,
                        Features& f, int i) {
  const int64_t half = static_cast<int64_t>(1) << (q.shift - 1);
  uint32_t raster = 0;
  f.masks[i] = 0;
  f.negative[i] = 0;
  f.groupSum[i] = 0;
  for (int n = 0; n < 16; n++) {
    const int32_t v = c[(order[n] >> 2) * size + (order[n] & 3)];
    const int64_t scaled = (v < 0 ? -static_cast<int64_t>(v) : v) * q.scale;
    const int64_t wide = (scaled + half) >> q.shift;
    const int32_t level = wide > MAX_LEVEL ? MAX_LEVEL : static_cast<int32_t>(wide);
    f.levels[i][n] = level;
    f.fractions[i][n] = wideFraction(scaled, level, q.shift);
    f.magnitudes[i][n] = static_cast<float>(scaled) * q.step;
    f.masks[i] = static_cast<uint16_t>(f.masks[i] | (level != 0) << n);
    f.negative[i] = static_cast<uint16_t>(f.negative[i] | (v < 0) << n);
    f.groupSum[i] += level;
    raster |= static_cast<uint32_t>(level != 0) << order[n];
  }
  return raster;
}

// Rounds a 4x4 block, whose only group is the crop.
inline void roundOnlyGroup(const nnrdoq_block& b, const Rounding& q, Features& f) {
  const int32_t* order = TABLES.order[b.scan_idx];
  const Sixteen c = sixteen(b.coefficients);
  Ints registers[PARTS];
  unsigned wide = 0;
  uint32_t raster = 0;
  for (int r = 0; r < PARTS; r++) {
    const Ints sign = c.part[r] >> 31;
    const Ints magnitude = (c.part[r] ^ sign) - sign;
    wide |= Vector::signs(q.widest - magnitude);
    raster |= negativeAt(q.threshold - 1 - magnitude, r);
    registers[r] = pick(c, ints(order, r));
  }
  if (wide == 0) {
    roundRegisters(registers, q, f, 0);
  } else {
    raster = roundWideGroup(b.coefficients, 4, order, q, f, 0);
  }
  f.height = 4;
  f.width = 4;
  f.crop = 1;
  f.full = raster != 0;
  f.nonZeros = __builtin_popcount(raster);
  f.sum = f.groupSum[0];
  for (int y = 0; y < 4; y++) f.rows[y] = raster >> (4 * y) & 15;
}

// Rounds a group of a larger block. Gives back which levels are not 0, in raster order.
inline uint32_t roundGroup(const int32_t* c, int size, const int32_t* order, const Rounding& q,
                           Features& f, int i) {
  // All of the group is read before anything is written.
  uint32_t raster = Vector::atLeast(c, size, q.threshold);
  Ints registers[PARTS];
  unsigned wide = 0;
  for (int r = 0; r < PARTS; r++) {
    registers[r] = Vector::group(c, size, order, r);
    const Ints sign = registers[r] >> 31;
    wide |= Vector::signs(q.widest - ((registers[r] ^ sign) - sign));
  }
  if (wide == 0) {
    roundRegisters(registers, q, f, i);
  } else {
    raster = roundWideGroup(c, size, order, q, f, i);
  }
  f.full |= static_cast<uint64_t>(raster != 0) << i;
  f.nonZeros += __builtin_popcount(raster);
  f.sum += f.groupSum[i];
  return raster;
}

// Rounds an 8x8 block: all of it, which takes less than finding its crop first.
void roundFourGroups(const nnrdoq_block& b, const Rounding& q, Features& f) {
  const Scan& scan = scanOf(3, b.scan_idx);
  const int32_t* order = TABLES.order[b.scan_idx];
  f.nonZeros = 0;
  f.sum = 0;
  f.full = 0;
  uint32_t raster[2][2];
  for (int i = 0; i < 4; i++) {
    const int x = scan.groupX[i];
    const int y = scan.groupY[i];
    raster[y][x] = roundGroup(b.coefficients + 32 * y + 4 * x, 8, order, q, f, i);
  }
  f.height = (raster[1][0] | raster[1][1]) != 0 ? 8 : 4;
  f.width = (raster[0][1] | raster[1][1]) != 0 ? 8 : 4;
  f.crop = scan.crops[(f.height >> 2) - 1][(f.width >> 2) - 1];
  for (int y = 0; y < 8; y++) {
    const uint32_t* const groups = raster[y >> 2];
    f.rows[y] = (groups[0] >> (4 * (y & 3)) & 15) | (groups[1] >> (4 * (y & 3)) & 15) << 4;
  }
}

// Rounds the crop of a 16x16 or 32x32 block.
void roundGroups(const nnrdoq_block& b, const Rounding& q, Features& f) {
  f.nonZeros = 0;
  f.sum = 0;
  f.full = 0;
  const int crop = b.log2_size == 4 ? findCrop<16>(b.coefficients, q.threshold)
                                    : findCrop<32>(b.coefficients, q.threshold);
  if (crop == 0) return;
  f.height = crop >> 8;
  f.width = crop & 255;
  const Scan& scan = scanOf(b.log2_size, b.scan_idx);
  const int32_t* order = TABLES.order[b.scan_idx];
  f.crop = scan.crops[(f.height >> 2) - 1][(f.width >> 2) - 1];
  for (int y = 0; y < f.height; y++) f.rows[y] = 0;
  for (uint64_t rest = f.crop; rest != 0; rest &= rest - 1) {
    const int i = __builtin_ctzll(rest);
    const int x = scan.groupX[i] << 2;
    const int y = scan.groupY[i] << 2;
    const int32_t* const first = b.coefficients + (y << b.log2_size) + x;
    const uint32_t raster = roundGroup(first, 1 << b.log2_size, order, q, f, i);
    for (int k = 0; k < 4; k++) f.rows[y + k] |= (raster >> (4 * k) & 15) << x;
  }
}

// Squared error of samples of 8 to 12 bit in 8-bit terms.
constexpr double DEPTH_SCALES[5] = {1, 1.0 / 4, 1.0 / 16, 1.0 / 64, 1.0 / 256};

// Finds what the squared error of blocks like this one is worth.
void computeWorth(const nnrdoq_block& b, double rateWeight, Worth* worth) {
  const double weighted = b.lambda * rateWeight;
  const double lambda = weighted > 1e-9 ? weighted : 1e-9;
  const double bits = TABLES.squaredStep[b.qp] * DEPTH_SCALES[b.bit_depth - 8] / lambda;
  worth->lambda = b.lambda;
  worth->rateWeight = rateWeight;
  worth->qp = b.qp;
  worth->bitDepth = b.bit_depth;
  worth->bitsPerSquaredStep = static_cast<float>(bits < 1e3 ? bits : 1e3);
  worth->inputs = both(blockQuantum(logOf(worth->bitsPerSquaredStep) / 4),
                       blockQuantum(static_cast<float>(b.qp - 6 * (b.bit_depth - 8)) / 51));
}

// The same, kept from a block before if that was like this one.
inline float bitsPerSquaredStep(const nnrdoq_block& b, double rateWeight, Worth* worth) {
  if (b.lambda != worth->lambda || rateWeight != worth->rateWeight || b.qp != worth->qp ||
      b.bit_depth != worth->bitDepth) {
    computeWorth(b, rateWeight, worth);
  }
  return worth->bitsPerSquaredStep;
}

// Rounds to nearest and finds the crop; gives back the number of levels other than 0. If that is 0,
// only full, which is then 0 too, is defined.
int roundBlock(const nnrdoq_block& b, Features& f) {
  const Rounding& q = TABLES.rounding[b.qp][b.bit_depth + b.log2_size - 10];
  if (b.log2_size == 2) {
    roundOnlyGroup(b, q, f);
  } else if (b.log2_size == 3) {
    roundFourGroups(b, q, f);
  } else {
    roundGroups(b, q, f);
  }
  f.bitsPerSquaredStep = bitsPerSquaredStep(b, 1, &f.worth[b.c_idx]);
  return f.nonZeros;
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_ROUNDING_H
