package org.nnrdoq.encoder.embedded;

import org.nnrdoq.hevc.cabac.BitCounter;
import org.nnrdoq.hevc.rate.EntropyCosts;

/**
 * Decides the coding quadtree of one coding tree unit by rate-distortion cost.
 *
 * <p>At every node the undivided coding unit is coded first and kept aside, then the four quarters
 * are; whichever is cheaper stays in the {@link PictureState}. Rates come from adapting context
 * states, so they are those of the stream up to the arithmetic coder's rounding.
 */
final class CodingUnitSearch {
  private static final int MIN_LOG2_CB = 3;

  /**
   * Nodes below this {@link LumaSearch#complexity} are not divided, by {@code log2Size - 3}. What
   * division would have gained there was 0.2 % of the rate for 8x8 and less than 0.1 % for the
   * others, in 34 000 nodes of five clips at QP 22 to 37.
   */
  private static final double[] MIN_COMPLEXITY = {0.5, 0.5, 0.3, 0.1};

  private final PictureState picture;
  private final SliceParameters slice;
  private final LumaSearch luma;
  private final ChromaSearch chroma;

  /** Per {@code log2CbSize - 3}: states and rate of the undivided and the divided alternative. */
  private final BitCounter[] whole = new BitCounter[4];

  private final BitCounter[] divided = new BitCounter[4];
  private final RegionStore[] kept = new RegionStore[4];

  CodingUnitSearch(PictureState picture, SliceParameters slice, BlockCoder coder) {
    this.picture = picture;
    this.slice = slice;
    luma = new LumaSearch(picture, slice, coder);
    chroma = new ChromaSearch(picture, slice, coder);
    for (int i = 0; i < 4; i++) {
      whole[i] = new BitCounter();
      divided[i] = new BitCounter();
      kept[i] = new RegionStore(i + MIN_LOG2_CB);
    }
  }

  /**
   * Searches one node.
   *
   * @param x luma column, inside the picture
   * @param y luma row, inside the picture
   * @param log2Size of the node, 3..6
   * @param io context states before the node; after it on return
   * @param limit give up once the cost is at least this
   * @return cost of the best choice, or a value not below {@code limit}; in the latter case the
   *     picture's content and the states are undefined
   */
  double search(int x, int y, int log2Size, BitCounter io, double limit) {
    int size = 1 << log2Size;
    if (x + size > picture.width || y + size > picture.height) {
      return quarters(x, y, log2Size, io, limit);
    }
    int level = log2Size - MIN_LOG2_CB;
    BitCounter w = whole[level];
    start(w, io);
    if (log2Size > MIN_LOG2_CB) {
      IntraSyntax.splitCuFlag(w, false, picture.splitContext(x, y, log2Size));
    } else {
      IntraSyntax.partMode(w, false);
    }
    double wholeCost = codingUnit(x, y, log2Size, false, w, limit);
    double best = Math.min(wholeCost, limit);
    double complexity = luma.complexity();
    if (complexity < MIN_COMPLEXITY[level] && wholeCost < limit) {
      io.contexts().copyFrom(w.contexts());
      return wholeCost;
    }
    if (wholeCost < limit) {
      kept[level].save(picture, x, y, 0, 2);
    }
    BitCounter d = divided[level];
    start(d, io);
    double dividedCost;
    if (log2Size > MIN_LOG2_CB) {
      IntraSyntax.splitCuFlag(d, true, picture.splitContext(x, y, log2Size));
      double flag = rateCost(d);
      dividedCost = flag + quarters(x, y, log2Size, d, best - flag);
    } else {
      IntraSyntax.partMode(d, true);
      dividedCost = codingUnit(x, y, log2Size, true, d, best);
    }
    if (dividedCost < wholeCost || wholeCost >= limit) {
      io.contexts().copyFrom(d.contexts());
      return dividedCost;
    }
    kept[level].restore(picture, x, y, 0, 2);
    io.contexts().copyFrom(w.contexts());
    return wholeCost;
  }

  private double quarters(int x, int y, int log2Size, BitCounter io, double limit) {
    int half = 1 << log2Size - 1;
    double cost = 0;
    for (int i = 0; i < 4 && cost < limit; i++) {
      int cx = x + (i & 1) * half;
      int cy = y + (i >> 1) * half;
      if (cx < picture.width && cy < picture.height) {
        cost += search(cx, cy, log2Size - 1, io, limit - cost);
      }
    }
    return cost;
  }

  /** Codes one coding unit; {@code io} already holds the rate of what precedes its modes. */
  private double codingUnit(int x, int y, int log2Size, boolean nxn, BitCounter io, double limit) {
    double cost = rateCost(io);
    int unit = CodingUnits.codingUnit(log2Size, nxn);
    if (nxn) {
      for (int i = 0; i < 4 && cost < limit; i++) {
        cost += luma.search(x + (i & 1) * 4, y + (i >> 1) * 4, 2, 1, unit, io, limit - cost);
      }
    } else {
      cost += luma.search(x, y, log2Size, 0, unit, io, limit - cost);
    }
    if (cost < limit) {
      cost += chroma.search(x, y, log2Size, io, limit - cost);
    }
    return cost;
  }

  private static void start(BitCounter counter, BitCounter from) {
    counter.contexts().copyFrom(from.contexts());
    counter.reset();
  }

  private double rateCost(BitCounter counter) {
    return slice.lambda * counter.rateQ15() / EntropyCosts.ONE_BIT;
  }
}
