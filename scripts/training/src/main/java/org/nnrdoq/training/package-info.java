/** Training of refinement networks with DJL on PyTorch. */
package org.nnrdoq.training;
