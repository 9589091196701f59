package org.nnrdoq.hevc.residual;

import java.util.ArrayList;
import java.util.List;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.cabac.CabacDecoder;

/**
 * Parser of residual_coding() written from H.265 §7.3.8.11 and §9.3.4.2 alone: it has its own scans
 * and context derivations and shares none with the encoder.
 */
public final class ResidualParser {
  private final CabacDecoder cabac;
  private final boolean transformSkipEnabled;
  private final boolean signHiding;

  /** transform_skip_flag of the block parsed last. */
  public boolean transformSkipFlag;

  public ResidualParser(CabacDecoder cabac, boolean transformSkipEnabled, boolean signHiding) {
    this.cabac = cabac;
    this.transformSkipEnabled = transformSkipEnabled;
    this.signHiding = signHiding;
  }

  /** Scan of §6.5.3 to §6.5.5: list of {x, y}. */
  static List<int[]> scan(int blkSize, int scanIdx) {
    List<int[]> order = new ArrayList<>();
    if (scanIdx == 0) {
      int x = 0;
      int y = 0;
      while (order.size() < blkSize * blkSize) {
        while (y >= 0) {
          if (x < blkSize && y < blkSize) {
            order.add(new int[] {x, y});
          }
          y--;
          x++;
        }
        y = x;
        x = 0;
      }
      return order;
    }
    for (int a = 0; a < blkSize; a++) {
      for (int b = 0; b < blkSize; b++) {
        order.add(scanIdx == 1 ? new int[] {b, a} : new int[] {a, b});
      }
    }
    return order;
  }

  /** Parses a block; returns TransCoeffLevel in raster order. */
  public int[] parse(int log2TrafoSize, int cIdx, int scanIdx) {
    int size = 1 << log2TrafoSize;
    int[] transCoeffLevel = new int[size * size];
    transformSkipFlag =
        transformSkipEnabled
            && log2TrafoSize == 2
            && cabac.bin(CabacContexts.TRANSFORM_SKIP_FLAG + (cIdx == 0 ? 0 : 1)) == 1;
    int prefixX = prefix(CabacContexts.LAST_SIG_COEFF_X_PREFIX, log2TrafoSize, cIdx);
    int prefixY = prefix(CabacContexts.LAST_SIG_COEFF_Y_PREFIX, log2TrafoSize, cIdx);
    int lastX = lastCoordinate(prefixX);
    int lastY = lastCoordinate(prefixY);
    if (scanIdx == 2) {
      int swap = lastX;
      lastX = lastY;
      lastY = swap;
    }
    List<int[]> subBlocks = scan(size >> 2, scanIdx);
    List<int[]> inner = scan(4, scanIdx);
    int lastScanPos = 16;
    int lastSubBlock = subBlocks.size() - 1;
    int xC;
    int yC;
    do {
      if (lastScanPos == 0) {
        lastScanPos = 16;
        lastSubBlock--;
      }
      lastScanPos--;
      xC = (subBlocks.get(lastSubBlock)[0] << 2) + inner.get(lastScanPos)[0];
      yC = (subBlocks.get(lastSubBlock)[1] << 2) + inner.get(lastScanPos)[1];
    } while (xC != lastX || yC != lastY);

    int[][] csbf = new int[10][10];
    int greater1Ctx = -1; // of the previous invocation; -1: none in this block
    int lastGreater1Flag = 0;
    for (int i = lastSubBlock; i >= 0; i--) {
      int xS = subBlocks.get(i)[0];
      int yS = subBlocks.get(i)[1];
      boolean infer = false;
      csbf[xS][yS] = 1;
      if (i < lastSubBlock && i > 0) {
        int csbfCtx = Math.min(csbf[xS + 1][yS] + csbf[xS][yS + 1], 1) + (cIdx == 0 ? 0 : 2);
        csbf[xS][yS] = cabac.bin(CabacContexts.CODED_SUB_BLOCK_FLAG + csbfCtx);
        infer = true;
      }
      boolean[] sig = new boolean[16];
      int from = 15;
      if (i == lastSubBlock) {
        sig[lastScanPos] = true;
        from = lastScanPos - 1;
      }
      for (int n = from; n >= 0; n--) {
        if (csbf[xS][yS] == 0) {
          continue;
        }
        if (n > 0 || !infer) {
          int x = (xS << 2) + inner.get(n)[0];
          int y = (yS << 2) + inner.get(n)[1];
          int prevCsbf = csbf[xS + 1][yS] + 2 * csbf[xS][yS + 1];
          int ctxInc = sigCtxInc(log2TrafoSize, cIdx, scanIdx, x, y, prevCsbf);
          sig[n] = cabac.bin(CabacContexts.SIG_COEFF_FLAG + ctxInc) == 1;
          if (sig[n]) {
            infer = false;
          }
        } else {
          sig[0] = true;
        }
      }
      int firstSigScanPos = 16;
      int lastSigScanPos = -1;
      int numGreater1Flag = 0;
      int lastGreater1ScanPos = -1;
      int[] base = new int[16];
      int ctxSet = 0;
      for (int n = 15; n >= 0; n--) {
        if (!sig[n]) {
          continue;
        }
        base[n] = 1;
        if (numGreater1Flag < 8) {
          if (numGreater1Flag == 0) {
            ctxSet = i == 0 || cIdx > 0 ? 0 : 2;
            if (greater1Ctx >= 0) {
              int lastGreater1Ctx = greater1Ctx;
              if (lastGreater1Ctx > 0) {
                lastGreater1Ctx = lastGreater1Flag == 1 ? 0 : lastGreater1Ctx + 1;
              }
              if (lastGreater1Ctx == 0) {
                ctxSet++;
              }
            }
            greater1Ctx = 1;
          } else if (greater1Ctx > 0) {
            greater1Ctx = lastGreater1Flag == 1 ? 0 : greater1Ctx + 1;
          }
          int ctxInc = ctxSet * 4 + Math.min(3, greater1Ctx) + (cIdx > 0 ? 16 : 0);
          lastGreater1Flag = cabac.bin(CabacContexts.COEFF_ABS_LEVEL_GREATER1_FLAG + ctxInc);
          base[n] += lastGreater1Flag;
          numGreater1Flag++;
          if (lastGreater1Flag == 1 && lastGreater1ScanPos == -1) {
            lastGreater1ScanPos = n;
          }
        }
        if (lastSigScanPos == -1) {
          lastSigScanPos = n;
        }
        firstSigScanPos = n;
      }
      boolean signHidden = signHiding && lastSigScanPos - firstSigScanPos > 3;
      if (lastGreater1ScanPos != -1) {
        int ctxInc = ctxSet + (cIdx > 0 ? 4 : 0);
        base[lastGreater1ScanPos] +=
            cabac.bin(CabacContexts.COEFF_ABS_LEVEL_GREATER2_FLAG + ctxInc);
      }
      int[] signFlag = new int[16];
      for (int n = 15; n >= 0; n--) {
        if (sig[n] && (!signHidden || n != firstSigScanPos)) {
          signFlag[n] = cabac.bypass();
        }
      }
      int numSigCoeff = 0;
      int sumAbsLevel = 0;
      int rice = 0;
      for (int n = 15; n >= 0; n--) {
        if (!sig[n]) {
          continue;
        }
        int abs = base[n];
        int limit = numSigCoeff < 8 ? (n == lastGreater1ScanPos ? 3 : 2) : 1;
        if (abs == limit) {
          abs += remaining(rice);
          if (abs > 3 * (1 << rice)) {
            rice = Math.min(rice + 1, 4);
          }
        }
        int level = signFlag[n] == 1 ? -abs : abs;
        if (signHidden) {
          sumAbsLevel += abs;
          if (n == firstSigScanPos && sumAbsLevel % 2 == 1) {
            level = -level;
          }
        }
        int x = (xS << 2) + inner.get(n)[0];
        int y = (yS << 2) + inner.get(n)[1];
        transCoeffLevel[y * size + x] = level;
        numSigCoeff++;
      }
    }
    return transCoeffLevel;
  }

