package org.nnrdoq.experiment.plan;

/**
 * A sequence that belongs to a comparison but cannot be part of it, so that means say "n of N".
 *
 * @param setup where it is missing
 * @param sequence its name
 * @param sequenceClass its class, or {@code null}
 * @param reason why, in one line
 */
public record Absence(Setup setup, String sequence, String sequenceClass, String reason) {}
