package org.nnrdoq.hevc.filter;

/**
 * Applies sample adaptive offset, H.265 §8.7.3, to planes of pictures with one slice and tile.
 *
 * <p>Not thread-safe: an instance holds scratch memory.
 */
public final class SampleAdaptiveOffset {
  /** Column and row steps to the first neighbour by SaoEoClass; the second lies opposite. */
  static final int[] STEP_X = {-1, 0, -1, 1};

  static final int[] STEP_Y = {0, -1, -1, -1};

  private final int max;
  private final int bandShift;
  private final int[] table = new int[32];

  public SampleAdaptiveOffset(int bitDepth) {
    max = (1 << bitDepth) - 1;
    bandShift = bitDepth - 5;
  }

  /**
   * Filters the part of a plane that belongs to one coding tree unit.
   *
   * @param cIdx component whose parameters apply
   * @param sao parameters of the unit
   * @param deblocked the plane before this filter, all of it; not changed
   * @param output receives the filtered samples of the unit; must already hold the deblocked ones
   * @param area where the unit lies in the plane
   */
  public void apply(int cIdx, SaoParameters sao, short[] deblocked, short[] output, Area area) {
    int type = sao.typeIdx[cIdx];
    if (type == SaoParameters.BAND) {
      band(sao.bandPosition[cIdx], sao.offsets[cIdx], deblocked, output, area);
    } else if (type == SaoParameters.EDGE) {
      edge(sao.eoClass[cIdx], sao.offsets[cIdx], deblocked, output, area);
    }
  }

  /**
   * Filters a whole plane.
   *
   * @param cIdx component whose parameters apply
   * @param units parameters of all coding tree units in raster order
   * @param log2CtbSize log2 of a unit's side in luma samples
   * @param deblocked the plane before this filter; not changed
   * @param output receives the filtered plane; must already hold the deblocked samples
   * @param width columns of the plane, and its stride
   * @param height rows of the plane
   */
  public void applyPlane(
      int cIdx,
      SaoParameters[] units,
      int log2CtbSize,
      short[] deblocked,
      short[] output,
      int width,
      int height) {
    int log2Size = cIdx == 0 ? log2CtbSize : log2CtbSize - 1;
    int columns = (width + (1 << log2Size) - 1) >> log2Size;
    int rows = (height + (1 << log2Size) - 1) >> log2Size;
    for (int i = 0; i < columns * rows; i++) {
      if (units[i].typeIdx[cIdx] != SaoParameters.OFF) {
        Area area = Area.ofCtu(i % columns, i / columns, log2Size, width, height);
        apply(cIdx, units[i], deblocked, output, area);
      }
    }
  }

  private void band(int position, int[] offsets, short[] in, short[] out, Area area) {
    java.util.Arrays.fill(table, 0);
    for (int k = 0; k < 4; k++) {
      table[(position + k) & 31] = offsets[k];
    }
    for (int y = area.y0(); y < area.y1(); y++) {
      int end = y * area.stride() + area.x1();
      for (int i = y * area.stride() + area.x0(); i < end; i++) {
        int sample = in[i];
        out[i] = (short) Math.min(Math.max(sample + table[sample >> bandShift], 0), max);
      }
    }
  }

  private void edge(int eoClass, int[] offsets, short[] in, short[] out, Area area) {
    // By sign sum + 2: local minimum, concave corner, none, convex corner, local maximum.
    table[0] = offsets[0];
    table[1] = offsets[1];
    table[2] = 0;
    table[3] = offsets[2];
    table[4] = offsets[3];
    int step = STEP_Y[eoClass] * area.stride() + STEP_X[eoClass];
    int marginX = STEP_X[eoClass] == 0 ? 0 : 1;
    int marginY = STEP_Y[eoClass] == 0 ? 0 : 1;
    int x0 = Math.max(area.x0(), marginX);
    int x1 = Math.min(area.x1(), area.width() - marginX);
    int y0 = Math.max(area.y0(), marginY);
    int y1 = Math.min(area.y1(), area.height() - marginY);
    for (int y = y0; y < y1; y++) {
      int end = y * area.stride() + x1;
      for (int i = y * area.stride() + x0; i < end; i++) {
        int sample = in[i];
        int sum = sign(sample - in[i + step]) + sign(sample - in[i - step]);
        out[i] = (short) Math.min(Math.max(sample + table[sum + 2], 0), max);
      }
    }
  }

  /** -1, 0 or 1. */
  static int sign(int value) {
    return value >> 31 | -value >>> 31;
  }

  /**
   * A rectangle of a plane.
   *
   * @param x0 first column
   * @param y0 first row
   * @param x1 column after the last
   * @param y1 row after the last
   * @param width columns of the plane
   * @param height rows of the plane
   * @param stride of the plane
   */
  public record Area(int x0, int y0, int x1, int y1, int width, int height, int stride) {

    /** The coding tree unit at ({@code ctbX}, {@code ctbY}) in a plane without padding. */
    public static Area ofCtu(int ctbX, int ctbY, int log2CtbSize, int width, int height) {
      int x0 = ctbX << log2CtbSize;
      int y0 = ctbY << log2CtbSize;
      int size = 1 << log2CtbSize;
      return new Area(
          x0, y0, Math.min(x0 + size, width), Math.min(y0 + size, height), width, height, width);
    }
  }
}
