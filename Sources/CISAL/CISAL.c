#include "CISAL.h"

#include <isa-l/igzip_lib.h>
#include <stdlib.h>

struct lb_inflater {
  struct inflate_state state;
  struct isal_gzip_header header;
  /// How many of the two bytes that every gzip file starts with were compared.
  int magicCount;
  int isInBody;
};

static const uint8_t magic[2] = {0x1f, 0x8b};

lb_inflater *lb_inflater_make(void) {
  lb_inflater *inflater = calloc(1, sizeof *inflater);
  if (inflater) {
    isal_inflate_init(&inflater->state);
    lb_inflater_restart(inflater);
  }
  return inflater;
}

void lb_inflater_free(lb_inflater *inflater) { free(inflater); }

void lb_inflater_restart(lb_inflater *inflater) {
  isal_inflate_reset(&inflater->state);
  // The header is read apart from the body, so that its own checksum holds across calls.
  inflater->state.crc_flag = ISAL_GZIP_NO_HDR_VER;
  isal_gzip_header_init(&inflater->header);
  inflater->magicCount = 0;
  inflater->isInBody = 0;
}

static enum lb_inflate_status status_of(int code) {
  switch (code) {
    case ISAL_INVALID_WRAPPER: return LB_INFLATE_NOT_GZIP;
    case ISAL_UNSUPPORTED_METHOD: return LB_INFLATE_UNKNOWN_METHOD;
    case ISAL_INCORRECT_CHECKSUM: return LB_INFLATE_WRONG_SUM;
    default: return LB_INFLATE_DAMAGED;
  }
}

/// Reads as much of the header as there is.
static enum lb_inflate_status read_header(lb_inflater *inflater) {
  struct inflate_state *state = &inflater->state;
  // ISA-L compares these bytes once it has ten; a shorter file that is not gzip should say so.
  for (uint32_t i = 0; i < state->avail_in && inflater->magicCount < 2; ++i)
    if (state->next_in[i] != magic[inflater->magicCount++]) return LB_INFLATE_NOT_GZIP;
  int code = isal_read_gzip_header(state, &inflater->header);
  if (code == ISAL_END_INPUT) return LB_INFLATE_GOES_ON;
  if (code == ISAL_INCORRECT_CHECKSUM) return LB_INFLATE_WRONG_HEADER_SUM;
  if (code != ISAL_DECOMP_OK) return status_of(code);
  // Reserved bits have to be refused: what they add to the header is not known (RFC 1952, 2.3.1.2).
  if (inflater->header.flags & 0xe0) return LB_INFLATE_UNKNOWN_METHOD;
  inflater->isInBody = 1;
  return LB_INFLATE_GOES_ON;
}

enum lb_inflate_status lb_inflater_unpack(
    lb_inflater *inflater, const uint8_t *input, uint32_t *inputCount, uint8_t *output,
    uint32_t *outputCount) {
  struct inflate_state *state = &inflater->state;
  state->next_in = (uint8_t *)input;  // Never written to.
  state->avail_in = *inputCount;
  state->next_out = output;
  state->avail_out = *outputCount;
  enum lb_inflate_status status = LB_INFLATE_GOES_ON;
  if (!inflater->isInBody) status = read_header(inflater);
  if (inflater->isInBody && status == LB_INFLATE_GOES_ON) {
    int code = isal_inflate(state);
    if (code != ISAL_DECOMP_OK)
      status = status_of(code);
    else if (state->block_state == ISAL_BLOCK_FINISH)
      status = LB_INFLATE_MEMBER_ENDED;
  }
  *inputCount = state->avail_in;
  *outputCount = state->avail_out;
  state->next_in = 0;
  state->next_out = 0;
  return status;
}
