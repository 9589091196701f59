/**
 * kvazaar as a host: where its source tree takes the hook, and its encoder program behind the
 * {@link org.nnrdoq.encoder.Encoder} interface.
 *
 * <p>May import {@code host}, {@code bridge}, {@code encoder} and what lies below.
 */
package org.nnrdoq.host.kvazaar;
