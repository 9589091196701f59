package org.nnrdoq.quantizer.scalar;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.nnrdoq.quantizer.QuantizerException;

/**
 * The thresholds of {@code adz}, one for each of {@link DeadZoneCells#CELLS}: a coefficient keeps
 * its nearest level if its excess over the level below, in 1/256 level, reaches the threshold; else
 * it gets the level below.
 *
 * <p>As text: comments after {@code #}, then the thresholds in cell order, {@link
 * DeadZoneCells#INNER_CELLS} to a line. Instances are immutable.
 */
public final class DeadZoneTable {
  /** Threshold of plain rounding to nearest. */
  public static final int MIN_THRESHOLD = 128;

  /** Threshold that no excess reaches. */
  public static final int MAX_THRESHOLD = 384;

  private static final String SHIPPED = "adz.txt";

  private final short[] thresholds;

  /**
   * Takes thresholds.
   *
   * @param thresholds one for each cell, {@link #MIN_THRESHOLD} to {@link #MAX_THRESHOLD}; copied
   */
  public DeadZoneTable(int[] thresholds) {
    if (thresholds.length != DeadZoneCells.CELLS) {
      throw new IllegalArgumentException(
          thresholds.length + " dead-zone thresholds: expected " + DeadZoneCells.CELLS);
    }
    this.thresholds = new short[thresholds.length];
    for (int i = 0; i < thresholds.length; i++) {
      if (thresholds[i] < MIN_THRESHOLD || thresholds[i] > MAX_THRESHOLD) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "dead-zone threshold %d is %d: expected %d..%d",
                i,
                thresholds[i],
                MIN_THRESHOLD,
                MAX_THRESHOLD));
      }
      this.thresholds[i] = (short) thresholds[i];
    }
  }

  /** The table that ships. */
  public static DeadZoneTable shipped() {
    try (InputStream in = DeadZoneTable.class.getResourceAsStream(SHIPPED)) {
      if (in == null) {
        throw new QuantizerException("quantizer adz: its table is missing; rebuild nnrdoq-core");
      }
      return parse(new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Parses the text form.
   *
   * @throws IllegalArgumentException if it is not a whole table
   */
  public static DeadZoneTable parse(BufferedReader text) throws IOException {
    int[] all = new int[DeadZoneCells.CELLS];
    int count = 0;
    for (String line = text.readLine(); line != null; line = text.readLine()) {
      String values = line.split("#", 2)[0].strip();
      if (values.isEmpty()) {
        continue;
      }
      for (String value : values.split("\\s+")) {
        if (count < all.length) {
          all[count] = Integer.parseInt(value);
        }
        count++;
      }
    }
    if (count != all.length) {
      throw new IllegalArgumentException(count + " dead-zone thresholds: expected " + all.length);
    }
    return new DeadZoneTable(all);
  }

  /** The text form, without comments. */
  public String format() {
    StringBuilder s = new StringBuilder();
    for (int i = 0; i < thresholds.length; i++) {
      s.append(thresholds[i]);
      s.append((i + 1) % DeadZoneCells.INNER_CELLS == 0 ? '\n' : ' ');
    }
    return s.toString();
  }

  /** Threshold of a cell. */
  public int threshold(int cell) {
    return thresholds[cell];
  }

  /** Level that the table gives the {@code k}-th coefficient of {@code cells}. */
  public int decide(DeadZoneCells cells, int k) {
    int level = cells.level(k);
    return cells.excess(k) >= thresholds[cells.cell(k)] ? level : level - 1;
  }
}
