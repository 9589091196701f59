package org.nnrdoq.hevc.bitstream;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.cabac.CabacEncoder;

/**
 * A stream of mid-grey pictures: largest possible coding units, DC prediction, no residual. It has
 * every NAL unit of a real stream, and any decoder can be asked whether it likes them.
 */
final class FlatStream {
  private final StreamParameters parameters;
  private final int width;
  private final int height;

  /** Coding quadtree depth by 8x8 block, -1 where not coded yet. */
  private final int[] depths;

  private final CabacEncoder cabac = new CabacEncoder(new CabacContexts());

  private FlatStream(StreamParameters parameters) {
    this.parameters = parameters;
    this.width = parameters.codedWidth();
    this.height = parameters.codedHeight();
    this.depths = new int[width * height / 64];
  }

  static byte[] encode(StreamParameters parameters, int qp, int pictures) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < pictures; i++) {
      out.writeBytes(new FlatStream(parameters).accessUnit(qp));
    }
    return out.toByteArray();
  }

  private byte[] accessUnit(int qp) {
    byte[] slice = SliceSegment.idr(parameters, qp, false, false, sliceData(qp));
    int bitDepth = parameters.format().bitDepth();
    short[] luma = new short[width * height];
    Arrays.fill(luma, (short) (1 << (bitDepth - 1)));
    byte[] md5Luma = PictureHash.md5(luma, width, height, width, bitDepth);
    byte[] md5Chroma = PictureHash.md5(luma, width / 2, height / 2, width / 2, bitDepth);
    return new AccessUnit()
        .add(NalUnitType.VPS, ParameterSets.vps(parameters))
        .add(NalUnitType.SPS, ParameterSets.sps(parameters))
        .add(NalUnitType.PPS, ParameterSets.pps(parameters))
        .add(NalUnitType.IDR_N_LP, slice)
        .add(NalUnitType.SUFFIX_SEI, PictureHash.sei(new byte[][] {md5Luma, md5Chroma, md5Chroma}))
        .toByteArray();
  }

  private byte[] sliceData(int qp) {
    cabac.contexts().init(SliceType.I, qp);
    Arrays.fill(depths, -1);
    for (int y = 0; y < height; y += 64) {
      for (int x = 0; x < width; x += 64) {
        codingQuadtree(x, y, 6, 0);
        cabac.terminate(x + 64 >= width && y + 64 >= height ? 1 : 0);
      }
    }
    return cabac.finish();
  }

  private void codingQuadtree(int x, int y, int log2CbSize, int depth) {
    int size = 1 << log2CbSize;
    boolean split = x + size > width || y + size > height;
    if (!split && log2CbSize > 3) {
      int deeper = (depthAt(x - 1, y) > depth ? 1 : 0) + (depthAt(x, y - 1) > depth ? 1 : 0);
      cabac.bin(CabacContexts.SPLIT_CU_FLAG + deeper, 0);
    }
    if (split) {
      for (int i = 0; i < 4; i++) {
        int x1 = x + (i & 1) * size / 2;
        int y1 = y + (i >> 1) * size / 2;
        if (x1 < width && y1 < height) {
          codingQuadtree(x1, y1, log2CbSize - 1, depth + 1);
        }
      }
      return;
    }
    for (int v = y; v < y + size; v += 8) {
      for (int u = x; u < x + size; u += 8) {
        depths[v / 8 * (width / 8) + u / 8] = depth;
      }
    }
    if (log2CbSize == 3) {
      cabac.bin(CabacContexts.PART_MODE, 1);
    }
    cabac.bin(CabacContexts.PREV_INTRA_LUMA_PRED_FLAG, 1);
    cabac.bypassBins(0b10, 2); // mpm_idx 1: neighbours are DC or missing, so DC comes second
    cabac.bin(CabacContexts.INTRA_CHROMA_PRED_MODE, 0);
    cabac.bin(CabacContexts.CBF_CHROMA, 0);
    cabac.bin(CabacContexts.CBF_CHROMA, 0);
    int units = log2CbSize == 6 ? 4 : 1;
    for (int i = 0; i < units; i++) {
      cabac.bin(CabacContexts.CBF_LUMA + (units == 1 ? 1 : 0), 0);
    }
  }

  private int depthAt(int x, int y) {
    return x < 0 || y < 0 ? -1 : depths[y / 8 * (width / 8) + x / 8];
  }
}
