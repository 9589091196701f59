package org.nnrdoq.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.cabac.EntropyBits;
import org.nnrdoq.hevc.rate.CostEstimator;
import org.nnrdoq.hevc.rate.EntropyCosts;

/** Entropy costs that a hook makes from context states are those of {@link CostEstimator}. */
@Tag("native")
class HostCostsTest {
  /** First context of each element in the order of the program, and how many the luma ones are. */
  private static final int[][] ELEMENTS = {
    {CabacContexts.CODED_SUB_BLOCK_FLAG, 2},
    {CabacContexts.SIG_COEFF_FLAG, 27},
    {CabacContexts.COEFF_ABS_LEVEL_GREATER1_FLAG, 16},
    {CabacContexts.COEFF_ABS_LEVEL_GREATER2_FLAG, 4},
    {CabacContexts.LAST_SIG_COEFF_X_PREFIX, 15},
    {CabacContexts.LAST_SIG_COEFF_Y_PREFIX, 15}
  };

  @TempDir Path folder;

  @Test
  void costs_areThoseOfJava_inRandomContextStates() throws Exception {
    long seed = 42;
    Random random = new Random(seed);
    StringJoiner input = new StringJoiner(" ");
    for (int i = 0; i < 128; i++) {
      input.add(String.valueOf(EntropyBits.rateQ15(i, 0)));
    }
    List<int[]> expected = new ArrayList<>();
    for (int round = 0; round < 100; round++) {
      CabacContexts contexts = new CabacContexts();
      for (int i = 0; i < CabacContexts.COUNT; i++) {
        contexts.states()[i] = (byte) random.nextInt(126);
      }
      for (int log2 = 2; log2 <= 5; log2++) {
        for (int chroma = 0; chroma < (log2 == 5 ? 1 : 2); chroma++) {
          EntropyCosts costs = new EntropyCosts();
          CostEstimator.estimate(contexts, log2, chroma, CabacContexts.CBF_LUMA, costs);
          expected.add(costs.ratesQ15());
          input.add(log2 + " " + chroma);
          input.add(costs.codedBlockFlag(0) + " " + costs.codedBlockFlag(1));
          for (int[] element : ELEMENTS) {
            for (int i = 0; i < element[1]; i++) {
              // beyond chroma's own contexts the program gets others, which it must not use
              int at = Math.min(element[0] + chroma * element[1] + i, CabacContexts.COUNT - 1);
              input.add(String.valueOf(contexts.states()[at]));
            }
          }
        }
      }
    }
    List<String> lines = run(input.toString());
    assertEquals(expected.size(), lines.size());
    for (int i = 0; i < expected.size(); i++) {
      int[] costs = Stream.of(lines.get(i).split(" ")).mapToInt(Integer::parseInt).toArray();
      assertArrayEquals(expected.get(i), costs, "block " + i + " of seed " + seed);
    }
  }

  private List<String> run(String input) throws Exception {
    Path in = Files.writeString(folder.resolve("in.txt"), input);
    Path out = folder.resolve("out.txt");
    Path program = Path.of("target", "native", "host_costs").toAbsolutePath();
    Process process =
        new ProcessBuilder(program.toString())
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the program hangs");
    } finally {
      process.destroyForcibly();
    }
    assertEquals(0, process.exitValue());
    return Files.readAllLines(out);
  }
}
