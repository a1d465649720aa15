#include "COneDNN.h"

#include <oneapi/dnnl/dnnl.h>
#include <stdlib.h>

#if DNNL_VERSION_MAJOR < 2 || DNNL_VERSION_MAJOR > 3
#error "LossBench needs oneDNN 2.x or 3.x"
#endif
#define ONEDNN_3 (DNNL_VERSION_MAJOR >= 3)

// Clang ships without omp.h; these two are fixed by the OpenMP standard (sections 3.2.1 and 3.2.3).
extern void omp_set_num_threads(int count);
extern int omp_get_max_threads(void);

struct lb_engine {
  dnnl_engine_t engine;
  dnnl_stream_t stream;
};

// oneDNN 2 passes descriptors as structs, oneDNN 3 as handles.
struct lb_desc {
#if ONEDNN_3
  dnnl_memory_desc_t handle;
#else
  dnnl_memory_desc_t value;
#endif
};

struct lb_primitive {
  dnnl_primitive_desc_t desc;
  dnnl_primitive_t primitive;
  int argument_count;
  dnnl_exec_arg_t arguments[LB_ARGUMENT_COUNT];
};

#if ONEDNN_3
typedef const_dnnl_memory_desc_t memory_desc_ref;
static memory_desc_ref ref(const lb_desc *desc) { return desc ? desc->handle : NULL; }
#else
typedef const dnnl_memory_desc_t *memory_desc_ref;
static memory_desc_ref ref(const lb_desc *desc) { return desc ? &desc->value : NULL; }
#endif

static const int argument_ids[LB_ARGUMENT_COUNT] = {
    [LB_SOURCE] = DNNL_ARG_SRC,
    [LB_DESTINATION] = DNNL_ARG_DST,
    [LB_WEIGHTS] = DNNL_ARG_WEIGHTS,
    [LB_BIAS] = DNNL_ARG_BIAS,
    [LB_MEAN] = DNNL_ARG_MEAN,
    [LB_VARIANCE] = DNNL_ARG_VARIANCE,
    [LB_SCALE] = DNNL_ARG_SCALE,
    [LB_SHIFT] = DNNL_ARG_SHIFT,
    [LB_WORKSPACE] = DNNL_ARG_WORKSPACE,
    [LB_SCRATCHPAD] = DNNL_ARG_SCRATCHPAD,
    [LB_SOURCE_GRADIENT] = DNNL_ARG_DIFF_SRC,
    [LB_DESTINATION_GRADIENT] = DNNL_ARG_DIFF_DST,
    [LB_WEIGHTS_GRADIENT] = DNNL_ARG_DIFF_WEIGHTS,
    [LB_BIAS_GRADIENT] = DNNL_ARG_DIFF_BIAS,
    [LB_SCALE_GRADIENT] = DNNL_ARG_DIFF_SCALE,
    [LB_SHIFT_GRADIENT] = DNNL_ARG_DIFF_SHIFT,
};

static dnnl_prop_kind_t prop_kind(enum lb_direction direction) {
  switch (direction) {
    case LB_FORWARD_TRAINING: return dnnl_forward_training;
    case LB_FORWARD_INFERENCE: return dnnl_forward_inference;
    case LB_BACKWARD_DATA: return dnnl_backward_data;
    case LB_BACKWARD_WEIGHTS: return dnnl_backward_weights;
    case LB_BACKWARD_ALL: return dnnl_backward;
  }
  return dnnl_prop_kind_undef;
}

// MARK: Library, engine, descriptors

void lb_version(int *major, int *minor, int *patch) {
  const dnnl_version_t *version = dnnl_version();
  *major = version->major;
  *minor = version->minor;
  *patch = version->patch;
}

const char *lb_instruction_set(void) {
  switch ((int)dnnl_get_effective_cpu_isa()) {
    case dnnl_cpu_isa_sse41: return "sse41";
    case dnnl_cpu_isa_avx: return "avx";
    case dnnl_cpu_isa_avx2: return "avx2";
    case dnnl_cpu_isa_avx2_vnni: return "avx2_vnni";
    case dnnl_cpu_isa_avx512_core: return "avx512_core";
    case dnnl_cpu_isa_avx512_core_vnni: return "avx512_core_vnni";
    case dnnl_cpu_isa_avx512_core_bf16: return "avx512_core_bf16";
    case dnnl_cpu_isa_avx512_core_amx: return "avx512_core_amx";
    default: return "other";
  }
}

