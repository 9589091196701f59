package org.nnrdoq.bridge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.network.list.ListModel;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.quantizer.BlockBatch;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;

/** The compiled kernel's memory: no array is overrun, nothing is used after it was freed. */
@Tag("native")
class KernelLifetimeTest {
  /** One that needs no entropy costs. */
  private static final ListModel MODEL = ListModel.of(ModelFile.shipped("fcn-plain"));

  private static final BlockParameters LARGE = block(5);

  private static BlockParameters block(int log2) {
    return new BlockParameters(log2, 0, PredMode.INTRA, SliceType.I, 0, 22, 8, 9, false, true);
  }

  private static Quantizer open() {
    return new BridgeKernelProvider().open("fcn", MODEL, 1);
  }

  private static int[] coefficients(BlockParameters block, long seed) {
    Random random = new Random(seed);
    int[] c = new int[block.coefficients()];
    for (int i = 0; i < c.length; i++) {
      c[i] = (int) (random.nextGaussian() * 4000 / (1 + i));
    }
    return c;
  }

  @Test
  void quantize_namesTheArray_whenItIsTooShort() {
    int[] whole = coefficients(LARGE, 1);
    try (Quantizer q = open();
        Quantizer.Workspace w = q.newWorkspace()) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class, () -> q.quantize(LARGE, whole, null, new int[16], w));
      assertEquals("levels.length=16: expected 1024 or more for a block of 32x32", e.getMessage());
      e =
          assertThrows(
              IllegalArgumentException.class,
              () -> q.quantize(LARGE, new int[1023], null, new int[1024], w));
      assertEquals(
          "coefficients.length=1023: expected 1024 or more for a block of 32x32", e.getMessage());
      assertTrue(q.quantize(LARGE, whole, null, new int[1024], w) > 0);
    }
  }

  @Test
  void quantizeAll_touchesNoBlock_whenAnArrayOfOneIsTooShort() {
    int[] first = new int[1024];
    Arrays.fill(first, 77);
    BlockBatch batch = new BlockBatch();
    batch.add(LARGE, coefficients(LARGE, 1), null, first);
    batch.add(LARGE, coefficients(LARGE, 2), null, new int[40]);
    try (Quantizer q = open();
        Quantizer.Workspace w = q.newWorkspace()) {
      assertThrows(IllegalArgumentException.class, () -> q.quantizeAll(batch, w));
    }
    assertTrue(Arrays.stream(first).allMatch(v -> v == 77));
  }

  @Test
  void quantizeAll_givesTheLevelsOfSingleCalls_whenTheBatchCrossesInParts() {
    BlockBatch batch = new BlockBatch();
    for (int i = 0; i < 1200; i++) { // some 10 MB
      BlockParameters block = i % 5 == 0 ? block(2 + i % 4) : LARGE;
      batch.add(block, coefficients(block, i), null, new int[block.coefficients()]);
    }
    try (Quantizer q = open();
        Quantizer.Workspace w = q.newWorkspace()) {
      q.quantizeAll(batch, w);
      for (int i = 0; i < batch.size(); i++) {
        int[] levels = new int[batch.parameters(i).coefficients()];
        int sum = q.quantize(batch.parameters(i), batch.coefficients(i), null, levels, w);
        assertEquals(sum, batch.sum(i), "block " + i);
        assertArrayEquals(levels, batch.levels(i), "block " + i);
      }
    }
  }

  private static void assertClosed(String what, Quantizer q, Quantizer.Workspace w) {
    int[] c = coefficients(LARGE, 1);
    int[] levels = new int[1024];
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> q.quantize(LARGE, c, null, levels, w));
    assertEquals(what + " is closed: open another one", e.getMessage());
    BlockBatch batch = new BlockBatch();
    batch.add(LARGE, c, null, levels);
    assertThrows(IllegalStateException.class, () -> q.quantizeAll(batch, w));
  }

  @Test
  void use_isRefused_afterClose() {
    KernelQuantizer q = (KernelQuantizer) open();
    Quantizer.Workspace early = q.newWorkspace();
    Quantizer.Workspace late = q.newWorkspace();
    early.close();
    early.close();
    assertClosed("a workspace of quantizer fcn", q, early);
    q.close();
    q.close();
    assertClosed("quantizer fcn", q, late);
    assertThrows(IllegalStateException.class, q::newWorkspace);
    assertThrows(IllegalStateException.class, q::address);
    late.close();
    late.close();
  }

  @Test
  void close_waitsForNobodyAndFreesNothingInUse_whenThreadsAreInside() throws Exception {
    int[] c = coefficients(LARGE, 3);
    for (int round = 0; round < 40; round++) {
      Quantizer q = open();
      AtomicReference<Throwable> wrong = new AtomicReference<>();
      List<Thread> threads = new ArrayList<>();
      CountDownLatch begun = new CountDownLatch(3);
      for (int t = 0; t < 3; t++) {
        Quantizer.Workspace w = q.newWorkspace();
        boolean closesWorkspace = t == 0;
        Thread thread = new Thread(() -> useUntilClosed(q, w, c, begun, wrong));
        thread.start();
        threads.add(thread);
        if (closesWorkspace) {
          threads.add(new Thread(w::close));
        }
      }
      begun.await();
      threads.get(1).start();
      q.close();
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(null, wrong.get(), "round " + round);
    }
  }

  private static void useUntilClosed(
      Quantizer q,
      Quantizer.Workspace w,
      int[] c,
      CountDownLatch begun,
      AtomicReference<Throwable> wrong) {
    int[] levels = new int[1024];
    try (w) {
      int expected = q.quantize(LARGE, c, null, levels, w);
      begun.countDown();
      while (true) {
        assertEquals(expected, q.quantize(LARGE, c, null, levels, w));
      }
    } catch (IllegalStateException e) {
      if (!e.getMessage().contains("is closed")) {
        wrong.set(e);
      }
    } catch (Throwable t) {
      wrong.set(t);
    } finally {
      begun.countDown();
    }
  }
}
