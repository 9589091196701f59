package org.nnrdoq.network.list;

/**
 * How many inputs networks over lists take: of each level, and of the block, which chooses rows of
 * a table.
 *
 * <p>A block chooses one row of each of the {@link #CHOICES}; the network's {@code blockFeatures}
 * are 1 for those and 0 for all others.
 */
public final class ListInputs {
  /** Most inputs of a level. A network takes the first few, an even number. */
  public static final int INPUTS = 16;

  /** First row of the choices by size and channel. */
  public static final int SIZE_ROWS = 0;

  /** First row of the choices by slice type and prediction mode. */
  public static final int MODE_ROWS = SIZE_ROWS + 8;

  /** First row of the choices by scan. */
  public static final int SCAN_ROWS = MODE_ROWS + 5;

  /** First row of the choices by the price of a squared step. */
  public static final int PRICE_ROWS = SCAN_ROWS + 3;

  /** First row of the choices by the number of levels. */
  public static final int COUNT_ROWS = PRICE_ROWS + 16;

  /** Number of rows. */
  public static final int BLOCK_ROWS = COUNT_ROWS + 16;

  /** Number of rows that a block chooses. */
  public static final int CHOICES = 5;

  private static final int[] STARTS = {
    SIZE_ROWS, MODE_ROWS, SCAN_ROWS, PRICE_ROWS, COUNT_ROWS, BLOCK_ROWS
  };

  private ListInputs() {}

  /** First row of a choice, or the end of all rows for {@link #CHOICES}. */
  public static int firstRow(int choice) {
    return STARTS[choice];
  }
}
