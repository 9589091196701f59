package org.nnrdoq.bridge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.nnrdoq.io.RecordingHeader;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerException;

/**
 * What an {@code nnrdoq_handle} stands for: a quantizer with buffers per thread, and a recorder. It
 * owns both.
 */
final class BridgeContext {
  private static final int SLOTS = 64;

  private final Quantizer quantizer;
  private final AtomicReferenceArray<ThreadBuffers> idle = new AtomicReferenceArray<>(SLOTS);
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
        context.release(new ThreadBuffers(quantizer), 0);
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
    int home = (int) Thread.currentThread().getId() & (SLOTS - 1);
    ThreadBuffers buffers = acquire(home);
    try {
      return buffers.quantize(bits, lambda, coefficients, levels, costs);
    } finally {
      release(buffers, home);
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
      closeIdleBuffers();
      if (quantizer != null) {
        quantizer.close();
      }
    }
  }

  private void closeIdleBuffers() {
    for (int i = 0; i < SLOTS; i++) {
      ThreadBuffers buffers = idle.getAndSet(i, null);
      if (buffers != null) {
        buffers.close();
      }
    }
  }

  /** A thread finds its buffers again at its home slot; new ones are made when all are busy. */
  private ThreadBuffers acquire(int home) {
    for (int i = 0; i < SLOTS; i++) {
      ThreadBuffers buffers = idle.getAndSet(home + i & (SLOTS - 1), null);
      if (buffers != null) {
        return buffers;
      }
    }
    return new ThreadBuffers(quantizer);
  }

  private void release(ThreadBuffers buffers, int home) {
    for (int i = 0; i < SLOTS; i++) {
      if (idle.compareAndSet(home + i & (SLOTS - 1), null, buffers)) {
        if (closed) {
          closeIdleBuffers(); // closed while this thread was inside: nobody else will do it
        }
        return;
      }
    }
    buffers.close();
  }
}
