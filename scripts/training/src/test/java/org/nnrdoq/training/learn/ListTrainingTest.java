package org.nnrdoq.training.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.network.RateWeights;
import org.nnrdoq.network.list.ListInputs;
import org.nnrdoq.network.list.ListModel;
import org.nnrdoq.network.list.ListNetwork;
import org.nnrdoq.network.list.ListSequentialNetwork;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.network.port.RefinementNetwork;
import org.nnrdoq.network.port.SequentialNetwork;
import org.nnrdoq.quantizer.net.DecisionSteps;
import org.nnrdoq.quantizer.net.FcnQuantizer;
import org.nnrdoq.training.data.BlockStore;
import org.nnrdoq.training.data.LambdaFactors;
import org.nnrdoq.training.data.ListBatch;
import org.nnrdoq.training.data.ListScratch;
import org.nnrdoq.training.data.TrainConfig;
import org.nnrdoq.training.publish.ModelFolder;
import org.nnrdoq.training.publish.ModelPublisher;

class ListTrainingTest {
  private static final Trainer.Listener SILENT =
      new Trainer.Listener() {
        @Override
        public void step(int step, double lostBits) {}

        @Override
        public void validated(History.Entry entry) {}
      };

  @TempDir static Path recordings;
  @TempDir static Path validation;
  @TempDir Path directory;

  private static BlockStore training;
  private static BlockStore held;

  @BeforeAll
  static void record() throws IOException {
    SyntheticRecordings.write(recordings.resolve("a.intra.qp22.nnbr"), 800, 4);
    SyntheticRecordings.write(recordings.resolve("b.intra.qp27.nnbr"), 800, 5);
    SyntheticRecordings.write(validation.resolve("c.intra.qp22.nnbr"), 300, 6);
    training = BlockStore.load(recordings, 800, 1);
    held = BlockStore.load(validation, 300, 1);
  }

  private static TrainConfig config(
      String set, int steps, int integerSteps, TrainConfig.Layer... more) {
    List<TrainConfig.Layer> layers =
        new ArrayList<>(List.of(new TrainConfig.Layer(1, 8), new TrainConfig.Layer(3, 4)));
    layers.addAll(List.of(more));
    return new TrainConfig(
        "list",
        "test",
        set,
        12,
        layers,
        3,
        steps,
        1000,
        0.01,
        0,
        1,
        0.2,
        1,
        new LambdaFactors(0.25, 4),
        RateWeights.EVEN,
        integerSteps,
        800,
        300,
        40,
        100);
  }

  @Test
  void run_onASmallSample_gainsMoreThanItsStartAndPublishesWhatItScored() throws IOException {
    TrainConfig config = config("levels-1", 200, 80);
    ListLearner learner = new ListLearner(config);
    Trainer trainer = new Trainer(config, learner, training, held);
    double before = gain(trainer);
    trainer.run(null, SILENT);
    History.Entry best = trainer.history().entries.get(trainer.history().bestEntry);
    assertTrue(best.score() > before, best.score() + " after " + before);
    assertTrue(best.score() > 0.9, best.toString());
    Path model =
        new ModelFolder(directory)
            .add(
                ModelPublisher.files(config, null, learner, trainer.history(), training, held),
                "fcn",
                null);
    ModelFile file = ModelFile.open(model);
    assertEquals(ListModel.ARITHMETIC, file.arithmetic());
    try (RefinementNetwork network = new ListNetwork(ListModel.of(file))) {
      assertEquals(12, network.info().features());
      scoresAreTheLearners(network, learner);
      assertEquals("fcn", new FcnQuantizer("fcn", network).name());
    }
  }

  @Test
  void run_autoRegressive_gainsMoreThanItsStartAndDecidesAsPublished() throws IOException {
    TrainConfig config = config("levels-1", 300, 100, new TrainConfig.Layer(1, 12));
    ListArLearner learner = new ListArLearner(config);
    Trainer trainer = new Trainer(config, learner, training, held);
    double before = gain(trainer);
    trainer.run(null, SILENT);
    History.Entry best = trainer.history().entries.get(trainer.history().bestEntry);
    assertTrue(best.score() > before, best.score() + " after " + before);
    assertTrue(best.score() > 0.85, best.toString());
    Path model =
        new ModelFolder(directory)
            .add(
                ModelPublisher.files(config, null, learner, trainer.history(), training, held),
                "ar",
                null);
    ListModel published = ListModel.of(ModelFile.open(model));
    assertEquals("ar", published.info().kind());
    assertEquals(learner.macsPerPosition(), published.macs());
    int levels = 0;
    int different = 0;
    DecisionSteps steps = new DecisionSteps();
    try (ListSequentialNetwork network = new ListSequentialNetwork(published);
        SequentialNetwork.Session session = network.newSession()) {
      for (int i = 0; i < 200; i++) {
        ListBatch batch = batch(new int[] {i});
        int[] expected = learner.decide(held, i);
        int[] own = decide(session, batch, steps);
        for (int s = 0; s < own.length; s++) {
          different += own[s] == expected[s] ? 0 : 1;
        }
        levels += own.length;
      }
    }
    // Weights of the loop are rounded when the model is exported, not before.
    assertTrue(levels > 500 && different <= levels / 100, different + " of " + levels);
  }

