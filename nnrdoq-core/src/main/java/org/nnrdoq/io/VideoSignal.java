package org.nnrdoq.io;

/**
 * What a video file says of its samples beside their geometry.
 *
 * @param sarWidth width of a sample's aspect ratio, 0 if it is not known
 * @param sarHeight height of a sample's aspect ratio, 0 if it is not known
 * @param range of the sample values
 * @param scan how the lines of a picture were taken
 * @since 1.0
 */
public record VideoSignal(int sarWidth, int sarHeight, Range range, Scan scan) {
  /** Nothing is known. */
  public static final VideoSignal UNKNOWN = new VideoSignal(0, 0, Range.UNKNOWN, Scan.UNKNOWN);

  /** Progressive pictures of square samples. */
  public static final VideoSignal SQUARE = new VideoSignal(1, 1, Range.UNKNOWN, Scan.PROGRESSIVE);

  /** Range of sample values, in steps of 8 bit. */
  public enum Range {
    /** Not told. */
    UNKNOWN("not told"),
    /** Luma 16 to 235. */
    LIMITED("limited"),
    /** All values. */
    FULL("full");

    private final String text;

    Range(String text) {
      this.text = text;
    }

    /** {@return the value as a person reads it} */
    public String text() {
      return text;
    }
  }

  /** How the lines of a picture were taken. */
  public enum Scan {
    /** Not told. */
    UNKNOWN("not told"),
    /** All at once. */
    PROGRESSIVE("progressive"),
    /** In two fields, that of the top line first. */
    TOP_FIELD_FIRST("interlaced, top field first"),
    /** In two fields, that of the second line first. */
    BOTTOM_FIELD_FIRST("interlaced, bottom field first"),
    /** Some pictures so, some otherwise. */
    MIXED("mixed progressive and interlaced");

    private final String text;

    Scan(String text) {
      this.text = text;
    }

    /** {@return the value as a person reads it} */
    public String text() {
      return text;
    }

    /** {@return whether pictures hold two fields of different times} */
    public boolean hasFields() {
      return this == TOP_FIELD_FIRST || this == BOTTOM_FIELD_FIRST || this == MIXED;
    }
  }

  /**
   * Checks the parts.
   *
   * @param sarWidth width of a sample's aspect ratio, 0 if it is not known
   * @param sarHeight height of a sample's aspect ratio, 0 if it is not known
   * @param range of the sample values
   * @param scan how the lines of a picture were taken
   * @throws IllegalArgumentException if one is out of its range
   */
  public VideoSignal {
    if (sarWidth < 0 || sarHeight < 0 || (sarWidth == 0) != (sarHeight == 0)) {
      throw new IllegalArgumentException(
          "aspect ratio " + sarWidth + ":" + sarHeight + ": expected two positive numbers, or 0:0");
    }
    if (range == null || scan == null) {
      throw new IllegalArgumentException("range and scan: expected a value");
    }
  }

  /** {@return whether the aspect ratio of a sample is known and not 1:1} */
  public boolean hasAspectRatio() {
    return sarWidth != sarHeight;
  }
}
