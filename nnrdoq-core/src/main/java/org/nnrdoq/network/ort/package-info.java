/**
 * Refinement networks through ONNX Runtime; the only package that imports {@code ai.onnxruntime}.
 *
 * <p>May import {@code network}, {@code network.onnx} and {@code network.reference}.
 */
package org.nnrdoq.network.ort;
