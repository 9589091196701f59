package org.nnrdoq.training.learn;

import java.util.List;
import java.util.SplittableRandom;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.training.data.BlockStore;
import org.nnrdoq.training.data.Totals;
import org.nnrdoq.training.data.Validation;

/** A network in training: weights, gradients on blocks of one shape, scores, export. */
public interface Learner {
  /** What runs the exported network: {@code fcn} or {@code ar}. */
  String kind();

  Parameters parameters();

  /** Whether a step may take blocks of different shapes. */
  default boolean mixesShapes() {
    return false;
  }

  /**
   * Takes over the weights of a trained network of the same layers.
   *
   * @param model graph as {@link #export} makes it
   * @param origin for messages
   * @throws IllegalArgumentException if a tensor is missing or of another shape
   */
  void startFrom(OnnxGraph model, String origin);

  /** Multiply-accumulates per position, the per-block part not counted. */
  int macsPerPosition();

  /** The network as an ONNX graph. */
  OnnxGraph export(String name);

  /**
   * Gradient of the loss on some blocks.
   *
   * @param indices blocks, of one shape unless {@link #mixesShapes}
   * @param lambdaFactors that the lambda of each of them is multiplied by
   * @param onPolicy price around the network's own decisions, else around the teacher's levels
   * @param gradients receives one array per weight, in the order of {@link Parameters#all}
   * @return mean expected cost per decision in bits above the best alternative
   */
  double gradients(
      BlockStore store,
      int[] indices,
      double[] lambdaFactors,
      boolean onPolicy,
      SplittableRandom random,
      List<float[]> gradients);

  /**
   * Adds up what the network's decisions on validation blocks cost.
   *
   * @param bySource receives costs and counts, an entry for each recording
   */
  void evaluate(BlockStore store, Validation.Part part, Totals[] bySource);
}
