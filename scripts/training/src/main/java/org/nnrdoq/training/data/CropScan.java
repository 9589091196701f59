package org.nnrdoq.training.data;

import org.nnrdoq.hevc.residual.CoefficientGroup;
import org.nnrdoq.hevc.residual.ScanOrder;

/** Where the coefficient groups of a crop, and their positions, are in the scan of its block. */
final class CropScan {
  /** Number of values of {@link #index}. */
  static final int COUNT = 4 * 3 * BlockStore.SHAPES;

  /** Position in scan that is past every group. */
  static final int NO_POSITION = 16;

  /** Scan of the whole block. */
  final ScanOrder order;

  /** Number of groups inside the crop. */
  final int groups;

  /** Index of each of these groups in the scan of the block, in ascending order. */
  final int[] indices = new int[64];

  /** The bit that stands for each of them in a set of groups. */
  final long[] bits = new long[64];

  /** Index in the crop's raster order of each position in scan, 16 for each group. */
  final int[] positions = new int[1024];

  /**
   * Finds the groups.
   *
   * @param height rows of the crop, a multiple of 4
   * @param width columns of the crop, a multiple of 4
   */
  CropScan(ScanOrder order, int height, int width) {
    this.order = order;
    int count = 0;
    for (int i = 0; i < order.groups(); i++) {
      if (order.groupX(i) << 2 < width && order.groupY(i) << 2 < height) {
        indices[count] = i;
        bits[count] = CoefficientGroup.bit(order.groupX(i), order.groupY(i));
        for (int n = 0; n < 16; n++) {
          int scanPos = i << 4 | n;
          positions[count << 4 | n] = order.y(scanPos) * width + order.x(scanPos);
        }
        count++;
      }
    }
    groups = count;
  }

  /** A number below {@link #COUNT} that is the same for crops of the same scan. */
  static int index(int log2TrafoSize, int scanIdx, int height, int width) {
    return ((log2TrafoSize - 2) * 3 + scanIdx) * BlockStore.SHAPES
        + BlockStore.shape(height, width);
  }
}
