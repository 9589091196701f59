package org.nnrdoq.network.integer;

/**
 * One convolution in integers, "same" zero padding.
 *
 * <p>A rectified layer gives {@code min(max(sum, 0) >> shift, 32767)}; rounding is part of the
 * bias.
 *
 * @param kernel side, odd
 * @param in input channels
 * @param out output channels
 * @param rectified whether sums are rectified and shifted
 * @param weights [out][in][kernel][kernel], each -64..64
 * @param bias [out], in the scale of the sums
 * @param shift [out], 0..24; all equal in a last layer of scores, 0 in that of an auto-regressive
 *     trunk
 */
public record IntegerLayer(
    int kernel, int in, int out, boolean rectified, int[] weights, int[] bias, int[] shift) {}
