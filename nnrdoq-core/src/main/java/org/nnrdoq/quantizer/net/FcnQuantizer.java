package org.nnrdoq.quantizer.net;

import java.util.Arrays;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.network.Lifetime;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.RefinementNetwork;
import org.nnrdoq.quantizer.BlockBatch;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.CheckedWorkspace;
import org.nnrdoq.quantizer.NetworkQuantizer;
import org.nnrdoq.quantizer.QuantizerException;

/**
 * Rounds to nearest, then lets a fully-convolutional network keep, lower by one, or zero each
 * level.
 *
 * <p>A block that rounds to zero is done before any network runs: the network can only lower
 * magnitudes. The network sees the crop that {@link BlockFeatures} describes, so its cost follows
 * what a block holds, not its size. Sign hiding, where it applies, runs on the network's levels and
 * chooses each parity change by the network's confidence ({@link ConfidentSignHiding}), or by the
 * entropy costs where the model takes them ({@link RatedSignHiding}).
 */
public final class FcnQuantizer implements NetworkQuantizer {
  /** Network classes, in the order of the output's channels. */
  public static final int KEEP = 0;

  /** Class of a level that becomes one less. */
  public static final int MINUS_ONE = 1;

  /** Class of a level that becomes zero; for a level of 1 only {@link #MINUS_ONE} counts. */
  public static final int ZERO = 2;

  /** Number of network classes. */
  public static final int CLASSES = RefinementNetwork.CLASSES;

  private final String name;
  private final RefinementNetwork network;
  private final FeatureSet features;
  private final Lifetime lifetime;

