/*
 * Part of nnrdoq_host.h: the library's functions, found at run time. An encoder with this hook is built
 * and started without nnrdoq; the library is loaded when an option asks for it.
 */
#ifndef NNRDOQ_HOST_LIBRARY_H
#define NNRDOQ_HOST_LIBRARY_H

#include <dlfcn.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nnrdoq.h"

/* A patched tree has this file beside the others; it may define NNRDOQ_DEFAULT_LIBRARY. */
#ifdef __has_include
#if __has_include("nnrdoq_config.h")
#include "nnrdoq_config.h"
#endif
#endif

enum { NNRDOQ_HOST_TEXT = 2048 }; /* room for one line of text or a path, its end included */

typedef struct nnrdoq_host_library {
  uint32_t (*abi_version)(void);
  const char *(*version)(void);
  const char *(*error)(void);
  nnrdoq_status (*open)(const nnrdoq_config *, nnrdoq_handle **);
  nnrdoq_status (*get_info)(nnrdoq_handle *, nnrdoq_info *);
  nnrdoq_status (*quantize)(nnrdoq_handle *, nnrdoq_block *);
  nnrdoq_status (*record)(nnrdoq_handle *, const nnrdoq_block *);
  nnrdoq_status (*get_stats)(nnrdoq_handle *, nnrdoq_stats *);
  nnrdoq_status (*close)(nnrdoq_handle *);
  nnrdoq_status (*abandon)(nnrdoq_handle *);
} nnrdoq_host_library;

/* A library beside the running program; "" if there is none that can be read. */
static inline void nnrdoq_host_beside_program(char *file, size_t bytes) {
  static const char name[] = "libnnrdoq.so";
  char *slash;
  const ssize_t length = readlink("/proc/self/exe", file, bytes - 1);
  file[length > 0 ? length : 0] = 0;
  slash = strrchr(file, '/');
  if (slash && (size_t)(slash + 1 - file) + sizeof name <= bytes) {
    memcpy(slash + 1, name, sizeof name);
    if (access(file, R_OK) == 0) return;
  }
  file[0] = 0;
}

/*
 * Chooses the file to load: the one that the encoder's option names (NULL or "": none), else
 * $NNRDOQ_LIBRARY, the file that the encoder was patched with, one beside the program, and at last
 * whatever the system's library path holds.
 */
static inline void nnrdoq_host_library_file(const char *option, char *file, size_t bytes) {
  const char *environment = getenv("NNRDOQ_LIBRARY");
  if (option && *option) {
    snprintf(file, bytes, "%s", option);
    return;
  }
  if (environment && *environment) {
    snprintf(file, bytes, "%s", environment);
    return;
  }
#ifdef NNRDOQ_DEFAULT_LIBRARY
  if (access(NNRDOQ_DEFAULT_LIBRARY, R_OK) == 0) {
    snprintf(file, bytes, "%s", NNRDOQ_DEFAULT_LIBRARY);
    return;
  }
#endif
  nnrdoq_host_beside_program(file, bytes);
  if (!file[0]) snprintf(file, bytes, "libnnrdoq.so");
}

/* Finds one function. Returns 0 if the file has none of that name; function is a pointer to a pointer. */
static inline int nnrdoq_host_bind(void *library, const char *name, void *function) {
  void *const symbol = dlsym(library, name);
  memcpy(function, &symbol, sizeof symbol);
  return symbol != NULL;
}

/*
 * Loads the library, for as long as the process lives. Returns 1, or 0 with one line in error; option_name
 * is what the encoder calls the option that names the file; NULL: it has none.
 */
static inline int nnrdoq_host_load(nnrdoq_host_library *library, const char *option,
                                   const char *option_name, char *error, size_t error_bytes) {
  char file[PATH_MAX];
  struct {
    const char *name;
    void *function;
  } wanted[] = {
      {"nnrdoq_version", &library->version},     {"nnrdoq_error", &library->error},
      {"nnrdoq_open", &library->open},           {"nnrdoq_get_info", &library->get_info},
      {"nnrdoq_quantize", &library->quantize},   {"nnrdoq_record", &library->record},
      {"nnrdoq_get_stats", &library->get_stats}, {"nnrdoq_close", &library->close},
      {"nnrdoq_abandon", &library->abandon},
  };
  const char *missing = "nnrdoq_abi_version";
  void *loaded;
  size_t i;
  nnrdoq_host_library_file(option, file, sizeof file);
  loaded = dlopen(file, RTLD_NOW | RTLD_LOCAL);
  if (!loaded) {
    snprintf(error, error_bytes,
             "the library cannot be loaded: %s; set %s%sthe environment variable NNRDOQ_LIBRARY to "
             "libnnrdoq.so",
             dlerror(), option_name ? option_name : "", option_name ? " or " : "");
    return 0;
  }
  if (nnrdoq_host_bind(loaded, missing, &library->abi_version)) {
    missing = NULL;
    if (library->abi_version() != NNRDOQ_ABI_VERSION) {
      snprintf(error, error_bytes,
               "%.1500s: ABI version %u, this encoder was built for %u; patch and build the "
               "encoder again with "
               "the nnrdoq that this library belongs to",
               file, (unsigned)library->abi_version(), (unsigned)NNRDOQ_ABI_VERSION);
      return 0;
    }
  }
  for (i = 0; !missing && i < sizeof wanted / sizeof wanted[0]; i++) {
    if (!nnrdoq_host_bind(loaded, wanted[i].name, wanted[i].function)) missing = wanted[i].name;
  }
  if (missing) {
    snprintf(error, error_bytes,
             "%.1500s: not a library of nnrdoq (it has no %s); set %s to libnnrdoq.so of the "
             "nnrdoq that "
             "patched this encoder",
             file, missing, option_name ? option_name : "NNRDOQ_LIBRARY");
  }
  return !missing;
}

#endif /* NNRDOQ_HOST_LIBRARY_H */
