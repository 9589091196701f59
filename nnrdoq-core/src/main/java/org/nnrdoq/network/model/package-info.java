/**
 * Models in files: opened and checked against what their sidecars say.
 *
 * <p>May import {@code network} and {@code network.onnx}.
 */
package org.nnrdoq.network.model;
