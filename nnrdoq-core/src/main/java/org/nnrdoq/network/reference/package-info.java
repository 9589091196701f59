/**
 * Refinement networks in plain Java: the oracle of every other backend.
 *
 * <p>May import {@code network} and {@code network.onnx}.
 */
package org.nnrdoq.network.reference;
