// The part of oneDNN that the engine uses, the same for oneDNN 2.x and 3.x.
//
// Every function that can fail returns 0 or oneDNN's status. The `#if`s on the major version are in
// COneDNN.c and nowhere else.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A CPU engine with its stream. One per compiled network; not shared between threads.
typedef struct lb_engine lb_engine;
/// A memory descriptor: extents, layout and elements of one tensor (or of opaque bytes).
typedef struct lb_desc lb_desc;
/// A primitive with the memory it is bound to.
typedef struct lb_primitive lb_primitive;

/// What a primitive computes.
enum lb_direction {
  LB_FORWARD_TRAINING = 0,
  LB_FORWARD_INFERENCE = 1,
  LB_BACKWARD_DATA = 2,
  LB_BACKWARD_WEIGHTS = 3,
  LB_BACKWARD_ALL = 4,
};

/// How a convolution is computed.
enum lb_convolution_algorithm { LB_DIRECT = 0, LB_WINOGRAD = 1 };

/// What a pooling window yields.
enum lb_pooling_kind { LB_POOL_MAX = 0, LB_POOL_AVERAGE = 1 };

/// The tensors of a primitive.
enum lb_argument {
  LB_SOURCE = 0,
  LB_DESTINATION,
  LB_WEIGHTS,
  LB_BIAS,
  LB_MEAN,
  LB_VARIANCE,
  LB_SCALE,
  LB_SHIFT,
  LB_WORKSPACE,
  LB_SCRATCHPAD,
  LB_SOURCE_GRADIENT,
  LB_DESTINATION_GRADIENT,
  LB_WEIGHTS_GRADIENT,
  LB_BIAS_GRADIENT,
  LB_SCALE_GRADIENT,
  LB_SHIFT_GRADIENT,
  LB_ARGUMENT_COUNT
};

/// The library's version.
void lb_version(int *major, int *minor, int *patch);
/// The instruction set that the library dispatches to on this machine.
const char *lb_instruction_set(void);
/// Sets the kernel threads of primitives that the calling thread creates and runs.
void lb_set_threads(int count);

int lb_engine_create(lb_engine **out);
void lb_engine_destroy(lb_engine *engine);

/// What a tensor's elements are.
enum lb_element { LB_FLOAT32 = 0, LB_BFLOAT16 = 1 };

/// Row-major layout.
int lb_desc_create_plain(
    int rank, const int64_t *extents, enum lb_element element, lb_desc **out);
/// Any layout of single floats: `strides` says how many floats lie between neighbours of each axis.
int lb_desc_create_strided(
    int rank, const int64_t *extents, const int64_t *strides, lb_desc **out);
/// Plain, but for the second axis, of which 16 neighbours lie together.
int lb_desc_create_blocked(int rank, const int64_t *extents, lb_desc **out);
/// The same memory under other extents; axes of 1 may come and go, and neighbours merge.
int lb_desc_create_reshaped(
    const lb_desc *desc, int rank, const int64_t *extents, lb_desc **out);
/// A part of a larger tensor, in its memory.
int lb_desc_create_part(
    const lb_desc *whole, const int64_t *extents, const int64_t *offsets, lb_desc **out);
/// A layout that the primitive may choose.
int lb_desc_create_any(
    int rank, const int64_t *extents, enum lb_element element, lb_desc **out);
void lb_desc_destroy(lb_desc *desc);
/// Bytes of storage, padding included.
size_t lb_desc_bytes(const lb_desc *desc);
int lb_desc_equal(const lb_desc *left, const lb_desc *right);

int lb_convolution_create(
    lb_engine *engine, enum lb_direction direction, enum lb_convolution_algorithm algorithm,
    const lb_desc *source, const lb_desc *weights, const lb_desc *bias, const lb_desc *destination,
    int spatial_rank, const int64_t *strides, const int64_t *padding, int fused_relu,
    const lb_primitive *forward, lb_primitive **out);

int lb_inner_product_create(
    lb_engine *engine, enum lb_direction direction, const lb_desc *source, const lb_desc *weights,
    const lb_desc *bias, const lb_desc *destination, int fused_relu, const lb_primitive *forward,
    lb_primitive **out);

int lb_pooling_create(
    lb_engine *engine, enum lb_direction direction, enum lb_pooling_kind kind,
    const lb_desc *source, const lb_desc *destination, int spatial_rank, const int64_t *kernel,
    const int64_t *strides, const int64_t *padding, const lb_primitive *forward,
    lb_primitive **out);

/// Batch normalisation with scale and shift. `use_statistics` reads mean and variance instead of
/// computing them. `fused_relu` applies ReLU to the output.
int lb_batch_norm_create(
    lb_engine *engine, enum lb_direction direction, const lb_desc *source,
    const lb_desc *destination_gradient, float epsilon, int use_statistics, int fused_relu,
    const lb_primitive *forward, lb_primitive **out);

/// destination = source * weights + bias, for matrices or batches of them; `accumulate` adds what the
/// destination held. The bias has the destination's rank.
int lb_matmul_create(
    lb_engine *engine, const lb_desc *source, const lb_desc *weights, const lb_desc *bias,
    const lb_desc *destination, int accumulate, int fused_relu, lb_primitive **out);

int lb_reorder_create(
    lb_engine *engine, const lb_desc *source, const lb_desc *destination, lb_primitive **out);

void lb_primitive_destroy(lb_primitive *primitive);
/// The layout of one of the primitive's tensors; null when it has none. Owned by the caller.
lb_desc *lb_primitive_copy_desc(const lb_primitive *primitive, enum lb_argument argument);
/// The library's name for the kernel it chose.
const char *lb_primitive_implementation(const lb_primitive *primitive);
/// Says where a tensor lives. The memory must outlive the primitive.
int lb_primitive_bind(
    lb_engine *engine, lb_primitive *primitive, enum lb_argument argument, void *memory);
/// Computes, and returns when done. Every tensor must have been bound.
int lb_primitive_run(const lb_engine *engine, const lb_primitive *primitive);

#ifdef __cplusplus
}
#endif