  private int prefix(int element, int log2TrafoSize, int cIdx) {
    int ctxOffset = cIdx == 0 ? 3 * (log2TrafoSize - 2) + ((log2TrafoSize - 1) >> 2) : 15;
    int ctxShift = cIdx == 0 ? (log2TrafoSize + 1) >> 2 : log2TrafoSize - 2;
    int cMax = (log2TrafoSize << 1) - 1;
    int value = 0;
    while (value < cMax && cabac.bin(element + (value >> ctxShift) + ctxOffset) == 1) {
      value++;
    }
    return value;
  }

  private int lastCoordinate(int prefix) {
    if (prefix <= 3) {
      return prefix;
    }
    int suffix = cabac.bypassBins((prefix >> 1) - 1);
    return (1 << ((prefix >> 1) - 1)) * (2 + (prefix & 1)) + suffix;
  }

  private static int sigCtxInc(
      int log2TrafoSize, int cIdx, int scanIdx, int xC, int yC, int prevCsbf) {
    int[] ctxIdxMap = {0, 1, 4, 5, 2, 3, 4, 5, 6, 6, 8, 8, 7, 7, 8};
    int sigCtx;
    if (log2TrafoSize == 2) {
      // The last position of a 4x4 block is never coded by sig_coeff_flag.
      sigCtx = ctxIdxMap[(yC << 2) + xC];
    } else if (xC + yC == 0) {
      sigCtx = 0;
    } else {
      int xP = xC & 3;
      int yP = yC & 3;
      if (prevCsbf == 0) {
        sigCtx = xP + yP == 0 ? 2 : xP + yP < 3 ? 1 : 0;
      } else if (prevCsbf == 1) {
        sigCtx = yP == 0 ? 2 : yP == 1 ? 1 : 0;
      } else if (prevCsbf == 2) {
        sigCtx = xP == 0 ? 2 : xP == 1 ? 1 : 0;
      } else {
        sigCtx = 2;
      }
      if (cIdx == 0) {
        if (xC >> 2 > 0 || yC >> 2 > 0) {
          sigCtx += 3;
        }
        sigCtx += log2TrafoSize == 3 ? (scanIdx == 0 ? 9 : 15) : 21;
      } else {
        sigCtx += log2TrafoSize == 3 ? 9 : 12;
      }
    }
    return cIdx == 0 ? sigCtx : 27 + sigCtx;
  }

  /** §9.3.3.11: TR prefix with cMax 4 << rice, then EGk of order rice + 1. */
  private int remaining(int rice) {
    int prefix = 0;
    while (prefix < 4 && cabac.bypass() == 1) {
      prefix++;
    }
    if (prefix < 4) {
      return (prefix << rice) + cabac.bypassBins(rice);
    }
    int k = rice + 1;
    int value = 4 << rice;
    while (cabac.bypass() == 1) {
      value += 1 << k;
      k++;
    }
    return value + cabac.bypassBins(k);
  }
}
