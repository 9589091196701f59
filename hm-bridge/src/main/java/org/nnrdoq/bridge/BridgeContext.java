package org.nnrdoq.bridge;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.nnrdoq.quantizer.Quantizer;

/** What an {@code nnrdoq_handle} stands for: a quantizer with a lane per thread, and a recorder. */
final class BridgeContext {
  private static final int LANES = 64;

  private final Quantizer quantizer;
  private final BridgeRecorder recorder;
  private final AtomicReferenceArray<Lane> idle = new AtomicReferenceArray<>(LANES);

  /** Either may be {@code null}. */
  BridgeContext(Quantizer quantizer, BridgeRecorder recorder) {
    this.quantizer = quantizer;
    this.recorder = recorder;
    if (quantizer != null && !(quantizer instanceof KernelQuantizer)) { // C++ runs that by itself
      release(new Lane(quantizer), 0);
    }
  }

  Quantizer quantizer() {
    return quantizer;
  }

  int quantize(int bits, double lambda, long coefficients, long levels, long costs) {
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
    recorder.record(bits, lambda, coefficients, levels, costs);
  }

  /** Frees everything; the recording is committed if {@code keep}. */
  void close(boolean keep) throws IOException {
    try {
      if (recorder != null) {
        recorder.close(keep);
      }
    } finally {
      for (int i = 0; i < LANES; i++) {
        Lane lane = idle.getAndSet(i, null);
        if (lane != null) {
          lane.close();
        }
      }
      closeQuantizer();
    }
  }

  private void closeQuantizer() throws IOException {
    if (quantizer instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
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
        return;
      }
    }
    lane.close();
  }
}
