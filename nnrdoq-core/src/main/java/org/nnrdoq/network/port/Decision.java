package org.nnrdoq.network.port;

/**
 * What a network decides of a level that was rounded to nearest and is not 0. The constants stand
 * in the order of a network's classes: class k of its scores is the decision with ordinal k.
 */
public enum Decision {
  /** The level stays. */
  KEEP,
  /** The level becomes one less. */
  MINUS_ONE,
  /** The level becomes 0; of a level of 1 only {@link #MINUS_ONE} says so. */
  ZERO;

  /** Number of decisions, and of a network's classes. */
  public static final int COUNT = 3;

  /**
   * The level that this decision leads to.
   *
   * @param nearest the level rounded to nearest, 1 or more
   */
  public int level(int nearest) {
    return this == KEEP ? nearest : this == MINUS_ONE ? nearest - 1 : 0;
  }

  /**
   * The decision that a quantizer took, or comes closest to what it did.
   *
   * @param nearest the level rounded to nearest, 1 or more
   * @param level what became of it, 0 or more
   */
  public static Decision taken(int nearest, int level) {
    return level >= nearest ? KEEP : level == nearest - 1 ? MINUS_ONE : ZERO;
  }

  /** The decision of the highest score; among equal ones the first. */
  public static Decision best(float keep, float minusOne, float zero) {
    return zero > keep && zero > minusOne ? ZERO : minusOne > keep ? MINUS_ONE : KEEP;
  }

  /**
   * The level that the scores of the three decisions lead to.
   *
   * @param nearest the level rounded to nearest, 1 or more; {@link #ZERO} is no choice for 1
   */
  public static int refine(int nearest, float keep, float minusOne, float zero) {
    return best(keep, minusOne, nearest == 1 ? Float.NEGATIVE_INFINITY : zero).level(nearest);
  }
}
