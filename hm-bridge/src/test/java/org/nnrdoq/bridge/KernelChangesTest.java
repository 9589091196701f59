package org.nnrdoq.bridge;

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
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.RandomBlocks;
import org.nnrdoq.quantizer.net.RatedChanges;
import org.nnrdoq.quantizer.net.RoundedBlock;

/**
 * Sign hiding of the compiled kernel against that of this library: {@code
 * native/test/kernel_changes.cpp} gets blocks with what is right for them.
 */
@Tag("native")
class KernelChangesTest {
  private static final long SEED = 20261122;
  private static final int BLOCKS = 2500;
  private static final int[] TRIES = {1, 2, 2, 3, 4, 8, 32};
  private static final int[] WEIGHTS = {50, 85, 90, 100, 100, 150};

  /** Where syntax elements begin whose costs the kernel remembers for 4x4 blocks. */
  private static final int[] ELEMENTS = {
    EntropyCosts.SIG_COEFF_FLAG,
    EntropyCosts.GREATER1_FLAG,
    EntropyCosts.GREATER2_FLAG,
    EntropyCosts.LAST_X_PREFIX,
    EntropyCosts.LAST_Y_PREFIX
  };

  /** How many of their costs matter to 4x4 blocks. */
  private static final int[] USED_BY_4X4 = {18, 8, 2, 4, 4};

  private static final Path PROGRAM =
      Path.of("target", "native", "kernel_changes").toAbsolutePath();

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private final RoundedBlock rounded = new RoundedBlock();
  private final RandomBlocks blocks = new RandomBlocks(random);
  private EntropyCosts lastCosts = new EntropyCosts();
  private final ByteBuffer out = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

  /** What a program came to. */
  private record Outcome(int exit, String text) {}

  /** Nearest levels, some lowered: what a network might choose; returns their sum. */
  private int choose(BlockParameters block, int[] c, int[] levels) {
    int lowered = random.nextInt(4);
    int sum = 0;
    for (int p = 0; p < rounded.height() * rounded.width(); p++) {
      int at = p / rounded.width() * block.size() + p % rounded.width();
      int level = rounded.levels()[p];
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

  /**
   * Costs of a block: of a 4x4 block often those of the last one, sometimes with another value in
   * one place, for the kernel remembers what it made of them.
   */
  private EntropyCosts costs(BlockParameters block) {
    EntropyCosts costs = blocks.anyCosts(block);
    if (block.log2TrafoSize() != 2 || random.nextInt(4) == 0) {
      return costs;
    }
    int[] from = lastCosts.ratesQ15();
    int[] to = costs.ratesQ15();
    int changed = random.nextInt(2 * ELEMENTS.length);
    for (int e = 0; e < ELEMENTS.length; e++) {
      int kept = ELEMENTS[e] + random.nextInt(USED_BY_4X4[e]);
      int other = to[kept];
      int end = e + 1 < ELEMENTS.length ? ELEMENTS[e + 1] : EntropyCosts.CODED_BLOCK_FLAG;
      System.arraycopy(from, ELEMENTS[e], to, ELEMENTS[e], end - ELEMENTS[e]);
      if (e == changed) {
        to[kept] = other;
      }
    }
    return costs;
  }

  /** One block with its right answer; returns whether a level was changed. */
  private boolean put(BlockParameters block, int tries, boolean damaged) {
    int[] c = blocks.anyCoefficients(block);
    int[] levels = new int[c.length];
    int sum = rounded.round(block, c) == 0 ? 0 : choose(block, c, levels);
    if (sum == 0) {
      return false;
    }
    EntropyCosts costs = costs(block);
    lastCosts = block.log2TrafoSize() == 2 ? costs : lastCosts;
    out.putInt(block.log2TrafoSize()).putInt(block.cIdx()).putInt(block.scanIdx());
    out.putInt(block.bitDepth()).putInt(block.qp()).putInt(tries);
    int rateWeight = block.signHiding() ? 100 : WEIGHTS[random.nextInt(WEIGHTS.length)];
    out.putInt(block.signHiding() ? 1 : 0).putInt(rateWeight).putDouble(block.lambda());
    put(costs.ratesQ15());
    put(c, levels);
    int[] hidden = levels.clone();
    rounded.weigh(rateWeight / 100.0);
    new RatedChanges(tries).apply(block, rounded, costs, c, hidden, sum);
    boolean changed = !Arrays.equals(levels, hidden);
    hidden[0] += damaged ? 1 : 0;
    put(hidden);
    return changed;
  }

  private Outcome run(Path file) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(PROGRAM.toString(), file.toString()).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes());
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the program hangs");
    return new Outcome(process.exitValue(), text);
  }

  private int write(Path file, int count, boolean damaged) throws IOException {
    int changed = 0;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < count; i++) {
        out.clear();
        int tries = TRIES[random.nextInt(TRIES.length)];
        int log2 = 2 + Math.max(0, random.nextInt(12) / 2 - 2);
        boolean hides = random.nextBoolean();
        changed += put(blocks.anyParameters(log2, hides), tries, damaged) ? 1 : 0;
        channel.write(out.flip());
      }
    }
    return changed;
  }

  @Test
  void levels_areThoseOfJava_onRandomBlocks() throws Exception {
    Path file = folder.resolve("blocks");
    int changed = write(file, BLOCKS, false);
    assertTrue(changed > BLOCKS / 4, "changed " + changed + ", seed " + SEED);
    Outcome outcome = run(file);
    assertEquals(0, outcome.exit(), outcome::toString);
    assertTrue(outcome.text().contains(" blocks, 0 differ"), outcome::toString);
    assertTrue(Files.size(file) > BLOCKS * 500L, "too few blocks with levels");
  }

  @Test
  void program_noticesALevelThatIsOffByOne() throws Exception {
    Path file = folder.resolve("damaged");
    write(file, 20, true);
    Outcome outcome = run(file);
    assertEquals(1, outcome.exit(), outcome::toString);
  }
}
