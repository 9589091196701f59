/**
 * What every host needs: putting a hook into an encoder's source tree and taking it out again
 * ({@link org.nnrdoq.host.TreePatcher}), and running the encoder on a job ({@link
 * org.nnrdoq.host.HostEncoder}). Each host has a room of its own.
 *
 * <p>May import {@code bridge} and what is below it.
 */
package org.nnrdoq.host;
