package org.nnrdoq.hevc.filter;

import org.nnrdoq.hevc.transform.Scaling;

/**
 * The deblocking filter of H.265 §8.7.2 for intra pictures of one QP, 4:2:0.
 *
 * <p>All vertical edges of a plane are filtered first, then all horizontal ones. Immutable and
 * thread-safe; works in place on whole planes of coded size.
 */
public final class DeblockingFilter {
  /** β' by Q, H.265 Table 8-12. */
  private static final int[] BETA = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18,
    20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, 42, 44, 46, 48, 50, 52, 54, 56, 58, 60, 62, 64
  };

  /** tC' by Q, H.265 Table 8-12. */
  private static final int[] TC = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3,
    3, 3, 3, 4, 4, 4, 5, 5, 6, 6, 7, 8, 9, 10, 11, 13, 14, 16, 18, 20, 22, 24
  };

  private final int max;
  private final int beta;
  private final int tcLuma;
  private final int[] tcChroma = new int[2];

  /**
   * What the filter depends on.
   *
   * @param qpY luma QP of the picture without bit-depth offset, 0..51
   * @param bitDepth of all components, 8..12
   * @param cbQpOffset pps_cb_qp_offset, -12..12
   * @param crQpOffset pps_cr_qp_offset, -12..12
   * @param betaOffsetDiv2 slice_beta_offset_div2, -6..6
   * @param tcOffsetDiv2 slice_tc_offset_div2, -6..6
   */
  public record Settings(
      int qpY, int bitDepth, int cbQpOffset, int crQpOffset, int betaOffsetDiv2, int tcOffsetDiv2) {

    /** All offsets 0, as in HM's intra_main configuration. */
    public static Settings of(int qpY, int bitDepth) {
      return new Settings(qpY, bitDepth, 0, 0, 0, 0);
    }
  }

  public DeblockingFilter(Settings s) {
    int depthScale = 1 << (s.bitDepth() - 8);
    max = (1 << s.bitDepth()) - 1;
    beta = BETA[clip(0, 51, s.qpY() + 2 * s.betaOffsetDiv2())] * depthScale;
    tcLuma = tc(s.qpY(), s.tcOffsetDiv2()) * depthScale;
    int qpCb = Scaling.tableChromaQp(s.qpY() + s.cbQpOffset());
    int qpCr = Scaling.tableChromaQp(s.qpY() + s.crQpOffset());
    tcChroma[0] = tc(qpCb, s.tcOffsetDiv2()) * depthScale;
    tcChroma[1] = tc(qpCr, s.tcOffsetDiv2()) * depthScale;
  }

  /** tC' for boundary filtering strength 2. */
  private static int tc(int qp, int tcOffsetDiv2) {
    return TC[clip(0, 53, qp + 2 + 2 * tcOffsetDiv2)];
  }

  /**
   * Filters the luma plane.
   *
   * @param plane unsigned samples, changed in place
   * @param stride of the plane
   * @param edges of the picture
   */
  public void filterLuma(short[] plane, int stride, EdgeMap edges) {
    if (beta == 0 || tcLuma == 0) {
      return;
    }
    int units = edges.stride;
    int unitRows = edges.height >> 2;
    for (int y = 0; y < unitRows; y++) {
      for (int x = 2; x < units; x += 2) {
        if (edges.vertical[y * units + x] != 0) {
          lumaEdge(plane, 4 * (y * stride + x), 1, stride);
        }
      }
    }
    for (int y = 2; y < unitRows; y += 2) {
      for (int x = 0; x < units; x++) {
        if (edges.horizontal[y * units + x] != 0) {
          lumaEdge(plane, 4 * (y * stride + x), stride, 1);
        }
      }
    }
  }

  /**
   * Filters a chroma plane; only edges on its own 8x8 grid, 16 luma samples apart, are filtered.
   *
   * @param cIdx 1 Cb, 2 Cr
   * @param plane unsigned samples, changed in place
   * @param stride of the plane
   * @param edges of the picture, in luma units
   */
  public void filterChroma(int cIdx, short[] plane, int stride, EdgeMap edges) {
    int tc = tcChroma[cIdx - 1];
    if (tc == 0) {
      return;
    }
    int units = edges.stride;
    int unitRows = edges.height >> 2;
    for (int y = 0; y < unitRows; y++) {
      for (int x = 4; x < units; x += 4) {
        if (edges.vertical[y * units + x] != 0) {
          chromaEdge(plane, 2 * (y * stride + x), 1, stride, tc);
        }
      }
    }
    for (int y = 4; y < unitRows; y += 4) {
      for (int x = 0; x < units; x++) {
        if (edges.horizontal[y * units + x] != 0) {
          chromaEdge(plane, 2 * (y * stride + x), stride, 1, tc);
        }
      }
    }
  }

  /**
   * Decisions (H.265 §8.7.2.5.3, §8.7.2.5.6) and filtering of four lines.
   *
   * @param at index of q0 in the first line
   * @param across step from q0 to q1
   * @param along step from line to line
   */
  private void lumaEdge(short[] s, int at, int across, int along) {
    int last = at + 3 * along;
    int dp0 = bend(s, at - across, -across);
    int dp3 = bend(s, last - across, -across);
    int dq0 = bend(s, at, across);
    int dq3 = bend(s, last, across);
    if (dp0 + dq0 + dp3 + dq3 >= beta) {
      return;
    }
    if (isSmooth(s, at, across, 2 * (dp0 + dq0)) && isSmooth(s, last, across, 2 * (dp3 + dq3))) {
      for (int i = 0; i < 4; i++) {
        strong(s, at + i * along, across);
      }
      return;
    }
    int sideThreshold = (beta + (beta >> 1)) >> 3;
    boolean changeP1 = dp0 + dp3 < sideThreshold;
    boolean changeQ1 = dq0 + dq3 < sideThreshold;
    for (int i = 0; i < 4; i++) {
      normal(s, at + i * along, across, changeP1, changeQ1);
    }
  }

  /** |x2 - 2 x1 + x0| on one side of the edge. */
  private static int bend(short[] s, int i, int step) {
    return Math.abs(s[i + 2 * step] - 2 * s[i + step] + s[i]);
  }

  /** dSam of one line, H.265 §8.7.2.5.6. */
  private boolean isSmooth(short[] s, int q, int step, int dpq) {
    int p0 = s[q - step];
    int q0 = s[q];
    return dpq < beta >> 2
        && Math.abs(s[q - 4 * step] - p0) + Math.abs(q0 - s[q + 3 * step]) < beta >> 3
        && Math.abs(p0 - q0) < (5 * tcLuma + 1) >> 1;
  }

  /** Three samples on both sides; averages of samples need no clipping to the sample range. */
  private void strong(short[] s, int q, int step) {
    int p3 = s[q - 4 * step];
    int p2 = s[q - 3 * step];
    int p1 = s[q - 2 * step];
    int p0 = s[q - step];
    int q0 = s[q];
    int q1 = s[q + step];
    int q2 = s[q + 2 * step];
    int q3 = s[q + 3 * step];
    int range = 2 * tcLuma;
    s[q - 3 * step] = near(p2, (2 * p3 + 3 * p2 + p1 + p0 + q0 + 4) >> 3, range);
    s[q - 2 * step] = near(p1, (p2 + p1 + p0 + q0 + 2) >> 2, range);
    s[q - step] = near(p0, (p2 + 2 * p1 + 2 * p0 + 2 * q0 + q1 + 4) >> 3, range);
    s[q] = near(q0, (p1 + 2 * p0 + 2 * q0 + 2 * q1 + q2 + 4) >> 3, range);
    s[q + step] = near(q1, (p0 + q0 + q1 + q2 + 2) >> 2, range);
    s[q + 2 * step] = near(q2, (p0 + q0 + q1 + 3 * q2 + 2 * q3 + 4) >> 3, range);
  }

  private static short near(int sample, int filtered, int range) {
    return (short) clip(sample - range, sample + range, filtered);
  }

  private void normal(short[] s, int q, int step, boolean changeP1, boolean changeQ1) {
    int tc = tcLuma;
    int p1 = s[q - 2 * step];
    int p0 = s[q - step];
    int q0 = s[q];
    int q1 = s[q + step];
    int delta = (9 * (q0 - p0) - 3 * (q1 - p1) + 8) >> 4;
    if (Math.abs(delta) >= 10 * tc) {
      return;
    }
    delta = clip(-tc, tc, delta);
    s[q - step] = (short) clip(0, max, p0 + delta);
    s[q] = (short) clip(0, max, q0 - delta);
    int half = tc >> 1;
    if (changeP1) {
      int p2 = s[q - 3 * step];
      int deltaP = clip(-half, half, (((p2 + p0 + 1) >> 1) - p1 + delta) >> 1);
      s[q - 2 * step] = (short) clip(0, max, p1 + deltaP);
    }
    if (changeQ1) {
      int q2 = s[q + 2 * step];
      int deltaQ = clip(-half, half, (((q2 + q0 + 1) >> 1) - q1 - delta) >> 1);
      s[q + step] = (short) clip(0, max, q1 + deltaQ);
    }
  }

  /** Two chroma lines, as long as one luma unit; H.265 §8.7.2.5.8. */
  private void chromaEdge(short[] s, int at, int across, int along, int tc) {
    for (int i = 0; i < 2; i++) {
      int q = at + i * along;
      int p0 = s[q - across];
      int q0 = s[q];
      int raw = (((q0 - p0) << 2) + s[q - 2 * across] - s[q + across] + 4) >> 3;
      int delta = clip(-tc, tc, raw);
      s[q - across] = (short) clip(0, max, p0 + delta);
      s[q] = (short) clip(0, max, q0 - delta);
    }
  }

  private static int clip(int low, int high, int value) {
    return Math.min(Math.max(value, low), high);
  }
}
