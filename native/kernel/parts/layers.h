// The layers, in the way that suits the registers.
#ifndef NNRDOQ_KERNEL_PARTS_LAYERS_H
#define NNRDOQ_KERNEL_PARTS_LAYERS_H

#ifdef NNRDOQ_LAYERS_BY_POSITION
#include "layers_by_position.h"
#else
#include "layers_by_output.h"
#endif

#endif  // NNRDOQ_KERNEL_PARTS_LAYERS_H
