/**
 * The callbacks that native hosts enter, and the compiled kernel that runs networks for Java.
 *
 * <p>May import {@code quantizer}, {@code network} and what lies below; alone imports {@code
 * org.bytedeco}.
 */
package org.nnrdoq.bridge;
