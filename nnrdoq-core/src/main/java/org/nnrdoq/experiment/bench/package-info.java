/**
 * What things cost in time: figures with their spread, measured in interleaved rounds.
 *
 * <p>May import {@code experiment.plan}, {@code experiment.result} and what lies below.
 */
package org.nnrdoq.experiment.bench;
