package org.nnrdoq.network.ort;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;

/** Tensors that look into direct memory and are closed together. Not thread-safe. */
final class OrtTensors implements AutoCloseable {
  private static final int SIDES = 8;
  private static final int MAX_LEVELS = 1024;

  /** Number of different shapes of a crop and lengths of a list of levels. */
  static final int SHAPES = SIDES * SIDES + MAX_LEVELS;

  private final OrtEnvironment environment;
  private final List<OnnxTensor> tensors = new ArrayList<>();

  OrtTensors(OrtEnvironment environment) {
    this.environment = environment;
  }

  /**
   * Index of a shape, below {@link #SHAPES}.
   *
   * @param height of a crop, a multiple of 4, 4..32; or 1 for a list of levels
   * @param width of a crop, a multiple of 4, 4..32; or the length of a list, 1..1024
   */
  static int shape(int height, int width) {
    return height == 1 ? SIDES * SIDES + width - 1 : (height / 4 - 1) * SIDES + width / 4 - 1;
  }

  /** A tensor over the first elements of some memory, which it goes on sharing. */
  OnnxTensor add(FloatBuffer memory, long... shape) throws OrtException {
    FloatBuffer values = memory.clear().limit(elements(shape)).slice();
    return keep(OnnxTensor.createTensor(environment, values, shape));
  }

  /** As {@link #add(FloatBuffer, long...)}. */
  OnnxTensor add(LongBuffer memory, long... shape) throws OrtException {
    LongBuffer values = memory.clear().limit(elements(shape)).slice();
    return keep(OnnxTensor.createTensor(environment, values, shape));
  }

  private OnnxTensor keep(OnnxTensor tensor) {
    tensors.add(tensor);
    return tensor;
  }

  private static int elements(long[] shape) {
    int product = 1;
    for (long d : shape) {
      product *= (int) d;
    }
    return product;
  }

  @Override
  public void close() {
    tensors.forEach(OnnxTensor::close);
    tensors.clear();
  }
}
