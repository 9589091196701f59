package org.nnrdoq.experiment.plan;

/**
 * One clip under one setup: what a rate-distortion curve is drawn for.
 *
 * @param setup encoder and configuration
 * @param clip what is encoded
 */
public record Trial(Setup setup, Clip clip) {}
