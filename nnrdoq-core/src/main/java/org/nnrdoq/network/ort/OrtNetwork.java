package org.nnrdoq.network.ort;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import org.nnrdoq.network.Lifetime;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.port.RefinementNetwork;

/** A network on ONNX Runtime: see {@link OrtModel}. */
public final class OrtNetwork extends OrtModel implements RefinementNetwork {
  private static final int INPUTS = 2;

  private OrtNetwork(ModelFile model) {
    super(model, INPUTS);
  }

  /**
   * Loads a checked model into ONNX Runtime.
   *
   * @throws ModelException if the graph is not one of two inputs and an output, or ONNX Runtime
   *     refuses it
   */
  public static OrtNetwork open(ModelFile model) {
    return new OrtNetwork(model);
  }

  @Override
  public Session newSession() {
    return new OrtNetworkSession();
  }

  /** Tensors of one shape over the session's shared buffers, with the maps that a run needs. */
  private final class Shape implements AutoCloseable {
    final Map<String, OnnxTensor> inputs = new HashMap<>(4);
    final Map<String, OnnxTensor> outputs = new HashMap<>(2);
    private final OrtTensors tensors = new OrtTensors(environment);

    Shape(Buffers b, int batch, int height, int width) throws OrtException {
      inputs.put(inputNames[0], tensors.add(b.features, batch, info.features(), height, width));
      inputs.put(inputNames[1], tensors.add(b.block, batch, info.blockFeatures(), 1, 1));
      outputs.put(outputName, tensors.add(b.logits, batch, info.classes(), height, width));
    }

    @Override
    public void close() {
      tensors.close();
    }
  }

  /** Direct memory that tensors of all shapes look into. */
  private static final class Buffers implements AutoCloseable {
    private final DirectMemory memory = new DirectMemory();
    final FloatBuffer features;
    final FloatBuffer block;
    final FloatBuffer logits;

    Buffers(NetworkInfo info, int batch, int positions) {
      features = memory.floats(positions * info.features());
      block = memory.floats(batch * info.blockFeatures());
      logits = memory.floats(positions * info.classes());
    }

    @Override
    public void close() {
      memory.close();
    }
  }

  private final class OrtNetworkSession implements Session {
    private static final int MAX_BATCHED_SHAPES = 256;

    private final Lifetime sessionLifetime = lifetime.child("a session", this::free);
    private final Shape[] single = new Shape[OrtTensors.SHAPES];
    private final Map<Integer, Shape> batched = new HashMap<>();
    private Buffers buffers;
    private int batchCapacity = 1;
    private int positionCapacity = 1024;

    @Override
    public void run(
        int batch, int height, int width, float[] features, float[] blockFeatures, float[] logits) {
      sessionLifetime.enterAlone();
      try {
        Shape shape = shape(batch, height, width);
        int positions = batch * height * width;
        buffers.features.clear().put(features, 0, positions * info.features());
        buffers.block.clear().put(blockFeatures, 0, batch * info.blockFeatures());
        OrtNetwork.this.run(shape.inputs, shape.outputs);
        buffers.logits.clear().get(logits, 0, positions * info.classes());
      } catch (OrtException e) {
        throw failed(e);
      } finally {
        sessionLifetime.leave();
      }
    }

    private Shape shape(int batch, int height, int width) throws OrtException {
      if (buffers == null || batch > batchCapacity || batch * height * width > positionCapacity) {
        free();
        batchCapacity = Math.max(batch, batchCapacity);
        positionCapacity = Math.max(batch * height * width, positionCapacity);
        buffers = new Buffers(info, batchCapacity, positionCapacity);
      }
      int index = OrtTensors.shape(height, width);
      if (batch == 1) {
        if (single[index] == null) {
          single[index] = new Shape(buffers, 1, height, width);
        }
        return single[index];
      }
      Integer key = batch * OrtTensors.SHAPES + index;
      Shape s = batched.get(key);
      if (s == null) {
        if (batched.size() >= MAX_BATCHED_SHAPES) {
          batched.values().forEach(Shape::close);
          batched.clear();
        }
        s = new Shape(buffers, batch, height, width);
        batched.put(key, s);
      }
      return s;
    }

    private void closeShapes() {
      for (int i = 0; i < single.length; i++) {
        if (single[i] != null) {
          single[i].close();
          single[i] = null;
        }
      }
      batched.values().forEach(Shape::close);
      batched.clear();
    }

    @Override
    public void close() {
      sessionLifetime.close();
    }

    /** Tensors first: they look into the memory. */
    private void free() {
      closeShapes();
      if (buffers != null) {
        buffers.close();
        buffers = null;
      }
    }
  }
}
