package org.nnrdoq.training.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnrdoq.network.RateWeights;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.ort.OrtNetwork;
import org.nnrdoq.network.port.RefinementNetwork;
import org.nnrdoq.quantizer.net.FcnQuantizer;
import org.nnrdoq.quantizer.net.FeatureSet;
import org.nnrdoq.training.data.Batch;
import org.nnrdoq.training.data.BlockScratch;
import org.nnrdoq.training.data.BlockStore;
import org.nnrdoq.training.data.LambdaFactors;
import org.nnrdoq.training.data.LevelRule;
import org.nnrdoq.training.data.TrainConfig;
import org.nnrdoq.training.publish.ModelFiles;
import org.nnrdoq.training.publish.ModelFolder;
import org.nnrdoq.training.publish.ModelPublisher;

class TrainingTest {
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
    SyntheticRecordings.write(recordings.resolve("a.intra.qp22.nnbr"), 600, 1);
    SyntheticRecordings.write(recordings.resolve("b.lowdelay.qp22.nnbr"), 600, 2);
    SyntheticRecordings.write(validation.resolve("c.intra.qp22.nnbr"), 300, 3);
  }

  private static TrainConfig config(int steps, int patience) {
    return config(steps, 0, patience);
  }

  private static TrainConfig config(int steps, int integerSteps, int patience) {
    return new TrainConfig(
        "small",
        "test",
        "block-2",
        0,
        List.of(new TrainConfig.Layer(1, 6), new TrainConfig.Layer(3, 6)),
        9,
        steps,
        512,
        0.02,
        0.1,
        1,
        0.5,
        1,
        LambdaFactors.RECORDED,
        RateWeights.EVEN,
        integerSteps,
        500,
        200,
        20,
        patience);
  }

  private static Trainer trainer(TrainConfig config) throws IOException {
    return new Trainer(
        config,
        new FcnLearner(config),
        BlockStore.load(recordings, config.blocksPerFile(), config.seed()),
        BlockStore.load(validation, config.validationBlocksPerFile(), config.seed()));
  }

  @Test
  void run_onASmallSample_learnsAndExportsWhatTheRuntimeRuns() throws IOException {
    TrainConfig config = config(240, 100);
    Trainer trainer = trainer(config);
    trainer.run(null, SILENT);
    List<History.Entry> entries = trainer.history().entries;
    History.Entry last = entries.get(trainer.history().bestEntry);
    assertTrue(last.accuracy() > 0.7, "accuracy " + last.accuracy());
    assertTrue(last.gapClosed() > 0, "share of the gain " + last.gapClosed());
    assertTrue(last.regret() < entries.get(0).regret() || entries.get(0) == last);

    BlockStore held = BlockStore.load(validation, 200, config.seed());
    Path model =
        publish(
            ModelPublisher.files(config, null, trainer.learner(), trainer.history(), held, held));
    ModelFile file = ModelFile.open(model);
    assertEquals(
        model.getFileName().toString(), "small-" + file.info().sha256().substring(0, 8) + ".onnx");
    try (RefinementNetwork network = OrtNetwork.open(file)) {
      compareScores(network, trainer, held);
      assertEquals("fcn", new FcnQuantizer("fcn", network).name());
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(4, files.count());
    }
    Path curves = directory.resolve("curves.png");
    Curves.write(curves, "small", trainer.history());
    assertTrue(Files.size(curves) > 1000);
  }

  private Path publish(ModelFiles files) throws IOException {
    return new ModelFolder(directory).add(files, "fcn", null);
  }

  /** The exported file must score as the trainer's network does. */
  private static void compareScores(RefinementNetwork network, Trainer trainer, BlockStore store) {
    try (RefinementNetwork.Session session = network.newSession()) {
      for (int i = 0; i < 50; i++) {
        Batch batch =
            new Batch(
                new BlockScratch(FeatureSet.BLOCK_2),
                store,
                new int[] {i},
                Batch.recordedLambdas(1),
                LevelRule.NONE);
        float[] expected = ((FcnLearner) trainer.learner()).scores(batch);
        float[] got = new float[expected.length];
        session.run(1, batch.height, batch.width, batch.inputs, batch.blockInputs, got);
        assertArrayEquals(expected, got, 1e-3f, "block " + i);
      }
    }
  }

  @Test
  void run_withIntegerSteps_endsOnWholeWeightsThatStillGain() throws IOException {
    TrainConfig config = config(240, 80, 100);
    Trainer trainer = trainer(config);
    trainer.run(null, SILENT);
    History history = trainer.history();
    assertTrue(history.entries.get(history.bestEntry).step() > 160, "chosen among rounded weights");
    assertTrue(history.entries.get(history.bestEntry).gapClosed() > 0);
    OnnxGraph graph = trainer.learner().export("whole");
    for (String name : List.of("conv0.weight", "conv1.weight", "conv2.weight", "block.weight")) {
      float[] scales = name.equals("block.weight") ? of(graph, "conv0.weight") : of(graph, name);
      float[] values = of(graph, name);
      int outputs = (int) graph.initializers().get(name).shape()[0];
      for (int i = 0; i < values.length; i++) {
        int o = i / (values.length / outputs);
        assertWhole(values, scales, o, outputs, values[i], name + " " + i);
      }
    }
  }

  private static float[] of(OnnxGraph graph, String name) {
    return graph.initializers().get(name).floats();
  }

  /** A value must be a whole number up to 64 of some power of two that its whole channel shares. */
  private static void assertWhole(
      float[] own, float[] other, int o, int outputs, float value, String where) {
    float largest = 0;
    for (float[] t : List.of(own, other)) {
      int n = t.length / outputs;
      for (int i = o * n; i < (o + 1) * n; i++) {
        largest = Math.max(largest, Math.abs(t[i]));
      }
    }
    int exponent = -24;
    while (Math.scalb(64f, exponent) < largest) {
      exponent++;
    }
    float whole = Math.scalb(value, -exponent);
    assertEquals(Math.rint(whole), whole, where + " in steps of 2^" + exponent);
  }

  @Test
  void run_ofTwentyStepsAtAnyLambda_isAsItWas() throws IOException {
    TrainConfig config = withLambdaFactors(config(20, 100), new LambdaFactors(0.25, 4));
    Trainer trainer = trainer(config);
    trainer.run(null, SILENT);
    StringBuilder log = new StringBuilder();
    for (History.Entry e : trainer.history().entries) {
      log.append(
          String.format(
              Locale.ROOT,
              "step %d lost %.4f regret %.4f gain %.4f accuracy %.4f",
              e.step(),
              e.lostBits(),
              e.regret(),
              e.gapClosed(),
              e.accuracy()));
      e.byLambdaFactor()
          .forEach(
              (factor, share) ->
                  log.append(String.format(Locale.ROOT, " x%s %.4f", factor, share)));
      log.append('\n');
    }
    String resource = "/golden/train/any-lambda/expected.txt";
    if (Boolean.getBoolean("golden.update")) {
      Path file = Path.of("src/test/resources" + resource);
      Files.createDirectories(file.getParent());
      Files.writeString(file, log);
    }
    try (InputStream in = TrainingTest.class.getResourceAsStream(resource)) {
      assertNotNull(in, resource + " is missing");
      String[] expected = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\\s+");
      String[] found = log.toString().split("\\s+");
      assertEquals(expected.length, found.length, log.toString());
      for (int i = 0; i < found.length; i++) {
        if (found[i].matches("-?[0-9.]+")) {
          // PyTorch's sums differ a little between machines.
          double value = Double.parseDouble(expected[i]);
          assertEquals(value, Double.parseDouble(found[i]), 0.02 * Math.abs(value), log.toString());
        } else {
          assertEquals(expected[i], found[i]);
        }
      }
    }
  }

  private static TrainConfig withLambdaFactors(TrainConfig c, LambdaFactors factors) {
    return new TrainConfig(
        c.name(),
        c.description(),
        c.featureSet(),
        c.levelInputs(),
        c.hidden(),
        c.seed(),
        c.steps(),
        c.batchPositions(),
        c.learningRate(),
        c.teacherShare(),
        c.temperatureBits(),
        c.crossEntropyWeight(),
        c.rateWeight(),
        factors,
        c.rateWeights(),
        c.integerSteps(),
        c.blocksPerFile(),
        c.validationBlocksPerFile(),
        10,
        c.patience());
  }

  @Test
  void run_whenStaleOnFloatWeights_goesOnWithRoundedOnes() throws IOException {
    TrainConfig config = config(2000, 40, 1);
    Trainer trainer = trainer(config);
    trainer.run(null, SILENT);
    List<History.Entry> entries = trainer.history().entries;
    assertTrue(entries.size() < 60, "validations " + entries.size());
    assertTrue(entries.get(entries.size() - 1).step() > 1960);
  }

  @Test
  void startFrom_aModel_takesItsWeights() throws IOException {
    TrainConfig config = config(40, 100);
    Trainer trainer = trainer(config);
    trainer.run(null, SILENT);
    FcnLearner next = new FcnLearner(config(80, 100));
    next.startFrom(trainer.learner().export("m"), "m.onnx");
    for (int i = 0; i < next.parameters().all().size(); i++) {
      assertArrayEquals(
          trainer.learner().parameters().all().get(i).values,
          next.parameters().all().get(i).values);
    }
    TrainConfig wider =
        new TrainConfig(
            "w",
            "",
            "block-2",
            0,
            List.of(new TrainConfig.Layer(1, 7), new TrainConfig.Layer(3, 6)),
            1,
            1,
            64,
            1,
            0,
            1,
            0,
            1,
            LambdaFactors.RECORDED,
            RateWeights.EVEN,
            0,
            1,
            1,
            1,
            1);
    OnnxGraph graph = trainer.learner().export("m");
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> new FcnLearner(wider).startFrom(graph, "m.onnx"));
    assertTrue(
        e.getMessage().contains("m.onnx: 'conv0.weight' is [6, 32, 1, 1]: expected float [7,"),
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 25})
  void run_whenResumed_endsWithTheSameWeights(int integerSteps) throws IOException {
    TrainConfig config = config(60, integerSteps, 100);
    Trainer whole = trainer(config);
    whole.run(null, SILENT);

    Path checkpoint = directory.resolve("small.checkpoint");
    Trainer killed = trainer(config);
    Trainer.Listener killer =
        new Trainer.Listener() {
          @Override
          public void step(int step, double lostBits) {
            if (step == 47) {
              throw new IllegalStateException("killed");
            }
          }

          @Override
          public void validated(History.Entry entry) {}
        };
    assertThrows(IllegalStateException.class, () -> killed.run(checkpoint, killer));
    Trainer resumed = trainer(config);
    resumed.run(checkpoint, SILENT);
    assertEquals(whole.history().entries.size(), resumed.history().entries.size());
    for (int i = 0; i < whole.learner().parameters().all().size(); i++) {
      assertArrayEquals(
          whole.learner().parameters().all().get(i).values,
          resumed.learner().parameters().all().get(i).values,
          whole.learner().parameters().all().get(i).name);
    }
    TrainConfig other = config(80, 100);
    assertThrows(IllegalArgumentException.class, () -> trainer(other).run(checkpoint, SILENT));
  }

  @Test
  void stale_whenNothingImprovesForLong_isTrue() {
    History history = new History();
    for (double gain : new double[] {0.5, 0.6, 0.6, 0.55}) {
      history.entries.add(
          new History.Entry(history.entries.size(), 0, 0, 0, 0, Map.of("all", gain), Map.of()));
    }
    history.bestEntry = 1;
    assertTrue(history.stale(2));
    assertTrue(!history.stale(3));
  }
}
