package org.nnrdoq.io;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A window of pictures, in luma samples.
 *
 * @param width columns, 1 or more
 * @param height rows, 1 or more
 * @param x left column, 0 or more
 * @param y top row, 0 or more
 * @since 1.0
 */
public record CropWindow(int width, int height, int x, int y) {
  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,5})x(\\d{1,5})(?:\\+(\\d{1,5})\\+(\\d{1,5}))?");

  /**
   * Checks the values.
   *
   * @param width columns, 1 or more
   * @param height rows, 1 or more
   * @param x left column, 0 or more
   * @param y top row, 0 or more
   * @throws IllegalArgumentException if one is out of its range
   */
  public CropWindow {
    if (width < 1 || height < 1 || x < 0 || y < 0) {
      throw new IllegalArgumentException(
          "window " + width + "x" + height + "+" + x + "+" + y + ": expected at least 1x1+0+0");
    }
  }

  /**
   * Parses {@code WxH+X+Y}, or {@code WxH} for the top left corner.
   *
   * @param text to read
   * @return the window
   * @throws IllegalArgumentException in one line
   */
  public static CropWindow parse(String text) {
    Matcher m = TEXT.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "': expected WIDTHxHEIGHT+X+Y, for example 416x240+64+32");
    }
    return new CropWindow(
        Integer.parseInt(m.group(1)),
        Integer.parseInt(m.group(2)),
        m.group(3) == null ? 0 : Integer.parseInt(m.group(3)),
        m.group(4) == null ? 0 : Integer.parseInt(m.group(4)));
  }

  /**
   * {@return the format of cropped pictures}
   *
   * @param format of the whole pictures
   * @throws IllegalArgumentException in one line, if the window is not inside the picture or, in
   *     4:2:0, would cut chroma samples apart
   */
  public VideoFormat of(VideoFormat format) {
    if (x + width > format.width() || y + height > format.height()) {
      throw new IllegalArgumentException(
          "window " + this.text() + " is not inside " + format.width() + "x" + format.height());
    }
    if (format.chromaFormatIdc() == 1 && (x % 2 != 0 || y % 2 != 0)) {
      throw new IllegalArgumentException(
          "window " + this.text() + ": expected even X and Y, chroma has every second sample");
    }
    return new VideoFormat(
        width,
        height,
        format.bitDepth(),
        format.fpsNum(),
        format.fpsDen(),
        format.chromaFormatIdc());
  }

  private String text() {
    return width + "x" + height + "+" + x + "+" + y;
  }

  /**
   * Copies the window.
   *
   * @param from the picture
   * @param to of the format that {@link #of} gives
   */
  public void copy(Frame from, Frame to) {
    PlanarFile.requireFormat(of(from.format), to);
    for (int cIdx = 0; cIdx < from.format.planes(); cIdx++) {
      int left = cIdx == 0 ? x : x / 2;
      int top = cIdx == 0 ? y : y / 2;
      int columns = to.width(cIdx);
      for (int row = 0; row < to.height(cIdx); row++) {
        System.arraycopy(
            from.plane(cIdx),
            (top + row) * from.width(cIdx) + left,
            to.plane(cIdx),
            row * columns,
            columns);
      }
    }
  }
}
