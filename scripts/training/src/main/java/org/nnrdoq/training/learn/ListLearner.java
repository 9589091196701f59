package org.nnrdoq.training.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.nnrdoq.network.list.ListScores;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.training.data.BlockStore;
import org.nnrdoq.training.data.ListBatch;
import org.nnrdoq.training.data.Totals;
import org.nnrdoq.training.data.TrainConfig;
import org.nnrdoq.training.data.Validation;

/**
 * Trains a network over lists, in plain Java, with the last position chosen after its decisions.
 *
 * <p>Before the first step its scores are what the inputs say that lowering and zeroing cost, so
 * that its own decisions are worth something at once: no teacher is needed.
 */
public final class ListLearner extends AnyListLearner {
  /** Input that says what lowering a level costs, and the score that it belongs to. */
  private static final int LOWER = 0;

  /** Input that says what zeroing a level costs, and the score that it belongs to. */
  private static final int ZERO = 1;

  private float[][] gradient = new float[ListScores.COUNT][0];

  /** A network of random weights. */
  public ListLearner(TrainConfig config) {
    super(config, config.hidden(), ListScores.COUNT);
    Parameters parameters = parameters();
    int in = outputs;
    SplittableRandom random = initial;
    parameters.add("scores.hidden", 0.3 * Math.sqrt(2.0 / in), random, ListScores.COUNT, in, 1, 1);
    Parameters.Weight direct =
        parameters.add("scores.direct", 0, random, ListScores.COUNT, config.channels(), 1, 1);
    direct.values[LOWER] = -1;
    direct.values[config.channels() + ZERO] = -1;
    parameters.add("scores.bias", 0, random, ListScores.COUNT);
  }

  @Override
  public String kind() {
    return "fcn";
  }

  @Override
  public int macsPerPosition() {
    return trunk.macs();
  }

  @Override
  public OnnxGraph export(String name) {
    take();
    return trunk.integers().model(info(name)).graph(name);
  }

  @Override
  public double gradients(
      BlockStore store,
      int[] indices,
      double[] lambdaFactors,
      boolean onPolicy,
      SplittableRandom random,
      List<float[]> gradients) {
    ListBatch batch = batch(store, indices, lambdaFactors);
    float[][] scores = scores(batch);
    if (gradient[0].length < batch.length) {
      gradient = new float[ListScores.COUNT][batch.length + batch.length / 4];
    }
    double lost = batch.gradient(scores, config, random, gradient);
    trunk.backward(gradient);
    trunk.weightGradients().forEach(g -> gradients.add(g.clone()));
    return lost;
  }

  private ListBatch batch(BlockStore store, int[] indices, double[] lambdaFactors) {
    return new ListBatch(scratch, config.channels(), store, indices, lambdaFactors);
  }

  private float[][] scores(ListBatch batch) {
    take();
    return trunk.forward(batch);
  }

  private void take() {
    trunk.take(parameters().copyValues(), parameters().rounded());
  }

  @Override
  public void evaluate(BlockStore store, Validation.Part part, Totals[] bySource) {
    ListBatch batch = batch(store, part.indices(), part.lambdaFactors());
    batch.evaluate(scores(batch), part.teacher(), bySource);
  }

  /** Scores of one block in bits: of lowering each level in coding order, then of zeroing each. */
  float[] scores(BlockStore store, int index) {
    ListBatch batch = batch(store, new int[] {index}, new double[] {1});
    float[][] rows = scores(batch);
    int from = batch.starts[0];
    int count = batch.levels[0];
    List<float[]> parts = new ArrayList<>();
    for (float[] row : rows) {
      parts.add(Arrays.copyOfRange(row, from, from + count));
    }
    float[] result = new float[2 * count];
    System.arraycopy(parts.get(0), 0, result, 0, count);
    System.arraycopy(parts.get(1), 0, result, count, count);
    return result;
  }
}
