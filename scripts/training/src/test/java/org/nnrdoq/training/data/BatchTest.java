package org.nnrdoq.training.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.network.RateWeights;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.net.BlockFeatures;
import org.nnrdoq.quantizer.net.FeatureSet;
import org.nnrdoq.training.learn.SyntheticRecordings;

class BatchTest {
  private static final FeatureSet SET = FeatureSet.BLOCK_2;

  @TempDir static Path directory;

  private static BlockStore store;

  @BeforeAll
  static void record() throws IOException {
    SyntheticRecordings.write(directory.resolve("a.intra.qp22.nnbr"), 400, 4);
    SyntheticRecordings.write(directory.resolve("b.intra.qp27.nnbr"), 400, 5);
    store = BlockStore.load(directory, 400, 1);
  }

  private static TrainConfig config(LambdaFactors factors) {
    return new TrainConfig(
        "small",
        "test",
        SET.id(),
        0,
        List.of(new TrainConfig.Layer(1, 4)),
        1,
        10,
        512,
        0.01,
        0,
        1,
        0.2,
        1,
        factors,
        RateWeights.EVEN,
        0,
        400,
        400,
        10,
        1);
  }

  private static Batch batch(int[] indices, double lambdaFactor, LevelRule rule) {
    double[] factors = new double[indices.length];
    Arrays.fill(factors, lambdaFactor);
    return new Batch(new BlockScratch(SET), store, indices, factors, rule);
  }

  private static int[] blocksOfShape(int shape, int count) {
    return Arrays.copyOf(store.byShape()[shape], count);
  }

  @Test
  void inputs_areThoseOfEachBlock_planeByPlane() {
    int[] indices = blocksOfShape(0, 5);
    Batch batch = batch(indices, 1, LevelRule.NONE);
    BlockFeatures features = new BlockFeatures(SET);
    int[] coefficients = new int[1024];
    EntropyCosts costs = new EntropyCosts();
    float[] inputs = new float[SET.channels() * 16];
    float[] blockInputs = new float[SET.blockChannels()];
    for (int b = 0; b < 5; b++) {
      store.get(indices[b]).expand(coefficients);
      costs.copyFrom(store.get(indices[b]).costs());
      features.round(store.parameters(indices[b]), coefficients);
      features.inputs(inputs, 0, costs);
      features.blockInputs(blockInputs, 0);
      for (int c = 0; c < SET.channels(); c++) {
        for (int p = 0; p < 16; p++) {
          assertEquals(inputs[c * 16 + p], batch.inputs[c * 80 + b * 16 + p]);
        }
      }
      for (int c = 0; c < SET.blockChannels(); c++) {
        assertEquals(blockInputs[c], batch.blockInputs[c * 5 + b]);
      }
    }
  }

  @Test
  void inputs_atAnotherLambda_areThoseOfABlockThatHasIt() {
    int[] indices = blocksOfShape(0, 1);
    BlockParameters recorded = store.parameters(indices[0]);
    BlockParameters scaled = BlockStore.parameters(recorded, 3 * recorded.lambda(), false);
    BlockFeatures features = new BlockFeatures(SET);
    int[] coefficients = new int[1024];
    EntropyCosts costs = new EntropyCosts();
    store.get(indices[0]).expand(coefficients);
    costs.copyFrom(store.get(indices[0]).costs());
    features.round(scaled, coefficients);
    float[] inputs = new float[SET.channels() * 16];
    features.inputs(inputs, 0, costs);
    assertArrayEquals(inputs, batch(indices, 3, LevelRule.NONE).inputs);
    assertTrue(!Arrays.equals(inputs, batch(indices, 1, LevelRule.NONE).inputs));
  }

  /** The teacher's levels of some blocks. */
  private static short[][] teach(int[] indices, double lambdaFactor) {
    BlockScratch scratch = new BlockScratch(SET);
    int[] levels = new int[1024];
    short[][] taught = new short[indices.length][];
    for (int b = 0; b < indices.length; b++) {
      scratch.start(store, indices[b], lambdaFactor);
      scratch.teach(levels);
      taught[b] = new short[store.height(indices[b]) * store.width(indices[b])];
      for (int i = 0; i < taught[b].length; i++) {
        taught[b][i] = (short) levels[i];
      }
    }
    return taught;
  }

  /** Levels that the teacher keeps: the larger lambda, the fewer. */
  private static long kept(double lambdaFactor) {
    long sum = 0;
    for (short[] levels : teach(blocksOfShape(0, 100), lambdaFactor)) {
      for (short level : levels) {
        sum += level;
      }
    }
    return sum;
  }

  @Test
  void teach_atALargerLambda_keepsLess() {
    assertTrue(kept(0.25) > 1.05 * kept(1), kept(0.25) + " against " + kept(1));
    assertTrue(kept(1) > 1.05 * kept(4), kept(1) + " against " + kept(4));
  }

  @Test
  void evaluate_ofTheTeachersLevels_closesTheWholeGap() {
    double[] factors = {0.5, 1, 2};
    Validation validation = new Validation(config(new LambdaFactors(0.5, 2)), store, factors);
    for (int f = 0; f < factors.length; f++) {
      Totals[] totals = validation.start(f);
      for (Validation.Part part : validation.parts(f)) {
        Batch batch = batch(part.indices(), factors[f], LevelRule.NONE);
        batch.evaluate(scoresOf(batch, part.teacher()), part.teacher(), totals);
      }
      totals[0].add(totals[1]);
      assertEquals(1, totals[0].gapClosed(), 1e-6, "at lambda x " + factors[f]);
      assertEquals(1, totals[0].accuracy());
      assertEquals(store.size(), totals[0].blocks);
    }
  }

