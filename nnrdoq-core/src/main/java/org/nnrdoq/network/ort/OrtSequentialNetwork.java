package org.nnrdoq.network.ort;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.ModelFile;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.SequentialNetwork;

/**
 * An auto-regressive network on ONNX Runtime ({@link OrtModel}): one call takes all decisions of a
 * block, since the loop is in the graph.
 */
public final class OrtSequentialNetwork implements SequentialNetwork {
  private static final int INPUTS = 7;

  private final OrtModel model;
  private final NetworkInfo info;

  private OrtSequentialNetwork(OrtModel model) {
    this.model = model;
    this.info = model.info;
  }

  /**
   * Loads a checked model into ONNX Runtime.
   *
   * @throws ModelException if the graph has other inputs and outputs, or ONNX Runtime refuses it
   */
  public static OrtSequentialNetwork open(ModelFile model) {
    return new OrtSequentialNetwork(new OrtModel(model, INPUTS));
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
    return new OrtSequentialSession();
  }

  @Override
  public void close() {
    model.close();
  }

  /**
   * Tensors live in direct memory of the largest shape; those of one crop and of one number of
   * steps are made once and kept.
   */
  private final class OrtSequentialSession implements Session {
    private static final int SIDES = 8;

    private final FloatBuffer features = OrtModel.floats(info.features() * 1024);
    private final FloatBuffer block = OrtModel.floats(info.blockFeatures());
    private final LongBuffer positions = OrtModel.bytes(8 * MAX_STEPS).asLongBuffer();
    private final LongBuffer ints = OrtModel.bytes(8 * MAX_STEPS * STEP_INTS).asLongBuffer();
    private final FloatBuffer prices = OrtModel.floats(MAX_STEPS * PRICES);
    private final FloatBuffer surroundings = OrtModel.floats(MAX_STEPS * SURROUNDINGS);
    private final FloatBuffer masks = OrtModel.floats(MAX_STEPS * CLASSES);
    private final FloatBuffer scores = OrtModel.floats(MAX_STEPS * CLASSES);
    private final OnnxTensor[] byCrop = new OnnxTensor[SIDES * SIDES];
    private final OnnxTensor[][] bySteps = new OnnxTensor[MAX_STEPS + 1][];
    private final Map<String, OnnxTensor> inputs = new HashMap<>();
    private final Map<String, OnnxTensor> outputs = new HashMap<>();
    private OnnxTensor blockTensor;

    @Override
    public void run(
        int height,
        int width,
        float[] featureValues,
        float[] blockFeatures,
        Steps steps,
        float[] result) {
      try {
        bind(height, width, steps.count);
        int n = steps.count;
        features.clear().put(featureValues, 0, info.features() * height * width);
        block.clear().put(blockFeatures, 0, info.blockFeatures());
        positions.clear();
        ints.clear();
        for (int s = 0; s < n; s++) {
          positions.put(s, steps.positions[s]);
        }
        for (int i = 0; i < n * STEP_INTS; i++) {
          ints.put(i, steps.ints[i]);
        }
        steps.needAll();
        prices.clear().put(steps.prices, 0, n * PRICES);
        surroundings.clear().put(steps.surroundings, 0, n * SURROUNDINGS);
        masks.clear().put(steps.masks, 0, n * CLASSES);
        model.session.run(inputs, outputs).close();
        scores.clear().get(result, 0, n * CLASSES);
      } catch (OrtException e) {
        throw model.failed(e);
      }
    }

    private void bind(int height, int width, int n) throws OrtException {
      int crop = (height / 4 - 1) * SIDES + width / 4 - 1;
      if (byCrop[crop] == null) {
        byCrop[crop] = tensor(features, 1, info.features(), height, width);
      }
      if (blockTensor == null) {
        blockTensor = tensor(block, 1, info.blockFeatures(), 1, 1);
      }
      if (bySteps[n] == null) {
        bySteps[n] =
            new OnnxTensor[] {
              tensor(positions, n),
              tensor(ints, n, STEP_INTS),
              tensor(prices, n, PRICES / 2, 2),
              tensor(surroundings, n, SURROUNDINGS / 2, 2),
              tensor(masks, n, CLASSES),
              tensor(scores, n, CLASSES)
            };
      }
      inputs.put(model.inputNames[0], byCrop[crop]);
      inputs.put(model.inputNames[1], blockTensor);
      for (int i = 2; i < INPUTS; i++) {
        inputs.put(model.inputNames[i], bySteps[n][i - 2]);
      }
      outputs.put(model.outputName, bySteps[n][INPUTS - 2]);
    }

    private OnnxTensor tensor(FloatBuffer all, long... shape) throws OrtException {
      return OnnxTensor.createTensor(
          model.environment, all.clear().limit(elements(shape)).slice(), shape);
    }

    private OnnxTensor tensor(LongBuffer all, long... shape) throws OrtException {
      return OnnxTensor.createTensor(
          model.environment, all.clear().limit(elements(shape)).slice(), shape);
    }

    private static int elements(long[] shape) {
      int n = 1;
      for (long d : shape) {
        n *= (int) d;
      }
      return n;
    }

    @Override
    public void close() {
      for (int i = 0; i < byCrop.length; i++) {
        if (byCrop[i] != null) {
          byCrop[i].close();
          byCrop[i] = null;
        }
      }
      for (int n = 0; n < bySteps.length; n++) {
        if (bySteps[n] != null) {
          for (OnnxTensor t : bySteps[n]) {
            t.close();
          }
          bySteps[n] = null;
        }
      }
      if (blockTensor != null) {
        blockTensor.close();
        blockTensor = null;
      }
    }
  }
}
