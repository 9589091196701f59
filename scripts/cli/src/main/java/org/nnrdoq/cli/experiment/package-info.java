/**
 * {@code nnrdoq compare}, {@code experiment} and {@code agree}: comparisons and what judges them.
 *
 * <p>May import {@code cli.options}, {@code cli.exit} and the library.
 */
package org.nnrdoq.cli.experiment;
