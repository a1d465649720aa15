// The part of ISA-L that the archives use: gzip, unpacked piece by piece.
#pragma once

#include <stdint.h>

/// What unpacks one gzip member after another.
typedef struct lb_inflater lb_inflater;

/// Where an inflater stands after a call.
enum lb_inflate_status {
  /// More input or more room is needed.
  LB_INFLATE_GOES_ON = 0,
  /// A member ended; its checksum and length were right.
  LB_INFLATE_MEMBER_ENDED = 1,
  /// The input does not start as gzip does.
  LB_INFLATE_NOT_GZIP = 2,
  /// The header asks for something that gzip does not have.
  LB_INFLATE_UNKNOWN_METHOD = 3,
  /// The header's own checksum is wrong.
  LB_INFLATE_WRONG_HEADER_SUM = 4,
  /// A block, a code or a distance is impossible.
  LB_INFLATE_DAMAGED = 5,
  /// The content has another checksum or length than the trailer says.
  LB_INFLATE_WRONG_SUM = 6,
};

/// Makes an inflater at the start of a member; NULL without memory.
lb_inflater *lb_inflater_make(void);
/// Ends an inflater.
void lb_inflater_free(lb_inflater *inflater);
/// Expects another member, whatever came before.
void lb_inflater_restart(lb_inflater *inflater);
/// Unpacks as much as fits. The two counts are lowered by what was read and written; after an error
/// they mean nothing.
enum lb_inflate_status lb_inflater_unpack(
    lb_inflater *inflater, const uint8_t *input, uint32_t *inputCount, uint8_t *output,
    uint32_t *outputCount);
