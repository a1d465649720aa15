// Fused loops that the vector units of the machine at hand are picked for at load time.
#pragma once

#include "activations.h"
#include "attention.h"
#include "elementwise.h"
#include "embedding.h"
#include "layer_norm.h"
#include "narrow_attention.h"
#include "optimizers.h"
#include "process_memory.h"
#include "recurrent.h"
#include "softmax_loss.h"
#include "sparse_convolution.h"
#include "table_features.h"
#include "time_pooling.h"
