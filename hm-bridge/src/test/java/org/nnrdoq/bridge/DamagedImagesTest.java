package org.nnrdoq.bridge;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.network.KernelModel;
import org.nnrdoq.network.integer.IntegerModel;
import org.nnrdoq.network.list.ListModel;
import org.nnrdoq.network.list.RandomLists;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.quantizer.BlockParameters;

/** Damaged images of the shipped models in this very process: the kernel refuses them or runs. */
@Tag("native")
class DamagedImagesTest {
  private static final int TIMES = Integer.getInteger("nnrdoq.damage", 300);
  private static final long SEED = Long.getLong("nnrdoq.damage.seed", 5);
  private static final int ERROR_BYTES = 1024;

  private final Random random = new Random(SEED);

  private byte[] damage(byte[] image) {
    ByteBuffer words = ByteBuffer.wrap(image.clone()).order(ByteOrder.LITTLE_ENDIAN);
    int count = image.length / 4;
    int length = image.length;
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      // A third of the damage hits sizes, which lie at the front.
      int at = 4 * random.nextInt(random.nextInt(3) == 0 ? 9 : count);
      switch (random.nextInt(5)) {
        case 0 -> length = random.nextInt(image.length + 1);
        case 1 -> words.putInt(at, random.nextInt());
        case 2 -> words.putInt(at, random.nextInt(300) - 100);
        case 3 -> words.putInt(at, random.nextBoolean() ? Integer.MAX_VALUE : Integer.MIN_VALUE);
        default -> words.putInt(at, words.getInt(at) ^ 1 << random.nextInt(32));
      }
    }
    return Arrays.copyOf(words.array(), length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fcn", "fcn-nano", "fcn-plain", "ar", "ar-plain"})
  void damagedImages_areRefusedInOneLine_orRun(String slot) {
    ModelFile file = ModelFile.shipped(slot);
    damageAndRun(slot, ListModel.isList(file) ? ListModel.of(file) : IntegerModel.of(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"levels-1", "levels-2"})
  void damagedImagesOfNetworksOverLists_areRefusedInOneLine_orRun(String set) {
    damageAndRun(set, new RandomLists(random).model(set, 16, 1, 3));
    damageAndRun(set, new RandomLists(random).sequential(set, 16, 12, 1, 3));
  }

  private void damageAndRun(String slot, KernelModel model) {
    assertNull(KernelLibrary.problem());
    byte[] image = model.image();
    int taken = 0;
    for (int i = 0; i < TIMES; i++) {
      byte[] damaged = damage(image);
      long kernel;
      String text;
      try (NativeBuffer memory = new NativeBuffer(image.length + ERROR_BYTES)) {
        memory.put(0, damaged);
        long error = memory.address() + image.length;
        kernel = HostCallbacks.openKernel(memory.address(), damaged.length, 1, error);
        text = memory.line(image.length, ERROR_BYTES);
      }
      if (kernel == 0 || kernel == -1) {
        assertFalse(text.isBlank() || text.contains("\n"), "seed " + SEED + ": " + text);
        continue;
      }
      taken++;
      try (KernelQuantizer quantizer = new KernelQuantizer("q", model.info(), kernel);
          KernelQuantizer.Workspace workspace = quantizer.newWorkspace()) {
        quantize(quantizer, workspace);
      }
    }
    System.out.println(slot + ": " + taken + " of " + TIMES + " images run, seed " + SEED);
    assertTrue(taken > 0 && taken < TIMES / 2, taken + " run, seed " + SEED);
  }

  private void quantize(KernelQuantizer quantizer, KernelQuantizer.Workspace workspace) {
    int log2 = 2 + random.nextInt(4);
    BlockParameters block =
        new BlockParameters(
            log2,
            0,
            PredMode.INTRA,
            SliceType.values()[random.nextInt(3)],
            0,
            32,
            8,
            50,
            false,
            true);
    int[] coefficients = random.ints(block.coefficients(), -20_000, 20_000).toArray();
    EntropyCosts costs = new EntropyCosts();
    for (int k = EntropyCosts.SIG_COEFF_FLAG; k < EntropyCosts.GREATER2_FLAG; k++) {
      costs.ratesQ15()[k] = random.nextInt(200_000);
    }
    int[] levels = new int[coefficients.length];
    int sum = quantizer.quantize(block, coefficients, costs, levels, workspace);
    assertTrue(sum == Arrays.stream(levels).map(Math::abs).sum(), "seed " + SEED);
  }
}