void lb_set_threads(int count) {
  // oneDNN reads OpenMP's setting of the calling thread, at creation and at execution.
  if (omp_get_max_threads() != count) omp_set_num_threads(count);
}

int lb_engine_create(lb_engine **out) {
  lb_engine *engine = calloc(1, sizeof *engine);
  if (!engine) return dnnl_out_of_memory;
  dnnl_status_t status = dnnl_engine_create(&engine->engine, dnnl_cpu, 0);
  if (status == dnnl_success)
    status = dnnl_stream_create(&engine->stream, engine->engine, dnnl_stream_default_flags);
  if (status != dnnl_success) {
    lb_engine_destroy(engine);
    return status;
  }
  *out = engine;
  return 0;
}

void lb_engine_destroy(lb_engine *engine) {
  if (!engine) return;
  if (engine->stream) dnnl_stream_destroy(engine->stream);
  if (engine->engine) dnnl_engine_destroy(engine->engine);
  free(engine);
}

static int create_desc(
    int rank, const int64_t *extents, dnnl_format_tag_t tag, enum lb_element element,
    lb_desc **out) {
  const dnnl_data_type_t type = element == LB_BFLOAT16 ? dnnl_bf16 : dnnl_f32;
  lb_desc *desc = calloc(1, sizeof *desc);
  if (!desc) return dnnl_out_of_memory;
#if ONEDNN_3
  dnnl_status_t status =
      dnnl_memory_desc_create_with_tag(&desc->handle, rank, extents, type, tag);
#else
  dnnl_status_t status =
      dnnl_memory_desc_init_by_tag(&desc->value, rank, extents, type, tag);
#endif
  if (status != dnnl_success) {
    free(desc);
    return status;
  }
  *out = desc;
  return 0;
}

int lb_desc_create_plain(
    int rank, const int64_t *extents, enum lb_element element, lb_desc **out) {
  static const dnnl_format_tag_t tags[] = {
      dnnl_format_tag_undef, dnnl_a, dnnl_ab, dnnl_abc, dnnl_abcd, dnnl_abcde};
  if (rank < 1 || rank > 5) return dnnl_invalid_arguments;
  return create_desc(rank, extents, tags[rank], element, out);
}

int lb_desc_create_blocked(int rank, const int64_t *extents, lb_desc **out) {
  static const dnnl_format_tag_t tags[] = {
      dnnl_format_tag_undef, dnnl_format_tag_undef, dnnl_format_tag_undef, dnnl_aBc16b,
      dnnl_aBcd16b};
  if (rank < 3 || rank > 4) return dnnl_invalid_arguments;
  return create_desc(rank, extents, tags[rank], LB_FLOAT32, out);
}

int lb_desc_create_strided(
    int rank, const int64_t *extents, const int64_t *strides, lb_desc **out) {
  lb_desc *desc = calloc(1, sizeof *desc);
  if (!desc) return dnnl_out_of_memory;
#if ONEDNN_3
  dnnl_status_t status =
      dnnl_memory_desc_create_with_strides(&desc->handle, rank, extents, dnnl_f32, strides);
#else
  dnnl_status_t status =
      dnnl_memory_desc_init_by_strides(&desc->value, rank, extents, dnnl_f32, strides);
#endif
  if (status != dnnl_success) {
    free(desc);
    return status;
  }
  *out = desc;
  return 0;
}

int lb_desc_create_reshaped(
    const lb_desc *desc, int rank, const int64_t *extents, lb_desc **out) {
  lb_desc *reshaped = calloc(1, sizeof *reshaped);
  if (!reshaped) return dnnl_out_of_memory;
#if ONEDNN_3
  dnnl_status_t status = dnnl_memory_desc_reshape(&reshaped->handle, desc->handle, rank, extents);
#else
  dnnl_status_t status = dnnl_memory_desc_reshape(&reshaped->value, &desc->value, rank, extents);
#endif
  if (status != dnnl_success) {
    free(reshaped);
    return status;
  }
  *out = reshaped;
  return 0;
}

