/**
 * Results as text, CSV, JSON, Markdown and a self-contained HTML page.
 *
 * <p>May import {@code experiment}; every number comes from {@link org.nnrdoq.experiment.Results}.
 */
package org.nnrdoq.experiment.report;
