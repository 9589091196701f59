package org.nnrdoq.training.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.network.RateWeights;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.ort.OrtSequentialNetwork;
import org.nnrdoq.network.port.SequentialNetwork;
import org.nnrdoq.network.reference.ReferenceSequentialNetwork;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.net.ArQuantizer;
import org.nnrdoq.training.data.AlternativeCosts;
import org.nnrdoq.training.data.Batch;
import org.nnrdoq.training.data.BlockStore;
import org.nnrdoq.training.data.LambdaFactors;
import org.nnrdoq.training.data.Totals;
import org.nnrdoq.training.data.TrainConfig;
import org.nnrdoq.training.data.Validation;
import org.nnrdoq.training.publish.ModelPublisher;

class ArTrainingTest {
  @TempDir static Path recordings;
  @TempDir static Path validation;
  @TempDir Path directory;

  private static final Trainer.Listener SILENT =
      new Trainer.Listener() {
        @Override
        public void step(int step, double lostBits) {}

        @Override
        public void validated(History.Entry entry) {}
      };

  @BeforeAll
  static void record() throws IOException {
    TrainingRuntime.prepare(1);
    SyntheticRecordings.write(recordings.resolve("a.intra.qp22.nnbr"), 500, 1);
    SyntheticRecordings.write(validation.resolve("c.intra.qp22.nnbr"), 200, 3);
  }

  private static TrainConfig config(String features, int lastKernel, int steps) {
    return new TrainConfig(
        "small-ar",
        "test",
        features,
        0,
        List.of(new TrainConfig.Layer(3, 6), new TrainConfig.Layer(lastKernel, 8)),
        9,
        steps,
        512,
        0.01,
        0.3,
        1,
        0.2,
        1,
        LambdaFactors.RECORDED,
        RateWeights.EVEN,
        0,
        500,
        200,
        30,
        100);
  }

  private static BlockStore store(Path directory) throws IOException {
    return BlockStore.load(directory, 500, 9);
  }

  @Test
  void run_onASmallSample_learnsAndExportsOneGraphWithTheLoop() throws IOException {
    TrainConfig config = config("block-2", 1, 90);
    BlockStore held = store(validation);
    Trainer trainer = new Trainer(config, new ArLearner(config), store(recordings), held);
    trainer.run(null, SILENT);
    List<History.Entry> entries = trainer.history().entries;
    History.Entry best = entries.get(trainer.history().bestEntry);
    assertTrue(best.gapClosed() > 0.6, "share of the gain " + best.gapClosed());
    assertTrue(best.accuracy() > 0.85, "accuracy " + best.accuracy());

    Path model =
        ModelPublisher.files(config, null, trainer.learner(), trainer.history(), held, held)
            .write(directory);
    ModelFile file = ModelFile.open(model);
    assertEquals("ar", file.info().kind());
    assertTrue(file.sidecar().path("operators").toString().contains("\"Scan\""));
    try (SequentialNetwork ort = OrtSequentialNetwork.open(file)) {
      decidesAsTrained(new ArQuantizer("ar", ort), trainer, held);
    }
    decidesAsTrained(new ArQuantizer("ar", ReferenceSequentialNetwork.open(file)), trainer, held);
  }

