package org.nnrdoq.network.ort;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import org.nnrdoq.network.Lifetime;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.network.port.SequentialNetwork;

/**
 * An auto-regressive network on ONNX Runtime ({@link OrtModel}): one call takes all decisions of a
 * block, since the loop is in the graph.
 */
public final class OrtSequentialNetwork extends OrtModel implements SequentialNetwork {
  private static final int INPUTS = 7;

  private OrtSequentialNetwork(ModelFile model) {
    super(model, INPUTS);
  }

  /**
   * Loads a checked model into ONNX Runtime.
   *
   * @throws ModelException if the graph has other inputs and outputs, or ONNX Runtime refuses it
   */
  public static OrtSequentialNetwork open(ModelFile model) {
    return new OrtSequentialNetwork(model);
  }

  @Override
  public Session newSession() {
    return new OrtSequentialSession();
  }

  /**
   * Tensors live in direct memory of the largest shape; those of one crop and of one number of
   * steps are made once and kept.
   */
  private final class OrtSequentialSession implements Session {
    private final OrtTensors tensors = new OrtTensors(environment);
    private final DirectMemory memory = new DirectMemory();
    private final Lifetime sessionLifetime = lifetime.child("a session", this::free);
    private final FloatBuffer features = memory.floats(info.features() * 1024);
    private final FloatBuffer block = memory.floats(info.blockFeatures());
    private final LongBuffer positions = memory.longs(MAX_STEPS);
    private final LongBuffer ints = memory.longs(MAX_STEPS * STEP_INTS);
    private final FloatBuffer prices = memory.floats(MAX_STEPS * PRICES);
    private final FloatBuffer surroundings = memory.floats(MAX_STEPS * SURROUNDINGS);
    private final FloatBuffer masks = memory.floats(MAX_STEPS * Decision.COUNT);
    private final FloatBuffer scores = memory.floats(MAX_STEPS * Decision.COUNT);
    private final OnnxTensor[] byShape = new OnnxTensor[OrtTensors.SHAPES];
    private final OnnxTensor[][] bySteps = new OnnxTensor[MAX_STEPS + 1][];
    private final Map<String, OnnxTensor> inputs = new HashMap<>();
    private final Map<String, OnnxTensor> outputs = new HashMap<>();

    @Override
    public void run(
        int height,
        int width,
        float[] featureValues,
        float[] blockFeatures,
        Steps steps,
        float[] result) {
      sessionLifetime.enterAlone();
      try {
        bind(height, width, steps.count);
        features.clear().put(featureValues, 0, info.features() * height * width);
        block.clear().put(blockFeatures, 0, info.blockFeatures());
        fill(steps);
        OrtSequentialNetwork.this.run(inputs, outputs);
        scores.clear().get(result, 0, steps.count * Decision.COUNT);
      } catch (OrtException e) {
        throw failed(e);
      } finally {
        sessionLifetime.leave();
      }
    }

    private void fill(Steps steps) {
      int n = steps.count;
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
      masks.clear().put(steps.masks, 0, n * Decision.COUNT);
    }

    private void bind(int height, int width, int n) throws OrtException {
      int index = OrtTensors.shape(height, width);
      if (byShape[index] == null) {
        byShape[index] = tensors.add(features, 1, info.features(), height, width);
      }
      if (inputs.isEmpty()) {
        inputs.put(inputNames[1], tensors.add(block, 1, info.blockFeatures(), 1, 1));
      }
      if (bySteps[n] == null) {
        bySteps[n] =
            new OnnxTensor[] {
              tensors.add(positions, n),
              tensors.add(ints, n, STEP_INTS),
              tensors.add(prices, n, PRICES / 2, 2),
              tensors.add(surroundings, n, SURROUNDINGS / 2, 2),
              tensors.add(masks, n, Decision.COUNT),
              tensors.add(scores, n, Decision.COUNT)
            };
      }
      inputs.put(inputNames[0], byShape[index]);
      for (int i = 2; i < INPUTS; i++) {
        inputs.put(inputNames[i], bySteps[n][i - 2]);
      }
      outputs.put(outputName, bySteps[n][INPUTS - 2]);
    }

    @Override
    public void close() {
      sessionLifetime.close();
    }

    /** Tensors first: they look into the memory. */
    private void free() {
      tensors.close();
      memory.close();
    }
  }
}
