#pragma once
#include "softmax_loss.h"