  /** Scores that choose given levels. */
  private static float[] scoresOf(Batch batch, short[][] levels) {
    float[] logits = new float[3 * batch.positions];
    Arrays.fill(logits, -1);
    int area = batch.height * batch.width;
    for (int b = 0; b < batch.count; b++) {
      batch.start(b);
      for (int i = 0; i < area; i++) {
        int nearest = batch.features.levels()[i];
        int choice = levels[b][i] == 0 && nearest > 1 ? 2 : nearest - levels[b][i];
        logits[choice * batch.positions + area * b + i] = 1;
      }
    }
    return logits;
  }

  @Test
  void weights_makeRecordingsAndLambdasCountAlike() {
    double[] counted = new double[2];
    for (double factor : new double[] {0.25, 0.7, 1, 4}) {
      for (int source = 0; source < 2; source++) {
        int own = source;
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < store.size(); i++) {
          if (store.source(i) == own) {
            indices.add(i);
          }
        }
        double bits = 0;
        BlockScratch scratch = new BlockScratch(SET);
        int[] levels = new int[1024];
        for (int i : indices) {
          scratch.start(store, i, factor);
          scratch.teach(levels);
          bits += scratch.cost.cost(levels);
        }
        counted[source] = bits / indices.size() * store.weights().weight(source, factor);
      }
      // Means are taken from 300 of some 380 blocks, and between powers of two they are bridged.
      assertEquals(1, counted[0] / counted[1], 0.1, "at lambda x " + factor);
      assertEquals(mean(1), counted[0], 0.1 * counted[0], "at lambda x " + factor);
    }
    float average = (store.weights().weight(0, 1) + store.weights().weight(1, 1)) / 2;
    assertEquals(1, average, 1e-5);
  }

  private static double mean(double factor) {
    BlockScratch scratch = new BlockScratch(SET);
    int[] levels = new int[1024];
    double bits = 0;
    for (int i = 0; i < store.size(); i++) {
      scratch.start(store, i, factor);
      scratch.teach(levels);
      bits += scratch.cost.cost(levels) * store.weights().weight(store.source(i), factor);
    }
    return bits / store.size();
  }

  @Test
  void rule_changesWhatIsPriced_inTrainingAndValidation() {
    int[] indices = blocksOfShape(0, 50);
    LevelRule empties = (parameters, features, costs, levels) -> Arrays.fill(levels, 0);
    Batch with = batch(indices, 1, empties);
    Batch without = batch(indices, 1, LevelRule.NONE);
    float[] logits = new float[3 * with.positions];
    float[] one = new float[logits.length];
    float[] other = new float[logits.length];
    TrainConfig config = config(LambdaFactors.RECORDED);
    with.gradient(logits, config, true, new SplittableRandom(1), one);
    without.gradient(logits, config, true, new SplittableRandom(1), other);
    assertTrue(!Arrays.equals(one, other), "the rule changes the levels that are priced around");
    with.gradient(logits, config, false, new SplittableRandom(1), one);
    without.gradient(logits, config, false, new SplittableRandom(1), other);
    assertArrayEquals(other, one, "the teacher's levels are no decisions of the network");

    Totals[] totals = Totals.zeros(2);
    with.evaluate(logits, teach(indices, 1), totals);
    double empty = 0;
    for (int i : indices) {
      BlockScratch scratch = new BlockScratch(SET);
      scratch.start(store, i, 1);
      int source = store.source(i);
      empty += scratch.cost.cost(new int[1024]) * store.weights().weight(source, 1);
    }
    assertEquals(empty, totals[0].network + totals[1].network, 1e-6 * empty);
  }

  @Test
  void draw_ofLambdaFactors_coversTheRangeEvenlyInItsLogarithm() {
    LambdaFactors factors = new LambdaFactors(0.25, 4);
    SplittableRandom random = new SplittableRandom(7);
    int[] octaves = new int[4];
    for (int i = 0; i < 8000; i++) {
      double factor = factors.draw(random);
      assertTrue(factor >= 0.25 && factor < 4, "factor " + factor);
      octaves[(int) Math.floor(Math.log(factor) / Math.log(2)) + 2]++;
    }
    for (int count : octaves) {
      assertEquals(2000, count, 200, Arrays.toString(octaves));
    }
    assertEquals(1, LambdaFactors.RECORDED.draw(random));
  }

  @Test
  void parts_ofAValidation_holdEveryBlockOnceForEachFactor() {
    Validation validation =
        new Validation(config(new LambdaFactors(0.5, 2)), store, new double[] {0.5, 2});
    for (int f = 0; f < 2; f++) {
      int[] seen = new int[store.size()];
      for (Validation.Part part : validation.parts(f)) {
        assertEquals(validation.lambdaFactors()[f], part.lambdaFactor());
        for (int i : part.indices()) {
          seen[i]++;
        }
      }
      assertTrue(Arrays.stream(seen).allMatch(n -> n == 1));
      Totals start = validation.start(f)[0];
      assertTrue(start.teacher > 0 && start.teacher < start.scalar, "teacher " + start.teacher);
      assertEquals(0, start.network);
    }
    // More bits count at a smaller lambda; the weights bring them level.
    double half = validation.start(0)[0].teacher;
    assertEquals(half, validation.start(1)[0].teacher, 0.1 * half);
  }
}
