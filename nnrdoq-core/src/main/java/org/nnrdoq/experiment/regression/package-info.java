/**
 * Has something become worse? Figures against a baseline, and backends against each other.
 *
 * <p>May import {@code experiment.result} and what lies below.
 */
package org.nnrdoq.experiment.regression;
