package org.nnrdoq.quantizer;

import org.nnrdoq.hevc.rate.EntropyCosts;

/**
 * Turns the transform coefficients of one block into levels ({@code TransCoeffLevel}).
 *
 * <p>Every host (embedded encoder, HM bridge, recorder, teacher, benchmarks) calls quantizers
 * through this interface, so a result in one host is a result in the other. Implementations are
 * immutable and thread-safe; all mutable state lives in the {@link Workspace}, one per thread. The
 * interface is open so that researchers can plug in their own.
 *
 * <p>Whoever opens a quantizer closes it, and closes the workspaces he took from it before. What a
 * quantizer holds outside Java (a network's session, an image in the compiled kernel) is given back
 * when both it and its workspaces are closed and no call is under way in them. Calls that come
 * later throw {@link IllegalStateException}.
 *
 * @since 1.0
 */
public interface Quantizer extends AutoCloseable {
  /** {@return short name as on the command line, for example {@code sq}} */
  String name();

  /** {@return Name, and for a network its model and what runs it, for logs and reports} */
  default String describe() {
    return name();
  }

  /**
   * {@return whether {@link #quantize} reads {@code costs}; if not, hosts may pass {@code null}}
   */
  boolean needsEntropyCosts();

  /**
   * Scratch memory for one thread; valid for this quantizer only. Close it when the thread is done.
   *
   * @return the workspace
   * @throws IllegalStateException if the quantizer is closed
   */
  Workspace newWorkspace();

  /**
   * Quantizes one block.
   *
   * @param block what the block is
   * @param coefficients transform coefficients, raster order, stride = {@code block.size()}; at
   *     least {@code block.coefficients()} long; not modified
   * @param costs entropy costs for this block, or {@code null} where {@link #needsEntropyCosts()}
   *     is false
   * @param levels receives the signed levels, same order as the coefficients, each in
   *     -32768..32767; must not be {@code coefficients}; entries past the block are left alone
   * @param workspace from {@link #newWorkspace()} of this quantizer, used by no other thread
   *     meanwhile; its content is undefined on entry
   * @return sum of the absolute levels; 0 exactly if all levels are 0
   * @throws QuantizerException if the block could not be quantized (a network failed); levels are
   *     then undefined
   * @throws IllegalArgumentException if an array is too short for the block
   * @throws IllegalStateException if the quantizer or the workspace is closed
   */
  int quantize(
      BlockParameters block,
      int[] coefficients,
      EntropyCosts costs,
      int[] levels,
      Workspace workspace);

  /**
   * {@return whether several blocks at once take noticeably less time than one after another, so
   * that hosts do well to collect candidates for {@link #quantizeAll}}
   */
  default boolean prefersBatches() {
    return false;
  }

  /**
   * Quantizes several blocks that do not depend on each other. Networks evaluate equal crops side
   * by side, which costs less per block than one call each.
   *
   * @param batch the blocks; receives the sums of their absolute levels
   * @param workspace as in {@link #quantize}
   * @throws QuantizerException if a block could not be quantized; all levels are then undefined
   * @throws IllegalArgumentException if an array is too short for its block
   * @throws IllegalStateException if the quantizer or the workspace is closed
   */
  default void quantizeAll(BlockBatch batch, Workspace workspace) {
    for (int i = 0; i < batch.size(); i++) {
      batch.setSum(
          i,
          quantize(
              batch.parameters(i),
              batch.coefficients(i),
              batch.costs(i),
              batch.levels(i),
              workspace));
    }
  }

  /** Gives back what the quantizer holds, such as its network; idempotent. */
  @Override
  default void close() {}

  /** Per-thread scratch of a quantizer. */
  interface Workspace extends AutoCloseable {
    /**
     * Gives back memory outside Java, if there is any; idempotent. A call that is under way in
     * another thread ends first.
     */
    @Override
    default void close() {}
  }
}
