/**
 * Quantizers of transform blocks behind one interface: {@code sq}, {@code rdoq}, {@code adz},
 * {@code oracle}, {@code fcn}, {@code ar}.
 *
 * <p>May import {@code network}, {@code hevc} and {@code io}.
 */
package org.nnrdoq.quantizer;
