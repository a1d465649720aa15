#pragma once

#include <stddef.h>

// Tables of one row for each word. Ids come as floats, which are exact below 2^24; id 0 is padding
// and stands for a row of zeros, as does any id that the table does not have.

/// output[p] = the row of ids[p], for each position.
void lb_embedding_forward(
    const float *table, size_t rows, const float *ids, float *output, size_t positions,
    size_t width);

/// output[e] = the sum of the rows of an example's ids, divided by lengths[e].
void lb_bag_forward(
    const float *table, size_t rows, const float *ids, const float *lengths, float *output,
    size_t examples, size_t length, size_t width);

/// Adds factor times a slope to the row of each id, in the order of the positions. A slope serves
/// `per_slope` positions, and is divided by its length where lengths are given.
void lb_table_scatter(
    float *table, size_t rows, const float *ids, const float *lengths, const float *slopes,
    size_t positions, size_t per_slope, size_t width, float factor);

/// Zeroes the row of each id.
void lb_table_clear(float *table, size_t rows, const float *ids, size_t positions, size_t width);
