package org.nnrdoq.network.ort;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.model.ModelFile;

/**
 * What {@link OrtNetwork} adds to ONNX Runtime: its calls against a bare {@code OrtSession.run} on
 * tensors of the same shapes that are made and filled once, in turns on one thread.
 *
 * <p>Not thread-safe; close it after use.
 */
public final class OrtBench implements AutoCloseable {
  private static final int TURNS = 9;
  private static final long MIN_TURN_NANOS = 20_000_000;

  /**
   * Figures of one shape.
   *
   * @param batch blocks in a call
   * @param size rows and columns of each
   * @param microseconds a call takes, fastest turn
   * @param bareMicroseconds the bare call takes, fastest turn
   * @param bytes of Java memory that a call allocates
   * @param bareBytes of Java memory that the bare call allocates
   */
  public record Line(
      int batch,
      int size,
      double microseconds,
      double bareMicroseconds,
      long bytes,
      long bareBytes) {
    /** How many times the bare call's time a call takes. */
    public double ratio() {
      return microseconds / bareMicroseconds;
    }
  }

  private final com.sun.management.ThreadMXBean threads =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final NetworkInfo info;
  private final OrtNetwork network;
  private final OrtNetwork.Session ours;
  private final OrtModel bare;

  /**
   * Opens a model twice.
   *
   * @throws ModelException if it is no model of kind {@code fcn}
   */
  public OrtBench(ModelFile model) {
    info = model.info();
    if (!info.kind().equals("fcn")) {
      throw new ModelException(
          model.origin() + ": a model of kind '" + info.kind() + "': expected 'fcn'");
    }
    network = OrtNetwork.open(model);
    ours = network.newSession();
    bare = new OrtModel(model, 2);
  }

  /** One call on fixed data. */
  private interface Call {
    void run();
  }

  /**
   * Measures one shape.
   *
   * @param batch blocks in a call, 1 or more
   * @param size rows and columns of the crop, a multiple of 4, 4..32
   */
  public Line measure(int batch, int size) {
    int area = size * size;
    float[] features = values(batch * info.features() * area);
    float[] block = values(batch * info.blockFeatures());
    float[] logits = new float[batch * info.classes() * area];
    Map<String, OnnxTensor> inputs = new HashMap<>();
    Map<String, OnnxTensor> outputs = new HashMap<>();
    try (DirectMemory memory = new DirectMemory();
        OrtTensors tensors = new OrtTensors(bare.environment)) {
      FloatBuffer first = memory.floats(features.length).put(features);
      FloatBuffer second = memory.floats(block.length).put(block);
      inputs.put(bare.inputNames[0], tensors.add(first, batch, info.features(), size, size));
      inputs.put(bare.inputNames[1], tensors.add(second, batch, info.blockFeatures(), 1, 1));
      FloatBuffer third = memory.floats(logits.length);
      outputs.put(bare.outputName, tensors.add(third, batch, info.classes(), size, size));
      return measure(
          batch,
          size,
          () -> ours.run(batch, size, size, features, block, logits),
          () -> bare.run(inputs, outputs));
    } catch (OrtException e) {
      throw bare.failed(e);
    }
  }

  private static float[] values(int count) {
    Random random = new Random(1);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  private Line measure(int batch, int size, Call first, Call second) {
    List<Call> calls = List.of(first, second);
    List<Integer> repeats = new ArrayList<>();
    for (Call call : calls) {
      long warm = turn(call, 50) / 50;
      int n = (int) Math.max(10, MIN_TURN_NANOS / Math.max(1, warm));
      turn(call, n);
      repeats.add(n);
    }
    double[] best = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
    long[] bytes = {Long.MAX_VALUE, Long.MAX_VALUE};
    long thread = Thread.currentThread().getId();
    for (int t = 0; t < TURNS; t++) {
      for (int c = 0; c < 2; c++) {
        int n = repeats.get(c);
        long before = threads.getThreadAllocatedBytes(thread);
        long nanos = turn(calls.get(c), n);
        bytes[c] = Math.min(bytes[c], (threads.getThreadAllocatedBytes(thread) - before) / n);
        best[c] = Math.min(best[c], nanos * 1e-3 / n);
      }
    }
    return new Line(batch, size, best[0], best[1], bytes[0], bytes[1]);
  }

  private static long turn(Call call, int repeats) {
    long start = System.nanoTime();
    for (int r = 0; r < repeats; r++) {
      call.run();
    }
    return System.nanoTime() - start;
  }

  @Override
  public void close() {
    ours.close();
    network.close();
    bare.close();
  }
}
