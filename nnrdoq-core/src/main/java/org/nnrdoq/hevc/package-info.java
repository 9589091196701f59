/**
 * H.265 vocabulary shared by all coding tools: slice types, prediction modes, colour components.
 *
 * <p>The {@code hevc} packages are the standard; they know no networks and no policy. They may
 * import {@code org.nnrdoq.io} only.
 */
package org.nnrdoq.hevc;
