package org.nnrdoq.bridge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.NetworkBackend;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerException;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.RandomBlocks;
import org.nnrdoq.quantizer.shipped.Quantizers;

/**
 * Model files damaged in many ways, opened as users do: each gives a quantizer that works, or one
 * line. {@code -Dnnrdoq.damage=N} damages each model N times, {@code -Dnnrdoq.damage.seed} says
 * how, {@code -Dnnrdoq.damage.ort=true} also lets ONNX Runtime have the float models.
 */
@Tag("native")
class DamagedModelsTest {
  private static final int TIMES = Integer.getInteger("nnrdoq.damage", 60);
  private static final long SEED = Long.getLong("nnrdoq.damage.seed", 11);
  private static final boolean FLOATS_IN_ORT = Boolean.getBoolean("nnrdoq.damage.ort");
  private static final int BLOCKS = 4;
  private static final Path KEPT = Path.of("target", "damaged");

  @TempDir Path folder;

  private record Block(BlockParameters parameters, int[] coefficients, EntropyCosts costs) {}

  private final List<Block> blocks = new ArrayList<>();
  private int taken;
  private int refused;

  @ParameterizedTest
  @CsvSource({
    "FCN,fcn,true",
    "FCN,fcn-nano,true",
    "FCN,fcn-plain,true",
    "AR,ar,true",
    "AR,ar-plain,true",
    "FCN,fcn-float,false",
    "AR,ar-float,false"
  })
  void damagedModels_work_orAreRefusedInOneLine(QuantizerKind kind, String slot, boolean integer)
      throws IOException {
    Random random = new Random(SEED);
    RandomBlocks tests = new RandomBlocks(random);
    for (int i = 0; i < BLOCKS; i++) {
      BlockParameters p = tests.anyParameters(2 + i % 3);
      blocks.add(new Block(p, tests.anyCoefficients(p), tests.anyCosts(p)));
    }
    ModelFile sound = ModelFile.shipped(slot);
    byte[] sidecar = sound.sidecar().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    for (int i = 0; i < TIMES; i++) {
      long seed = SEED * 1_000_003 + i;
      ModelDamage damage = new ModelDamage(new Random(seed));
      ModelDamage.Files files = damage.damage(sound.bytes(), sidecar);
      Files.write(folder.resolve("m.onnx"), files.onnx());
      Files.write(folder.resolve("m.json"), files.sidecar());
      try {
        if (integer) {
          integer(kind, i % 10 == 0);
        } else {
          run(kind, NetworkBackend.JAVA);
          if (FLOATS_IN_ORT) {
            run(kind, NetworkBackend.ORT);
          }
        }
      } catch (Exception | Error e) {
        keep(slot + "-" + seed);
        throw new AssertionError(slot + ", seed " + seed + ", kept in " + KEPT + ": " + e, e);
      }
    }
    System.out.println(slot + ": " + taken + " work, " + refused + " refused, seed " + SEED);
    assertTrue(refused > TIMES / 2, refused + " of " + TIMES + " refused");
    assertTrue(taken > 0 || TIMES < 200, "none works: only the first check was tested");
  }

  /** All backends of an integer model decide alike. */
  private void integer(QuantizerKind kind, boolean ort) {
    List<int[]> java = run(kind, NetworkBackend.JAVA);
    List<int[]> kernel = run(kind, NetworkBackend.KERNEL);
    List<int[]> any = run(kind, NetworkBackend.AUTO);
    assertEquals(java == null, any == null, "auto takes what plain Java takes");
    assertTrue(java != null || kernel == null, "the kernel takes what plain Java refuses");
    equal(java, any);
    equal(java, kernel);
    if (ort) {
      equal(java, run(kind, NetworkBackend.ORT));
    }
  }

  private static void equal(List<int[]> expected, List<int[]> actual) {
    for (int i = 0; actual != null && i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i));
    }
  }

  /** Levels of the blocks, or {@code null} where the model is refused. */
  private List<int[]> run(QuantizerKind kind, NetworkBackend backend) {
    Path model = folder.resolve("m.onnx");
    List<int[]> all = new ArrayList<>();
    boolean opened = false;
    try (Quantizer quantizer = Quantizers.create(new QuantizerSpec(kind, model), backend)) {
      opened = true;
      try (Quantizer.Workspace workspace = quantizer.newWorkspace()) {
        for (Block b : blocks) {
          int[] levels = new int[b.coefficients.length];
          quantizer.quantize(b.parameters, b.coefficients, b.costs, levels, workspace);
          all.add(levels);
        }
      }
    } catch (QuantizerException e) {
      refused++;
      String text = e.getMessage();
      assertTrue(!text.isBlank() && text.lines().count() == 1, "not one line: " + text);
      assertTrue(text.length() < 1200, text);
      assertTrue(opened || text.contains(folder.toString()), "does not say where: " + text);
      return null;
    }
    taken++;
    return all;
  }

  private void keep(String name) {
    try {
      Files.createDirectories(KEPT);
      for (String end : new String[] {".onnx", ".json"}) {
        Files.write(KEPT.resolve(name + end), Files.readAllBytes(folder.resolve("m" + end)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
