package org.nnrdoq.quantizer.shipped;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.network.ModelFile;
import org.nnrdoq.network.TestModels;
import org.nnrdoq.network.integer.FloatTrunk;
import org.nnrdoq.network.integer.IntegerConverter;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.quantizer.NetworkBackend;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerException;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.RandomBlocks;
import org.nnrdoq.quantizer.net.BlockFeatures;
import org.nnrdoq.quantizer.net.FeatureSet;

class QuantizersTest {
  private static final long SEED = 23;
  private static final FeatureSet SET = FeatureSet.BLOCK_2;

  @TempDir Path directory;

  @AfterEach
  void forgetTheBackend() {
    System.clearProperty(NetworkBackend.PROPERTY);
  }

  @Test
  void create_makesWhatTheKindNames() {
    for (QuantizerKind kind : QuantizerKind.values()) {
      if (!kind.usesNetwork()) {
        Quantizer quantizer = Quantizers.create(kind);
        assertEquals(kind.id(), quantizer.name());
        assertEquals(
            kind == QuantizerKind.RDOQ || kind == QuantizerKind.ORACLE,
            quantizer.needsEntropyCosts(),
            kind.id());
      }
      assertEquals(kind, QuantizerKind.parse(kind.id()));
    }
  }

  @Test
  void create_refusesAModelWhereThereIsNone() {
    QuantizerSpec spec = new QuantizerSpec(QuantizerKind.SQ, Path.of("a.onnx"));
    String message =
        assertThrows(QuantizerException.class, () -> Quantizers.create(spec)).getMessage();
    assertEquals("quantizer sq has no model: leave out a.onnx", message);
  }

  @Test
  void parse_listsWhatIsKnown() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> QuantizerKind.parse("SQ")).getMessage();
    assertTrue(message.startsWith("quantizer 'SQ' is unknown: expected sq, rdoq"), message);
  }

  @Test
  void create_picksTheBackendThatIsAskedFor() throws IOException {
    QuantizerSpec floats = new QuantizerSpec(QuantizerKind.FCN, floatModel());
    QuantizerSpec integers = new QuantizerSpec(QuantizerKind.FCN, integerModel(floats.model()));
    assertEquals("fcn (fcn-float, backend ort)", describe(floats));
    assertEquals("fcn (fcn-int, backend java)", describe(integers));
    System.setProperty(NetworkBackend.PROPERTY, "ort");
    assertEquals("fcn (fcn-int, backend ort)", describe(integers));
    System.setProperty(NetworkBackend.PROPERTY, "java");
    assertEquals("fcn (fcn-float, backend java)", describe(floats));
    System.setProperty(NetworkBackend.PROPERTY, "kernel");
    assertTrue(refusal(floats).contains("is a float model: expected an integer model"));
    assertTrue(refusal(integers).contains("no compiled kernel is on the class path"));
    System.setProperty(NetworkBackend.PROPERTY, "gpu");
    assertTrue(refusal(floats).contains("nnrdoq.backend=gpu: expected auto, kernel, java, ort"));
  }

  @Test
  void create_whenTheModelIsASlot_opensTheShippedOne() {
    QuantizerSpec tiny = new QuantizerSpec(QuantizerKind.FCN, Path.of("fcn-tiny"));
    assertTrue(describe(tiny).startsWith("fcn (fcn-tiny"));
    QuantizerSpec unknown = new QuantizerSpec(QuantizerKind.FCN, Path.of("fcn-none"));
    assertTrue(refusal(unknown).contains("one of fcn, "), refusal(unknown));
  }

  private static String describe(QuantizerSpec spec) {
    return Quantizers.create(spec).describe();
  }

  private static String refusal(QuantizerSpec spec) {
    return assertThrows(QuantizerException.class, () -> Quantizers.create(spec)).getMessage();
  }

  private Path floatModel() throws IOException {
    OnnxGraph graph = TestModels.graph(SET.channels(), SET.blockChannels(), 3, SEED);
    return TestModels.write(directory, "fcn-float", graph, SET.id());
  }

  private Path integerModel(Path floatModel) throws IOException {
    FloatTrunk trunk = new FloatTrunk(ModelFile.open(floatModel));
    BlockFeatures features = new BlockFeatures(SET);
    float[] inputs = new float[SET.channels() * 1024];
    float[] blockInputs = new float[SET.blockChannels()];
    RandomBlocks blocks = new RandomBlocks(SEED);
    for (int i = 0; i < 100; i++) {
      blocks.next();
      if (features.round(blocks.block, blocks.coefficients) > 0) {
        features.inputs(inputs, 0, blocks.costs);
        features.blockInputs(blockInputs, 0);
        trunk.observe(features.height(), features.width(), inputs, blockInputs);
      }
    }
    OnnxGraph graph = IntegerConverter.convert("test", trunk).graph("test");
    return TestModels.write(directory, "fcn-int", graph, SET.id());
  }
}
