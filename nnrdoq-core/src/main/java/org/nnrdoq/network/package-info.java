/**
 * Models: where their files are, what they say of themselves, and how long what they hold outside
 * Java lives.
 *
 * <p>May import {@code hevc} and {@code io}. The packages below run models; of them, only {@code
 * org.nnrdoq.network.ort} imports ONNX Runtime.
 */
package org.nnrdoq.network;
