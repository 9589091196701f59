/**
 * Results as text, CSV, JSON, Markdown and a self-contained HTML page; {@link
 * org.nnrdoq.experiment.report.Report} writes them all.
 *
 * <p>Every number comes from {@link org.nnrdoq.experiment.result.Results} or {@link
 * org.nnrdoq.experiment.result.BenchResults}. May import {@code experiment.result}, {@code
 * experiment.bench} and what they import.
 */
package org.nnrdoq.experiment.report;
