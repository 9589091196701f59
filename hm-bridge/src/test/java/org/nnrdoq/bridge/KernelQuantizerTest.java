package org.nnrdoq.bridge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingReader;
import org.nnrdoq.network.integer.FloatTrunk;
import org.nnrdoq.network.integer.IntegerConverter;
import org.nnrdoq.network.integer.IntegerModel;
import org.nnrdoq.network.integer.IntegerNetwork;
import org.nnrdoq.network.integer.IntegerSequentialNetwork;
import org.nnrdoq.network.list.ListModel;
import org.nnrdoq.network.list.ListNetwork;
import org.nnrdoq.network.list.ListSequentialNetwork;
import org.nnrdoq.network.list.RandomLists;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.quantizer.BlockBatch;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.RecordedBlocks;
import org.nnrdoq.quantizer.net.ArQuantizer;
import org.nnrdoq.quantizer.net.BlockFeatures;
import org.nnrdoq.quantizer.net.FcnQuantizer;
import org.nnrdoq.quantizer.net.FeatureSet;

/** The compiled kernel from Java, on recordings of HM, against plain Java. */
@Tag("native")
class KernelQuantizerTest {
  private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "hm");
  private static final int BLOCKS_PER_RECORDING = 60;

  private record Case(BlockParameters block, int[] coefficients, EntropyCosts costs) {}

  private static List<Case> blocks() throws IOException {
    List<Path> files;
    try (Stream<Path> s = Files.walk(GOLDEN)) {
      files = s.filter(p -> p.endsWith("input.rec")).sorted().toList();
    }
    List<Case> cases = new ArrayList<>();
    RecordedBlock block = new RecordedBlock();
    for (Path file : files) {
      try (RecordingReader reader = new RecordingReader(file)) {
        int taken = 0;
        for (int i = 0; taken < BLOCKS_PER_RECORDING && reader.read(block); i++) {
          if (i % 7 == 0 && block.hasCosts()) {
            EntropyCosts costs = new EntropyCosts();
            RecordedBlocks.getCosts(block, costs);
            int[] coefficients = Arrays.copyOf(block.coefficients(), block.coefficientCount());
            cases.add(new Case(RecordedBlocks.parameters(block), coefficients, costs));
            taken++;
          }
        }
      }
    }
    return cases;
  }

  private static IntegerModel model(String slot, List<Case> blocks) {
    ModelFile file = ModelFile.shipped(slot);
    if (IntegerModel.isInteger(file)) {
      return IntegerModel.of(file);
    }
    FeatureSet set = FeatureSet.of(file.info().featureSet());
    BlockFeatures features = new BlockFeatures(set);
    FloatTrunk trunk = new FloatTrunk(file);
    float[] inputs = new float[set.channels() * 1024];
    float[] blockInputs = new float[set.blockChannels()];
    for (Case c : blocks) {
      if (features.round(c.block, c.coefficients) != 0) {
        features.inputs(inputs, 0, c.costs);
        features.blockInputs(blockInputs, 0);
        trunk.observe(features.height(), features.width(), inputs, blockInputs);
      }
    }
    return IntegerConverter.convert(slot, trunk);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"fcn", "fcn-nano", "fcn-plain", "fcn-float", "ar", "ar-plain", "ar-float"})
  void levels_areThoseOfPlainJava_aloneAndInBatches(String slot) throws IOException {
    List<Case> blocks = blocks();
    assertTrue(blocks.size() > 100, blocks.size() + " blocks");
    ModelFile file = ModelFile.shipped(slot);
    if (ListModel.isList(file)) {
      ListModel lists = ListModel.of(file);
      Quantizer java = quantizer(lists, 1);
      compare(blocks, java, new BridgeKernelProvider().open(java.name(), lists, 1));
      return;
    }
    IntegerModel model = model(slot, blocks);
    Quantizer java =
        model.head() == null
            ? new FcnQuantizer("fcn", new IntegerNetwork(model))
            : new ArQuantizer("ar", new IntegerSequentialNetwork(model));
    compare(blocks, java, new BridgeKernelProvider().open(java.name(), model, 1));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.7, 2.5})
  void levels_ofNetworksOverLists_areThoseOfPlainJava_atAnyStrength(double strength)
      throws IOException {
    RandomLists lists = new RandomLists(new Random(5));
    for (ListModel model :
        List.of(lists.model("levels-1", 16, 1, 3), lists.sequential("levels-1", 16, 12, 1, 3))) {
      Quantizer java = quantizer(model, strength);
      compare(blocks(), java, new BridgeKernelProvider().open(java.name(), model, strength));
    }
  }

  private static Quantizer quantizer(ListModel model, double strength) {
    return model.loop() == null
        ? new FcnQuantizer("fcn", new ListNetwork(model), strength)
        : new ArQuantizer("ar", new ListSequentialNetwork(model), strength);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.3, 2.5})
  void levels_ofNetworksOnPositions_areThoseOfPlainJava_atAnyStrength(double strength)
      throws IOException {
    List<Case> blocks = blocks();
    for (String slot : List.of("fcn-float", "ar-float")) {
      IntegerModel model = model(slot, blocks);
      Quantizer java =
          model.head() == null
              ? new FcnQuantizer("fcn", new IntegerNetwork(model), strength)
              : new ArQuantizer("ar", new IntegerSequentialNetwork(model), strength);
      compare(blocks, java, new BridgeKernelProvider().open(java.name(), model, strength));
    }
  }

  private static void compare(List<Case> blocks, Quantizer java, Quantizer kernel) {
    assertTrue(kernel.describe().contains("backend kernel "), kernel.describe());
    BlockBatch batch = new BlockBatch();
    List<int[]> expected = new ArrayList<>();
    List<Integer> sums = new ArrayList<>();
    try (Quantizer.Workspace j = java.newWorkspace();
        Quantizer.Workspace k = kernel.newWorkspace()) {
      for (Case c : blocks) {
        int[] levels = new int[c.coefficients.length];
        int[] compiled = new int[c.coefficients.length];
        sums.add(java.quantize(c.block, c.coefficients, c.costs, levels, j));
        int sum = kernel.quantize(c.block, c.coefficients, c.costs, compiled, k);
        assertArrayEquals(levels, compiled, c.block.toString());
        assertEquals(sums.get(sums.size() - 1), sum);
        expected.add(levels);
        batch.add(c.block, c.coefficients, c.costs, new int[levels.length]);
      }
      kernel.quantizeAll(batch, k);
    }
    for (int i = 0; i < batch.size(); i++) {
      assertArrayEquals(expected.get(i), batch.levels(i), batch.parameters(i).toString());
      assertEquals(sums.get(i), batch.sum(i));
    }
  }

  @Test
  void damagedImages_areRefused_andVariantsAgree() throws Exception {
    String program = Path.of("target", "native", "kernel_fuzz").toAbsolutePath().toString();
    Process process = new ProcessBuilder(program, "7", "1000").redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), output);
  }
}
