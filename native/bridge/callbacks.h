// The line between C++ and Java: what Java installs and C++ calls. Only primitives cross.
#ifndef NNRDOQ_BRIDGE_CALLBACKS_H
#define NNRDOQ_BRIDGE_CALLBACKS_H

// "nnrdoq" and a byte of each side; a stray function or an older class cannot answer with it.
#define NNRDOQ_BRIDGE_MAGIC 0x6e6e7264
#define NNRDOQ_BRIDGE_VERSION 4

// Room for one line of error text, the terminating 0 included.
#define NNRDOQ_ERROR_BYTES 1024

// Every callback gets the address of NNRDOQ_ERROR_BYTES for a text. Java makes the first byte 0 when it has done
// what was asked, or writes a line there and gives back a negative nnrdoq_status. C++ can so tell an answer from
// none: a thread that cannot be attached to the virtual machine gets 0 back.

// Operations of the control callback.
#define NNRDOQ_OP_OPEN 1
#define NNRDOQ_OP_CLOSE 2
#define NNRDOQ_OP_ABANDON 3
#define NNRDOQ_OP_HEAP 4

// What OPEN writes to out.
struct nnrdoq_opened {
  int needs_costs;
  int zero_rule;
  long long kernel;   // of nnrdoq_kernel_open, stays Java's; 0: Java quantizes
  char quantizer[64]; // all zero-terminated UTF-8
  char backend[32];   // what runs the network
  char model[64];     // and what it is; else ""
  char model_sha256[68];
};

// Rare work. id: a handle's number. in, inLength: UTF-8 "key=value" lines, or an address.
// out: where results go.
typedef long long (*nnrdoq_control_fn)(int op, int id, long long in, int inLength,
                                     long long out, long long error);

// One block. bits: see block_bits.h. The other integers are addresses. Gives the sum of the absolute levels.
typedef int (*nnrdoq_quantize_fn)(int id, int bits, double lambda, long long coefficients,
                                      long long levels, long long costs, long long error);

// Appends one block to the recording.
typedef int (*nnrdoq_record_fn)(int id, int bits, double lambda, long long coefficients,
                                    long long levels, long long costs, long long error);

// Called by Java once; gives back NNRDOQ_BRIDGE_MAGIC if it took the callbacks.
int nnrdoq_bridge_install(int magic, int version, nnrdoq_control_fn control,
                              nnrdoq_quantize_fn quantize, nnrdoq_record_fn record);

// The compiled kernel, for Java. Integers that are called kernel, memory, image, error or blocks are
// addresses.

// Makes a kernel of an image and a strength. 0: it does not know the network, or -1: it cannot be
// made; error then says why in NNRDOQ_ERROR_BYTES.
long long nnrdoq_kernel_open(long long image, int bytes, double strength, long long error);
void nnrdoq_kernel_close(long long kernel);

// Writes the name of the instruction set in use, at most 32 bytes with its 0.
void nnrdoq_kernel_instructions(long long kernel, long long text);

// Memory outside Java, on a multiple of 64; 0 if there is none.
long long nnrdoq_kernel_allocate(int bytes);
void nnrdoq_kernel_free(long long memory);

// Quantizes blocks that lie one behind the other: an int of bits as in nnrdoq_quantize_fn, an int
// that receives the sum, a double lambda, nnrdoq_costs, coefficients, and room for levels. 0, or -1
// if there was no memory for the thread's scratch.
int nnrdoq_kernel_run(long long kernel, long long blocks, int count);

#endif
