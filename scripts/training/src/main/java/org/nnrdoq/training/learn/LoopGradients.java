package org.nnrdoq.training.learn;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.network.reference.SequentialHead;
import org.nnrdoq.training.data.StateInputs;

/**
 * The loop of an auto-regressive network over lists at all visited states of a batch at once: its
 * units, and the gradients of its weights, a row of entries for each unit.
 */
final class LoopGradients {
  private final int hidden;
  private final int units;
  private float[] state;
  private float[] head;
  private final float[] stateGradients;
  private final float[] headGradients;
  private float[][] byScores = new float[Decision.COUNT][0];
  private float[][] rows;
  private final RowTerms terms = new RowTerms();
  private final RowProducts products = new RowProducts();

  LoopGradients(int hidden) {
    this.hidden = hidden;
    units = hidden + Decision.COUNT;
    stateGradients = new float[units * StateInputs.COUNT];
    headGradients = new float[Decision.COUNT * hidden];
    rows = new float[units][0];
  }

  /** Hidden units, and one for each decision. */
  int units() {
    return units;
  }

  /** Multiply-accumulates of a decision. */
  int macs() {
    return units * StateInputs.NUMBERS + hidden * Decision.COUNT;
  }

  /**
   * Takes weights.
   *
   * @param states [unit][{@link StateInputs#COUNT}]
   * @param scores [decision][hidden unit]
   */
  void take(float[] states, float[] scores) {
    state = states;
    head = scores;
  }

  /** The loop as it runs. */
  SequentialHead head() {
    return new SequentialHead(constants(), "network in training");
  }

  /** Its constants by name. */
  Map<String, OnnxGraph.Tensor> constants() {
    return SequentialGraph.tables(units, state, head);
  }

  /** Room for the gradient by the scores of a batch, [decision][entry]. */
  float[][] reserve(int length) {
    if (byScores[0].length < length) {
      byScores = new float[Decision.COUNT][length + length / 4];
      rows = new float[units][length + length / 4];
    }
    return byScores;
  }

  /** Gradients of the weights, in the order of {@link #take}. */
  List<float[]> weightGradients() {
    return List.of(stateGradients.clone(), headGradients.clone());
  }

  /**
   * Makes the gradients of all weights.
   *
   * @param fromTrunk what the trunk gives, [unit][entry]
   * @param states at the decisions, [input][entry]
   * @return gradient by what the trunk gives, [unit][entry]
   */
  float[][] backward(float[][] fromTrunk, float[][] states, int length) {
    Arrays.fill(stateGradients, 0);
    Arrays.fill(headGradients, 0);
    for (int u = 0; u < units; u++) {
      float[] row = rows[u];
      if (u < hidden) {
        System.arraycopy(fromTrunk[u], 0, row, 0, length);
        terms.clear();
        for (int i = 0; i < StateInputs.COUNT; i++) {
          terms.add(states[i], state[u * StateInputs.COUNT + i], 0);
        }
        terms.addTo(row, 0, length);
        rectified(u, row, length);
      } else {
        System.arraycopy(byScores[u - hidden], 0, row, 0, length);
      }
      stateGradients(u, row, states, length);
    }
    return rows;
  }

  /** Turns a hidden unit's values into the gradient by them. */
  private void rectified(int u, float[] row, int length) {
    for (int k = 0; k < Decision.COUNT; k++) {
      float[] d = byScores[k];
      double sum = 0;
      for (int j = 0; j < length; j++) {
        sum += d[j] * Math.max(row[j], 0);
      }
      headGradients[k * hidden + u] = (float) sum;
    }
    float w0 = head[u];
    float w1 = head[hidden + u];
    float w2 = head[2 * hidden + u];
    for (int j = 0; j < length; j++) {
      float d = w0 * byScores[0][j] + w1 * byScores[1][j] + w2 * byScores[2][j];
      row[j] = row[j] > 0 ? d : 0;
    }
  }

  private void stateGradients(int u, float[] row, float[][] states, int length) {
    for (int i = 0; i < StateInputs.COUNT; i += RowProducts.ROWS) {
      for (int r = 0; r < RowProducts.ROWS; r++) {
        products.row(r, states[Math.min(i + r, StateInputs.COUNT - 1)], 0);
      }
      products.multiply(row, 0, length);
      for (int r = 0; r < Math.min(RowProducts.ROWS, StateInputs.COUNT - i); r++) {
        stateGradients[u * StateInputs.COUNT + i + r] = (float) products.sum(r);
      }
    }
  }
}
