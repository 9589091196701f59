package org.nnrdoq.hevc.filter;

import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.cabac.BitCounter;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.filter.SampleAdaptiveOffset.Area;
import org.nnrdoq.hevc.rate.EntropyCosts;

/**
 * Chooses the sample adaptive offset of every coding tree unit of an intra picture.
 *
 * <p>Per unit it weighs: off, new edge or band offsets for luma and for chroma, the left and the
 * upper neighbour's parameters. Squared error is predicted from {@link SaoStatistics} as HM does,
 * rate is counted with the context states that sao() will meet. Deterministic; not thread-safe;
 * reused from picture to picture.
 */
public final class SaoDecision {
  private static final int BANDS = 32;

  private final int width;
  private final int height;
  private final int log2CtbSize;
  private final int bitDepth;
  private final int ctbColumns;
  private final int ctbRows;

  private final SaoStatistics[] statistics = new SaoStatistics[3];
  private final BitCounter counter = new BitCounter();
  private final byte[] states = counter.contexts().states();
  private byte savedMerge;
  private byte savedType;

  private final SaoParameters trial = new SaoParameters();
  private final SaoParameters best = new SaoParameters();

  private final int[] bandOffset = new int[BANDS];
  private final double[] bandCost = new double[BANDS];
  private double[] lambda;

  /** Cost of what {@link #bestOffset} returned last. */
  private double offsetCost;

  /**
   * A decision for pictures of one size, 4:2:0.
   *
   * @param width coded luma columns, a multiple of 8
   * @param height coded luma rows, a multiple of 8
   * @param bitDepth of all components
   * @param log2CtbSize 4..6
   */
  public SaoDecision(int width, int height, int bitDepth, int log2CtbSize) {
    this.width = width;
    this.height = height;
    this.bitDepth = bitDepth;
    this.log2CtbSize = log2CtbSize;
    ctbColumns = (width + (1 << log2CtbSize) - 1) >> log2CtbSize;
    ctbRows = (height + (1 << log2CtbSize) - 1) >> log2CtbSize;
    for (int c = 0; c < 3; c++) {
      statistics[c] = new SaoStatistics();
    }
  }

  /**
   * Decides for a whole picture.
   *
   * @param source planes of the original by cIdx, stride = coded width of the plane
   * @param deblocked planes before sample adaptive offset, laid out likewise
   * @param lambda by cIdx: squared error, in 8-bit normalisation, worth one bit
   * @param sliceQp SliceQpY, from which context states start
   * @param units receives the choice of each coding tree unit in raster order
   * @return whether sample adaptive offset pays; if not, all units are off and the slice header
   *     should say so
   */
  public boolean decide(
      short[][] source, short[][] deblocked, double[] lambda, int sliceQp, SaoParameters[] units) {
    this.lambda = lambda;
    counter.contexts().init(SliceType.I, sliceQp);
    double total = 0;
    for (int y = 0; y < ctbRows; y++) {
      for (int x = 0; x < ctbColumns; x++) {
        for (int c = 0; c < 3; c++) {
          statistics[c].gather(source[c], deblocked[c], area(c, x, y), bitDepth);
        }
        int at = y * ctbColumns + x;
        SaoParameters left = x > 0 ? units[at - 1] : null;
        SaoParameters up = y > 0 ? units[at - ctbColumns] : null;
        total += unit(left, up, units[at]);
      }
    }
    if (total < 0) {
      return true;
    }
    for (int i = 0; i < ctbRows * ctbColumns; i++) {
      units[i].reset();
    }
    return false;
  }

  private Area area(int cIdx, int ctbX, int ctbY) {
    int shift = cIdx == 0 ? 0 : 1;
    return Area.ofCtu(ctbX, ctbY, log2CtbSize - shift, width >> shift, height >> shift);
  }

  /** Decides for one unit; returns its cost in bits relative to no syntax and no filtering. */
  private double unit(SaoParameters left, SaoParameters up, SaoParameters out) {
    savedMerge = states[CabacContexts.SAO_MERGE];
    savedType = states[CabacContexts.SAO_TYPE_IDX];
    chooseNew();
    double bestCost = cost(best, left, up);
    out.copyFrom(best);
    for (int i = 0; i < 2; i++) {
      SaoParameters neighbour = i == 0 ? left : up;
      if (neighbour == null) {
        continue;
      }
      trial.copyFrom(neighbour);
      trial.mergeLeft = i == 0;
      trial.mergeUp = i == 1;
      double cost = cost(trial, left, up);
      if (cost < bestCost) {
        bestCost = cost;
        out.copyFrom(trial);
      }
    }
    rewind();
    SaoSyntax.write(counter, out, left != null, up != null, bitDepth);
    return bestCost;
  }

  /** Distortion over lambda, plus bits. */
  private double cost(SaoParameters p, SaoParameters left, SaoParameters up) {
    rewind();
    SaoSyntax.write(counter, p, left != null, up != null, bitDepth);
    double cost = bits();
    for (int c = 0; c < 3; c++) {
      cost += distortion(c, p) / lambda[c];
    }
    return cost;
  }

