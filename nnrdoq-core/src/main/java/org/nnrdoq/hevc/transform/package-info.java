/** Transforms, transform skip and scaling (H.265 §8.6). */
package org.nnrdoq.hevc.transform;
