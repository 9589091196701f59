/**
 * CABAC: context variables, arithmetic encoder, fractional bit counting, entropy costs (H.265
 * §9.3).
 */
package org.nnrdoq.hevc.cabac;