int lb_desc_create_part(
    const lb_desc *whole, const int64_t *extents, const int64_t *offsets, lb_desc **out) {
  lb_desc *desc = calloc(1, sizeof *desc);
  if (!desc) return dnnl_out_of_memory;
#if ONEDNN_3
  dnnl_status_t status =
      dnnl_memory_desc_create_submemory(&desc->handle, whole->handle, extents, offsets);
#else
  dnnl_status_t status =
      dnnl_memory_desc_init_submemory(&desc->value, &whole->value, extents, offsets);
#endif
  if (status != dnnl_success) {
    free(desc);
    return status;
  }
  *out = desc;
  return 0;
}

int lb_desc_create_any(
    int rank, const int64_t *extents, enum lb_element element, lb_desc **out) {
  return create_desc(rank, extents, dnnl_format_tag_any, element, out);
}

void lb_desc_destroy(lb_desc *desc) {
  if (!desc) return;
#if ONEDNN_3
  if (desc->handle) dnnl_memory_desc_destroy(desc->handle);
#endif
  free(desc);
}

size_t lb_desc_bytes(const lb_desc *desc) { return dnnl_memory_desc_get_size(ref(desc)); }

int lb_desc_equal(const lb_desc *left, const lb_desc *right) {
  return dnnl_memory_desc_equal(ref(left), ref(right));
}

// MARK: Primitives

/// Scratchpads are ours, so that a step allocates nothing. The result may be added to what the
/// destination held, and pass through ReLU.
static int create_attributes(int accumulate, int fused_relu, dnnl_primitive_attr_t *out) {
  dnnl_primitive_attr_t attributes = NULL;
  dnnl_status_t status = dnnl_primitive_attr_create(&attributes);
  if (status != dnnl_success) return status;
  status = dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user);
  if (status == dnnl_success && (accumulate || fused_relu)) {
    dnnl_post_ops_t operations = NULL;
    status = dnnl_post_ops_create(&operations);
    if (status == dnnl_success) {
#if ONEDNN_3
      if (accumulate) status = dnnl_post_ops_append_sum(operations, 1, 0, dnnl_data_type_undef);
      if (status == dnnl_success && fused_relu)
        status = dnnl_post_ops_append_eltwise(operations, dnnl_eltwise_relu, 0, 0);
#else
      if (accumulate) status = dnnl_post_ops_append_sum(operations, 1);
      if (status == dnnl_success && fused_relu)
        status = dnnl_post_ops_append_eltwise(operations, 1, dnnl_eltwise_relu, 0, 0);
#endif
      if (status == dnnl_success)
        status = dnnl_primitive_attr_set_post_ops(attributes, operations);
      dnnl_post_ops_destroy(operations);
    }
  }
  if (status != dnnl_success) {
    dnnl_primitive_attr_destroy(attributes);
    return status;
  }
  *out = attributes;
  return 0;
}

/// Takes the descriptor over, whatever happens.
static int create_primitive(dnnl_primitive_desc_t desc, lb_primitive **out) {
  lb_primitive *primitive = calloc(1, sizeof *primitive);
  if (!primitive) {
    dnnl_primitive_desc_destroy(desc);
    return dnnl_out_of_memory;
  }
  primitive->desc = desc;
  dnnl_status_t status = dnnl_primitive_create(&primitive->primitive, desc);
  if (status != dnnl_success) {
    lb_primitive_destroy(primitive);
    return status;
  }
  *out = primitive;
  return 0;
}

static dnnl_primitive_desc_t hint(const lb_primitive *forward) {
  return forward ? forward->desc : NULL;
}

#if !ONEDNN_3
static int create_from_operation(
    lb_engine *engine, const void *operation, dnnl_primitive_attr_t attributes,
    const lb_primitive *forward, lb_primitive **out) {
  dnnl_primitive_desc_t desc = NULL;
  dnnl_status_t status = dnnl_primitive_desc_create(
      &desc, operation, attributes, engine->engine, hint(forward));
  if (status != dnnl_success) return status;
  return create_primitive(desc, out);
}
#endif

