/**
 * What is to be compared: experiment files and catalogues become clips, set-ups and candidates, and
 * those a {@link org.nnrdoq.experiment.plan.ComparisonPlan}.
 *
 * <p>May import {@code experiment.bd}, {@code experiment.synth}, {@code encoder} and what lies
 * below.
 */
package org.nnrdoq.experiment.plan;
