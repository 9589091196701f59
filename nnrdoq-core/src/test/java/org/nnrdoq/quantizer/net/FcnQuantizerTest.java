package org.nnrdoq.quantizer.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.rate.CostEstimator;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.residual.ScanOrder;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.TestModels;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.ort.OrtNetwork;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.network.port.RefinementNetwork;
import org.nnrdoq.network.reference.ReferenceNetwork;
import org.nnrdoq.quantizer.BlockBatch;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.NetworkBackend;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerException;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.shipped.Quantizers;

class FcnQuantizerTest {
  private static final long SEED = 3;

  @TempDir Path directory;

  /** Scores the same decision highest everywhere. */
  private static RefinementNetwork always(Decision favourite) {
    return always(FeatureSet.BLOCK_3, favourite);
  }

  private static RefinementNetwork always(FeatureSet set, Decision favourite) {
    NetworkInfo info =
        new NetworkInfo(
            "fake", "fcn", "", set.id(), set.channels(), set.blockChannels(), Decision.COUNT, 4);
    return new RefinementNetwork() {
      @Override
      public NetworkInfo info() {
        return info;
      }

      @Override
      public Session newSession() {
        return new Session() {
          @Override
          public void run(int n, int h, int w, float[] f, float[] b, float[] logits) {
            Arrays.fill(logits, 0, Decision.COUNT * h * w, 0);
            int first = favourite.ordinal() * h * w;
            Arrays.fill(logits, first, first + h * w, 1);
          }

          @Override
          public void close() {}
        };
      }

      @Override
      public void close() {}
    };
  }

  private static EntropyCosts costs(SliceType sliceType) {
    CabacContexts contexts = new CabacContexts();
    contexts.init(sliceType, 30);
    EntropyCosts costs = new EntropyCosts();
    for (int log2 = 2; log2 <= 5; log2++) {
      CostEstimator.estimate(contexts, log2, 0, CabacContexts.CBF_LUMA, costs);
    }
    return costs;
  }

  private static BlockParameters block(int log2, boolean signHiding) {
    return new BlockParameters(
        log2, 0, PredMode.INTRA, SliceType.I, 0, 30, 8, 50, false, signHiding);
  }

  /** What a network that decides alike everywhere makes of a block, before anything else. */
  private static int[] decided(BlockParameters block, int[] c, Decision decision) {
    RoundedBlock rounded = new RoundedBlock();
    int[] levels = new int[c.length];
    if (rounded.round(block, c) > 0) {
      for (int p = 0; p < rounded.height() * rounded.width(); p++) {
        int at = p / rounded.width() * block.size() + p % rounded.width();
        int nearest = rounded.levels()[p];
        // A level of 1 has two decisions only: keep, and minus one, which both score 0 here.
        boolean stays = nearest == 0 || nearest == 1 && decision == Decision.ZERO;
        int level = stays ? nearest : decision.level(nearest);
        levels[at] = c[at] < 0 ? -level : level;
      }
    }
    return levels;
  }

  private static int[] laplace(Random random, int log2, double scale) {
    int[] c = new int[1 << (2 * log2)];
    for (int i = 0; i < c.length; i++) {
      int x = i & ((1 << log2) - 1);
      int y = i >> log2;
      double deviation = scale / (1 + 0.4 * (x + y));
      c[i] =
          (int) Math.round(deviation * Math.log(1 - random.nextDouble()))
              * (random.nextBoolean() ? 1 : -1);
    }
    return c;
  }

  /** Networks on positions see the strength in what a squared error is worth. */
  @Test
  void quantize_aGreaterStrength_keepsFewerLevels() {
    RoundedBlock rounded = new RoundedBlock();
    rounded.round(block(3, false), laplace(new Random(SEED), 3, 400));
    float even = rounded.bitsPerSquaredStep();
    rounded.weigh(0.5);
    assertEquals(2 * even, rounded.bitsPerSquaredStep());
    for (String kind : List.of("ar", "fcn=fcn-float")) {
      long[] sums = new long[3];
      double[] strengths = {0.5, 1, 2};
      for (int k = 0; k < strengths.length; k++) {
        Random random = new Random(SEED);
        try (Quantizer q =
                Quantizers.create(
                    QuantizerSpec.parse(kind + "@" + strengths[k]), NetworkBackend.JAVA);
            Quantizer.Workspace w = q.newWorkspace()) {
          for (int i = 0; i < 100; i++) {
            int[] levels = new int[64];
            sums[k] +=
                q.quantize(block(3, false), laplace(random, 3, 400), costs(SliceType.I), levels, w);
          }
        }
      }
      assertTrue(sums[0] > sums[1] && sums[1] > sums[2], kind + Arrays.toString(sums));
    }
  }