int lb_convolution_create(
    lb_engine *engine, enum lb_direction direction, enum lb_convolution_algorithm algorithm,
    const lb_desc *source, const lb_desc *weights, const lb_desc *bias, const lb_desc *destination,
    int spatial_rank, const int64_t *strides, const int64_t *padding, int fused_relu,
    const lb_primitive *forward, lb_primitive **out) {
  (void)spatial_rank;
  dnnl_alg_kind_t kind =
      algorithm == LB_WINOGRAD ? dnnl_convolution_winograd : dnnl_convolution_direct;
  dnnl_primitive_attr_t attributes = NULL;
  int status = create_attributes(0, fused_relu, &attributes);
  if (status) return status;
#if ONEDNN_3
  dnnl_primitive_desc_t desc = NULL;
  static const int64_t dense[3] = {0, 0, 0};
  if (direction == LB_BACKWARD_DATA)
    status = dnnl_convolution_backward_data_primitive_desc_create(
        &desc, engine->engine, kind, ref(source), ref(weights), ref(destination), strides, dense,
        padding, padding, hint(forward), attributes);
  else if (direction == LB_BACKWARD_WEIGHTS)
    status = dnnl_convolution_backward_weights_primitive_desc_create(
        &desc, engine->engine, kind, ref(source), ref(weights), ref(bias), ref(destination),
        strides, dense, padding, padding, hint(forward), attributes);
  else
    status = dnnl_convolution_forward_primitive_desc_create(
        &desc, engine->engine, prop_kind(direction), kind, ref(source), ref(weights), ref(bias),
        ref(destination), strides, dense, padding, padding, attributes);
  if (status == dnnl_success) status = create_primitive(desc, out);
#else
  dnnl_convolution_desc_t operation;
  if (direction == LB_BACKWARD_DATA)
    status = dnnl_convolution_backward_data_desc_init(
        &operation, kind, ref(source), ref(weights), ref(destination), strides, padding, padding);
  else if (direction == LB_BACKWARD_WEIGHTS)
    status = dnnl_convolution_backward_weights_desc_init(
        &operation, kind, ref(source), ref(weights), ref(bias), ref(destination), strides, padding,
        padding);
  else
    status = dnnl_convolution_forward_desc_init(
        &operation, prop_kind(direction), kind, ref(source), ref(weights), ref(bias),
        ref(destination), strides, padding, padding);
  if (status == dnnl_success)
    status = create_from_operation(engine, &operation, attributes, forward, out);
#endif
  dnnl_primitive_attr_destroy(attributes);
  return status;
}

int lb_inner_product_create(
    lb_engine *engine, enum lb_direction direction, const lb_desc *source, const lb_desc *weights,
    const lb_desc *bias, const lb_desc *destination, int fused_relu, const lb_primitive *forward,
    lb_primitive **out) {
  dnnl_primitive_attr_t attributes = NULL;
  int status = create_attributes(0, fused_relu, &attributes);
  if (status) return status;
#if ONEDNN_3
  dnnl_primitive_desc_t desc = NULL;
  if (direction == LB_BACKWARD_DATA)
    status = dnnl_inner_product_backward_data_primitive_desc_create(
        &desc, engine->engine, ref(source), ref(weights), ref(destination), hint(forward),
        attributes);
  else if (direction == LB_BACKWARD_WEIGHTS)
    status = dnnl_inner_product_backward_weights_primitive_desc_create(
        &desc, engine->engine, ref(source), ref(weights), ref(bias), ref(destination),
        hint(forward), attributes);
  else
    status = dnnl_inner_product_forward_primitive_desc_create(
        &desc, engine->engine, prop_kind(direction), ref(source), ref(weights), ref(bias),
        ref(destination), attributes);
  if (status == dnnl_success) status = create_primitive(desc, out);
#else
  dnnl_inner_product_desc_t operation;
  if (direction == LB_BACKWARD_DATA)
    status = dnnl_inner_product_backward_data_desc_init(
        &operation, ref(source), ref(weights), ref(destination));
  else if (direction == LB_BACKWARD_WEIGHTS)
    status = dnnl_inner_product_backward_weights_desc_init(
        &operation, ref(source), ref(weights), ref(bias), ref(destination));
  else
    status = dnnl_inner_product_forward_desc_init(
        &operation, prop_kind(direction), ref(source), ref(weights), ref(bias), ref(destination));
  if (status == dnnl_success)
    status = create_from_operation(engine, &operation, attributes, forward, out);
#endif
  dnnl_primitive_attr_destroy(attributes);
  return status;
}

