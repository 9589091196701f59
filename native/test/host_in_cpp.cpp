// The hook's headers as a C++ encoder includes them; linked with host_threads.c, which is C, into
// one program: neither may define what the other defines.
#include "nnrdoq_host.h"
#include "nnrdoq_host_report.h"

extern "C" int nnrdoq_test_cpp_part();

int nnrdoq_test_cpp_part() {
  nnrdoq_host host;
  nnrdoq_host_options options = nnrdoq_host_options();
  const nnrdoq_host_option_names names = {"a", "b", "c", "d", "e", "f"};
  options.mode = "off";
  options.backend = "auto";
  nnrdoq_host_init(&host, &options, &names);
  const nnrdoq_host_about about = {"", "", "", "", nullptr};
  return nnrdoq_host_open(&host, &about) == nullptr && !host.is_on ? 0 : 1;
}
