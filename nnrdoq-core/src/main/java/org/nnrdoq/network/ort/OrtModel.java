package org.nnrdoq.network.ort;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Map;
import org.nnrdoq.network.Lifetime;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.onnx.OnnxGraph;

/**
 * A model that ONNX Runtime has taken: its CPU provider with one thread and no spinning, so that
 * hosts can run one process or thread per core, and sums do not depend on the number of threads.
 *
 * <p>The native session is freed when the model and all sessions that were made of it are closed.
 */
class OrtModel implements AutoCloseable {
  /** Largest of an operator's sizes, pads and the like; a block has 32 rows. */
  private static final long MAX_ATTRIBUTE = 4096;

  final OrtEnvironment environment = OrtLibrary.environment();
  final NetworkInfo info;
  final String[] inputNames;
  final String outputName;
  final Lifetime lifetime;
  private final OrtSession session;

  /**
   * Loads a checked model.
   *
   * @param inputs that its graph must have, besides one output
   * @throws ModelException if it has others, or ONNX Runtime refuses it
   */
  OrtModel(ModelFile model, int inputs) {
    OnnxGraph graph = model.graph();
    if (graph.inputs().size() != inputs || graph.outputs().size() != 1) {
      throw new ModelException(
          model.origin()
              + ": has "
              + graph.inputs().size()
              + " inputs and "
              + graph.outputs().size()
              + " outputs: expected "
              + inputs
              + " and 1");
    }
    checkSizes(model.origin(), graph);
    info = model.info();
    inputNames = graph.inputs().stream().map(v -> v.name()).toArray(String[]::new);
    outputName = graph.outputs().get(0).name();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.setDeterministicCompute(true);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.inter_op.allow_spinning", "0");
      session = environment.createSession(model.bytes(), options);
    } catch (OrtException e) {
      throw new ModelException(
          model.origin() + ": ONNX Runtime refuses it: " + e.getMessage() + "; export it again", e);
    }
    lifetime = new Lifetime("network " + info.name() + " on ONNX Runtime", this::free);
  }

  /** What the model says of itself. */
  public final NetworkInfo info() {
    return info;
  }

  /** What runs it, for logs. */
  public final String backend() {
    return "ort";
  }

  /**
   * One call, from and to tensors by name.
   *
   * @throws ModelException if ONNX Runtime fails
   */
  final void run(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {
    try {
      session.run(inputs, outputs).close();
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  /** A damaged size must not have the process ask for more memory than there is. */
  private static void checkSizes(String origin, OnnxGraph graph) {
    for (OnnxGraph.Node node : graph.nodes()) {
      for (Map.Entry<String, Object> a : node.attributes().entrySet()) {
        if (a.getValue() instanceof OnnxGraph body) {
          checkSizes(origin, body);
        } else if (a.getValue() instanceof long[] values) {
          for (long v : values) {
            if (v < -MAX_ATTRIBUTE || v > MAX_ATTRIBUTE) {
              throw new ModelException(
                  origin
                      + ": "
                      + node.opType()
                      + " with "
                      + a.getKey()
                      + " of "
                      + v
                      + ": expected at most "
                      + MAX_ATTRIBUTE
                      + "; export it again");
            }
          }
        }
      }
    }
  }

  /** A call that failed. */
  final ModelException failed(OrtException e) {
    return new ModelException(info.name() + ": ONNX Runtime failed: " + e.getMessage(), e);
  }

  @Override
  public final void close() {
    lifetime.close();
  }

  private void free() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new ModelException(info.name() + ": could not be closed: " + e.getMessage(), e);
    }
  }
}
