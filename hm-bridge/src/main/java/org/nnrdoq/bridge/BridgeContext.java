package org.nnrdoq.bridge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.nnrdoq.io.RecordingHeader;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerException;

/**
 * What an {@code nnrdoq_handle} stands for: a quantizer with a lane per thread, and a recorder. It
 * owns both.
 */
final class BridgeContext {
  private static final int LANES = 64;

  private final Quantizer quantizer;
  private final AtomicReferenceArray<Lane> idle = new AtomicReferenceArray<>(LANES);
  private BridgeRecorder recorder;
  private volatile boolean closed;

  private BridgeContext(Quantizer quantizer) {
    this.quantizer = quantizer;
  }

  /**
   * Takes a quantizer over, makes it ready, and begins a recording.
   *
   * @param quantizer {@code null} to record only
   * @param record file to record to, or {@code null}
   * @param header of the recording
   * @throws IOException if the recording cannot be begun; nothing stays open then
   */
  static BridgeContext open(Quantizer quantizer, Path record, RecordingHeader header)
      throws IOException {
    BridgeContext context = new BridgeContext(quantizer);
    try {
      if (record != null) {
        context.recorder = new BridgeRecorder(record, header);
      }
      if (quantizer != null && !(quantizer instanceof KernelQuantizer)) { // C++ runs that by itself
        context.release(new Lane(quantizer), 0);
      }
      return context;
    } catch (Throwable t) {
      try {
        context.close(false);
      } catch (IOException | RuntimeException e) {
        t.addSuppressed(e);
      }
      throw t;
    }
  }

  /** Name of the quantizer, for messages. */
  String name() {
    return quantizer == null ? "none" : quantizer.name();
  }

  int quantize(int bits, double lambda, long coefficients, long levels, long costs) {
    if (quantizer == null) {
      throw new QuantizerException("the handle was opened with quantizer none: it only records");
    }
    int home = (int) Thread.currentThread().getId() & (LANES - 1);
    Lane lane = acquire(home);
    try {
      return lane.quantize(bits, lambda, coefficients, levels, costs);
    } finally {
      release(lane, home);
    }
  }

  void record(int bits, double lambda, long coefficients, long levels, long costs)
      throws IOException {
    if (recorder == null) {
      throw new IOException("the handle was opened without a file to record to");
    }
    recorder.record(bits, lambda, coefficients, levels, costs);
  }

  /**
   * Gives everything back, whatever fails on the way.
   *
   * @param keep whether the recording gets its final name
   * @throws IOException if that failed
   */
  void close(boolean keep) throws IOException {
    closed = true;
    try {
      if (recorder != null) {
        recorder.close(keep);
      }
    } finally {
      closeIdleLanes();
      if (quantizer != null) {
        quantizer.close();
      }
    }
  }

  private void closeIdleLanes() {
    for (int i = 0; i < LANES; i++) {
      Lane lane = idle.getAndSet(i, null);
      if (lane != null) {
        lane.close();
      }
    }
  }

  /** A thread finds its lane again at its home slot; a new one is made when all are busy. */
  private Lane acquire(int home) {
    for (int i = 0; i < LANES; i++) {
      Lane lane = idle.getAndSet(home + i & (LANES - 1), null);
      if (lane != null) {
        return lane;
      }
    }
    return new Lane(quantizer);
  }

  private void release(Lane lane, int home) {
    for (int i = 0; i < LANES; i++) {
      if (idle.compareAndSet(home + i & (LANES - 1), null, lane)) {
        if (closed) {
          closeIdleLanes(); // closed while this thread was inside: nobody else will do it
        }
        return;
      }
    }
    lane.close();
  }
}
