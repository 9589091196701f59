#include "network_file.h"

#include <errno.h>
#include <string.h>

#include <cstdio>
#include <memory>

#include "errors.h"
#include "nnrdoq.h"
#include "sha256.h"

namespace nnrdoq {
namespace {

const char MAGIC[] = "NNRDOQNQ";
const uint32_t VERSION = 1;
const size_t MOST_BYTES = 8u << 20;

// Where the fields are.
const size_t VERSION_AT = 8;
const size_t LENGTH_AT = 12;
const size_t KIND_AT = 16;
const size_t NEEDS_COSTS_AT = 20;
const size_t ZERO_RULE_AT = 24;
const size_t MACS_AT = 28;
const size_t SHA256_AT = 32;
const size_t MODEL_AT = 64;
const size_t FEATURE_SET_AT = 128;
const size_t IMAGE_BYTES_AT = 160;
const size_t IMAGE_AT = 176;
const size_t DIGEST_BYTES = 32;

[[noreturn]] void refuse(const std::string& text) { throw Failure(NNRDOQ_ERR_OPEN, text); }

[[noreturn]] void refuseDamaged(const std::string& origin, const std::string& what) {
  refuse(origin + ": the network's file is damaged: " + what + "; export it again");
}

uint32_t wordAt(const uint8_t* bytes, size_t at) {
  return static_cast<uint32_t>(bytes[at]) | static_cast<uint32_t>(bytes[at + 1]) << 8 |
         static_cast<uint32_t>(bytes[at + 2]) << 16 | static_cast<uint32_t>(bytes[at + 3]) << 24;
}

uint32_t field(const uint8_t* bytes, size_t at, uint32_t most, const char* name,
               const std::string& origin) {
  const uint32_t value = wordAt(bytes, at);
  if (value > most) {
    refuseDamaged(origin, std::string(name) + "=" + std::to_string(value) + ", expected 0.." +
                              std::to_string(most));
  }
  return value;
}

// A text with zeros behind it, one at least.
std::string textAt(const uint8_t* bytes, size_t at, size_t end, const char* name,
                   const std::string& origin) {
  const char* const text = reinterpret_cast<const char*>(bytes + at);
  const size_t length = strnlen(text, end - at);
  for (size_t i = 0; i < length; i++) {
    if (static_cast<uint8_t>(text[i]) < ' ' || text[i] == 127) {
      refuseDamaged(origin, std::string(name) + " is not a line of text");
    }
  }
  for (size_t i = at + length; i < end; i++) {
    if (bytes[i] != 0) refuseDamaged(origin, std::string(name) + " goes on after its end");
  }
  if (length == 0 || length == end - at) refuseDamaged(origin, std::string(name) + " has no end");
  return std::string(text, length);
}

std::string hexadecimal(const uint8_t* bytes, size_t count) {
  static const char DIGITS[] = "0123456789abcdef";
  std::string text;
  for (size_t i = 0; i < count; i++) {
    text += DIGITS[bytes[i] >> 4];
    text += DIGITS[bytes[i] & 15];
  }
  return text;
}

// Magic, version, length and digest: that the file is one of ours, and as it was written.
void checkWhole(const uint8_t* bytes, size_t count, const std::string& origin) {
  const size_t start = sizeof MAGIC - 1;
  if (count < start || memcmp(bytes, MAGIC, start) != 0) {
    refuse(origin + ": not a network for the library (it does not start with " + MAGIC +
           "); make one of an integer model with 'nnrdoq export'");
  }
  if (count < LENGTH_AT) refuse(origin + ": the network's file is truncated; export it again");
  const uint32_t version = wordAt(bytes, VERSION_AT);
  if (version != VERSION) {
    refuse(origin + ": format version " + std::to_string(version) +
           ", this library reads version " + std::to_string(VERSION) +
           "; use an nnrdoq that fits, or export the network again");
  }
  const size_t length = count < KIND_AT ? IMAGE_AT + DIGEST_BYTES : wordAt(bytes, LENGTH_AT);
  if (count < length || count < IMAGE_AT + DIGEST_BYTES) {
    refuse(origin + ": the network's file is truncated: it has " + std::to_string(count) +
           " bytes; export it again");
  }
  if (count > length) refuseDamaged(origin, "it goes on after its end");
  const size_t digestAt = count - DIGEST_BYTES;
  if (memcmp(sha256(bytes, digestAt).data(), bytes + digestAt, DIGEST_BYTES) != 0) {
    refuseDamaged(origin, "its digest is not that of its content");
  }
}

}  // namespace

NetworkFile parseNetwork(const uint8_t* bytes, size_t count, const std::string& origin) {
  checkWhole(bytes, count, origin);
  NetworkFile file;
  file.kind = field(bytes, KIND_AT, 1, "kind", origin) == 1 ? "ar" : "fcn";
  file.needsCosts = field(bytes, NEEDS_COSTS_AT, 1, "needs costs", origin) == 1;
  file.zeroRule = field(bytes, ZERO_RULE_AT, NNRDOQ_ZERO_NEAREST, "zero rule", origin);
  file.macs = wordAt(bytes, MACS_AT);
  file.sha256 = hexadecimal(bytes + SHA256_AT, MODEL_AT - SHA256_AT);
  file.model = textAt(bytes, MODEL_AT, FEATURE_SET_AT, "name", origin);
  textAt(bytes, FEATURE_SET_AT, IMAGE_BYTES_AT, "feature set", origin);
  file.image = bytes + IMAGE_AT;
  file.imageBytes = wordAt(bytes, IMAGE_BYTES_AT);
  for (size_t i = IMAGE_BYTES_AT + 4; i < IMAGE_AT; i++) {
    if (bytes[i] != 0) refuseDamaged(origin, "a reserved field is not 0");
  }
  if (file.imageBytes != count - IMAGE_AT - DIGEST_BYTES) {
    refuseDamaged(origin, "its image does not fill it");
  }
  return file;
}

std::vector<uint8_t> readNetworkFile(const std::string& path) {
  const std::unique_ptr<FILE, int (*)(FILE*)> in(fopen(path.c_str(), "rb"), fclose);
  std::vector<uint8_t> bytes;
  if (!in) refuse(path + ": the network cannot be opened: " + strerror(errno));
  for (;;) {
    const size_t before = bytes.size();
    bytes.resize(before + (1u << 16));
    const size_t got = fread(bytes.data() + before, 1, bytes.size() - before, in.get());
    bytes.resize(before + got);
    if (ferror(in.get())) refuse(path + ": the network cannot be read: " + strerror(errno));
    if (got == 0) return bytes;
    if (bytes.size() > MOST_BYTES)
      refuse(path + ": too large for a network: expected at most 8 MB");
  }
}

}  // namespace nnrdoq
