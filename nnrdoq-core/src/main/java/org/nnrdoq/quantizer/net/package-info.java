/**
 * Quantizers that let a network refine scalar quantization, fully-convolutional ({@code fcn}) or
 * auto-regressive ({@code ar}): inputs, decisions, and changes by price.
 *
 * <p>May import {@code quantizer}, {@code quantizer.shared} and what those may import.
 */
package org.nnrdoq.quantizer.net;
