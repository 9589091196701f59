/**
 * A small reader and writer of the ONNX file format: just the messages that refinement networks
 * need.
 *
 * <p>May import nothing else of ours. The field numbers are those of {@code onnx.proto3}, IR
 * version 8.
 */
package org.nnrdoq.network.onnx;
