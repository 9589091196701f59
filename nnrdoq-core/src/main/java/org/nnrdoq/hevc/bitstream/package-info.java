/** NAL units, parameter sets, slice headers and SEI messages (H.265 §7.3, Annex B, Annex D). */
package org.nnrdoq.hevc.bitstream;
