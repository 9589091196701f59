/** Intra sample prediction (H.265 §8.4.4.2). */
package org.nnrdoq.hevc.intra;
