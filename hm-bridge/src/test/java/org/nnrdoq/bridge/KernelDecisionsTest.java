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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnrdoq.hevc.rate.ContextAutomaton;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.network.KernelModel;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.integer.IntegerHead;
import org.nnrdoq.network.integer.IntegerLayer;
import org.nnrdoq.network.integer.IntegerModel;
import org.nnrdoq.network.integer.IntegerNetwork;
import org.nnrdoq.network.integer.IntegerSequentialNetwork;
import org.nnrdoq.network.list.ListModel;
import org.nnrdoq.network.list.ListNetwork;
import org.nnrdoq.network.list.ListSequentialNetwork;
import org.nnrdoq.network.list.RandomLists;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.port.SequentialNetwork;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.NetworkBackend;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.RandomBlocks;
import org.nnrdoq.quantizer.net.ArQuantizer;
import org.nnrdoq.quantizer.net.FcnQuantizer;
import org.nnrdoq.quantizer.net.RoundedBlock;
import org.nnrdoq.quantizer.shipped.Quantizers;

/**
 * Decisions of the compiled kernel, in every instruction set of this machine, against those of this
 * library, on networks of random integers: {@code native/test/kernel_decide.cpp} gets images and
 * blocks with the right levels.
 */
@Tag("native")
class KernelDecisionsTest {
  private static final long SEED = 77;
  private static final int BLOCKS = 600;
  private static final Path PROGRAM = Path.of("target", "native", "kernel_decide").toAbsolutePath();

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private final RandomBlocks blocks = new RandomBlocks(random);
  private final ByteBuffer out = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

  private int[] integers(int count, int most) {
    return random.ints(count, -most, most + 1).toArray();
  }

  private int[] shifts(int count, int from) {
    return random.ints(count, from, from + 2).toArray();
  }

  private IntegerLayer layer(int kernel, int in, int out, int shift, int most) {
    int[] shifts = new int[out];
    if (shift > 0) {
      shifts = shifts(out, shift);
    }
    return new IntegerLayer(
        kernel,
        in,
        out,
        shift > 0,
        integers(out * in * kernel * kernel, most),
        integers(out, 20_000),
        shifts);
  }

  /** A trunk whose activations neither vanish nor saturate. */
  private List<IntegerLayer> trunk(int width, int units) {
    return List.of(
        layer(1, 32, width, 5, 60), layer(3, width, width, 7, 60), layer(1, width, units, 0, 60));
  }

  private NetworkInfo info(String kind) {
    return new NetworkInfo(kind, kind, "", "block-2", 32, 20, 3, kind.equals("ar") ? 8 : 3);
  }

  private IntegerModel fcn(int width) {
    List<IntegerLayer> layers = new ArrayList<>(trunk(width, 3));
    IntegerLayer last = layers.get(2);
    int[] shifts = {7, 7, 7};
    layers.set(
        2, new IntegerLayer(1, width, 3, false, last.weights(), new int[] {40_000, 0, 0}, shifts));
    return new IntegerModel("test", info("fcn"), integers(width * 20, 60), layers, 10, null);
  }

  private IntegerModel ar(int width, int hidden) {
    int units = hidden + 3;
    int states = ContextAutomaton.STATES;
    ContextAutomaton.Tables tables = ContextAutomaton.tables();
    int[] logs = new int[1025];
    for (int n = 0; n < logs.length; n++) {
      logs[n] = (int) (300 * Math.log(1 + n));
    }
    IntegerHead head =
        new IntegerHead(
            units,
            hidden,
            integers(states * units, 100_000),
            integers(ContextAutomaton.PATTERNS * units, 100_000),
            integers(SequentialNetwork.NUMBERS * units, 600),
            shifts(units, 6),
            integers(3 * hidden, 70),
            integers(3, 50_000),
            4,
            10,
            logs,
            tables.next(),
            tables.entering(),
            tables.priceRow(),
            tables.surroundingRow(),
            ContextAutomaton.START);
    return new IntegerModel(
        "test", info("ar"), integers(width * 20, 60), trunk(width, units), 10, head);
  }

  private void put(int[]... arrays) {
    for (int[] array : arrays) {
      for (int v : array) {
        out.putInt(v);
      }
    }
  }

  private void put(BlockParameters b, EntropyCosts costs, int[] c, int[] levels, int sum) {
    out.clear();
    out.put((byte) b.log2TrafoSize()).put((byte) b.cIdx()).put((byte) b.predMode().ordinal());
    out.put((byte) b.sliceType().ordinal()).put((byte) b.scanIdx()).put((byte) b.bitDepth());
    out.put((byte) b.qp()).put((byte) (b.transformSkip() ? 1 : 0));
    out.putInt(b.signHiding() ? 1 : 0).putInt(sum).putDouble(b.lambda());
    put(costs.ratesQ15());
    put(c, levels);
    out.flip();
  }

