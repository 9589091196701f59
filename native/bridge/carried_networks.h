// The networks that the library carries inside: models/*.nnq, put into a source file by the build.
#ifndef NNRDOQ_BRIDGE_CARRIED_NETWORKS_H
#define NNRDOQ_BRIDGE_CARRIED_NETWORKS_H

#include <stddef.h>
#include <stdint.h>

namespace nnrdoq {

struct CarriedNetwork {
  const char* name;  // its slot in models/manifest.json: "fcn", "fcn-nano" ...
  const char* file;  // what messages call it
  const uint8_t* bytes;
  size_t count;
};

extern const CarriedNetwork CARRIED_NETWORKS[];
extern const size_t CARRIED_NETWORK_COUNT;

}  // namespace nnrdoq

#endif
