// An HM encoder's use of nnrdoq: its options, and its state from start to end of the encode. A patched
// TAppEncCfg has one as its member nnrdoq, and the encoder's TComTrQuant a pointer to it: nothing is shared
// between two encoders of one process.
#ifndef NNRDOQ_HM_ENCODER_H
#define NNRDOQ_HM_ENCODER_H

#include <memory>
#include <string>

#include "CommonDef.h"
#include "nnrdoq_host.h"
#include "nnrdoq_host_report.h"

class TComDataCU;

namespace nnrdoq_hm {

// HM's rate tables, to be filled when a block turns out to need them: many round to zero, and the
// context states stay as they are from here to the block's quantization.
struct Estimate {
  void (*fill)(const Estimate&);  // null: the tables are filled
  void* coder;                    // TEncEntropy
  void* bits;                     // estBitsSbacStruct
  TComDataCU* cu;
  UInt part;
  Int width;
  Int height;
  ComponentID component;
};

}  // namespace nnrdoq_hm

struct nnrdoq_hm_encoder {
  // What the command line and configuration files say; NNRDOQ_OPTIONS puts it there.
  std::string mode;
  std::string model;
  std::string backend;
  std::string record;
  std::string recordShare;
  std::string library;
  double strength;
  bool recordZeros;
  bool chroma;
  bool times;

  nnrdoq_host host;
  bool hostEstimates;  // HM fills its rate tables anyway, for its own RDOQ
  nnrdoq_hm::Estimate estimate;
  // Those tables in the spec's terms, [log2 size - 2][luma, chroma]. What blocks of a size and channel type
  // cannot use stays 0 in theirs.
  nnrdoq_costs costs[4][2];

  nnrdoq_hm_encoder()
      : mode("off"),
        backend("auto"),
        strength(0),
        recordZeros(true),
        chroma(true),
        times(false),
        hostEstimates(false),
        estimate() {
    memset(&host, 0, sizeof host);
    memset(costs, 0, sizeof costs);
  }

  // An encode that did not reach finish() leaves no recording.
  ~nnrdoq_hm_encoder() { nnrdoq_host_abandon(&host); }

  // Checks the options; says whether HM's own RDOQ is to be on, which serves blocks that nnrdoq does not
  // take.
  void configure(Bool* rdoq, Bool* rdoqTransformSkip, const std::string& streamFile,
                 const std::string& source, Int argc, const TChar* const* argv) {
    const nnrdoq_host_options options = {
        mode.c_str(),    model.c_str(), backend.c_str(), record.c_str(), recordShare.c_str(),
        library.c_str(), strength,      recordZeros,     chroma,         times};
    const nnrdoq_host_option_names names = {"NNRDOQ",        "NNRDOQModel",       "NNRDOQStrength",
                                            "NNRDOQBackend", "NNRDOQRecordShare", "NNRDOQLibrary"};
    nnrdoq_host_init(&host, &options, &names);
    if (!nnrdoq_host_check_options(&options, &names, host.error, sizeof host.error)) {
      nnrdoq_host_stop(&host, host.error);
    }
    const bool quantizes = nnrdoq_host_quantizes(&options) != 0;
    if (quantizes) *rdoq = *rdoqTransformSkip = mode == "rdoq";
    hostEstimates = *rdoq && *rdoqTransformSkip;
    const std::string own = *rdoq ? "hm-rdoq" : "hm-sq";
    levelsBy_ = quantizes ? mode : own;
    chromaLevelsBy_ = quantizes && chroma ? mode : own;
    streamFile_ = streamFile;
    source_ = source;
    settings_.clear();
    for (Int i = 1; i < argc; i++) settings_ += std::string(i > 1 ? " " : "") + argv[i];
  }

  // Adds what is on to HM's list of tools.
  void printTools() const { nnrdoq_host_print_tools(stdout, &host.options); }

  // Loads the library and opens the quantizer, if the options ask for either, and makes the encoder's
  // transform and quantization come here with its blocks.
  template <typename TrQuant>
  void start(const char* producer, TrQuant* trQuant) {
    const nnrdoq_host_about about = {producer, source_.c_str(), settings_.c_str(),
                                     levelsBy_.c_str(), chromaLevelsBy_.c_str()};
    const char* const problem = nnrdoq_host_open(&host, &about);
    if (problem) nnrdoq_host_stop(&host, problem);
    if (times) {
      measured_.reset(new nnrdoq_host_times());
      host.total.times = measured_.get();
    }
    if (!host.is_on && !times) return;
    if (host.is_on) host.stream_file = streamFile_.c_str();
    trQuant->nnrdoq = this;
  }

  // Prints times and summary; a recording gets its final name.
  void finish() {
    const char* const unreported = nnrdoq_host_report(&host, stdout);
    if (unreported) nnrdoq_host_stop(&host, unreported);
    host.stream_file = nullptr;  // it is complete; only the recording can still fail
    const char* const unclosed = nnrdoq_host_close(&host);
    if (unclosed) nnrdoq_host_stop(&host, unclosed);
  }

 private:
  nnrdoq_hm_encoder(const nnrdoq_hm_encoder&);
  nnrdoq_hm_encoder& operator=(const nnrdoq_hm_encoder&);

  std::string levelsBy_;
  std::string chromaLevelsBy_;
  std::string streamFile_;
  std::string source_;
  std::string settings_;
  std::unique_ptr<nnrdoq_host_times> measured_;
};

// For TAppEncCfg's configuration parser.
#define NNRDOQ_OPTIONS                                                                             \
  ("NNRDOQ", nnrdoq.mode, std::string("off"), "Quantizer of nnrdoq: off, sq, rdoq, fcn, ar; also KIND=MODEL and KIND@STRENGTH")(      \
      "NNRDOQModel", nnrdoq.model, std::string(""), "Network, a file or the name of one that ships; empty: the quantizer's own")(       \
      "NNRDOQBackend", nnrdoq.backend, std::string("auto"),                                        \
      "What runs the network: native (compiled, no Java), kernel (compiled), ort (ONNX Runtime), java, auto")(                 \
      "NNRDOQStrength", nnrdoq.strength, 0.0,                                                      \
      "What a bit counts for the network, 0.1 to 4: less keeps detail; 0: that of NNRDOQ, or 1")( \
      "NNRDOQChroma", nnrdoq.chroma, true, "Use nnrdoq for chroma as well")(                       \
      "NNRDOQRecord", nnrdoq.record, std::string(""),                                              \
      "File to record blocks to; works with NNRDOQ=off as well")(                                  \
      "NNRDOQRecordShare", nnrdoq.recordShare, std::string(""),                                    \
      "Share of the blocks to record, 0..1; or four, for 4x4, 8x8, 16x16 and 32x32: 0.1,0.2,1,1")( \
      "NNRDOQRecordZeros", nnrdoq.recordZeros, true, "Record blocks that round to zero too")(      \
      "NNRDOQTimes", nnrdoq.times, false,                                                          \
      "Measure the time of each block's quantization, also with NNRDOQ=off")(                      \
      "NNRDOQLibrary", nnrdoq.library, std::string(""),                                            \
      "Path of libnnrdoq.so; empty: $NNRDOQ_LIBRARY, or the one known when HM was patched")

#endif