  private static int[] decide(
      SequentialNetwork.Session session, ListBatch batch, DecisionSteps steps) {
    int count = batch.levels[0];
    float[] scores = new float[Decision.COUNT * count];
    batch.prepare(0, steps);
    session.run(1, count, inputs(batch), blockInputs(batch), steps.steps(), scores);
    int[] decided = new int[count];
    for (int s = 0; s < count; s++) {
      int at = Decision.COUNT * s;
      decided[s] = Decision.refine(batch.nearest(s), scores[at], scores[at + 1], scores[at + 2]);
    }
    return decided;
  }

  private static double gain(Trainer trainer) {
    double sum = 0;
    for (org.nnrdoq.training.data.Totals[] totals : trainer.evaluate()) {
      sum += totals[0].gapClosed() / 3;
    }
    return sum;
  }

  private static void scoresAreTheLearners(RefinementNetwork network, ListLearner learner) {
    try (RefinementNetwork.Session session = network.newSession()) {
      for (int i = 0; i < 100; i++) {
        ListBatch batch = batch(new int[] {i});
        int count = batch.levels[0];
        float[] logits = new float[Decision.COUNT * count];
        session.run(1, 1, count, inputs(batch), blockInputs(batch), logits);
        float[] scores = new float[2 * count];
        System.arraycopy(logits, count, scores, 0, scores.length);
        assertArrayEquals(scores, learner.scores(held, i), "block " + i);
      }
    }
  }

  private static float[] inputs(ListBatch batch) {
    int count = batch.levels[0];
    float[] inputs = new float[12 * count];
    for (int k = 0; k < 12; k++) {
      System.arraycopy(batch.inputs[k], batch.starts[0], inputs, k * count, count);
    }
    return inputs;
  }

  private static float[] blockInputs(ListBatch batch) {
    float[] block = new float[ListInputs.BLOCK_ROWS];
    for (int row : batch.blockRows) {
      block[row] = 1;
    }
    return block;
  }

  private static ListBatch batch(int[] indices) {
    double[] factors = new double[indices.length];
    java.util.Arrays.fill(factors, 1);
    return new ListBatch(new ListScratch(true), 12, held, indices, factors);
  }

  @Test
  void backward_realWeights_givesTheSlopesOfTheScores() {
    ListTrunk trunk = new ListTrunk(12, new int[][] {{1, 8}, {3, 4}, {3, 4}}, 2);
    Random random = new Random(5);
    List<float[]> weights = new ArrayList<>();
    for (float[] w : trunk.weights()) {
      float[] values = new float[w.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = 0.2f * (float) random.nextGaussian();
      }
      weights.add(values);
    }
    ListBatch batch = batch(new int[] {0, 1, 2, 3, 4, 5, 6, 7});
    float[][] slope = new float[2][batch.length];
    for (int b = 0; b < batch.count; b++) {
      for (int s = 0; s < batch.levels[b]; s++) {
        slope[0][batch.starts[b] + s] = (float) random.nextGaussian();
        slope[1][batch.starts[b] + s] = (float) random.nextGaussian();
      }
    }
    trunk.take(weights, false);
    trunk.forward(batch);
    trunk.backward(slope);
    List<float[]> gradients = new ArrayList<>();
    trunk.weightGradients().forEach(g -> gradients.add(g.clone()));
    for (int t = 0; t < weights.size(); t++) {
      for (int tries = 0; tries < 6; tries++) {
        int i = random.nextInt(weights.get(t).length);
        float own = weights.get(t)[i];
        float step = 2e-3f;
        weights.get(t)[i] = own + step;
        double up = product(trunk, weights, batch, slope);
        weights.get(t)[i] = own - step;
        double down = product(trunk, weights, batch, slope);
        weights.get(t)[i] = own;
        double expected = (up - down) / (2 * step);
        double tolerance = 0.03 * (5 + Math.abs(expected));
        assertEquals(expected, gradients.get(t)[i], tolerance, "tensor " + t + " value " + i);
      }
    }
  }

  private static double product(
      ListTrunk trunk, List<float[]> weights, ListBatch batch, float[][] slope) {
    trunk.take(weights, false);
    float[][] scores = trunk.forward(batch);
    double sum = 0;
    for (int o = 0; o < 2; o++) {
      for (int j = 0; j < batch.length; j++) {
        sum += scores[o][j] * (double) slope[o][j];
      }
    }
    return sum;
  }

  @Test
  void gradients_typicalCosts_areThoseOfAnotherSet() {
    List<float[]> own = new ArrayList<>();
    List<float[]> typical = new ArrayList<>();
    int[] indices = {3, 4, 5, 6, 7, 8};
    double[] factors = {1, 1, 1, 1, 1, 1};
    new ListLearner(config("levels-1", 10, 0))
        .gradients(training, indices, factors, true, new SplittableRandom(1), own);
    new ListLearner(config("levels-2", 10, 0))
        .gradients(training, indices, factors, true, new SplittableRandom(1), typical);
    assertEquals(own.size(), typical.size());
    assertTrue(!java.util.Arrays.equals(own.get(0), typical.get(0)));
  }
}
