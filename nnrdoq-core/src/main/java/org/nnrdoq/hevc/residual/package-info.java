/** Scans, coefficient groups and the residual_coding() syntax (H.265 §6.5, §7.3.8.11, §9.3.4.2). */
package org.nnrdoq.hevc.residual;