  @Test
  void quantize_whenAllRoundsToZero_isZeroWithoutTheNetwork() {
    FcnQuantizer q = new FcnQuantizer("fcn", always(Decision.KEEP));
    int[] levels = new int[64];
    Arrays.fill(levels, 9);
    assertEquals(0, q.quantize(block(3, true), new int[64], null, levels, q.newWorkspace()));
    assertArrayEquals(new int[64], levels);
  }

  @Test
  void quantize_followsTheHighestScore_thenTakesWhatPays() {
    int[] c = laplace(new Random(SEED), 3, 900);
    BlockParameters block = block(3, false);
    RoundedBlock rounded = new RoundedBlock();
    for (Decision decision : Decision.values()) {
      FcnQuantizer q = new FcnQuantizer("fcn", always(decision));
      int[] levels = new int[64];
      int sum = q.quantize(block, c, null, levels, q.newWorkspace());
      assertEquals(Arrays.stream(levels).map(Math::abs).sum(), sum);
      int[] expected = decided(block, c, decision);
      int before = Arrays.stream(expected).map(Math::abs).sum();
      assertTrue(before > 10, "seed " + SEED);
      rounded.round(block, c);
      EntropyCosts costs = new TypicalCosts().of(block);
      new RatedChanges(1).apply(block, rounded, costs, c, expected, before);
      assertArrayEquals(expected, levels);
    }
  }

  @Test
  void quantize_followsTheHighestScoreAlone_in4x4BlocksThatHideNothing() {
    int[] c = laplace(new Random(SEED), 2, 900);
    BlockParameters block = block(2, false);
    for (Decision decision : Decision.values()) {
      FcnQuantizer q = new FcnQuantizer("fcn", always(decision));
      int[] levels = new int[16];
      q.quantize(block, c, null, levels, q.newWorkspace());
      assertArrayEquals(decided(block, c, decision), levels);
    }
  }

  @ParameterizedTest
  @EnumSource(FeatureSet.class)
  void quantize_withSignHiding_makesEveryParityFit(FeatureSet set) {
    Random random = new Random(SEED);
    FcnQuantizer q = new FcnQuantizer("fcn", always(set, Decision.KEEP));
    EntropyCosts costs = costs(SliceType.I);
    assertEquals(set.needsCosts(), q.needsEntropyCosts());
    Quantizer.Workspace w = q.newWorkspace();
    int hidden = 0;
    for (int trial = 0; trial < 600; trial++) {
      int log2 = 2 + trial % 4;
      int[] c = laplace(random, log2, 100 + 30 * (trial % 40));
      int[] levels = new int[c.length];
      int sum = q.quantize(block(log2, true), c, costs, levels, w);
      // Lists choose the last position besides.
      boolean isList = set == FeatureSet.LEVELS_1 || set == FeatureSet.LEVELS_2;
      int[] plain = isList ? levels : decided(block(log2, false), c, Decision.KEEP);
      assertEquals(Arrays.stream(levels).map(Math::abs).sum(), sum);
      hidden += checkParities(log2, levels, plain, c, "seed " + SEED + " trial " + trial);
    }
    assertTrue(hidden > 500, "groups that hide a sign: " + hidden);
  }

  private static int checkParities(int log2, int[] levels, int[] plain, int[] c, String where) {
    ScanOrder scan = ScanOrder.of(log2, 0);
    int hidden = 0;
    for (int g = 0; g < scan.groups(); g++) {
      int first = -1;
      int last = -1;
      int sum = 0;
      int changes = 0;
      for (int n = 0; n < 16; n++) {
        int p = scan.position(16 * g + n);
        assertTrue(c[p] >= 0 ? levels[p] >= 0 : levels[p] <= 0, where);
        changes += Math.abs(levels[p] - plain[p]);
        if (levels[p] != 0) {
          first = first < 0 ? n : first;
          last = n;
          sum += Math.abs(levels[p]);
        }
      }
      assertTrue(changes <= 1, where + " group " + g + ": " + changes + " changes");
      if (last - first >= 4) {
        assertEquals(
            levels[scan.position(16 * g + first)] < 0 ? 1 : 0, sum & 1, where + " group " + g);
        hidden++;
      }
    }
    return hidden;
  }

