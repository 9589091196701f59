/**
 * The port through which quantizers run refinement networks; plain arrays in and out.
 *
 * <p>May import {@code hevc} and {@code io}. Only {@code org.nnrdoq.network.ort} imports ONNX
 * Runtime.
 */
package org.nnrdoq.network;