  /**
   * Makes a quantizer of a network.
   *
   * @param name as on the command line
   * @param network takes the inputs of a {@link FeatureSet} and gives {@link #CLASSES} classes; is
   *     closed together with the quantizer
   * @throws QuantizerException if the network takes other inputs; it is still the caller's then
   */
  public FcnQuantizer(String name, RefinementNetwork network) {
    features = FeatureSet.of(network.info(), false);
    this.name = name;
    this.network = network;
    lifetime = new Lifetime("quantizer " + name, network::close);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public NetworkInfo info() {
    return network.info();
  }

  @Override
  public String backend() {
    return network.backend();
  }

  @Override
  public boolean needsEntropyCosts() {
    return features.needsCosts();
  }

  @Override
  public Workspace newWorkspace() {
    lifetime.check();
    return new FcnWorkspace(
        lifetime, features, network.info().signHidingTries(), network.newSession());
  }

  @Override
  public int quantize(
      BlockParameters block,
      int[] coefficients,
      EntropyCosts costs,
      int[] levels,
      Workspace workspace) {
    FcnWorkspace w = (FcnWorkspace) workspace;
    w.enter();
    try {
      return quantize(block, coefficients, costs, levels, w);
    } finally {
      w.leave();
    }
  }

  private int quantize(
      BlockParameters block, int[] coefficients, EntropyCosts costs, int[] levels, FcnWorkspace w) {
    block.requireRoom(coefficients, levels);
    Arrays.fill(levels, 0, block.coefficients(), 0);
    if (w.features.round(block, coefficients) == 0) {
      return 0;
    }
    w.features.inputs(w.inputs, 0, costs);
    w.features.blockInputs(w.blockInputs, 0);
    run(w, 1, w.features.height(), w.features.width(), w.logits);
    return finish(w, w.features, block, coefficients, costs, levels);
  }

  @Override
  public void quantizeAll(BlockBatch batch, Workspace workspace) {
    FcnWorkspace w = (FcnWorkspace) workspace;
    w.enter();
    try {
      quantizeAll(batch, w);
    } finally {
      w.leave();
    }
  }

  private void quantizeAll(BlockBatch batch, FcnWorkspace w) {
    w.reserve(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      BlockParameters block = batch.parameters(i);
      block.requireRoom(batch.coefficients(i), batch.levels(i));
      Arrays.fill(batch.levels(i), 0, block.coefficients(), 0);
      batch.setSum(i, 0);
      boolean zero = w.pool[i].round(block, batch.coefficients(i)) == 0;
      w.shapes[i] = zero ? 0 : w.pool[i].height() << 8 | w.pool[i].width();
    }
    for (int i = 0; i < batch.size(); i++) {
      if (w.shapes[i] != 0) {
        quantizeAlike(batch, i, w);
      }
    }
  }

  /** Quantizes all blocks from {@code first} on that have its shape of crop, and ticks them off. */
  private void quantizeAlike(BlockBatch batch, int first, FcnWorkspace w) {
    int shape = w.shapes[first];
    int height = w.pool[first].height();
    int width = w.pool[first].width();
    int area = height * width;
    int count = 0;
    for (int i = first; i < batch.size(); i++) {
      if (w.shapes[i] == shape) {
        w.fit((count + 1) * area, count + 1);
        w.pool[i].inputs(w.inputs, count * features.channels() * area, batch.costs(i));
        w.pool[i].blockInputs(w.blockInputs, count * features.blockChannels());
        count++;
      }
    }
    run(w, count, height, width, w.batchLogits);
    int at = 0;
    for (int i = first; i < batch.size(); i++) {
      if (w.shapes[i] == shape) {
        w.shapes[i] = 0;
        System.arraycopy(w.batchLogits, at, w.logits, 0, CLASSES * area);
        at += CLASSES * area;
        int sum =
            finish(
                w,
                w.pool[i],
                batch.parameters(i),
                batch.coefficients(i),
                batch.costs(i),
                batch.levels(i));
        batch.setSum(i, sum);
      }
    }
  }

  private static void run(FcnWorkspace w, int count, int height, int width, float[] logits) {
    try {
      w.session.run(count, height, width, w.inputs, w.blockInputs, logits);
    } catch (ModelException e) {
      throw new QuantizerException(e.getMessage(), e);
    }
  }

  /** From scores in the workspace to levels with their signs hidden. */
  private int finish(
      FcnWorkspace w,
      BlockFeatures of,
      BlockParameters block,
      int[] coefficients,
      EntropyCosts costs,
      int[] levels) {
    int sum = decide(of, w.logits, block, coefficients, levels);
    if (block.signHiding() && sum >= 2) {
      sum =
          features.priced()
              ? w.ratedHiding.apply(block, of, of.costs(), coefficients, levels, sum)
              : w.signHiding.apply(block, of, w.logits, coefficients, levels, sum);
    }
    return sum;
  }

  private static int decide(
      BlockFeatures of, float[] logits, BlockParameters block, int[] coefficients, int[] levels) {
    int height = of.height();
    int width = of.width();
    int area = height * width;
    int size = block.size();
    int[] nearest = of.levels();
    int sum = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int p = y * width + x;
        int level = nearest[p];
        if (level == 0) {
          continue;
        }
        level = decided(level, logits[p], logits[area + p], logits[2 * area + p]);
        int at = y * size + x;
        levels[at] = coefficients[at] < 0 ? -level : level;
        sum += level;
      }
    }
    return sum;
  }

  /** The level that the scores of the three classes choose; ties keep the higher level. */
  public static int decided(int level, float keep, float minusOne, float zero) {
    if (level == 1) {
      return minusOne > keep ? 0 : 1;
    }
    if (zero > keep && zero > minusOne) {
      return 0;
    }
    return minusOne > keep ? level - 1 : level;
  }

  @Override
  public void close() {
    lifetime.close();
  }

  private static final class FcnWorkspace extends CheckedWorkspace {
    final BlockFeatures features;
    final ConfidentSignHiding signHiding = new ConfidentSignHiding();
    final RatedSignHiding ratedHiding;
    final FeatureSet set;
    final float[] logits = new float[CLASSES * 1024];
    float[] inputs;
    float[] blockInputs;
    float[] batchLogits = new float[0];
    BlockFeatures[] pool = new BlockFeatures[0];
    int[] shapes = new int[0];
    final RefinementNetwork.Session session;

    FcnWorkspace(Lifetime quantizer, FeatureSet set, int tries, RefinementNetwork.Session session) {
      super(quantizer, session::close);
      ratedHiding = new RatedSignHiding(tries);
      this.set = set;
      features = new BlockFeatures(set);
      inputs = new float[set.channels() * 1024];
      blockInputs = new float[set.blockChannels()];
      this.session = session;
    }

    /** Makes room for the features of so many blocks. */
    void reserve(int blocks) {
      if (pool.length < blocks) {
        int had = pool.length;
        pool = Arrays.copyOf(pool, blocks);
        shapes = new int[blocks];
        for (int i = had; i < blocks; i++) {
          pool[i] = new BlockFeatures(set);
        }
      }
    }

    /** Makes room for the inputs and scores of a batch. */
    void fit(int positions, int blocks) {
      if (inputs.length < set.channels() * positions) {
        inputs = Arrays.copyOf(inputs, 2 * set.channels() * positions);
      }
      if (blockInputs.length < set.blockChannels() * blocks) {
        blockInputs = Arrays.copyOf(blockInputs, 2 * set.blockChannels() * blocks);
      }
      if (batchLogits.length < CLASSES * positions) {
        batchLogits = new float[2 * CLASSES * positions];
      }
    }
  }
}
