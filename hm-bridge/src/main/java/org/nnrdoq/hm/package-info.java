/** HM 16.20 as a host: the callbacks that its hook enters, the patcher, the encoder runner. */
package org.nnrdoq.hm;
