package org.nnrdoq.network.ort;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.ModelFile;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.RefinementNetwork;

/** A network on ONNX Runtime: see {@link OrtModel}. */
public final class OrtNetwork implements RefinementNetwork {
  private static final int INPUTS = 2;

  private final OrtModel model;
  private final NetworkInfo info;

  private OrtNetwork(OrtModel model) {
    this.model = model;
    this.info = model.info;
  }

  /**
   * Loads a checked model into ONNX Runtime.
   *
   * @throws ModelException if the graph is not one of two inputs and an output, or ONNX Runtime
   *     refuses it
   */
  public static OrtNetwork open(ModelFile model) {
    return new OrtNetwork(new OrtModel(model, INPUTS));
  }

  @Override
  public NetworkInfo info() {
    return info;
  }

  @Override
  public String backend() {
    return "ort";
  }

  @Override
  public Session newSession() {
    return new OrtNetworkSession();
  }

  @Override
  public void close() {
    model.close();
  }

  /** Tensors of one shape over the session's shared buffers, with the maps that a run needs. */
  private final class Shape implements AutoCloseable {
    final Map<String, OnnxTensor> inputs = new HashMap<>(4);
    final Map<String, OnnxTensor> outputs = new HashMap<>(2);

    Shape(Buffers b, int batch, int height, int width) throws OrtException {
      int area = height * width;
      b.features.clear().limit(batch * info.features() * area);
      b.block.clear().limit(batch * info.blockFeatures());
      b.logits.clear().limit(batch * info.classes() * area);
      inputs.put(model.inputNames[0], tensor(b.features, batch, info.features(), height, width));
      inputs.put(model.inputNames[1], tensor(b.block, batch, info.blockFeatures(), 1, 1));
      outputs.put(model.outputName, tensor(b.logits, batch, info.classes(), height, width));
    }

    private OnnxTensor tensor(FloatBuffer values, long... shape) throws OrtException {
      return OnnxTensor.createTensor(model.environment, values.slice(), shape);
    }

    @Override
    public void close() {
      inputs.values().forEach(OnnxTensor::close);
      outputs.values().forEach(OnnxTensor::close);
    }
  }

  /** Direct memory that tensors of all shapes look into. */
  private static final class Buffers {
    final FloatBuffer features;
    final FloatBuffer block;
    final FloatBuffer logits;

    Buffers(NetworkInfo info, int batch, int positions) {
      features = OrtModel.floats(positions * info.features());
      block = OrtModel.floats(batch * info.blockFeatures());
      logits = OrtModel.floats(positions * info.classes());
    }
  }

  private final class OrtNetworkSession implements Session {
    private static final int SIDES = 8;
    private static final int MAX_BATCHED_SHAPES = 256;

    private final Shape[] single = new Shape[SIDES * SIDES];
    private final Map<Integer, Shape> batched = new HashMap<>();
    private Buffers buffers;
    private int batchCapacity = 1;
    private int positionCapacity = 1024;

    @Override
    public void run(
        int batch, int height, int width, float[] features, float[] blockFeatures, float[] logits) {
      try {
        Shape shape = shape(batch, height, width);
        int positions = batch * height * width;
        buffers.features.clear().put(features, 0, positions * info.features());
        buffers.block.clear().put(blockFeatures, 0, batch * info.blockFeatures());
        model.session.run(shape.inputs, shape.outputs).close();
        buffers.logits.clear().get(logits, 0, positions * info.classes());
      } catch (OrtException e) {
        throw model.failed(e);
      }
    }

    private Shape shape(int batch, int height, int width) throws OrtException {
      if (buffers == null || batch > batchCapacity || batch * height * width > positionCapacity) {
        closeShapes();
        batchCapacity = Math.max(batch, batchCapacity);
        positionCapacity = Math.max(batch * height * width, positionCapacity);
        buffers = new Buffers(info, batchCapacity, positionCapacity);
      }
      int crop = (height / 4 - 1) * SIDES + width / 4 - 1;
      if (batch == 1) {
        if (single[crop] == null) {
          single[crop] = new Shape(buffers, 1, height, width);
        }
        return single[crop];
      }
      Integer key = batch * SIDES * SIDES + crop;
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
      closeShapes();
      buffers = null;
    }
  }
}
