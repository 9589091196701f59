package org.nnrdoq.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.integer.IntegerLayer;
import org.nnrdoq.network.integer.IntegerModel;
import org.nnrdoq.quantizer.KernelUnavailableException;
import org.nnrdoq.quantizer.NetworkBackend;
import org.nnrdoq.quantizer.QuantizerException;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.net.FeatureSet;
import org.nnrdoq.quantizer.shipped.Quantizers;

/** What users are told where the compiled kernel cannot run. */
@Tag("native")
class KernelRefusalTest {
  @TempDir Path folder;

  private static IntegerModel model(String set, int layers, int width, int kernel) {
    List<IntegerLayer> all = new ArrayList<>();
    int in = FeatureSet.BLOCK_2.channels();
    int blockIn = FeatureSet.BLOCK_2.blockChannels();
    for (int i = 0; i < layers; i++) {
      boolean last = i == layers - 1;
      int out = last ? 3 : width;
      int k = i == 1 ? kernel : 1;
      int[] weights = new int[out * in * k * k];
      all.add(new IntegerLayer(k, in, out, !last, weights, new int[out], new int[out]));
      in = out;
    }
    NetworkInfo info =
        new NetworkInfo("m", "fcn", "", set, FeatureSet.BLOCK_2.channels(), blockIn, 3, 4);
    return new IntegerModel("m", info, new int[width * blockIn], all, 10, null);
  }

  @ParameterizedTest
  @CsvSource({
    "block-2, 3, 24, 3, 'layers of 24 channels, only of up to 16'",
    "block-2, 13, 8, 3, 'networks of 13 layers, only of up to 12'",
    "block-2, 3, 8, 5, 'kernels of 5, only of 1 and 3'",
    "block-99, 3, 8, 3, 'not ''block-99'''"
  })
  void open_saysWhatItKnows_whenTheNetworkIsAnother(
      String set, int layers, int width, int kernel, String expected) {
    BridgeKernelProvider provider = new BridgeKernelProvider();
    IntegerModel model = model(set, layers, width, kernel);
    KernelUnavailableException e =
        assertThrows(KernelUnavailableException.class, () -> provider.open("fcn", model, 1));
    assertTrue(e.getMessage().contains(expected), e.getMessage());
    assertTrue(e.getMessage().contains("train a "), e.getMessage());
  }

  @Test
  void create_saysHowToConvert_whenTheModelIsInFloats() {
    QuantizerSpec spec = new QuantizerSpec(QuantizerKind.FCN, Path.of("fcn-float"));
    QuantizerException e =
        assertThrows(
            QuantizerException.class, () -> Quantizers.create(spec, NetworkBackend.KERNEL));
    assertTrue(e.getMessage().contains("is a float model"), e.getMessage());
    assertTrue(e.getMessage().contains("convert it with 'nnrdoq integer'"), e.getMessage());
  }

  @Test
  void load_saysWhatToBuild_whenTheLibraryIsMissingOrForeign() throws Exception {
    Path missing = folder.resolve("libnnrdoq.so");
    assertTrue(KernelLibrary.load(null).contains("build it with 'mvn"), "no library");
    assertTrue(KernelLibrary.load(missing).startsWith(missing + ": not found: build it with"));
    Files.writeString(missing, "of another machine");
    String text = KernelLibrary.load(missing);
    assertTrue(text.startsWith(missing + ": the library does not fit this machine"), text);
    assertEquals(1, text.lines().count());
  }
}
