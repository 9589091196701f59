/**
 * Results as text, CSV, JSON, Markdown and a self-contained HTML page.
 *
 * <p>May import {@code experiment} and {@code experiment.bench}; every number comes from {@link
 * org.nnrdoq.experiment.result.Results} or {@link org.nnrdoq.experiment.bench.BenchResults}.
 */
package org.nnrdoq.experiment.report;
