package org.nnrdoq.encoder.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncodeJob.Tools;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.io.Frame;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.io.Y4mWriter;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerException;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.shipped.Quantizers;

/** Who closes quantizers and workspaces, and that nobody is in them then. */
class EncoderOwnershipTest {
  private static final int FAILS_AT = 200;

  @TempDir Path dir;

  /** Scalar quantization that takes its time and notes what is done to it in the wrong order. */
  private static final class Watched implements Quantizer {
    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger callsOnClosed = new AtomicInteger();
    final AtomicInteger closedUnderCalls = new AtomicInteger();
    final AtomicInteger openWorkspaces = new AtomicInteger();
    final AtomicInteger closings = new AtomicInteger();
    final AtomicInteger closedBeforeWorkspaces = new AtomicInteger();
    private final Quantizer sq = Quantizers.create(QuantizerKind.SQ);
    private final int failsAt;

    Watched(int failsAt) {
      this.failsAt = failsAt;
    }

    private final class WatchedWorkspace implements Workspace {
      final Workspace own = sq.newWorkspace();
      volatile boolean inside;
      volatile boolean closed;

      @Override
      public void close() {
        if (inside) {
          closedUnderCalls.incrementAndGet();
        }
        if (!closed) {
          openWorkspaces.decrementAndGet();
        }
        closed = true;
      }
    }

    @Override
    public String name() {
      return "watched";
    }

    @Override
    public boolean needsEntropyCosts() {
      return false;
    }

    @Override
    public Workspace newWorkspace() {
      openWorkspaces.incrementAndGet();
      return new WatchedWorkspace();
    }

    @Override
    public int quantize(
        BlockParameters block,
        int[] coefficients,
        EntropyCosts costs,
        int[] levels,
        Workspace workspace) {
      WatchedWorkspace w = (WatchedWorkspace) workspace;
      w.inside = true;
      try {
        if (w.closed || closings.get() > 0) {
          callsOnClosed.incrementAndGet();
        }
        if (calls.incrementAndGet() == failsAt) {
          throw new QuantizerException("made to fail");
        }
        for (long until = System.nanoTime() + 200_000; System.nanoTime() < until; ) {
          Thread.onSpinWait();
        }
        return sq.quantize(block, coefficients, costs, levels, w.own);
      } finally {
        w.inside = false;
      }
    }

    @Override
    public void close() {
      if (openWorkspaces.get() != 0) {
        closedBeforeWorkspaces.incrementAndGet();
      }
      closings.incrementAndGet();
    }

    void assertClosedInOrder() throws InterruptedException {
      int before = calls.get();
      Thread.sleep(50);
      assertEquals(before, calls.get(), "calls after the encode");
      assertEquals(0, callsOnClosed.get(), "calls on closed workspaces");
      assertEquals(0, closedUnderCalls.get(), "workspaces closed while a call ran in them");
      assertEquals(0, openWorkspaces.get(), "workspaces left open");
      assertEquals(0, closedBeforeWorkspaces.get(), "quantizer closed before its workspaces");
      assertEquals(1, closings.get(), "closings of the quantizer");
    }
  }

  private EncodeJob job(int frames, int threads) throws IOException {
    VideoFormat format = new VideoFormat(64, 64, 8, 25, 1);
    Path clip = dir.resolve("in.y4m");
    Random random = new Random(5);
    try (Y4mWriter writer = new Y4mWriter(clip, format)) {
      Frame frame = new Frame(format);
      for (int i = 0; i < frames; i++) {
        for (int k = 0; k < frame.plane(0).length; k++) {
          frame.plane(0)[k] = (short) (100 + random.nextInt(60));
        }
        writer.write(frame);
      }
      writer.commit();
    }
    return new EncodeJob(
        clip,
        null,
        dir.resolve("out.hevc"),
        null,
        30,
        0,
        0,
        threads,
        QuantizerSpec.of(QuantizerKind.SQ),
        Tools.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void encode_closesEverythingInOrder_whenItSucceeds(int threads) throws Exception {
    Watched watched = new Watched(-1);
    new EmbeddedEncoder(spec -> watched).encode(job(3, threads), Encoder.Progress.NONE);
    assertTrue(watched.calls.get() > 0);
    watched.assertClosedInOrder();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void encode_closesNothingUnderACall_whenAWorkerFails(int threads) throws Exception {
    Watched watched = new Watched(FAILS_AT);
    EncodeJob job = job(2 * threads, threads);
    EmbeddedEncoder encoder = new EmbeddedEncoder(spec -> watched);
    EncoderException e =
        assertThrows(EncoderException.class, () -> encoder.encode(job, Encoder.Progress.NONE));
    assertEquals("made to fail", e.getMessage());
    watched.assertClosedInOrder();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void encode_closesNothingUnderACall_whenItIsInterrupted(int threads) throws Exception {
    Watched watched = new Watched(-1);
    EncodeJob job = job(8, threads);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicInteger flags = new AtomicInteger();
    Thread encode =
        new Thread(
            () -> {
              try {
                new EmbeddedEncoder(spec -> watched).encode(job, Encoder.Progress.NONE);
              } catch (EncoderException | RuntimeException e) {
                thrown.set(e);
                flags.set(Thread.currentThread().isInterrupted() ? 1 : 0);
              }
            });
    encode.start();
    while (watched.calls.get() < FAILS_AT) {
      Thread.onSpinWait();
    }
    encode.interrupt();
    encode.join();
    assertTrue(thrown.get() instanceof EncoderException, String.valueOf(thrown.get()));
    assertTrue(thrown.get().getMessage().contains("was interrupted"), thrown.get().getMessage());
    assertEquals(1, flags.get(), "the thread's flag must be set again");
    watched.assertClosedInOrder();
  }

  @Test
  void observe_closesEverythingInOrder_whenItFails() throws Exception {
    Watched watched = new Watched(FAILS_AT);
    EncodeJob job = job(1, 1);
    EmbeddedEncoder encoder = new EmbeddedEncoder(spec -> watched);
    assertThrows(
        EncoderException.class, () -> encoder.observe(job, (x, y, b, c, costs, levels) -> {}));
    watched.assertClosedInOrder();
  }
}