  @Test
  void quantize_throughOnnxRuntime_decidesAsPlainJava() throws IOException {
    ModelFile model =
        ModelFile.open(
            TestModels.write(
                directory,
                "m",
                TestModels.graph(
                    FeatureSet.BLOCK_3.channels(),
                    FeatureSet.BLOCK_3.blockChannels(),
                    Decision.COUNT,
                    SEED),
                FeatureSet.BLOCK_3.id()));
    Random random = new Random(SEED);
    try (RefinementNetwork ort = OrtNetwork.open(model);
        RefinementNetwork reference = ReferenceNetwork.open(model)) {
      FcnQuantizer a = new FcnQuantizer("fcn", ort);
      FcnQuantizer b = new FcnQuantizer("fcn", reference);
      try (Quantizer.Workspace wa = a.newWorkspace();
          Quantizer.Workspace wb = b.newWorkspace()) {
        int changed = 0;
        for (int trial = 0; trial < 200; trial++) {
          int log2 = 2 + trial % 4;
          int[] c = laplace(random, log2, 100 + 30 * (trial % 20));
          int[] x = new int[c.length];
          int[] y = new int[c.length];
          a.quantize(block(log2, true), c, null, x, wa);
          b.quantize(block(log2, true), c, null, y, wb);
          assertArrayEquals(y, x, "seed " + SEED + " trial " + trial);
          changed += Arrays.equals(x, new int[c.length]) ? 0 : 1;
        }
        assertTrue(changed > 50, "blocks with levels: " + changed);
      }
    }
  }

  @Test
  void quantize_withTheShippedModel_lowersSomeLevelsAndAllocatesLittle() {
    Quantizer q = Quantizers.create(QuantizerKind.FCN);
    EntropyCosts costs = costs(SliceType.I);
    Random random = new Random(SEED);
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    FcnQuantizer keep = new FcnQuantizer("keep", always(Decision.KEEP));
    Quantizer.Workspace nearest = keep.newWorkspace();
    try (Quantizer.Workspace w = q.newWorkspace()) {
      long kept = 0;
      long refined = 0;
      long bytes = 0;
      int calls = 0;
      for (int trial = 0; trial < 4000; trial++) {
        BlockParameters block = block(2 + trial % 2, true);
        int[] c = laplace(random, block.log2TrafoSize(), 100 + 20 * (trial % 40));
        int[] levels = new int[c.length];
        BlockParameters plain = block(block.log2TrafoSize(), false);
        kept += keep.quantize(plain, c, null, levels, nearest);
        long before = threads.getThreadAllocatedBytes(thread);
        refined += q.quantize(block, c, costs, levels, w);
        if (trial >= 3000) {
          bytes += threads.getThreadAllocatedBytes(thread) - before;
          calls++;
        }
      }
      assertTrue(refined < kept, refined + " of " + kept);
      assertTrue(refined > kept / 2, refined + " of " + kept);
      assertTrue(bytes / calls < 1200, "bytes per call: " + bytes / calls);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fcn", "fcn=fcn-float"})
  void quantizeAll_givesWhatOneByOneGives(String quantizer) {
    Quantizer q = Quantizers.create(QuantizerSpec.parse(quantizer));
    assertEquals(quantizer.endsWith("float"), q.prefersBatches());
    EntropyCosts costs = costs(SliceType.I);
    Random random = new Random(SEED);
    BlockBatch batch = new BlockBatch();
    try (Quantizer.Workspace w = q.newWorkspace();
        Quantizer.Workspace single = q.newWorkspace()) {
      for (int round = 0; round < 6; round++) {
        batch.clear();
        for (int i = 0; i < 40; i++) {
          BlockParameters block = block(2 + random.nextInt(4), i % 3 != 0);
          int[] c = laplace(random, block.log2TrafoSize(), 20 * (i % 30));
          batch.add(block, c, costs, new int[c.length]);
        }
        q.quantizeAll(batch, w);
        int zero = 0;
        for (int i = 0; i < batch.size(); i++) {
          int[] expected = new int[batch.levels(i).length];
          int sum = q.quantize(batch.parameters(i), batch.coefficients(i), costs, expected, single);
          String where = "seed " + SEED + " round " + round + " block " + i;
          assertArrayEquals(expected, batch.levels(i), where);
          assertEquals(sum, batch.sum(i), where);
          zero += sum == 0 ? 1 : 0;
        }
        assertTrue(zero > 0 && zero < 30, "zero blocks: " + zero);
      }
    }
  }

  @Test
  void open_whenTheModelTakesOtherInputs_saysWhich() throws IOException {
    Path other =
        TestModels.write(directory, "x", TestModels.graph(5, 3, 3, SEED), FeatureSet.BLOCK_3.id());
    QuantizerException e = assertThrows(QuantizerException.class, () -> open(other));
    assertTrue(e.getMessage().contains("model x takes 5 + 3 inputs"), e.getMessage());
    Path missing = directory.resolve("missing.onnx");
    e = assertThrows(QuantizerException.class, () -> open(missing));
    assertTrue(e.getMessage().contains("model not found"), e.getMessage());
  }

  private static Quantizer open(Path model) {
    return Quantizers.create(new QuantizerSpec(QuantizerKind.FCN, model));
  }
}
