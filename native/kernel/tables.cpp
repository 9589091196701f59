// The tables are computed by the compiler: no order of initialisation to mind, read-only memory.
#include "tables.h"

namespace nnrdoq {
namespace kernel {
namespace {

constexpr int MPS_RATE[64] = {
    31523, 29856, 28388, 26612, 24752, 23196, 21645, 20310, 19079, 17878, 16708, 15752, 14816,
    13923, 13127, 12368, 11597, 10963, 10350, 9732,  9253,  8692,  8254,  7757,  7321,  6936,
    6565,  6209,  5855,  5593,  5244,  5006,  4689,  4454,  4200,  3967,  3802,  3609,  3407,
    3216,  3073,  2911,  2742,  2581,  2440,  2356,  2216,  2077,  1993,  1891,  1808,  1696,
    1650,  1512,  1466,  1374,  1292,  1217,  1191,  1135,  1055,  999,   954,   268};

constexpr int LPS_RATE[64] = {
    34297,  36028,  37716,  39963,  42538,  44891,  47445,  49833,  52215,  54723,  57371,
    59703,  62157,  64670,  67072,  69525,  72194,  74547,  76973,  79583,  81736,  84420,
    86651,  89344,  91870,  94231,  96648,  99111,  101712, 103751, 106627, 108707, 111640,
    113959, 116603, 119182, 121114, 123476, 126106, 128736, 130808, 133297, 136034, 138822,
    141405, 143016, 145842, 148855, 150758, 153187, 155279, 158246, 159523, 163576, 165045,
    168023, 170923, 173684, 174686, 176943, 180397, 182925, 185123, 245691};

// transIdxLps of H.265 Table 9-53.
constexpr int TRANS_IDX_LPS[64] = {0,  0,  1,  2,  2,  4,  4,  5,  6,  7,  8,  9,  9,  11, 11, 12,
                                   13, 13, 15, 15, 16, 16, 18, 18, 19, 19, 21, 21, 22, 22, 23, 24,
                                   24, 25, 26, 26, 27, 27, 28, 29, 29, 30, 30, 30, 31, 32, 32, 33,
                                   33, 33, 34, 34, 35, 35, 35, 36, 36, 36, 37, 37, 37, 38, 38, 63};

// ctxIdxMap of H.265 Table 9-50, by raster position.
constexpr int SIG_CTX_4X4[16] = {0, 1, 4, 5, 2, 3, 4, 5, 6, 6, 8, 8, 7, 7, 8, 8};

struct Raster {
  int at[64];
};

// One non-hierarchical scan of a square, as raster positions (H.265 6.5.3 to 6.5.5).
constexpr Raster rasterScan(int log2Size, int scanIdx) {
  Raster r{};
  const int size = 1 << log2Size;
  int i = 0;
  if (scanIdx == NNRDOQ_SCAN_DIAGONAL) {
    for (int diagonal = 0; diagonal < 2 * size - 1; diagonal++) {
      for (int y = diagonal < size ? diagonal : size - 1; y >= 0 && diagonal - y < size; y--) {
        r.at[i++] = y * size + diagonal - y;
      }
    }
    return r;
  }
  for (; i < size * size; i++) {
    r.at[i] = scanIdx == NNRDOQ_SCAN_HORIZONTAL ? i : (i % size) * size + i / size;
  }
  return r;
}

constexpr void fillScan(Scan& scan, int log2Size, int scanIdx) {
  const int log2Groups = log2Size - 2;
  const Raster outer = rasterScan(log2Groups, scanIdx);
  const Raster inner = rasterScan(2, scanIdx);
  scan.groups = 1 << (2 * log2Groups);
  for (int i = 0; i < scan.groups; i++) {
    const int gx = outer.at[i] & ((1 << log2Groups) - 1);
    const int gy = outer.at[i] >> log2Groups;
    scan.groupX[i] = static_cast<uint8_t>(gx);
    scan.groupY[i] = static_cast<uint8_t>(gy);
    for (int n = 0; n < 16; n++) {
      const int x = (gx << 2) + (inner.at[n] & 3);
      const int y = (gy << 2) + (inner.at[n] >> 2);
      scan.x[(i << 4) + n] = static_cast<uint8_t>(x);
      scan.y[(i << 4) + n] = static_cast<uint8_t>(y);
      scan.position[(i << 4) + n] = static_cast<uint16_t>((y << log2Size) + x);
    }
  }
  for (int rows = 1; rows <= 8; rows++) {
    for (int columns = 1; columns <= 8; columns++) {
      uint64_t& crop = scan.crops[rows - 1][columns - 1];
      for (int i = 0; i < scan.groups; i++) {
        if (scan.groupX[i] < columns && scan.groupY[i] < rows) crop |= uint64_t{1} << i;
      }
    }
  }
  for (int n = 0; n < 16; n++) {
    const int half = inner.at[n] >> 3;
    for (int m = 0; m < 256; m++) {
      uint16_t& mask = scan.masks[half << 8 | m];
      mask = static_cast<uint16_t>(mask | (m >> (inner.at[n] & 7) & 1) << n);
    }
  }
}

// How likely the neighbouring groups make a coefficient at (x, y) of its group: 0, 1 or 2.
constexpr int neighbourPattern(int x, int y, int prevCsbf) {
  switch (prevCsbf) {
    case 0: return x + y == 0 ? 2 : x + y < 3 ? 1 : 0;
    case 1: return y == 0 ? 2 : y == 1 ? 1 : 0;
    case 2: return x == 0 ? 2 : x == 1 ? 1 : 0;
    default: return 2;
  }
}

// ctxInc of sig_coeff_flag, chroma from 0 (H.265 9.3.4.2.5).
constexpr int sigContext(int log2Size, int chroma, int scanIdx, int x, int y, int prevCsbf) {
  if (log2Size == 2) return SIG_CTX_4X4[(y << 2) + x];
  if (x + y == 0) return 0;
  const int pattern = neighbourPattern(x & 3, y & 3, prevCsbf);
  if (chroma != 0) return pattern + (log2Size == 3 ? 9 : 12);
  const int group = x < 4 && y < 4 ? 0 : 3;
  return pattern + group + (log2Size == 3 ? (scanIdx == 0 ? 9 : 15) : 21);
}

// What the neighbours decide of a context: the whole of it in 4x4 blocks, else 0, 1 or 2; 0 for DC.
constexpr int aroundOf(int log2Size, int scanIdx, int x, int y, int prevCsbf) {
  const int context = sigContext(log2Size, 1, scanIdx, x, y, prevCsbf);
  const int base = log2Size == 2 ? 0 : log2Size == 3 ? 9 : 12;
  return context > base ? context - base : 0;
}

constexpr void fillSig(Tables& t) {
  for (int log2Size = 2; log2Size <= 5; log2Size++) {
    for (int i = 0; i < 2 * 3 * 4 * 2; i++) {
      const int scanIdx = i / 8 % 3;
      const Scan& scan = t.scans[log2Size - 2][scanIdx];
      // A 4x4 block has one group only; its contexts do not depend on the flag.
      const int away = (i & 1) != 0 || log2Size == 2 ? 0 : 4;
      SigContexts& s = t.sig[(log2Size - 2) * 48 + i];
      for (int n = 0; n < 16; n++) {
        const int x = scan.x[n] + away;
        const int context = sigContext(log2Size, i / 24, scanIdx, x, scan.y[n], i / 2 % 4);
        int k = 0;
        while (k < s.count && s.distinct[k] != context) k++;
        if (k == s.count) s.distinct[s.count++] = static_cast<uint8_t>(context);
        s.at[n] = static_cast<int8_t>(context);
        s.index[n] = static_cast<int8_t>(k);
        s.positions[k] = static_cast<uint16_t>(s.positions[k] | 1 << n);
        s.used |= 1u << context;
        s.around[n] = static_cast<int8_t>(aroundOf(log2Size, scanIdx, x, scan.y[n], i / 2 % 4));
      }
    }
  }
}

// rate << 8 | next state (H.265 9.3.4.3.2.2).
constexpr int32_t step(int state, int bin) {
  const int pStateIdx = state >> 1;
  const int valMps = state & 1;
  if (bin == valMps) {
    const int next = pStateIdx < 62 ? pStateIdx + 1 : pStateIdx;
    return MPS_RATE[pStateIdx] << 8 | next << 1 | valMps;
  }
  const int flipped = pStateIdx == 0 ? 1 - valMps : valMps;
  return LPS_RATE[pStateIdx] << 8 | TRANS_IDX_LPS[pStateIdx] << 1 | flipped;
}

constexpr void fillStates(Tables& t) {
  const int32_t free = t.step[0] >> 8 << 8;
  for (int32_t& slot : t.stateSlots) slot = free;
  for (int state = 0; state < STATES; state++) {
    const int32_t rate = t.step[state << 1] >> 8;
    const int32_t entry = rate << 8 | state;
    int32_t& slot = t.stateSlots[rateSlot(rate)];
    if (slot != free) throw "two rates share a slot: choose another factor";
    slot = entry;
    int at = state;
    for (; at > 0 && t.sortedStates[at - 1] > entry; at--) {
      t.sortedStates[at] = t.sortedStates[at - 1];
    }
    t.sortedStates[at] = entry;
  }
}

constexpr void fillRounding(Tables& t) {
  constexpr int32_t SCALE[6] = {26214, 23302, 20560, 18396, 16384, 14564};
  for (int qp = 0; qp < QPS_PRIME; qp++) {
    const int32_t scale = SCALE[qp % 6];
    const double step = static_cast<double>(1 << (14 + qp / 6)) / scale;
    t.squaredStep[qp] = step * step;
    for (int i = 0; i < 8; i++) {
      Rounding& r = t.rounding[qp][i];
      r.scale = scale;
      r.shift = 14 + qp / 6 + 15 - 10 - i;
      if (r.shift > 27) continue;  // no such bit depth has this Qp'
      r.step = 1.0f / static_cast<float>(1 << r.shift);
      const int64_t half = int64_t{1} << (r.shift - 1);
      r.threshold = static_cast<int32_t>((half + scale - 1) / scale);
      const int64_t most = (int64_t{MAX_LEVEL + 1} << r.shift) - 1;
      r.widest = static_cast<int32_t>(((most < INT32_MAX ? most : INT32_MAX) - half) / scale);
    }
  }
}

constexpr void fillRuns(Tables& t) {
  for (int state = 0; state < STATES; state++) {
    for (unsigned bins = NO_BINS; bins < 2u << RUN_BINS; bins++) {
      int rate = 0;
      int after = state;
      for (int k = floorLog2(bins) - 1; k >= 0; k--) {
        const int32_t step = t.step[after << 1 | (bins >> k & 1)];
        rate += step >> 8;
        after = step & 0xff;
      }
      t.runs[static_cast<unsigned>(state) << (RUN_BINS + 1) | bins] =
          static_cast<uint32_t>(rate) << RUN_RATE_SHIFT | static_cast<uint32_t>(after);
    }
  }
}

constexpr void fillLevels(Tables& t) {
  for (int zeros = 0; zeros <= MAX_GREATER1_FLAGS; zeros++) {
    for (int one = 0; one < 2; one++) {
      unsigned bins[4] = {NO_BINS, NO_BINS, NO_BINS, NO_BINS};
      for (int k = 0; k < zeros + one; k++) {
        unsigned& to = bins[k < 2 ? k : k < 2 + RUN_BINS ? 2 : 3];
        to = to << 1 | (k == zeros);
      }
      t.greater1Starts[zeros][one] = {static_cast<uint8_t>(bins[0]), static_cast<uint8_t>(bins[1]),
                                      static_cast<uint8_t>(bins[2]), static_cast<uint8_t>(bins[3])};
    }
  }
  for (int rice = 0; rice <= MAX_RICE; rice++) {
    for (int v = 0; v < 31; v++) {
      t.remainingBits[rice][v + 1] = static_cast<uint8_t>(remainingBits(v, rice));
    }
    for (int base = 1; base <= 3; base++) {
      for (int level = 1; level < 32; level++) {
        t.remainders[rice][base - 1][level] = remainderOf(level, base, rice);
      }
    }
  }
}

constexpr Tables makeTables() {
  Tables t{};
  for (int log2Size = 2; log2Size <= 5; log2Size++) {
    for (int scanIdx = 0; scanIdx < 3; scanIdx++) {
      fillScan(t.scans[log2Size - 2][scanIdx], log2Size, scanIdx);
    }
  }
  fillSig(t);
  fillRounding(t);
  for (int scanIdx = 0; scanIdx < 3; scanIdx++) {
    // The vertical scan swaps the coordinates.
    const int forX = scanIdx == NNRDOQ_SCAN_VERTICAL ? 10 : 0;
    for (int n = 0; n < 16; n++) {
      const int place = t.scans[0][scanIdx].position[n];
      t.order[scanIdx][n] = place;
      t.place[scanIdx][place] = n;
      t.lastAt[scanIdx][0][n] = (place & 3) + forX;
      t.lastAt[scanIdx][1][n] = (place >> 2) + 10 - forX;
    }
  }
  for (int m = 0; m < 256; m++) {
    for (int n = 0; n < 8; n++) {
      uint64_t above = 0;
      for (int bit = n + 1; bit < 8; bit++) above += m >> bit & 1;
      t.bitsAbove[m] |= above << (8 * n);
    }
  }
  for (int prefix = 0; prefix < 10; prefix++) {
    const int length = prefix < 4 ? 0 : (prefix >> 1) - 1;
    const int base = prefix < 4 ? prefix : (2 + (prefix & 1)) << length;
    for (int i = 0; i < 1 << length; i++) t.lastPrefix[base + i] = static_cast<uint8_t>(prefix);
  }
  for (int i = 0; i < 256; i++) t.step[i] = step(i >> 1, i & 1);
  fillStates(t);
  fillRuns(t);
  fillLevels(t);
  return t;
}

}  // namespace

constexpr Tables TABLES = makeTables();

int nearestState(int32_t rate) {
  int at = 0;
  while (at < STATES - 1 && TABLES.sortedStates[at] >> 8 < rate) at++;
  const int64_t above = int64_t{TABLES.sortedStates[at] >> 8} - rate;
  if (at > 0 && rate - (TABLES.sortedStates[at - 1] >> 8) < above) at--;
  return TABLES.sortedStates[at] & 0xff;
}

}  // namespace kernel
}  // namespace nnrdoq
