/**
 * Refinement networks through ONNX Runtime; the only package that imports {@code ai.onnxruntime}.
 *
 * <p>May import {@code network} and {@code network.onnx}.
 */
package org.nnrdoq.network.ort;
