package org.nnrdoq.training.data;

import org.nnrdoq.hevc.rate.ContextAutomaton;
import org.nnrdoq.network.port.SequentialNetwork;

/**
 * What enters a decision of an auto-regressive network from the state before it, one plane of a
 * batch for each input: the description of the context state ({@link ContextAutomaton#describe}),
 * which neighbouring groups are coded (one of four), and its numbers.
 */
public final class StateInputs {
  /** Inputs of a decision. */
  public static final int COUNT =
      ContextAutomaton.DESCRIPTION + ContextAutomaton.PATTERNS + SequentialNetwork.NUMBERS;

  /** Numbers among them. */
  public static final int NUMBERS = SequentialNetwork.NUMBERS;

  /** First of the two far prices among them: of lowering and of zeroing. */
  public static final int FAR_PRICES = COUNT - NUMBERS + 2;

  private final float[] described = new float[ContextAutomaton.DESCRIPTION];

  /**
   * Writes the inputs of one decision.
   *
   * @param context state before the decision
   * @param pattern which neighbouring groups are coded: 1 right, 2 below
   * @param numbers {@link SequentialNetwork#NUMBERS} of them
   * @param planes receives the inputs; those of the pattern must be 0
   * @param first index of the first input
   * @param stride from an input to the next
   */
  void write(int context, int pattern, float[] numbers, float[] planes, int first, int stride) {
    ContextAutomaton.describe(context, described, 0);
    int at = first;
    for (float value : described) {
      planes[at] = value;
      at += stride;
    }
    planes[at + pattern * stride] = 1;
    at += ContextAutomaton.PATTERNS * stride;
    for (int i = 0; i < SequentialNetwork.NUMBERS; i++) {
      planes[at + i * stride] = numbers[i];
    }
  }
}
