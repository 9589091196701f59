/**
 * Scans, coefficient groups and the residual_coding() syntax (H.265 §6.5, §7.3.8.11, §9.3.4.2).
 *
 * <p>May import {@code hevc.cabac}. Whoever walks over the levels of a coefficient group, here or
 * above, does it with {@link org.nnrdoq.hevc.residual.GroupState}.
 */
package org.nnrdoq.hevc.residual;
