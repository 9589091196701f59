package org.nnrdoq.hevc.residual;

/**
 * How the next level of a coefficient group is coded, given those coded before it: the contexts of
 * {@code coeff_abs_level_greater1_flag} and {@code coeff_abs_level_greater2_flag}, cRiceParam, and
 * the smallest level with a {@code coeff_abs_level_remaining} (H.265 §7.3.8.11, §9.3.3.11,
 * §9.3.4.2.6, §9.3.4.2.7).
 *
 * <p>A state is an {@code int} of {@value #BITS} bits whose layout only this class knows, so that a
 * walk over a group allocates nothing. It begins with {@link #enter}, takes {@link #next} after
 * each level in coding order, from the group's last position in scan to its first, and tells the
 * group that is coded after it what {@link #raisesNext} says. Whoever walks over the levels of a
 * group walks like this: the writer of the stream, estimates of rates, and networks.
 */
public final class GroupState {
  /** At most so many greater1 flags are coded in a group. */
  public static final int MAX_GREATER1_FLAGS = 8;

  /** Largest cRiceParam. */
  public static final int MAX_RICE = 4;

  /** A state is less than 1 shifted by so many bits. */
  public static final int BITS = 13;

  // greater1Ctx and above it ctxSet: together they are the ctxInc of a greater1 flag.
  private static final int GREATER1_CTX_MASK = 3;
  private static final int GREATER1_MASK = 15;
  private static final int CTX_SET_SHIFT = 2;
  private static final int CTX_SET_MASK = 3;
  private static final int RICE_SHIFT = 4;
  private static final int RICE_MASK = 7;
  private static final int BASE_SHIFT = 7;
  private static final int BASE_MASK = 3;
  private static final int FLAGS_SHIFT = 9;

  private GroupState() {}

  /**
   * State before the first level of a group.
   *
   * @param ctxSet of the group, as {@link CoefficientContexts#ctxSet} gives it, 0..3
   */
  public static int enter(int ctxSet) {
    return 1 | ctxSet << CTX_SET_SHIFT | 3 << BASE_SHIFT;
  }

  /**
   * A state by its parts.
   *
   * @param ctxSet of the group, 0..3
   * @param flags greater1 flags coded in the group, 0..{@link #MAX_GREATER1_FLAGS}
   * @param greater1Set whether one of them is 1; counts only if there are flags
   * @param rice cRiceParam, 0..{@link #MAX_RICE}
   */
  public static int of(int ctxSet, int flags, boolean greater1Set, int rice) {
    boolean set = greater1Set && flags > 0;
    int greater1Ctx = set ? 0 : Math.min(flags + 1, 3);
    int base = flags >= MAX_GREATER1_FLAGS ? 1 : set ? 2 : 3;
    return greater1Ctx
        | ctxSet << CTX_SET_SHIFT
        | rice << RICE_SHIFT
        | base << BASE_SHIFT
        | flags << FLAGS_SHIFT;
  }

  /** The same state in a group of another ctxSet, 0..3. */
  public static int withCtxSet(int state, int ctxSet) {
    return state & ~(CTX_SET_MASK << CTX_SET_SHIFT) | ctxSet << CTX_SET_SHIFT;
  }

  /**
   * State after a level.
   *
   * @param level absolute level, 0 or more; 0 changes nothing
   */
  public static int next(int state, int level) {
    if (level == 0) {
      return state;
    }
    int next = state;
    if (level > 3 << rice(state) && rice(state) < MAX_RICE) {
      next += 1 << RICE_SHIFT; // such a level always has a coeff_abs_level_remaining
    }
    if (flags(state) == MAX_GREATER1_FLAGS) {
      return next;
    }
    next += 1 << FLAGS_SHIFT;
    if (level > 1) {
      next = withGreater1(next);
      next = next & ~(BASE_MASK << BASE_SHIFT) | 2 << BASE_SHIFT;
    } else if (greater1Ctx(next) == 1 || greater1Ctx(next) == 2) {
      next++;
    }
    if (flags(next) == MAX_GREATER1_FLAGS) {
      next = next & ~(BASE_MASK << BASE_SHIFT) | 1 << BASE_SHIFT;
    }
    return next;
  }

  /** The same state with a greater1Ctx of 0, as after a greater1 flag of 1. */
  public static int withGreater1(int state) {
    return state & ~GREATER1_CTX_MASK;
  }

  /** greater1Ctx of the next level, 0..3: 0 after a greater1 flag of 1. */
  public static int greater1Ctx(int state) {
    return state & GREATER1_CTX_MASK;
  }

  /** ctxInc of the next level's greater1 flag: {@code 4 * ctxSet + greater1Ctx}, 0..15. */
  public static int greater1Flag(int state) {
    return state & GREATER1_MASK;
  }

  /** ctxSet of the group, which is also the ctxInc of its greater2 flag, 0..3. */
  public static int ctxSet(int state) {
    return state >> CTX_SET_SHIFT & CTX_SET_MASK;
  }

  /** cRiceParam, 0..4. */
  public static int rice(int state) {
    return state >> RICE_SHIFT & RICE_MASK;
  }

  /**
   * Smallest level with a coeff_abs_level_remaining: 3 where greater1 and greater2 flags are coded,
   * 2 where only a greater1 flag is, 1 where none is.
   */
  public static int baseLevel(int state) {
    return state >> BASE_SHIFT & BASE_MASK;
  }

  /** Greater1 flags coded so far, which up to 8 is the number of the group's non-zero levels. */
  public static int flags(int state) {
    return state >> FLAGS_SHIFT & (1 << BITS - FLAGS_SHIFT) - 1;
  }

  /**
   * Whether ctxSet of the next coded group is raised, if the group ends in this state: whether a
   * greater1 flag was 1, or, in a group without levels, whether its own ctxSet is raised.
   */
  public static boolean raisesNext(int state) {
    return flags(state) > 0 ? greater1Ctx(state) == 0 : (ctxSet(state) & 1) != 0;
  }
}
