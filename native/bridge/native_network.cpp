#include "native_network.h"

#include <stdio.h>
#include <string.h>

#include <string>
#include <vector>

#include "carried_networks.h"
#include "errors.h"
#include "host_state.h"
#include "network_file.h"

namespace nnrdoq {
namespace {

[[noreturn]] void refuse(const std::string& text) { throw Failure(NNRDOQ_ERR_OPEN, text); }

bool isGiven(const char* text) { return text && *text; }

// What names the network: the model, or the quantizer.
std::string networkOf(const nnrdoq_config& config) {
  return isGiven(config.model) ? config.model : isGiven(config.quantizer) ? config.quantizer : "";
}

bool endsInNnq(const std::string& name) {
  return name.size() > 4 && name.compare(name.size() - 4, 4, ".nnq") == 0;
}

// Names of networks that the library carries have neither.
bool isFile(const std::string& name) { return name.find_first_of("./") != std::string::npos; }

bool isKind(const std::string& quantizer) { return quantizer == "fcn" || quantizer == "ar"; }

const CarriedNetwork& carried(const std::string& name) {
  std::string known;
  for (size_t i = 0; i < CARRIED_NETWORK_COUNT; i++) {
    if (name == CARRIED_NETWORKS[i].name) return CARRIED_NETWORKS[i];
    known += std::string(i > 0 ? ", " : "") + CARRIED_NETWORKS[i].name;
  }
  refuse("'" + name + "' is no network that runs without Java: expected " + known +
         " or a .nnq file, or another backend than native");
}

// What an open of a network without Java cannot do besides.
void checkRequest(const nnrdoq_config& config) {
  if (isGiven(config.record)) {
    refuse(
        "nnrdoq_config.record: Java writes recordings, and " + networkOf(config) +
        " runs without it: open the network's ONNX model, or another handle with quantizer none");
  }
  const std::string quantizer = isGiven(config.quantizer) ? config.quantizer : "";
  if (isGiven(config.model) && !isKind(quantizer)) {
    refuse("quantizer '" + quantizer + "' with model " + config.model +
           ": expected fcn or ar beside a model");
  }
}

std::unique_ptr<const kernel::Kernel> open(const uint8_t* bytes, size_t count,
                                           const std::string& origin, const nnrdoq_config& config,
                                           nnrdoq_info* info) {
  const NetworkFile file = parseNetwork(bytes, count, origin);
  if (isKind(config.quantizer) && strcmp(file.kind, config.quantizer) != 0) {
    refuse(origin + ": a network of kind '" + file.kind + "': expected '" + config.quantizer + "'");
  }
  std::unique_ptr<const kernel::Kernel> kernel;
  try {
    kernel.reset(new kernel::Kernel(file.image, file.imageBytes, config.strength));
  } catch (const std::runtime_error& e) {
    refuse(origin + ": " + e.what());
  }
  if (kernel->needsCosts() != file.needsCosts) {
    refuse(origin + ": its image and its fields do not belong together; export it again");
  }
  info->needs_costs = file.needsCosts;
  info->zero_rule = file.zeroRule;
  snprintf(info->quantizer, sizeof info->quantizer, "%s", file.kind);
  snprintf(info->backend, sizeof info->backend, "native");
  snprintf(info->instructions, sizeof info->instructions, "%s", kernel->instructionSet());
  snprintf(info->model, sizeof info->model, "%s", file.model.c_str());
  snprintf(info->model_sha256, sizeof info->model_sha256, "%s", file.sha256.c_str());
  info->macs = file.macs;
  return kernel;
}

}  // namespace

bool isNative(const nnrdoq_config& config) {
  const std::string backend = isGiven(config.backend) ? config.backend : "auto";
  if (backend == "native") return true;
  if (!endsInNnq(networkOf(config))) return false;
  if (backend != "auto") {
    refuse("backend " + backend + " with " + networkOf(config) +
           ": a .nnq file runs without Java: expected native or auto, or the network's ONNX model");
  }
  return true;
}

std::unique_ptr<const kernel::Kernel> openNative(const nnrdoq_config& config, nnrdoq_info* info) {
  const StandardFloats standardFloats(StandardFloats::KEEP_FLAGS);
  checkRequest(config);
  const std::string name = networkOf(config);
  if (isFile(name)) {
    const std::vector<uint8_t> bytes = readNetworkFile(name);
    return open(bytes.data(), bytes.size(), name, config, info);
  }
  const CarriedNetwork& network = carried(name);
  return open(network.bytes, network.count, network.file, config, info);
}

}  // namespace nnrdoq