  /** Blocks with the levels that a quantizer gives; returns by how much of their sum it lowered. */
  private double write(Path file, Quantizer quantizer) throws IOException {
    long nearest = 0;
    long chosen = 0;
    RoundedBlock rounded = new RoundedBlock();
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Quantizer.Workspace workspace = quantizer.newWorkspace()) {
      for (int i = 0; i < BLOCKS; i++) {
        BlockParameters b = blocks.anyParameters(2 + random.nextInt(12) / 3);
        int[] c = blocks.anyCoefficients(b);
        EntropyCosts costs = blocks.anyCosts(b);
        int[] levels = new int[c.length];
        int sum = quantizer.quantize(b, c, costs, levels, workspace);
        put(b, costs, c, levels, sum);
        channel.write(out);
        if (rounded.round(b, c) > 0) {
          nearest += Arrays.stream(rounded.levels(), 0, rounded.height() * rounded.width()).sum();
          chosen += sum;
        }
      }
    }
    return (double) (nearest - chosen) / nearest;
  }

  private void compare(KernelModel model, Quantizer quantizer, double least) throws Exception {
    Path image = folder.resolve("image");
    Path file = folder.resolve("blocks");
    Files.deleteIfExists(file);
    Files.write(image, model.image());
    double lowered = write(file, quantizer);
    assertTrue(lowered > least && lowered < 0.9, "lowered by " + lowered);
    Process process =
        new ProcessBuilder(PROGRAM.toString(), image.toString(), file.toString())
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes());
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the program hangs");
    assertEquals(0, process.exitValue(), text + "seed " + SEED);
    assertTrue(text.contains(": " + BLOCKS + " blocks, 0 differ"), text);
  }

  @Test
  void decisions_ofConvolutionalNetworks_areThoseOfJava() throws Exception {
    for (int width : new int[] {16, 6}) {
      IntegerModel model = fcn(width);
      compare(model, new FcnQuantizer("fcn", new IntegerNetwork(model)), 0.1);
    }
  }

  /** Networks that assume costs: the kernel makes them from the image's context states. */
  @ParameterizedTest
  @ValueSource(strings = {"fcn-plain", "ar-plain"})
  void decisions_underTypicalCosts_areThoseOfJava(String slot) throws Exception {
    ModelFile file = ModelFile.shipped(slot);
    if (ListModel.isList(file)) {
      ListModel lists = ListModel.of(file);
      compare(lists, quantizer(lists), 0.01);
    } else {
      IntegerModel sequential = IntegerModel.of(file);
      ArQuantizer ar = new ArQuantizer("ar", new IntegerSequentialNetwork(sequential));
      compare(sequential, ar, 0.01);
    }
  }

  @ParameterizedTest
  @CsvSource({"FCN,fcn-plain", "AR,ar-plain", "FCN,fcn-nano", "FCN,", "AR,"})
  void auto_takesTheKernel_forEveryShippedIntegerModel(QuantizerKind kind, Path model) {
    QuantizerSpec spec = new QuantizerSpec(kind, model);
    Quantizer quantizer = Quantizers.create(spec, NetworkBackend.AUTO);
    assertTrue(quantizer.describe().contains("backend kernel "), quantizer.describe());
  }

  @ParameterizedTest
  @ValueSource(strings = {"levels-1", "levels-2"})
  void decisions_ofNetworksOverLists_areThoseOfJava(String set) throws Exception {
    RandomLists lists = new RandomLists(random);
    for (int[] taps : new int[][] {{1}, {1, 3}, {3, 1}, {1, 3, 3}, {3, 3, 1, 3}}) {
      ListModel model = lists.model(set, 2 + 2 * random.nextInt(8), taps);
      compare(model, quantizer(model), 0.01);
    }
  }

  private static Quantizer quantizer(ListModel model) {
    return model.loop() == null
        ? new FcnQuantizer("fcn", new ListNetwork(model))
        : new ArQuantizer("ar", new ListSequentialNetwork(model));
  }

  @ParameterizedTest
  @ValueSource(strings = {"levels-1", "levels-2"})
  void decisions_ofAutoRegressiveNetworksOverLists_areThoseOfJava(String set) throws Exception {
    RandomLists lists = new RandomLists(random);
    for (int hidden : new int[] {4, 8, 12, 16, 32}) {
      ListModel model = lists.sequential(set, 2 + 2 * random.nextInt(8), hidden, 1, 3);
      compare(model, quantizer(model), 0.005);
    }
  }

  @Test
  void decisions_ofAutoRegressiveNetworks_areThoseOfJava() throws Exception {
    for (int hidden : new int[] {32, 16}) {
      IntegerModel model = ar(hidden / 2, hidden);
      compare(model, new ArQuantizer("ar", new IntegerSequentialNetwork(model)), 0.1);
    }
  }
}
