package org.nnrdoq.training.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.training.data.StateInputs;

class LoopGradientsTest {
  private static final int HIDDEN = 4;
  private static final int UNITS = HIDDEN + Decision.COUNT;
  private static final int LENGTH = 50;

  private final Random random = new Random(7);

  private float[] values(int count) {
    float[] v = new float[count];
    for (int i = 0; i < count; i++) {
      v[i] = (float) random.nextGaussian();
    }
    return v;
  }

  private float[][] rows(int count) {
    float[][] rows = new float[count][];
    for (int i = 0; i < count; i++) {
      rows[i] = values(LENGTH);
    }
    return rows;
  }

  /** Scores by the definition, multiplied by slopes and summed. */
  private static double product(
      float[][] trunk, float[] state, float[] head, float[][] states, float[][] slopes) {
    double sum = 0;
    for (int j = 0; j < LENGTH; j++) {
      double[] h = new double[UNITS];
      for (int u = 0; u < UNITS; u++) {
        h[u] = trunk[u][j];
        for (int i = 0; i < StateInputs.COUNT; i++) {
          h[u] += (double) state[u * StateInputs.COUNT + i] * states[i][j];
        }
      }
      for (int k = 0; k < Decision.COUNT; k++) {
        double score = h[HIDDEN + k];
        for (int u = 0; u < HIDDEN; u++) {
          score += head[k * HIDDEN + u] * Math.max(h[u], 0);
        }
        sum += score * slopes[k][j];
      }
    }
    return sum;
  }

  @Test
  void backward_anyStates_givesTheSlopesOfTheScores() {
    float[][] trunk = rows(UNITS);
    float[][] states = rows(StateInputs.COUNT);
    float[][] slopes = rows(Decision.COUNT);
    float[] state = values(UNITS * StateInputs.COUNT);
    float[] head = values(Decision.COUNT * HIDDEN);
    LoopGradients loop = new LoopGradients(HIDDEN);
    loop.take(state, head);
    float[][] byScores = loop.reserve(LENGTH);
    for (int k = 0; k < Decision.COUNT; k++) {
      System.arraycopy(slopes[k], 0, byScores[k], 0, LENGTH);
    }
    float[][] byTrunk = loop.backward(trunk, states, LENGTH);
    List<float[]> gradients = loop.weightGradients();
    float step = 1e-3f;
    float[][] weights = {state, head};
    for (int t = 0; t < weights.length; t++) {
      for (int i = 0; i < weights[t].length; i++) {
        float own = weights[t][i];
        weights[t][i] = own + step;
        double up = product(trunk, state, head, states, slopes);
        weights[t][i] = own - step;
        double down = product(trunk, state, head, states, slopes);
        weights[t][i] = own;
        double expected = (up - down) / (2 * step);
        // A unit may change its sign within the step.
        double tolerance = 0.02 * (10 + Math.abs(expected));
        assertEquals(expected, gradients.get(t)[i], tolerance, "tensor " + t + " value " + i);
      }
    }
    for (int u = 0; u < UNITS; u++) {
      float own = trunk[u][u];
      trunk[u][u] = own + step;
      double up = product(trunk, state, head, states, slopes);
      trunk[u][u] = own - step;
      double down = product(trunk, state, head, states, slopes);
      trunk[u][u] = own;
      assertEquals((up - down) / (2 * step), byTrunk[u][u], 0.02, "unit " + u);
    }
  }
}
