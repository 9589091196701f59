package org.nnrdoq.network.integer;

import java.util.Arrays;

/**
 * Rounds the weights of one layer so that its sums, over observed inputs, stay close to given ones:
 * first moves the weights to the least-squares fit, then rounds one after another and lets those
 * not yet rounded make up for the error.
 *
 * <p>The second part is the method of optimal brain quantization (Frantar and Alistarh, 2022) with
 * the inputs in descending order of their power. Works in double, in a fixed order. Not
 * thread-safe.
 */
final class WeightFit {
  /** Weight of the original weights in the fit, as a share of the mean power of inputs. */
  private static final double PRIOR = 1e-3;

  /** Added to the power of every input before rounding, as a share of the mean. */
  private static final double DAMPING = 1e-2;

  private final int inputs;
  private final int outputs;
  private final double[] powers;
  private final double[] targets;
  private long samples;

  /**
   * Starts with no observations.
   *
   * @param inputs weights per output; one more input is always 1 and belongs to the bias
   */
  WeightFit(int inputs, int outputs) {
    this.inputs = inputs;
    this.outputs = outputs;
    powers = new double[(inputs + 1) * (inputs + 1)];
    targets = new double[outputs * (inputs + 1)];
  }

  /**
   * Observes one position.
   *
   * @param z values of the inputs
   * @param y what the sums should be
   */
  void add(double[] z, double[] y) {
    int n = inputs + 1;
    samples++;
    for (int i = 0; i < n; i++) {
      double v = i < inputs ? z[i] : 1;
      if (v == 0) {
        continue;
      }
      for (int j = i; j < inputs; j++) {
        powers[i * n + j] += v * z[j];
      }
      powers[i * n + inputs] += v;
      for (int o = 0; o < outputs; o++) {
        targets[o * n + i] += v * y[o];
      }
    }
  }

  /** Fills the lower half and divides by the number of samples. */
  private double finish() {
    int n = inputs + 1;
    double trace = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i; j < n; j++) {
        powers[i * n + j] /= samples;
        powers[j * n + i] = powers[i * n + j];
      }
      trace += powers[i * n + i];
    }
    for (int i = 0; i < targets.length; i++) {
      targets[i] /= samples;
    }
    return trace / n;
  }

  /** A layer's weights and biases as fitted: [output][input], the bias last. */
  double[] fit(double[] prior) {
    int n = inputs + 1;
    double ridge = PRIOR * finish();
    double[] a = powers.clone();
    double[] fitted = new double[outputs * n];
    for (int i = 0; i < n; i++) {
      a[i * n + i] += ridge;
    }
    double[] l = cholesky(a, n);
    for (int o = 0; o < outputs; o++) {
      double[] x = new double[n];
      for (int i = 0; i < n; i++) {
        x[i] = targets[o * n + i] + ridge * prior[o * n + i];
      }
      solve(l, n, x);
      System.arraycopy(x, 0, fitted, o * n, n);
    }
    return fitted;
  }

  /**
   * Rounds fitted weights.
   *
   * @param weights [output][input], the bias last; biases are moved to make up for the rest
   * @param exponents [output]
   * @return integers [output][input]
   */
  int[] round(double[] weights, int[] exponents) {
    int n = inputs + 1;
    Integer[] order = new Integer[inputs];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (i, j) -> Double.compare(powers[j * n + j], powers[i * n + i]));
    double[] u = errorRows(order);
    int[] rounded = new int[outputs * inputs];
    double[] w = new double[n];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < n; i++) {
        w[i] = weights[o * n + (i < inputs ? order[i] : i)];
      }
      for (int i = 0; i < inputs; i++) {
        double scaled = Math.rint(Math.scalb(w[i], exponents[o]));
        int q =
            (int) Math.max(-WeightRounding.MAX_WEIGHT, Math.min(scaled, WeightRounding.MAX_WEIGHT));
        rounded[o * inputs + order[i]] = q;
        double error = (w[i] - Math.scalb((double) q, -exponents[o])) / u[i * n + i];
        for (int j = i + 1; j < n; j++) {
          w[j] -= error * u[i * n + j];
        }
      }
      weights[o * n + inputs] = w[inputs];
    }
    return rounded;
  }

  /** Upper Cholesky factor of the inverse of the damped powers, inputs in the given order. */
  private double[] errorRows(Integer[] order) {
    int n = inputs + 1;
    double[] a = new double[n * n];
    double trace = 0;
    for (int i = 0; i < n; i++) {
      trace += powers[i * n + i];
    }
    for (int i = 0; i < n; i++) {
      int from = i < inputs ? order[i] : i;
      for (int j = 0; j < n; j++) {
        a[i * n + j] = powers[from * n + (j < inputs ? order[j] : j)];
      }
      a[i * n + i] += DAMPING * trace / n;
    }
    double[] l = cholesky(a, n);
    double[] inverse = new double[n * n];
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      Arrays.fill(x, 0);
      x[i] = 1;
      solve(l, n, x);
      System.arraycopy(x, 0, inverse, i * n, n);
    }
    double[] lower = cholesky(inverse, n);
    double[] upper = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = i; j < n; j++) {
        upper[i * n + j] = lower[j * n + i];
      }
    }
    return upper;
  }

  private static double[] cholesky(double[] a, int n) {
    double[] l = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = a[i * n + j];
        for (int k = 0; k < j; k++) {
          sum -= l[i * n + k] * l[j * n + k];
        }
        l[i * n + j] = i == j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / l[j * n + j];
      }
    }
    return l;
  }

  /** Solves L L^T x = b in place. */
  private static void solve(double[] l, int n, double[] x) {
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) {
        x[i] -= l[i * n + k] * x[k];
      }
      x[i] /= l[i * n + i];
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) {
        x[i] -= l[k * n + i] * x[k];
      }
      x[i] /= l[i * n + i];
    }
  }
}
