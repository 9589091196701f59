package org.nnrdoq.network.list;

import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.integer.IntegerWalk;
import org.nnrdoq.network.port.SequentialNetwork;

/** An auto-regressive network over lists in plain Java: what every other backend must equal. */
public final class ListSequentialNetwork implements SequentialNetwork {
  private final ListModel model;

  /**
   * Takes a model.
   *
   * @throws ModelException if it is not auto-regressive
   */
  public ListSequentialNetwork(ListModel model) {
    if (model.loop() == null) {
      throw new ModelException(model.info().name() + ": not auto-regressive: expected ar");
    }
    this.model = model;
  }

  @Override
  public NetworkInfo info() {
    return model.info();
  }

  @Override
  public Session newSession() {
    return new ListSession();
  }

  @Override
  public void close() {}

  private final class ListSession implements Session {
    private final ListLoop loop = model.loop();
    private final int units = loop.head().units();
    private final ListTrunk trunk = new ListTrunk(model);
    private final IntegerWalk walk = new IntegerWalk(loop.head());
    private final int[] fromTrunk = new int[units * MAX_STEPS];

    @Override
    public void run(
        int height,
        int width,
        float[] features,
        float[] blockFeatures,
        Steps steps,
        float[] scores) {
      ListTrunk.check(height, width);
      trunk.run(width, features, 0, blockFeatures, 0);
      int hidden = loop.hidden().length / units;
      int[] outputs = trunk.outputs();
      for (int s = 0; s < width; s++) {
        for (int u = 0; u < units; u++) {
          int sum = 0;
          for (int c = 0; c < hidden; c++) {
            sum += loop.hidden()[u * hidden + c] * outputs[c * width + s];
          }
          fromTrunk[s * units + u] = sum << ListLoop.UNIT_SHIFT;
        }
      }
      walk.run(fromTrunk, steps, scores);
    }

    @Override
    public void close() {}
  }
}
