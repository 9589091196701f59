package org.nnrdoq.quantizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.cabac.CostEstimator;
import org.nnrdoq.hevc.cabac.EntropyCosts;

/**
 * Rates and sign hiding of the compiled kernel against those of this library: {@code
 * native/test/kernel_residual.cpp} gets blocks with what is right for them.
 */
@Tag("native")
class KernelResidualTest {
  private static final long SEED = 20261122;
  private static final int BLOCKS = 1500;
  private static final Path PROGRAM =
      Path.of("target", "native", "kernel_residual").toAbsolutePath();

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private final BlockFeatures features = new BlockFeatures(FeatureSet.BLOCK_2);
  private final BlockCost cost = new BlockCost();
  private final CabacContexts contexts = new CabacContexts();
  private final ByteBuffer out = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

  /** What a program came to. */
  private record Outcome(int exit, String text) {}

  private BlockParameters block(int log2) {
    int bitDepth = random.nextBoolean() ? 8 : 10;
    int qp = 10 + random.nextInt(35);
    return new BlockParameters(
        log2,
        log2 == 5 ? 0 : random.nextInt(3),
        PredMode.INTRA,
        SliceType.I,
        log2 < 4 ? random.nextInt(3) : 0,
        qp + 6 * (bitDepth - 8),
        bitDepth,
        0.57 * Math.pow(2, (qp - 12) / 3.0) * Math.exp(random.nextGaussian()),
        false,
        random.nextInt(8) != 0);
  }

  private int[] coefficients(BlockParameters block) {
    int size = block.size();
    double spread = 0.2 + random.nextInt(3) + (random.nextInt(6) == 0 ? 60 : 0);
    double step =
        spread
            * Math.pow(2, (block.qp() - 4) / 6.0 - block.bitDepth() + 15 - block.log2TrafoSize());
    double decay = random.nextDouble();
    int[] c = new int[size * size];
    for (int i = 0; i < c.length; i++) {
      double deviation = step / (1 + decay * (i % size + i / size));
      int m = (int) Math.min(32767, -deviation * Math.log(1 - random.nextDouble()));
      c[i] = random.nextBoolean() ? m : -m;
    }
    return c;
  }

  /** Costs as an encoder has them, or any. */
  private EntropyCosts costs(BlockParameters block) {
    EntropyCosts costs = new EntropyCosts();
    byte[] states = contexts.states();
    for (int i = 0; i < states.length; i++) {
      states[i] = (byte) random.nextInt(126);
    }
    CostEstimator.estimate(
        contexts, block.log2TrafoSize(), block.cIdx(), CabacContexts.CBF_LUMA, costs);
    if (random.nextInt(4) == 0) {
      for (int[] table :
          new int[][] {
            costs.codedSubBlockFlag,
            costs.sigCoeffFlag,
            costs.greater1Flag,
            costs.greater2Flag,
            costs.lastSigCoeffXPrefix,
            costs.lastSigCoeffYPrefix
          }) {
        for (int k = 0; k < table.length; k++) {
          table[k] = random.nextInt(300_000) - 10;
        }
      }
    }
    return costs;
  }

  /** Nearest levels, some lowered: what a network might choose; returns their sum. */
  private int choose(BlockParameters block, int[] c, int[] levels) {
    int lowered = random.nextInt(4);
    int sum = 0;
    for (int p = 0; p < features.height() * features.width(); p++) {
      int at = p / features.width() * block.size() + p % features.width();
      int level = features.levels()[p];
      if (level > 0 && random.nextInt(8) < lowered) {
        level = random.nextInt(3) == 0 ? 0 : level - 1;
      }
      levels[at] = c[at] < 0 ? -level : level;
      sum += level;
    }
    return sum;
  }

  private void put(int[]... arrays) {
    for (int[] array : arrays) {
      for (int v : array) {
        out.putInt(v);
      }
    }
  }

  /** One block with its right answers; returns whether sign hiding changed a level. */
  private boolean put(BlockParameters block, int tries, boolean damaged) {
    int[] c = coefficients(block);
    int[] levels = new int[c.length];
    int sum = features.round(block, c) == 0 ? 0 : choose(block, c, levels);
    if (sum == 0) {
      return false;
    }
    EntropyCosts costs = costs(block);
    out.putInt(block.log2TrafoSize()).putInt(block.cIdx()).putInt(block.scanIdx());
    out.putInt(block.signHiding() ? 1 : 0).putInt(tries).putInt(sum);
    out.putInt(features.height()).putInt(features.width());
    out.putFloat(features.bitsPerSquaredStep());
    for (int p = 0; p < features.height() * features.width(); p++) {
      out.putFloat(features.magnitudes()[p]);
    }
    put(costs.codedSubBlockFlag, costs.sigCoeffFlag, costs.greater1Flag, costs.greater2Flag);
    put(costs.lastSigCoeffXPrefix, costs.lastSigCoeffYPrefix, costs.codedBlockFlag);
    put(c, levels);
    out.putLong(cost.rateQ15(block, costs, levels) - costs.codedBlockFlag[1] + (damaged ? 1 : 0));
    int[] hidden = levels.clone();
    if (block.signHiding()) {
      new ExactSignHiding(tries).apply(block, features, costs, c, hidden, sum);
    }
    put(hidden);
    return !Arrays.equals(levels, hidden);
  }

  private Outcome run(Path file) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(PROGRAM.toString(), file.toString()).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes());
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the program hangs");
    return new Outcome(process.exitValue(), text);
  }

  private int write(Path file, int blocks, boolean damaged) throws IOException {
    int changed = 0;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < blocks; i++) {
        out.clear();
        int tries = i % 3 == 0 ? ExactSignHiding.DEFAULT_TRIES : 1 + random.nextInt(32);
        changed += put(block(2 + random.nextInt(12) / 3), tries, damaged) ? 1 : 0;
        channel.write(out.flip());
      }
    }
    return changed;
  }

  @Test
  void ratesAndLevels_areThoseOfJava_onRandomBlocks() throws Exception {
    Path file = folder.resolve("blocks");
    int changed = write(file, BLOCKS, false);
    assertTrue(changed > BLOCKS / 4, "changed " + changed + ", seed " + SEED);
    Outcome outcome = run(file);
    assertEquals(0, outcome.exit(), outcome::toString);
    assertTrue(outcome.text().contains(" blocks, 0 differ"), outcome::toString);
    assertTrue(Files.size(file) > BLOCKS * 500L, "too few blocks with levels");
  }

  @Test
  void program_noticesARateThatIsOffByOne() throws Exception {
    Path file = folder.resolve("damaged");
    write(file, 20, true);
    Outcome outcome = run(file);
    assertEquals(1, outcome.exit(), outcome::toString);
  }
}
