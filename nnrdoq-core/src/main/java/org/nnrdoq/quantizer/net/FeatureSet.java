package org.nnrdoq.quantizer.net;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.list.ListInputs;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.quantizer.QuantizerException;

/**
 * The sets of inputs that {@link BlockFeatures} and {@link LevelFeatures} make, by name and
 * version; models say which.
 */
public enum FeatureSet {
  /** Describes levels, and prices decisions under the entropy coder's context states. */
  BLOCK_2("block-2", 32, 20, true, false),
  /** {@link #BLOCK_2} with prices under the initial context states of a slice: needs no costs. */
  BLOCK_3("block-3", 32, 20, false, false),
  /** Of levels in a list, with prices under the entropy coder's context states. */
  LEVELS_1("levels-1", ListInputs.INPUTS, ListInputs.BLOCK_ROWS, true, true),
  /** {@link #LEVELS_1} with prices under the initial context states of a slice: needs no costs. */
  LEVELS_2("levels-2", ListInputs.INPUTS, ListInputs.BLOCK_ROWS, false, true);

  private final String id;
  private final int channels;
  private final int blockChannels;
  private final boolean needsCosts;
  private final boolean lists;

  FeatureSet(String id, int channels, int blockChannels, boolean needsCosts, boolean lists) {
    this.id = id;
    this.channels = channels;
    this.blockChannels = blockChannels;
    this.needsCosts = needsCosts;
    this.lists = lists;
  }

  /** Name as in model files. */
  public String id() {
    return id;
  }

  /** Number of inputs per position; of a list's levels the most, networks may take fewer. */
  public int channels() {
    return channels;
  }

  /** Number of inputs per block. */
  public int blockChannels() {
    return blockChannels;
  }

  /** Whether the inputs cannot be made without entropy costs. */
  public boolean needsCosts() {
    return needsCosts;
  }

  /** Whether inputs are those of a block's levels in a list, not of the positions of a crop. */
  public boolean lists() {
    return lists;
  }

  private boolean takes(int inputs) {
    return lists ? inputs <= channels : inputs == channels;
  }

  /**
   * The set of a network that this version can feed.
   *
   * @param info what the network says of itself
   * @throws QuantizerException if the network takes other inputs, or gives other scores than one
   *     for each {@link Decision}
   */
  public static FeatureSet of(NetworkInfo info) {
    FeatureSet set = of(info.featureSet());
    if (set == null
        || !set.takes(info.features())
        || info.blockFeatures() != set.blockChannels
        || info.classes() != Decision.COUNT) {
      throw new QuantizerException(
          String.format(
              Locale.ROOT,
              "model %s takes %d + %d inputs of feature set '%s' and gives %d classes: expected %s,"
                  + " and %d classes; use a model trained for this version",
              info.name(),
              info.features(),
              info.blockFeatures(),
              info.featureSet(),
              info.classes(),
              Arrays.stream(values())
                  .map(f -> f.channels + " + " + f.blockChannels + " of '" + f.id + "'")
                  .collect(Collectors.joining(" or ")),
              Decision.COUNT));
    }
    return set;
  }

  /** The set of a name, or {@code null} if it is unknown. */
  public static FeatureSet of(String id) {
    for (FeatureSet set : values()) {
      if (set.id.equals(id)) {
        return set;
      }
    }
    return null;
  }
}
