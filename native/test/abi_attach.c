/*
 * A host that runs a Java virtual machine of its own, with a class path that knows nothing of
 * nnrdoq: the library must join it.
 *
 * usage: abi_attach LIBJVM RECORDING
 * exit:  0 if rdoq gives the recorded levels of every block
 */
#include <dlfcn.h>
#include <jni.h>
#include <stdio.h>
#include <string.h>

#include "nnrdoq.h"

static int start_java(const char *libjvm) {
  jint (*create)(JavaVM **, void **, void *);
  JavaVM *vm;
  void *env;
  JavaVMInitArgs args;
  JavaVMOption option;
  void *symbol;
  void *library = dlopen(libjvm, RTLD_NOW | RTLD_GLOBAL);
  if (!library || !(symbol = dlsym(library, "JNI_CreateJavaVM"))) {
    fprintf(stderr, "%s\n", dlerror());
    return 0;
  }
  memcpy(&create, &symbol, sizeof create);
  memset(&args, 0, sizeof args);
  args.version = JNI_VERSION_1_8;
  option.optionString = (char *)"-Xmx64m";
  option.extraInfo = NULL;
  args.nOptions = 1;
  args.options = &option;
  return create(&vm, &env, &args) == JNI_OK;
}

/* A host of a later version, whose struct has fields that this library does not know. */
typedef struct later_block {
  nnrdoq_block known;
  uint64_t unknown[3];
} later_block;

int main(int argc, char **argv) {
  nnrdoq_config config;
  nnrdoq_handle *handle;
  nnrdoq_reader *reader;
  nnrdoq_info info;
  later_block later;
  nnrdoq_status status;
  unsigned long blocks = 0, differing = 0;
  int32_t levels[1024];
  if (argc != 3 || !start_java(argv[1])) return 2;
  memset(&config, 0, sizeof config);
  config.size = sizeof config;
  config.abi_version = NNRDOQ_ABI_VERSION;
  config.quantizer = "rdoq";
  info.size = sizeof info;
  if (nnrdoq_open(&config, &handle) != NNRDOQ_OK || nnrdoq_get_info(handle, &info) != NNRDOQ_OK ||
      nnrdoq_reader_open(&config, argv[2], &reader) != NNRDOQ_OK) {
    fprintf(stderr, "%s\n", nnrdoq_error());
    return 1;
  }
  memset(&later, 0xab, sizeof later);
  later.known.size = sizeof later;
  while ((status = nnrdoq_reader_next(reader, &later.known)) == NNRDOQ_OK) {
    const int32_t *recorded = later.known.levels;
    later.known.levels = levels;
    /* fails if the reader did not set to 0 what it does not know */
    if (nnrdoq_quantize(handle, &later.known) != NNRDOQ_OK) {
      fprintf(stderr, "%s\n", nnrdoq_error());
      return 1;
    }
    differing += memcmp(recorded, levels, sizeof(int32_t) << (2 * later.known.log2_size)) != 0;
    blocks++;
  }
  nnrdoq_reader_close(reader);
  nnrdoq_close(handle);
  printf("%s: %lu blocks, %lu differ\n", info.attached ? "attached" : "started", blocks, differing);
  return status == NNRDOQ_END && info.attached && blocks && !differing ? 0 : 1;
}
