package org.nnrdoq.experiment.result;

/**
 * Luma BD-rate over a part of the range of QPs.
 *
 * @param from lower QP of the anchor
 * @param to its next QP
 * @param rate BD-rate in percent between the anchor's PSNRs at these QPs; {@code null} if there is
 *     none, and the row's reasons say why
 * @since 1.0
 */
public record QpRange(int from, int to, Double rate) {}
