package org.nnrdoq.network.ort;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.ModelFile;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.RefinementNetwork;

/**
 * A network on ONNX Runtime's CPU provider: one thread, no spinning, so that hosts can run one
 * process or thread per core, and sums do not depend on the number of threads.
 */
public final class OrtNetwork implements RefinementNetwork {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final NetworkInfo info;
  private final String[] inputNames;
  private final String outputName;

  private OrtNetwork(OrtEnvironment environment, OrtSession session, ModelFile model) {
    this.environment = environment;
    this.session = session;
    this.info = model.info();
    this.inputNames = model.graph().inputs().stream().map(v -> v.name()).toArray(String[]::new);
    this.outputName = model.graph().outputs().get(0).name();
  }

  /**
   * Loads a checked model into ONNX Runtime.
   *
   * @throws ModelException if the graph is not one of two inputs and an output, or ONNX Runtime
   *     refuses it
   */
  public static OrtNetwork open(ModelFile model) {
    if (model.graph().inputs().size() != 2 || model.graph().outputs().size() != 1) {
      throw new ModelException(
          model.origin()
              + ": has "
              + model.graph().inputs().size()
              + " inputs and "
              + model.graph().outputs().size()
              + " outputs: expected 2 and 1");
    }
    OrtEnvironment environment = environment();
    return new OrtNetwork(environment, session(environment, model.origin(), model.bytes()), model);
  }

  static OrtEnvironment environment() {
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
  }

  /** Loads a model with the options that all networks here run with. */
  static OrtSession session(OrtEnvironment environment, String origin, byte[] bytes) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.setDeterministicCompute(true);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.inter_op.allow_spinning", "0");
      return environment.createSession(bytes, options);
    } catch (OrtException e) {
      throw new ModelException(
          origin + ": ONNX Runtime refuses it: " + e.getMessage() + "; export it again", e);
    }
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
    try {
      session.close();
    } catch (OrtException e) {
      throw new ModelException(info.name() + ": could not be closed: " + e.getMessage(), e);
    }
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
      long[] shape = {batch, info.features(), height, width};
      inputs.put(inputNames[0], OnnxTensor.createTensor(environment, b.features.slice(), shape));
      inputs.put(
          inputNames[1],
          OnnxTensor.createTensor(
              environment, b.block.slice(), new long[] {batch, info.blockFeatures(), 1, 1}));
      outputs.put(
          outputName,
          OnnxTensor.createTensor(
              environment, b.logits.slice(), new long[] {batch, info.classes(), height, width}));
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
      features = direct(positions * info.features());
      block = direct(batch * info.blockFeatures());
      logits = direct(positions * info.classes());
    }

    private static FloatBuffer direct(int floats) {
      return ByteBuffer.allocateDirect(4 * floats).order(ByteOrder.nativeOrder()).asFloatBuffer();
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
        session.run(shape.inputs, shape.outputs).close();
        buffers.logits.clear().get(logits, 0, positions * info.classes());
      } catch (OrtException e) {
        throw new ModelException(info.name() + ": ONNX Runtime failed: " + e.getMessage(), e);
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
