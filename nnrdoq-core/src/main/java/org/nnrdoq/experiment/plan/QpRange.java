package org.nnrdoq.experiment.plan;

import org.nnrdoq.experiment.bd.Figure;

/**
 * Luma BD-rate over a part of the range of QPs.
 *
 * @param from lower QP of the anchor
 * @param to its next QP
 * @param rate BD-rate in percent between the anchor's PSNRs at these QPs
 */
public record QpRange(int from, int to, Figure rate) {}
