package org.nnrdoq.hevc.filter;

/**
 * Deblocking of an intra picture after the text of H.265 §8.7.2.5, edge by edge on [x][y] samples.
 */
final class DeblockingReference {
  /** Table 8-12 as printed: Q, beta', tC'. */
  private static int betaPrime(int q) {
    if (q < 16) {
      return 0;
    }
    return q <= 28 ? q - 10 : 2 * q - 38;
  }

  private static int tcPrime(int q) {
    int[] firstQ = {18, 27, 31, 35, 38, 40, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53};
    int[] value = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 16, 18, 20, 22, 24};
    int tc = 0;
    for (int i = 0; i < firstQ.length; i++) {
      if (q >= firstQ[i]) {
        tc = value[i];
      }
    }
    return tc;
  }

  private static int chromaQp(int qPi) {
    int[] table = {29, 30, 31, 32, 33, 33, 34, 34, 35, 35, 36, 36, 37};
    return qPi < 30 ? qPi : qPi >= 43 ? qPi - 6 : table[qPi - 30];
  }

  private final DeblockingFilter.Settings settings;

  DeblockingReference(DeblockingFilter.Settings settings) {
    this.settings = settings;
  }

  private static int clip3(int low, int high, int v) {
    return v < low ? low : Math.min(v, high);
  }

  /**
   * @param s samples [x][y] of a component
   * @param vertical whether [x / 4][y / 4] of luma has an edge on its left
   * @param horizontal likewise above
   */
  void filter(int cIdx, int[][] s, boolean[][] vertical, boolean[][] horizontal) {
    edges(cIdx, s, vertical);
    int[][] turned = turn(s);
    boolean[][] turnedEdges = new boolean[horizontal[0].length][horizontal.length];
    for (int x = 0; x < horizontal.length; x++) {
      for (int y = 0; y < horizontal[0].length; y++) {
        turnedEdges[y][x] = horizontal[x][y];
      }
    }
    edges(cIdx, turned, turnedEdges);
    int[][] back = turn(turned);
    for (int x = 0; x < s.length; x++) {
      s[x] = back[x];
    }
  }

  private static int[][] turn(int[][] s) {
    int[][] t = new int[s[0].length][s.length];
    for (int x = 0; x < s.length; x++) {
      for (int y = 0; y < s[0].length; y++) {
        t[y][x] = s[x][y];
      }
    }
    return t;
  }

  /** Filters all vertical edges of the 8x8 grid, four (chroma: two) lines at a time. */
  private void edges(int cIdx, int[][] s, boolean[][] edge) {
    int perUnit = cIdx == 0 ? 4 : 2;
    for (int y = 0; y < s[0].length; y += perUnit) {
      for (int x = 8; x < s.length; x += 8) {
        if (edge[x / perUnit][y / perUnit]) {
          if (cIdx == 0) {
            luma(s, x, y);
          } else {
            chroma(cIdx, s, x, y);
          }
        }
      }
    }
  }

  private void luma(int[][] s, int x, int y) {
    int scale = 1 << (settings.bitDepth() - 8);
    int beta = betaPrime(clip3(0, 51, settings.qpY() + (settings.betaOffsetDiv2() << 1))) * scale;
    int bS = 2;
    int qTc = clip3(0, 53, settings.qpY() + 2 * (bS - 1) + (settings.tcOffsetDiv2() << 1));
    int tc = tcPrime(qTc) * scale;
    int[][] p = new int[4][4];
    int[][] q = new int[4][4];
    for (int i = 0; i < 4; i++) {
      for (int k = 0; k < 4; k++) {
        q[i][k] = s[x + i][y + k];
        p[i][k] = s[x - i - 1][y + k];
      }
    }
    int dp0 = Math.abs(p[2][0] - 2 * p[1][0] + p[0][0]);
    int dp3 = Math.abs(p[2][3] - 2 * p[1][3] + p[0][3]);
    int dq0 = Math.abs(q[2][0] - 2 * q[1][0] + q[0][0]);
    int dq3 = Math.abs(q[2][3] - 2 * q[1][3] + q[0][3]);
    int dpq0 = dp0 + dq0;
    int dpq3 = dp3 + dq3;
    int dE = 0;
    boolean dEp = false;
    boolean dEq = false;
    if (dpq0 + dpq3 < beta) {
      boolean dSam0 = sam(p, q, 0, 2 * dpq0, beta, tc);
      boolean dSam3 = sam(p, q, 3, 2 * dpq3, beta, tc);
      dE = dSam0 && dSam3 ? 2 : 1;
      dEp = dp0 + dp3 < (beta + (beta >> 1)) >> 3;
      dEq = dq0 + dq3 < (beta + (beta >> 1)) >> 3;
    }
    for (int k = 0; k < 4 && dE != 0; k++) {
      int p0 = p[0][k];
      int p1 = p[1][k];
      int p2 = p[2][k];
      int p3 = p[3][k];
      int q0 = q[0][k];
      int q1 = q[1][k];
      int q2 = q[2][k];
      int q3 = q[3][k];
      if (dE == 2) {
        s[x - 1][y + k] =
            clip3(p0 - 2 * tc, p0 + 2 * tc, (p2 + 2 * p1 + 2 * p0 + 2 * q0 + q1 + 4) >> 3);
        s[x - 2][y + k] = clip3(p1 - 2 * tc, p1 + 2 * tc, (p2 + p1 + p0 + q0 + 2) >> 2);
        s[x - 3][y + k] =
            clip3(p2 - 2 * tc, p2 + 2 * tc, (2 * p3 + 3 * p2 + p1 + p0 + q0 + 4) >> 3);
        s[x][y + k] =
            clip3(q0 - 2 * tc, q0 + 2 * tc, (p1 + 2 * p0 + 2 * q0 + 2 * q1 + q2 + 4) >> 3);
        s[x + 1][y + k] = clip3(q1 - 2 * tc, q1 + 2 * tc, (p0 + q0 + q1 + q2 + 2) >> 2);
        s[x + 2][y + k] =
            clip3(q2 - 2 * tc, q2 + 2 * tc, (p0 + q0 + q1 + 3 * q2 + 2 * q3 + 4) >> 3);
        continue;
      }
      int delta = (9 * (q0 - p0) - 3 * (q1 - p1) + 8) >> 4;
      if (Math.abs(delta) < tc * 10) {
        delta = clip3(-tc, tc, delta);
        s[x - 1][y + k] = clip1(p0 + delta);
        s[x][y + k] = clip1(q0 - delta);
        if (dEp) {
          int d = clip3(-(tc >> 1), tc >> 1, (((p2 + p0 + 1) >> 1) - p1 + delta) >> 1);
          s[x - 2][y + k] = clip1(p1 + d);
        }
        if (dEq) {
          int d = clip3(-(tc >> 1), tc >> 1, (((q2 + q0 + 1) >> 1) - q1 - delta) >> 1);
          s[x + 1][y + k] = clip1(q1 + d);
        }
      }
    }
  }

  private static boolean sam(int[][] p, int[][] q, int k, int dpq, int beta, int tc) {
    return dpq < (beta >> 2)
        && Math.abs(p[3][k] - p[0][k]) + Math.abs(q[0][k] - q[3][k]) < (beta >> 3)
        && Math.abs(p[0][k] - q[0][k]) < (5 * tc + 1) >> 1;
  }

  private void chroma(int cIdx, int[][] s, int x, int y) {
    int offset = cIdx == 1 ? settings.cbQpOffset() : settings.crQpOffset();
    int qpC = chromaQp(settings.qpY() + offset);
    int bS = 2;
    int qTc = clip3(0, 53, qpC + 2 * (bS - 1) + (settings.tcOffsetDiv2() << 1));
    int tc = tcPrime(qTc) * (1 << (settings.bitDepth() - 8));
    for (int k = 0; k < 2; k++) {
      int p0 = s[x - 1][y + k];
      int p1 = s[x - 2][y + k];
      int q0 = s[x][y + k];
      int q1 = s[x + 1][y + k];
      int delta = clip3(-tc, tc, (((q0 - p0) << 2) + p1 - q1 + 4) >> 3);
      s[x - 1][y + k] = clip1(p0 + delta);
      s[x][y + k] = clip1(q0 - delta);
    }
  }

  private int clip1(int v) {
    return clip3(0, (1 << settings.bitDepth()) - 1, v);
  }
}