  private void rewind() {
    states[CabacContexts.SAO_MERGE] = savedMerge;
    states[CabacContexts.SAO_TYPE_IDX] = savedType;
    counter.reset();
  }

  private double bits() {
    return counter.rateQ15() / (double) EntropyCosts.ONE_BIT;
  }

  /** Best parameters that merge with nobody, into {@link #best}. */
  private void chooseNew() {
    best.reset();
    chooseGroup(0, 0);
    chooseGroup(1, 2);
  }

  /** Chooses type and offsets of luma, or of both chroma components together. */
  private void chooseGroup(int first, int last) {
    trial.reset();
    double minCost = groupCost(first, last);
    for (int kind = 0; kind < 5; kind++) {
      for (int c = first; c <= last; c++) {
        if (kind < 4) {
          fitEdge(c, kind);
        } else {
          fitBand(c);
        }
      }
      double cost = groupCost(first, last);
      if (cost < minCost) {
        minCost = cost;
        for (int c = first; c <= last; c++) {
          best.copyComponent(c, trial);
        }
      }
    }
  }

  /** Cost of the trial's components, in bits. */
  private double groupCost(int first, int last) {
    rewind();
    if (first > 0) {
      // The chroma type shares its context with that of luma.
      SaoSyntax.component(counter, best, 0, bitDepth);
    }
    counter.reset();
    double cost = 0;
    for (int c = first; c <= last; c++) {
      SaoSyntax.component(counter, trial, c, bitDepth);
      cost += distortion(c, trial) / lambda[c];
    }
    return cost + bits();
  }

  private void fitEdge(int cIdx, int eoClass) {
    SaoStatistics s = statistics[cIdx];
    trial.typeIdx[cIdx] = SaoParameters.EDGE;
    trial.eoClass[cIdx] = eoClass;
    trial.bandPosition[cIdx] = 0;
    for (int k = 0; k < 4; k++) {
      int category = k < 2 ? k : k + 1;
      int count = s.edgeCount(eoClass, category);
      int difference = s.edgeDifference(eoClass, category);
      boolean rightSign = k < 2 ? difference > 0 : difference < 0;
      trial.offsets[cIdx][k] = rightSign ? bestOffset(cIdx, count, difference, 1) : 0;
    }
  }

  private void fitBand(int cIdx) {
    SaoStatistics s = statistics[cIdx];
    for (int k = 0; k < BANDS; k++) {
      bandOffset[k] = bestOffset(cIdx, s.bandCount(k), s.bandDifference(k), 2);
      bandCost[k] = offsetCost;
    }
    int position = 0;
    double minCost = Double.MAX_VALUE;
    for (int k = 0; k + 4 <= BANDS; k++) {
      double cost = bandCost[k] + bandCost[k + 1] + bandCost[k + 2] + bandCost[k + 3];
      if (cost < minCost) {
        minCost = cost;
        position = k;
      }
    }
    trial.typeIdx[cIdx] = SaoParameters.BAND;
    trial.eoClass[cIdx] = 0;
    trial.bandPosition[cIdx] = position;
    System.arraycopy(bandOffset, position, trial.offsets[cIdx], 0, 4);
  }

  /**
   * Offset between 0 and the mean difference that costs least.
   *
   * @param bitsAtZeroMagnitude bits of an offset besides one per unit of magnitude
   */
  private int bestOffset(int cIdx, int count, int difference, int bitsAtZeroMagnitude) {
    offsetCost = lambda[cIdx];
    if (count == 0) {
      return 0;
    }
    int max = SaoParameters.maxOffset(bitDepth);
    int sign = difference < 0 ? -1 : 1;
    int magnitude = Math.min(max, (2 * sign * difference + count) / (2 * count));
    int chosen = 0;
    for (int m = magnitude; m > 0; m--) {
      int bits = m + bitsAtZeroMagnitude - (m == max ? 1 : 0);
      double cost = distortion(count, difference, sign * m) + lambda[cIdx] * bits;
      if (cost < offsetCost) {
        offsetCost = cost;
        chosen = sign * m;
      }
    }
    return chosen;
  }

  /** Change of the squared error of a component, 8-bit normalisation. */
  private double distortion(int cIdx, SaoParameters p) {
    SaoStatistics s = statistics[cIdx];
    int[] offsets = p.offsets[cIdx];
    double sum = 0;
    if (p.typeIdx[cIdx] == SaoParameters.EDGE) {
      int eoClass = p.eoClass[cIdx];
      for (int k = 0; k < 4; k++) {
        int category = k < 2 ? k : k + 1;
        int count = s.edgeCount(eoClass, category);
        sum += distortion(count, s.edgeDifference(eoClass, category), offsets[k]);
      }
    } else if (p.typeIdx[cIdx] == SaoParameters.BAND) {
      for (int k = 0; k < 4; k++) {
        int band = (p.bandPosition[cIdx] + k) & 31;
        sum += distortion(s.bandCount(band), s.bandDifference(band), offsets[k]);
      }
    }
    return sum;
  }

  private double distortion(int count, int difference, int offset) {
    long change = (long) count * offset * offset - 2L * offset * difference;
    return change >> (2 * (bitDepth - 8));
  }
}
