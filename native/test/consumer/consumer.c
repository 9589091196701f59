/* A host that asks for nothing but versions, and for something that is refused. */
#include <stdio.h>
#include <string.h>

#include <nnrdoq.h>

int main(void) {
  nnrdoq_config config;
  nnrdoq_handle *handle = NULL;
  memset(&config, 0, sizeof config);
  if (nnrdoq_abi_version() != NNRDOQ_ABI_VERSION) return 1;
  if (nnrdoq_open(&config, &handle) != NNRDOQ_ERR_ARGUMENT || handle) return 2;
  if (!strstr(nnrdoq_error(), "nnrdoq_config.size=0")) return 3;
  printf("%s\n", nnrdoq_version());
  return 0;
}