  /**
   * The exported network's levels must cost exactly what the trainer says of its own: of 4x4
   * blocks, for quantizers change those of larger ones afterwards (RatedChanges).
   */
  private static void decidesAsTrained(Quantizer quantizer, Trainer trainer, BlockStore store) {
    Totals[] own = {new Totals()};
    AlternativeCosts cost = new AlternativeCosts();
    EntropyCosts costs = new EntropyCosts();
    org.nnrdoq.quantizer.net.BlockFeatures features =
        new org.nnrdoq.quantizer.net.BlockFeatures(org.nnrdoq.quantizer.net.FeatureSet.BLOCK_2);
    int[] coefficients = new int[1024];
    int[] levels = new int[1024];
    int[] crop = new int[1024];
    short[][] teacher = new short[1][1024];
    double exported = 0;
    int count = 0;
    try (Quantizer.Workspace w = quantizer.newWorkspace()) {
      for (int i = 0; i < store.size(); i++) {
        if (store.parameters(i).log2TrafoSize() > 2) {
          continue;
        }
        count++;
        Validation.Part part = new Validation.Part(new int[] {i}, 1, teacher);
        trainer.learner().evaluate(store, part, own);
        BlockStore.Block b = store.get(i);
        b.expand(coefficients);
        costs.copyFrom(b.costs());
        quantizer.quantize(b.parameters(), coefficients, costs, levels, w);
        features.round(b.parameters(), coefficients);
        for (int p = 0; p < b.height() * b.width(); p++) {
          int at = p / b.width() * b.parameters().size() + p % b.width();
          crop[p] = Math.abs(levels[at]);
        }
        cost.start(b.parameters(), features, costs);
        exported += cost.cost(crop);
      }
    }
    assertTrue(count > 20, count + " blocks");
    assertEquals(count, own[0].blocks);
    // Scores that tie in floats may fall either way.
    assertEquals(own[0].network, exported, 2e-3 * own[0].network);
  }

  @Test
  void startFrom_aModel_takesItsDecisions() throws IOException {
    TrainConfig config = config("block-2", 1, 30);
    BlockStore held = store(validation);
    Trainer trainer = new Trainer(config, new ArLearner(config), store(recordings), held);
    trainer.run(null, SILENT);
    ArLearner next = new ArLearner(config("block-2", 1, 60));
    next.startFrom(trainer.learner().export("m"), "m.onnx");
    Trainer again = new Trainer(config, next, held, held);
    Totals before = trainer.evaluate()[0][0];
    Totals after = again.evaluate()[0][0];
    assertEquals(before.network, after.network, 1e-3 * before.network);
    float[] expected = trainer.learner().export("m").initializers().get("context.weight").floats();
    assertArrayEquals(
        expected, next.export("m").initializers().get("context.weight").floats(), 1e-3f);
  }

  @Test
  void evaluate_beforeTraining_startsNearTheGreedyChoice() throws IOException {
    TrainConfig config = config("block-3", 1, 1);
    Trainer trainer =
        new Trainer(config, new ArLearner(config), store(recordings), store(validation));
    Totals before = trainer.evaluate()[0][0];
    assertTrue(before.network < before.nearest, before.network + " " + before.nearest);
  }

  @Test
  void gradients_pointDownhill() throws IOException {
    TrainConfig config = config("block-2", 1, 1);
    BlockStore store = store(recordings);
    int[][] shapes = store.byShape();
    int[] indices = java.util.Arrays.copyOf(shapes[0], 30);
    double[] factors = Batch.recordedLambdas(30);
    ArLearner learner = new ArLearner(config);
    List<float[]> first = new java.util.ArrayList<>();
    double lost =
        learner.gradients(store, indices, factors, false, new java.util.SplittableRandom(1), first);
    List<float[]> again = new java.util.ArrayList<>();
    learner.gradients(store, indices, factors, false, new java.util.SplittableRandom(1), again);
    for (int i = 0; i < first.size(); i++) {
      assertArrayEquals(first.get(i), again.get(i));
    }
    for (int i = 0; i < 20; i++) {
      List<float[]> g = new java.util.ArrayList<>();
      learner.gradients(store, indices, factors, false, new java.util.SplittableRandom(1), g);
      learner.parameters().update(g, 0.003);
    }
    double later =
        learner.gradients(
            store,
            indices,
            factors,
            false,
            new java.util.SplittableRandom(1),
            new java.util.ArrayList<>());
    assertTrue(later < lost, lost + " then " + later);
  }

  @Test
  void learner_ofANetworkThatCannotDecideInTurn_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> new ArLearner(config("block-2", 3, 1)));
  }
}
