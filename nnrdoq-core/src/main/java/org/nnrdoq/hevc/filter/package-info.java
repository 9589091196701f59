/** In-loop filters (H.265 §8.7). */
package org.nnrdoq.hevc.filter;
