// Damages networks (*.nnq) and recordings and opens them through the ABI: each must be taken, or refused with one
// line. Half of the damaged networks get their length and digest put right, so that what lies behind those is
// tried.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "kernel_samples.h"
#include "nnrdoq.h"
#include "sha256.h"

using nnrdoq::kernel::Samples;

namespace {

typedef std::vector<uint8_t> Bytes;

struct Input {
  std::string name;
  bool isNetwork;
  Bytes bytes;
};

// A file without a place in any folder; path() may be opened.
class MemoryFile {
 public:
  MemoryFile() : file_(memfd_create("file_fuzz", 0)) {}
  ~MemoryFile() { close(file_); }
  std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }
  bool write(const Bytes& bytes) const {
    return ftruncate(file_, 0) == 0 &&
           pwrite(file_, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size());
  }

 private:
  int file_;
};

size_t place(Samples* samples, const Bytes& bytes) {
  const size_t end = samples->draw(0, 1) && bytes.size() > 180 ? 180 : bytes.size();
  return static_cast<size_t>(samples->draw(0, static_cast<int32_t>(end) - 1));
}

void damage(Samples* samples, Bytes* bytes) {
  switch (samples->draw(0, 7)) {
    case 0: bytes->resize(place(samples, *bytes)); break;
    case 1:
      for (int n = samples->draw(1, 64); n > 0; n--)
        bytes->push_back(static_cast<uint8_t>(samples->draw(0, 255)));
      break;
    case 2:  // foreign
      for (uint8_t& b : *bytes) b = static_cast<uint8_t>(samples->draw(0, 255));
      break;
    case 3: {  // a piece that is missing
      const size_t from = place(samples, *bytes), to = place(samples, *bytes);
      if (from < to)
        bytes->erase(bytes->begin() + static_cast<long>(from),
                     bytes->begin() + static_cast<long>(to));
      break;
    }
    case 4:  // newer
      if (bytes->size() > 9)
        (*bytes)[samples->draw(0, 1) ? 8 : 9] = static_cast<uint8_t>(samples->draw(2, 255));
      break;
    default:
      for (int n = samples->draw(1, 4); n > 0; n--) {
        uint8_t& b = (*bytes)[place(samples, *bytes)];
        b = static_cast<uint8_t>(samples->draw(0, 1) ? b ^ (1 << samples->draw(0, 7))
                                                     : samples->draw(0, 255));
      }
  }
}

// Makes length and digest those of the content.
void repair(Bytes* bytes) {
  if (bytes->size() < 208) return;
  const uint32_t words[2] = {static_cast<uint32_t>(bytes->size()),
                             static_cast<uint32_t>(bytes->size() - 208)};
  memcpy(bytes->data() + 12, &words[0], 4);
  memcpy(bytes->data() + 160, &words[1], 4);
  const size_t end = bytes->size() - 32;
  memcpy(bytes->data() + end, nnrdoq::sha256(bytes->data(), end).data(), 32);
}

nnrdoq_config configOf(const char* quantizer) {
  nnrdoq_config config = {};
  config.size = sizeof config;
  config.abi_version = NNRDOQ_ABI_VERSION;
  config.quantizer = quantizer;
  config.backend = "native";
  return config;
}

bool isOneLine() {
  const char* const text = nnrdoq_error();
  const size_t length = strlen(text);
  return length > 20 && length < 600 && !strchr(text, '\n');
}

// A network that is taken must quantize whatever comes.
bool quantizes(nnrdoq_handle* handle, Samples* samples) {
  static Samples::Block block;
  for (int i = 0; i < 3; i++) {
    samples->anyBlock(&block);
    block.block.costs = &block.costs;
    if (nnrdoq_quantize(handle, &block.block) != NNRDOQ_OK) return false;
  }
  return true;
}

bool tryNetwork(const std::string& path, Samples* samples, unsigned* taken) {
  const nnrdoq_config config = configOf(path.c_str());
  nnrdoq_handle* handle;
  const nnrdoq_status status = nnrdoq_open(&config, &handle);
  if (status != NNRDOQ_OK) return status == NNRDOQ_ERR_OPEN && !handle && isOneLine();
  ++*taken;
  const bool ok = quantizes(handle, samples);
  return nnrdoq_close(handle) == NNRDOQ_OK && ok;
}

bool tryRecording(const std::string& path, unsigned* taken) {
  const nnrdoq_config config = configOf("none");
  nnrdoq_reader* reader;
  nnrdoq_status status = nnrdoq_reader_open(&config, path.c_str(), &reader);
  if (status != NNRDOQ_OK) return status == NNRDOQ_ERR_RECORDING && !reader && isOneLine();
  nnrdoq_block block;
  block.size = sizeof block;
  while ((status = nnrdoq_reader_next(reader, &block)) == NNRDOQ_OK) {
  }
  nnrdoq_reader_close(reader);
  if (status == NNRDOQ_END) ++*taken;
  return status == NNRDOQ_END || (status == NNRDOQ_ERR_RECORDING && isOneLine());
}

Input load(const std::string& name) {
  std::ifstream in(name, std::ios::binary);
  const bool isNetwork = name.size() > 4 && name.compare(name.size() - 4, 4, ".nnq") == 0;
  return {name, isNetwork,
          Bytes(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>())};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  Samples samples(static_cast<unsigned>(atol(argv[1])));
  const long rounds = atol(argv[2]);
  std::vector<Input> inputs;
  for (int i = 3; i < argc; i++) inputs.push_back(load(argv[i]));
  const MemoryFile file;
  unsigned taken = 0;
  for (long round = 0; round < rounds; round++) {
    const Input& input = inputs[static_cast<size_t>(round) % inputs.size()];
    Bytes bytes = input.bytes;
    if (bytes.empty()) return 2;
    if (round >= static_cast<long>(inputs.size())) damage(&samples, &bytes);
    if (input.isNetwork && samples.draw(0, 1)) repair(&bytes);
    if (!file.write(bytes)) return 2;
    const bool ok = input.isNetwork ? tryNetwork(file.path(), &samples, &taken)
                                    : tryRecording(file.path(), &taken);
    if (!ok) {
      fprintf(stderr, "round %ld of %s: \"%s\"\n", round, input.name.c_str(), nnrdoq_error());
      return 1;
    }
    if (round + 1 == static_cast<long>(inputs.size()) && taken != inputs.size()) {
      fprintf(stderr, "a file that is not damaged is refused: %s\n", nnrdoq_error());
      return 1;
    }
  }
  printf("%ld files, %u of them taken\n", rounds, taken);
  return 0;
}
