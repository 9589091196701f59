// What H.265 fixes about residual_coding(): scans, context increments, binarizations, and what bins
// cost. The C++ counterpart of org.nnrdoq.hevc.residual, EntropyBits and RateEstimate; all rates
// are in 1/32768 bit. Functions are static: files that are compiled for an instruction set of their
// own must not lend their copies to others.
#ifndef NNRDOQ_KERNEL_TABLES_H
#define NNRDOQ_KERNEL_TABLES_H

#include <stdint.h>

#include "java_constants.h"
#include "nnrdoq.h"

namespace nnrdoq {
namespace kernel {

constexpr int MAX_AREA = 1024;
constexpr int MAX_GROUPS = 64;

// The order of one block size and scan; position 0 is the DC coefficient.
struct Scan {
  int32_t groups;               // 1, 4, 16 or 64
  uint16_t position[MAX_AREA];  // raster position in the block, by scan position
  uint8_t x[MAX_AREA];          // column, by scan position
  uint8_t y[MAX_AREA];          // row, by scan position
  uint8_t groupX[MAX_GROUPS];   // column in groups, by group
  uint8_t groupY[MAX_GROUPS];   // row in groups, by group
  // A bit mask over a group in raster order as one in scan order: that of the first two rows m is
  // entry m, that of the last two entry 256 + m.
  uint16_t masks[512];
  uint64_t crops[8][8];  // bit i: group i lies in [rows of groups - 1][columns - 1]
};

// What codes the sig_coeff_flags of a group.
struct SigContexts {
  int8_t at[16];          // ctxInc, by scan position in the group
  int8_t index[16];       // which of the distinct ones that is
  int8_t around[16];      // at, 4x4 blocks; else the part that the neighbours decide, 0..2
  uint16_t positions[9];  // bit n: position n has this distinct context
  uint8_t distinct[9];
  uint8_t count;  // of distinct contexts
  uint32_t used;  // bit c: a position has context c
};

// Bins of one context, in coding order, as one number: below its highest bit 1, the first one
// highest.
constexpr unsigned NO_BINS = 1;
constexpr int RUN_BINS = 4;  // coded by one look-up
constexpr int RUN_RATE_SHIFT = 12;

// The coeff_abs_level_greater1_flags of a group up to the first 1, as bins of contexts 1, 2 and 3;
// the last context has up to six.
struct Greater1Start {
  uint8_t one;
  uint8_t two;
  uint8_t three;
  uint8_t restOfThree;
};

constexpr int STATES = 126;  // of a context: pStateIdx << 1 | valMps

constexpr int QPS_PRIME = 51 + 6 * 4 + 1;  // Qp' of up to 12 bit

// How to quantize at one Qp', bit depth and block size (H.265 8.6.4 backwards).
struct Rounding {
  int32_t scale;  // a level is (|c| * scale + half) >> shift
  int32_t shift;
  float step;         // 1 / 2^shift: a level in units of |c| * scale
  int32_t threshold;  // least |c| whose level is not 0
  int32_t widest;     // largest |c| whose level is at most MAX_LEVEL and found in 31 bits
};

// What coeff_abs_level_remaining of a level changes in the bits of keeping it and of lowering it by one, beside those
// of the level cut to 3 where the Rice parameter is 0.
struct Remainder {
  int8_t kept;
  int8_t lowered;
};

struct Tables {
  Scan scans[4][3];  // [log2 size - 2][scan_idx]
  SigContexts sig[4 * 2 * 3 * 4 * 2];
  alignas(64) int32_t order[3][16];  // [scan_idx][scan position in a group]: raster position in it
  alignas(64) int32_t place[3][16];  // [scan_idx][raster position in a group]: scan position in it
  // [scan_idx][0: column, 1: row][scan position]: where the prefix rates of last positions of 4x4
  // blocks lie in nnrdoq_costs from last_sig_coeff_x_prefix on.
  alignas(64) int32_t lastAt[3][2][16];
  // Byte n: how many of the bits above bit n of a byte are set.
  uint64_t bitsAbove[256];
  Rounding rounding[QPS_PRIME][8];  // [Qp'][bit depth + log2 size - 10]
  double squaredStep[QPS_PRIME];    // squared error of one level, 8-bit samples
  uint8_t lastPrefix[32];           // prefix of a last-significant coordinate
  // Of a context state (pStateIdx << 1 | valMps) and a bin: rate << 8 | next state.
  int32_t step[256];
  // Of a context state and up to four bins, state << 4 + 1 | bins: rate << 12 | state after them.
  uint32_t runs[128 << (RUN_BINS + 1)];
  Greater1Start greater1Starts[9][2];  // [flags of 0][whether a 1 follows]
  // Bits of coeff_abs_level_remaining x: entry x + 1; entry 0 is that of no such element.
  uint8_t remainingBits[MAX_RICE + 1][32];
  Remainder remainders[MAX_RICE + 1][3][32];  // [Rice parameter][baseLevel - 1][level]
  // rate << 8 | state, by rateSlot of the rate of bin 0; no two states share a slot. A free
  // one holds the entry of state 0, whose rate leads to another slot.
  int32_t stateSlots[1024];
  int32_t sortedStates[STATES];  // rate << 8 | state, ascending
};

extern const Tables TABLES;

// Any odd factor that keeps the 126 rates apart will do.
static constexpr int rateSlot(int32_t rate) {
  return static_cast<int>(static_cast<uint32_t>(rate) * 0xb2221a59u >> 22);
}

// State whose bin 0 has a rate nearest to one that no state has.
int nearestState(int32_t rate);

static inline const Scan& scanOf(int log2Size, int scanIdx) {
  return TABLES.scans[log2Size - 2][scanIdx];
}

// sig_coeff_flags of a group. prevCsbf: bit 0, the group to the right is coded; bit 1, the group
// below is. firstGroup: it holds the DC coefficient.
static inline const SigContexts& sigContexts(int log2Size, int cIdx, int scanIdx, int prevCsbf,
                                             bool firstGroup) {
  const int index = (((log2Size - 2) * 2 + (cIdx > 0)) * 3 + scanIdx) * 4 + prevCsbf;
  return TABLES.sig[index * 2 + firstGroup];
}

static inline int codedSubBlockContext(int prevCsbf) { return prevCsbf != 0; }

// i: index of the group in scan; greater1Ctx: after the last flag of the group coded before, or 1.
static inline int ctxSetOf(int i, int cIdx, int greater1Ctx) {
  return (i == 0 || cIdx > 0 ? 0 : 2) + (greater1Ctx == 0);
}

static constexpr int greater1Context(int ctxSet, int greater1Ctx) {
  return 4 * ctxSet + greater1Ctx;
}

static inline int lastPrefixOffset(int log2Size, int cIdx) {
  return cIdx > 0 ? 0 : 3 * (log2Size - 2) + ((log2Size - 1) >> 2);
}

static inline int lastPrefixShift(int log2Size, int cIdx) {
  return cIdx > 0 ? log2Size - 2 : (log2Size + 1) >> 2;
}

static inline int lastPrefixMax(int log2Size) { return (log2Size << 1) - 1; }

static inline int lastSuffixLength(int prefix) { return prefix < 4 ? 0 : (prefix >> 1) - 1; }

static inline int rateOf(int state, int bin) { return TABLES.step[state << 1 | bin] >> 8; }

// Up to four bins of one context.
static inline uint32_t runOf(int state, unsigned bins) {
  return TABLES.runs[static_cast<unsigned>(state) << (RUN_BINS + 1) | bins];
}

static constexpr int floorLog2(uint32_t v) { return 31 ^ __builtin_clz(v); }

// What codes a level: the counterpart of org.nnrdoq.hevc.residual.GroupState.
struct LevelContext {
  int greater1;   // context of coeff_abs_level_greater1_flag
  int greater2;   // context of coeff_abs_level_greater2_flag
  int rice;       // Rice parameter of coeff_abs_level_remaining
  int baseLevel;  // 1: neither flag is coded, 2: no greater2 flag, 3: both
};

// Bits of coeff_abs_level_remaining.
static constexpr int remainingBits(int value, int rice) {
  if (value < 3 << rice) return (value >> rice) + 1 + rice;
  return 4 - rice + 2 * floorLog2(static_cast<uint32_t>(value - (3 << rice) + (1 << rice)));
}

// Cost of coeff_abs_level_remaining.
static constexpr int remainingRate(int value, int rice) { return remainingBits(value, rice) << 15; }

// Cost of an absolute level and its sign, without its sig_coeff_flag.
static inline int levelRate(const nnrdoq_costs& costs, int level, const LevelContext& context) {
  const int32_t* greater1 = costs.coeff_abs_level_greater1_flag[context.greater1];
  const int32_t* greater2 = costs.coeff_abs_level_greater2_flag[context.greater2];
  const int baseLevel = context.baseLevel;
  if (level >= baseLevel) {
    int rate = ONE_BIT + remainingRate(level - baseLevel, context.rice);
    if (baseLevel > 1) {
      rate += greater1[1];
      if (baseLevel > 2) rate += greater2[1];
    }
    return rate;
  }
  if (level == 1) return ONE_BIT + greater1[0];
  return level == 0 ? 0 : ONE_BIT + greater1[1] + greater2[0];
}

// The bits of coeff_abs_level_remaining of a level, 0 if it has none.
static constexpr int remainderBits(int level, int base, int rice) {
  return level < base ? 0 : remainingBits(level - base, rice);
}

static constexpr Remainder remainderOf(int level, int base, int rice) {
  const int known = level < 3 ? level : 3;
  const int kept = remainderBits(level, base, rice);
  const int lowered = kept - remainderBits(level - 1, base, rice);
  const int knownKept = remainderBits(known, base, 0);
  const int knownLowered = level > 3 ? 0 : knownKept - remainderBits(known - 1, base, 0);
  return {static_cast<int8_t>(kept - knownKept), static_cast<int8_t>(lowered - knownLowered)};
}

static inline int nextRice(int level, int rice) {
  return level > 3 << rice && rice < MAX_RICE ? rice + 1 : rice;
}

// Cost of the position of the last significant coefficient, suffixes included.
static inline int lastPositionRate(const nnrdoq_costs& costs, int scanIdx, int x, int y) {
  const bool vertical = scanIdx == NNRDOQ_SCAN_VERTICAL;
  const int prefixX = TABLES.lastPrefix[vertical ? y : x];
  const int prefixY = TABLES.lastPrefix[vertical ? x : y];
  return costs.last_sig_coeff_x_prefix[prefixX] + costs.last_sig_coeff_y_prefix[prefixY] +
         (lastSuffixLength(prefixX) + lastSuffixLength(prefixY)) * ONE_BIT;
}

}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_TABLES_H
