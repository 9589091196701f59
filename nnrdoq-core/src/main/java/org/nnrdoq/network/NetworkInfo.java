package org.nnrdoq.network;

/**
 * What a model file says of itself.
 *
 * @param name model name, for reports
 * @param kind what runs it: {@code fcn} or {@code ar}
 * @param sha256 hex SHA-256 of the file
 * @param featureSet name and version of the inputs it was trained on
 * @param features number of per-position input channels
 * @param blockFeatures number of per-block inputs
 * @param classes number of output classes
 * @param signHidingTries changes of a coefficient group that are tried to hide a sign, 1..{@link
 *     #MAX_SIGN_HIDING_TRIES}
 * @param rateWeights what a bit counts for it; absent in most, which know no other weights than
 *     {@link RateWeights#EVEN}
 * @since 1.0
 */
public record NetworkInfo(
    String name,
    String kind,
    String sha256,
    String featureSet,
    int features,
    int blockFeatures,
    int classes,
    int signHidingTries,
    RateWeights rateWeights) {
  /** Most changes of a group that can be tried: every level of it, up and down. */
  public static final int MAX_SIGN_HIDING_TRIES = 32;

  /**
   * Of a network for which a bit counts what it costs.
   *
   * @param name model name, for reports
   * @param kind {@code fcn} or {@code ar}
   * @param sha256 hex SHA-256 of the file
   * @param featureSet name and version of the inputs it was trained on
   * @param features number of per-position input channels
   * @param blockFeatures number of per-block inputs
   * @param classes number of output classes
   * @param signHidingTries changes of a coefficient group that are tried to hide a sign, 1..{@link
   *     #MAX_SIGN_HIDING_TRIES}
   */
  public NetworkInfo(
      String name,
      String kind,
      String sha256,
      String featureSet,
      int features,
      int blockFeatures,
      int classes,
      int signHidingTries) {
    this(
        name,
        kind,
        sha256,
        featureSet,
        features,
        blockFeatures,
        classes,
        signHidingTries,
        RateWeights.EVEN);
  }

  /**
   * {@return tries of a model that says nothing, by its kind}
   *
   * @param kind {@code fcn} or {@code ar}
   */
  public static int defaultTries(String kind) {
    return kind.equals("ar") ? 4 : 2;
  }
}