int lb_pooling_create(
    lb_engine *engine, enum lb_direction direction, enum lb_pooling_kind kind,
    const lb_desc *source, const lb_desc *destination, int spatial_rank, const int64_t *kernel,
    const int64_t *strides, const int64_t *padding, const lb_primitive *forward,
    lb_primitive **out) {
  (void)spatial_rank;
  // Padding never counts as an example of the average, which is what papers mean by it.
  dnnl_alg_kind_t algorithm =
      kind == LB_POOL_MAX ? dnnl_pooling_max : dnnl_pooling_avg_exclude_padding;
  dnnl_primitive_attr_t attributes = NULL;
  int status = create_attributes(0, 0, &attributes);
  if (status) return status;
#if ONEDNN_3
  dnnl_primitive_desc_t desc = NULL;
  static const int64_t dense[3] = {0, 0, 0};
  if (direction == LB_BACKWARD_DATA)
    status = dnnl_pooling_backward_primitive_desc_create(
        &desc, engine->engine, algorithm, ref(source), ref(destination), strides, kernel, dense,
        padding, padding, hint(forward), attributes);
  else
    status = dnnl_pooling_forward_primitive_desc_create(
        &desc, engine->engine, prop_kind(direction), algorithm, ref(source), ref(destination),
        strides, kernel, dense, padding, padding, attributes);
  if (status == dnnl_success) status = create_primitive(desc, out);
#else
  dnnl_pooling_desc_t operation;
  if (direction == LB_BACKWARD_DATA)
    status = dnnl_pooling_backward_desc_init(
        &operation, algorithm, ref(source), ref(destination), strides, kernel, padding, padding);
  else
    status = dnnl_pooling_forward_desc_init(
        &operation, prop_kind(direction), algorithm, ref(source), ref(destination), strides,
        kernel, padding, padding);
  if (status == dnnl_success)
    status = create_from_operation(engine, &operation, attributes, forward, out);
#endif
  dnnl_primitive_attr_destroy(attributes);
  return status;
}

int lb_batch_norm_create(
    lb_engine *engine, enum lb_direction direction, const lb_desc *source,
    const lb_desc *destination_gradient, float epsilon, int use_statistics, int fused_relu,
    const lb_primitive *forward, lb_primitive **out) {
  unsigned flags = dnnl_use_scale | dnnl_use_shift;
  if (use_statistics) flags |= dnnl_use_global_stats;
  if (fused_relu) flags |= dnnl_fuse_norm_relu;
  dnnl_primitive_attr_t attributes = NULL;
  int status = create_attributes(0, 0, &attributes);
  if (status) return status;
#if ONEDNN_3
  dnnl_primitive_desc_t desc = NULL;
  if (direction == LB_BACKWARD_ALL)
    status = dnnl_batch_normalization_backward_primitive_desc_create(
        &desc, engine->engine, dnnl_backward, ref(destination_gradient), ref(destination_gradient),
        ref(source), epsilon, flags, hint(forward), attributes);
  else
    status = dnnl_batch_normalization_forward_primitive_desc_create(
        &desc, engine->engine, prop_kind(direction), ref(source), ref(source), epsilon, flags,
        attributes);
  if (status == dnnl_success) status = create_primitive(desc, out);
#else
  dnnl_batch_normalization_desc_t operation;
  if (direction == LB_BACKWARD_ALL)
    status = dnnl_batch_normalization_backward_desc_init(
        &operation, dnnl_backward, ref(destination_gradient), ref(source), epsilon, flags);
  else
    status = dnnl_batch_normalization_forward_desc_init(
        &operation, prop_kind(direction), ref(source), epsilon, flags);
  if (status == dnnl_success)
    status = create_from_operation(engine, &operation, attributes, forward, out);
#endif
  dnnl_primitive_attr_destroy(attributes);
  return status;
}

