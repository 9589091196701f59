package org.nnrdoq.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.io.RecordingHeader;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerException;

/** What a handle opens is closed, whatever fails. */
@Tag("native")
class BridgeContextTest {
  private static final RecordingHeader HEADER = RecordingHeader.of("test", "", "", "counted");
  private static final BlockParameters BLOCK =
      new BlockParameters(2, 0, PredMode.INTRA, SliceType.I, 0, 32, 8, 50, false, true);
  private static final int ERR_QUANTIZE = -5;

  @TempDir Path folder;

  @BeforeAll
  static void loadLibrary() {
    assertNull(KernelLibrary.problem());
  }

  /** Zeroes blocks; fails where it is told to, and counts what is open. */
  private static final class Counted implements Quantizer {
    boolean failsToMakeWorkspaces;
    CountDownLatch entered = new CountDownLatch(0);
    CountDownLatch mayLeave = new CountDownLatch(0);
    int workspaces;
    int closings;

    @Override
    public String name() {
      return "counted";
    }

    @Override
    public boolean needsEntropyCosts() {
      return false;
    }

    @Override
    public Workspace newWorkspace() {
      if (failsToMakeWorkspaces) {
        throw new QuantizerException("no room for a workspace");
      }
      workspaces++;
      return new Workspace() {
        @Override
        public void close() {
          workspaces--;
        }
      };
    }

    @Override
    public int quantize(
        BlockParameters block,
        int[] coefficients,
        EntropyCosts costs,
        int[] levels,
        Workspace workspace) {
      entered.countDown();
      try {
        mayLeave.await();
      } catch (InterruptedException e) {
        throw new QuantizerException("interrupted", e);
      }
      Arrays.fill(levels, 0, block.coefficients(), 0);
      return 0;
    }

    @Override
    public void close() {
      closings++;
    }

    void assertAllClosed() {
      assertEquals(0, workspaces, "open workspaces");
      assertEquals(1, closings, "closings of the quantizer");
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(p -> p.getFileName().toString()).toList();
    }
  }

  private static int quantize(BridgeContext context) {
    try (NativeBuffer block = new NativeBuffer(2 * 16 * Integer.BYTES)) {
      block.put(0, new int[32], 32);
      long levels = block.address() + 16 * Integer.BYTES;
      return context.quantize(BlockBits.pack(BLOCK), BLOCK.lambda(), block.address(), levels, 0);
    }
  }

  @Test
  void open_closesTheQuantizer_whenTheRecordingCannotBeBegun() {
    Counted quantizer = new Counted();
    Path nowhere = folder.resolve("none").resolve("r.nnbr");
    assertThrows(IOException.class, () -> BridgeContext.open(quantizer, nowhere, HEADER));
    quantizer.assertAllClosed();
  }

  @Test
  void open_closesRecordingAndQuantizer_whenThereIsNoWorkspace() throws Exception {
    Counted quantizer = new Counted();
    quantizer.failsToMakeWorkspaces = true;
    Path record = folder.resolve("r.nnbr");
    QuantizerException e =
        assertThrows(QuantizerException.class, () -> BridgeContext.open(quantizer, record, HEADER));
    assertEquals("no room for a workspace", e.getMessage());
    quantizer.assertAllClosed();
    assertEquals(List.of(), files(), "files that are left");
  }

  @Test
  void close_closesTheQuantizer_whenTheRecordingCannotBeCommitted() throws Exception {
    Counted quantizer = new Counted();
    Path record = folder.resolve("r.nnbr");
    BridgeContext context = BridgeContext.open(quantizer, record, HEADER);
    assertEquals(0, quantize(context));
    Files.createDirectories(record.resolve("in the way"));
    assertThrows(IOException.class, () -> context.close(true));
    quantizer.assertAllClosed();
    assertEquals(List.of("r.nnbr"), files(), "files that are left");
  }

  @Test
  void close_leavesTheLaneToTheThreadInIt_whenACallIsUnderWay() throws Exception {
    Counted quantizer = new Counted();
    quantizer.entered = new CountDownLatch(1);
    quantizer.mayLeave = new CountDownLatch(1);
    BridgeContext context = BridgeContext.open(quantizer, null, HEADER);
    Thread inside = new Thread(() -> quantize(context));
    inside.start();
    quantizer.entered.await();
    context.close(false);
    assertEquals(1, quantizer.workspaces, "the workspace in use stays open");
    quantizer.mayLeave.countDown();
    inside.join();
    quantizer.assertAllClosed();
  }

  @Test
  void quantizeCall_givesAStatusAndALine_whenTheNumberIsStale() {
    try (NativeBuffer error = new NativeBuffer(1024)) {
      int status = new Bridge.QuantizeCall().call(4711, 0, 1, 0, 0, 0, error.address());
      assertEquals(ERR_QUANTIZE, status);
      String line = error.line(0, 1024);
      assertTrue(line.startsWith("handle number 4711 is not open"), line);
    }
  }
}
