package org.nnrdoq.network.integer;

import java.util.Arrays;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.port.SequentialNetwork;

/**
 * An auto-regressive integer network in plain Java: what every other backend must equal, and fast
 * enough to encode with.
 */
public final class IntegerSequentialNetwork implements SequentialNetwork {
  private final IntegerModel model;
  private final IntegerHead head;
  private final IntegerTrunk trunk;

  /**
   * Takes a model.
   *
   * @throws ModelException if it is not auto-regressive
   */
  public IntegerSequentialNetwork(IntegerModel model) {
    if (model.head() == null) {
      throw new ModelException(model.info().name() + ": not auto-regressive: expected ar");
    }
    this.model = model;
    head = model.head();
    trunk = new IntegerTrunk(model);
  }

  @Override
  public NetworkInfo info() {
    return model.info();
  }

  @Override
  public Session newSession() {
    return new IntegerSession();
  }

  @Override
  public void close() {}

  private final class IntegerSession implements Session {
    private final IntegerTrunk.Scratch scratch = trunk.new Scratch();
    private final int[] units = new int[head.units() * MAX_STEPS];
    private final IntegerWalk walk = new IntegerWalk(head);

    @Override
    public void run(
        int height,
        int width,
        float[] features,
        float[] blockFeatures,
        Steps steps,
        float[] scores) {
      Arrays.fill(scratch.wanted, 0, height, 0);
      for (int s = 0; s < steps.count; s++) {
        int p = steps.positions[s];
        scratch.wanted[p / width] |= 1 << p % width;
      }
      trunk.run(scratch, height, width, features, 0, blockFeatures, 0, units);
      walk.run(units, steps, scores);
    }

    @Override
    public void close() {}
  }
}
