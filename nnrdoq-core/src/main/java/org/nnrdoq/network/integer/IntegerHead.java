package org.nnrdoq.network.integer;

/**
 * The loop of an auto-regressive network in integers: what is added to the trunk's units for each
 * decision, and how units become scores.
 *
 * <p>{@code h[u] = trunk[u] + context[state][u] + pattern[p][u] + sum of number[n] *
 * numbers[n][u]}, then {@code a[u] = min(max(h[u], 0) >> unitShift[u], 32767)} for hidden units and
 * {@code score[k] = (sum of headWeights[u][k] * a[u] + (h[hidden + k] >> unitShift[hidden + k]) +
 * headBias[k]) >> scoreShift}.
 *
 * @param units values per position that the trunk gives
 * @param hidden units that are rectified; the other three are added to the scores
 * @param context [state][unit]
 * @param pattern [coded neighbouring groups][unit]
 * @param numbers [number][unit]
 * @param unitShift [unit]
 * @param headWeights [hidden unit][decision]
 * @param headBias [decision], rounding included
 * @param scoreShift 0..24
 * @param scoreExponent a score s stands for s * 2^-scoreExponent
 * @param logs log2(1 + n) of counts and distances n, times 1024
 * @param next state after a level: [state][class of level]
 * @param entering state before a level: [0: in the same group, 1: in the next group][state]
 * @param priceRow row of prices to look at, by state
 * @param surroundingRow first row of surroundings to look at, by state
 * @param start state before the first level
 */
public record IntegerHead(
    int units,
    int hidden,
    int[] context,
    int[] pattern,
    int[] numbers,
    int[] unitShift,
    int[] headWeights,
    int[] headBias,
    int scoreShift,
    int scoreExponent,
    int[] logs,
    int[] next,
    int[] entering,
    int[] priceRow,
    int[] surroundingRow,
    int start) {

  /** Multiply-accumulates of a decision, rows of tables not counted. */
  public int macs() {
    return numbers.length + headWeights.length;
  }

  /** The same loop with scores that are rounded to multiples of 2^shift. */
  IntegerHead shifted(int shift) {
    int[] bias = headBias.clone();
    for (int k = 0; k < bias.length; k++) {
      bias[k] += shift == 0 ? 0 : 1 << (shift - 1);
    }
    return new IntegerHead(
        units,
        hidden,
        context,
        pattern,
        numbers,
        unitShift,
        headWeights,
        bias,
        scoreShift + shift,
        scoreExponent - shift,
        logs,
        next,
        entering,
        priceRow,
        surroundingRow,
        start);
  }
}