int lb_matmul_create(
    lb_engine *engine, const lb_desc *source, const lb_desc *weights, const lb_desc *bias,
    const lb_desc *destination, int accumulate, int fused_relu, lb_primitive **out) {
  dnnl_primitive_attr_t attributes = NULL;
  int status = create_attributes(accumulate, fused_relu, &attributes);
  if (status) return status;
#if ONEDNN_3
  dnnl_primitive_desc_t desc = NULL;
  status = dnnl_matmul_primitive_desc_create(
      &desc, engine->engine, ref(source), ref(weights), ref(bias), ref(destination), attributes);
  if (status == dnnl_success) status = create_primitive(desc, out);
#else
  dnnl_matmul_desc_t operation;
  status = dnnl_matmul_desc_init(
      &operation, ref(source), ref(weights), ref(bias), ref(destination));
  if (status == dnnl_success)
    status = create_from_operation(engine, &operation, attributes, NULL, out);
#endif
  dnnl_primitive_attr_destroy(attributes);
  return status;
}

int lb_reorder_create(
    lb_engine *engine, const lb_desc *source, const lb_desc *destination, lb_primitive **out) {
  dnnl_primitive_attr_t attributes = NULL;
  int status = create_attributes(0, 0, &attributes);
  if (status) return status;
  dnnl_primitive_desc_t desc = NULL;
  status = dnnl_reorder_primitive_desc_create(
      &desc, ref(source), engine->engine, ref(destination), engine->engine, attributes);
  if (status == dnnl_success) status = create_primitive(desc, out);
  dnnl_primitive_attr_destroy(attributes);
  return status;
}

void lb_primitive_destroy(lb_primitive *primitive) {
  if (!primitive) return;
  for (int i = 0; i < primitive->argument_count; i++)
    dnnl_memory_destroy(primitive->arguments[i].memory);
  if (primitive->primitive) dnnl_primitive_destroy(primitive->primitive);
  if (primitive->desc) dnnl_primitive_desc_destroy(primitive->desc);
  free(primitive);
}

static memory_desc_ref argument_desc(const lb_primitive *primitive, enum lb_argument argument) {
  return dnnl_primitive_desc_query_md(
      primitive->desc, dnnl_query_exec_arg_md, argument_ids[argument]);
}

lb_desc *lb_primitive_copy_desc(const lb_primitive *primitive, enum lb_argument argument) {
  memory_desc_ref found = argument_desc(primitive, argument);
  if (!found || dnnl_memory_desc_get_size(found) == 0) return NULL;
  lb_desc *copy = calloc(1, sizeof *copy);
  if (!copy) return NULL;
#if ONEDNN_3
  if (dnnl_memory_desc_clone(&copy->handle, found) != dnnl_success) {
    free(copy);
    return NULL;
  }
#else
  copy->value = *found;
#endif
  return copy;
}

const char *lb_primitive_implementation(const lb_primitive *primitive) {
  const char *name = NULL;
  dnnl_primitive_desc_query(primitive->desc, dnnl_query_impl_info_str, 0, &name);
  return name ? name : "unknown";
}

int lb_primitive_bind(
    lb_engine *engine, lb_primitive *primitive, enum lb_argument argument, void *memory) {
  if (primitive->argument_count == LB_ARGUMENT_COUNT) return dnnl_invalid_arguments;
  memory_desc_ref desc = argument_desc(primitive, argument);
  if (!desc) return dnnl_invalid_arguments;
  dnnl_memory_t handle = NULL;
  dnnl_status_t status = dnnl_memory_create(&handle, desc, engine->engine, memory);
  if (status != dnnl_success) return status;
  dnnl_exec_arg_t *slot = &primitive->arguments[primitive->argument_count++];
  slot->arg = argument_ids[argument];
  slot->memory = handle;
  return 0;
}

int lb_primitive_run(const lb_engine *engine, const lb_primitive *primitive) {
  return dnnl_primitive_execute(
      primitive->primitive, engine->stream, primitive->argument_count, primitive->arguments);
}
