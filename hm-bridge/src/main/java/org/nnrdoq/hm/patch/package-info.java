/**
 * Puts the hook of {@code native/hm} into an HM source tree and takes it out again.
 *
 * <p>Imports nothing else of ours but the bridge's own package.
 */
package org.nnrdoq.hm.patch;
