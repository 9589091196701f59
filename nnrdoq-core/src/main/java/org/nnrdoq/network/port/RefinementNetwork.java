package org.nnrdoq.network.port;

/**
 * A network that takes the decisions of a block all at once.
 *
 * <p>Thread-safe; per-thread buffers live in the {@link Session}.
 */
public interface RefinementNetwork extends Network {
  /**
   * First of three feature channels, in every feature set, that say how large a level is; all three
   * are 0 exactly where the level is 0.
   */
  int FIRST_LEVEL_FLAG = 2;

  /** Buffers for one thread. */
  Session newSession();

  /** One thread's view of the network. */
  interface Session extends AutoCloseable {
    /**
     * Evaluates the network on a batch of equally sized crops.
     *
     * @param batch number of blocks, 1 or more
     * @param height rows of each crop, a multiple of 4, 4..32
     * @param width columns of each crop, a multiple of 4, 4..32
     * @param features per-position inputs, laid out [batch][channel][height][width]
     * @param blockFeatures per-block inputs, laid out [batch][channel]
     * @param logits receives one score per {@link Decision} and position, laid out
     *     [batch][decision][height][width]; where the level is 0 ({@link #FIRST_LEVEL_FLAG}) the
     *     values mean nothing
     */
    void run(
        int batch, int height, int width, float[] features, float[] blockFeatures, float[] logits);

    @Override
    void close();
  }
}
