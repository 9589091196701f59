package org.nnrdoq.network.ort;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.ModelFile;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.SequentialNetwork;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.onnx.OnnxWriter;
import org.nnrdoq.network.reference.SequentialHead;

/**
 * An auto-regressive network whose trunk runs in ONNX Runtime and whose decisions run in plain
 * Java: the trunk is where the arithmetic is, the loop is where ONNX Runtime's calls would cost
 * more than the arithmetic does.
 */
public final class OrtTrunkNetwork implements SequentialNetwork {
  private static final int MAX_AREA = 1024;

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final NetworkInfo info;
  private final SequentialHead head;
  private final String featuresName;
  private final String blockName;
  private final String trunkName;

  private OrtTrunkNetwork(
      OrtEnvironment environment, OrtSession session, ModelFile model, String trunkName) {
    this.environment = environment;
    this.session = session;
    info = model.info();
    head = new SequentialHead(model.graph().initializers(), model.origin());
    featuresName = model.graph().inputs().get(0).name();
    blockName = model.graph().inputs().get(1).name();
    this.trunkName = trunkName;
  }

  /**
   * Loads the trunk of a checked model into ONNX Runtime.
   *
   * @throws ModelException if the graph is not a trunk and a loop, or ONNX Runtime refuses it
   */
  public static OrtTrunkNetwork open(ModelFile model) {
    OnnxGraph graph = model.graph();
    List<OnnxGraph.Node> trunk = new ArrayList<>();
    Map<String, OnnxGraph.Tensor> weights = new HashMap<>();
    for (OnnxGraph.Node node : graph.nodes()) {
      if (node.opType().equals("Reshape")) {
        break;
      }
      trunk.add(node);
      for (String input : node.inputs()) {
        OnnxGraph.Tensor weight = graph.initializers().get(input);
        if (weight != null) {
          weights.put(input, weight);
        }
      }
    }
    if (trunk.isEmpty() || trunk.size() == graph.nodes().size() || graph.inputs().size() < 2) {
      throw new ModelException(
          model.origin() + ": not a trunk of convolutions with a loop; export it again");
    }
    String output = trunk.get(trunk.size() - 1).outputs().get(0);
    OnnxGraph part =
        new OnnxGraph(
            graph.name(),
            graph.opset(),
            graph.inputs().subList(0, 2),
            List.of(OnnxGraph.Value.floats(output, 1, "units", "height", "width")),
            weights,
            trunk,
            Map.of());
    OrtEnvironment environment = OrtNetwork.environment();
    OrtSession session = OrtNetwork.session(environment, model.origin(), OnnxWriter.write(part));
    return new OrtTrunkNetwork(environment, session, model, output);
  }

  @Override
  public NetworkInfo info() {
    return info;
  }

  @Override
  public Session newSession() {
    return new OrtTrunkSession();
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new ModelException(info.name() + ": could not be closed: " + e.getMessage(), e);
    }
  }

  private static FloatBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(4 * floats).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  /** Tensors of one crop. */
  private static final class Crop implements AutoCloseable {
    final Map<String, OnnxTensor> inputs = new HashMap<>(4);
    final Map<String, OnnxTensor> outputs = new HashMap<>(2);

    @Override
    public void close() {
      inputs.values().forEach(OnnxTensor::close);
      outputs.values().forEach(OnnxTensor::close);
    }
  }

  private final class OrtTrunkSession implements Session {
    private static final int SIDES = 8;

    private final FloatBuffer features = direct(info.features() * MAX_AREA);
    private final FloatBuffer block = direct(info.blockFeatures());
    private final FloatBuffer planes = direct(head.units() * MAX_AREA);
    private final float[] byPosition = new float[head.units() * MAX_AREA];
    private final SequentialHead.Walk walk = new SequentialHead.Walk();
    private final Crop[] crops = new Crop[SIDES * SIDES];

    @Override
    public void run(
        int height,
        int width,
        float[] featureValues,
        float[] blockFeatures,
        Steps steps,
        float[] scores) {
      int area = height * width;
      try {
        Crop crop = crop(height, width);
        features.clear().put(featureValues, 0, info.features() * area);
        block.clear().put(blockFeatures, 0, info.blockFeatures());
        session.run(crop.inputs, crop.outputs).close();
      } catch (OrtException e) {
        throw new ModelException(info.name() + ": ONNX Runtime failed: " + e.getMessage(), e);
      }
      planes.clear();
      int units = head.units();
      for (int s = 0; s < steps.count; s++) {
        int position = steps.positions[s];
        for (int u = 0; u < units; u++) {
          byPosition[position * units + u] = planes.get(u * area + position);
        }
      }
      head.run(walk, steps, byPosition, SequentialHead.Chooser.BEST, scores);
    }

    private Crop crop(int height, int width) throws OrtException {
      int index = (height / 4 - 1) * SIDES + width / 4 - 1;
      if (crops[index] == null) {
        Crop c = new Crop();
        crops[index] = c;
        c.inputs.put(featuresName, tensor(features, 1, info.features(), height, width));
        c.inputs.put(blockName, tensor(block, 1, info.blockFeatures(), 1, 1));
        c.outputs.put(trunkName, tensor(planes, 1, head.units(), height, width));
      }
      return crops[index];
    }

    private OnnxTensor tensor(FloatBuffer all, long... shape) throws OrtException {
      int n = (int) (shape[0] * shape[1] * shape[2] * shape[3]);
      return OnnxTensor.createTensor(environment, all.clear().limit(n).slice(), shape);
    }

    @Override
    public void close() {
      for (int i = 0; i < crops.length; i++) {
        if (crops[i] != null) {
          crops[i].close();
          crops[i] = null;
        }
      }
    }
  }
}
