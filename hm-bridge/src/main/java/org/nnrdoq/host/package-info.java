/**
 * What every host needs: putting a hook into an encoder's source tree and taking it out again.
 *
 * <p>Imports nothing else of ours.
 */
package org.nnrdoq.host;
