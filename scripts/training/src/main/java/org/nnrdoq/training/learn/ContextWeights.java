package org.nnrdoq.training.learn;

import org.nnrdoq.hevc.rate.ContextAutomaton;

/**
 * Weights of the description of a context state from the table that a model holds, one row of sums
 * per state: least squares, since descriptions of all states may not span all weights.
 */
final class ContextWeights {
  private static final int STATES = ContextAutomaton.STATES;
  private static final int INPUTS = ContextAutomaton.DESCRIPTION;

  /** Keeps the normal equations solvable; the error it adds is far below a weight's precision. */
  private static final double RIDGE = 1e-6;

  private final float[] described = new float[STATES * INPUTS];
  private final double[] factor = new double[INPUTS * INPUTS];

  ContextWeights() {
    for (int s = 0; s < STATES; s++) {
      ContextAutomaton.describe(s, described, s * INPUTS);
    }
    for (int i = 0; i < INPUTS; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = i == j ? RIDGE : 0;
        for (int s = 0; s < STATES; s++) {
          sum += (double) described[s * INPUTS + i] * described[s * INPUTS + j];
        }
        for (int k = 0; k < j; k++) {
          sum -= factor[i * INPUTS + k] * factor[j * INPUTS + k];
        }
        factor[i * INPUTS + j] = i == j ? Math.sqrt(sum) : sum / factor[j * INPUTS + j];
      }
    }
  }

  /**
   * Finds the weights.
   *
   * @param table [state][unit]
   * @param weights receives the first {@code DESCRIPTION} entries of each row
   * @param stride length of a row of {@code weights}, one per unit
   */
  void describe(float[] table, int units, float[] weights, int stride) {
    double[] x = new double[INPUTS];
    for (int u = 0; u < units; u++) {
      for (int i = 0; i < INPUTS; i++) {
        x[i] = 0;
        for (int s = 0; s < STATES; s++) {
          x[i] += (double) described[s * INPUTS + i] * table[s * units + u];
        }
        for (int k = 0; k < i; k++) {
          x[i] -= factor[i * INPUTS + k] * x[k];
        }
        x[i] /= factor[i * INPUTS + i];
      }
      for (int i = INPUTS - 1; i >= 0; i--) {
        for (int k = i + 1; k < INPUTS; k++) {
          x[i] -= factor[k * INPUTS + i] * x[k];
        }
        x[i] /= factor[i * INPUTS + i];
        weights[u * stride + i] = (float) x[i];
      }
    }
  }
}
