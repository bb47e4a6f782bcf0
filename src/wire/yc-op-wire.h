/* Ops, verdicts and feed rows as bytes. */
#pragma once

#include "yc-op.h"
#include "yc-verdict.h"

#include <jansson.h>

G_BEGIN_DECLS

/* One row of a feed. A row without an op is a notice: the stream has moved to
 * that revision, and who wants to know more reads the stream's own feed. */
typedef struct
{
  gint64 position; /* in the hub's order, from 1 */
  YcStream stream;
  gint64 revision; /* in its stream, from 1 */
  char *hash;      /* chain over the rows so far: 64 hexadecimal digits */
  YcOp *op;           /* (nullable) */
  YcVerdict *verdict; /* (nullable): NULL when @op is */
} YcFeedRow;

YcFeedRow *yc_feed_row_new        (void);
void       yc_feed_row_free       (YcFeedRow       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcFeedRow, yc_feed_row_free)

GBytes    *yc_op_encode           (const YcOp      *op);
YcOp      *yc_op_decode           (GBytes          *bytes,
                                   GBytes          *signature,
                                   GError         **error);

json_t    *yc_verdict_to_json     (const YcVerdict *verdict);
YcVerdict *yc_verdict_from_json   (json_t          *json,
                                   GError         **error);
GBytes    *yc_verdict_encode      (const YcVerdict *verdict);
YcVerdict *yc_verdict_decode      (GBytes          *bytes,
                                   GError         **error);

json_t    *yc_feed_row_to_json    (const YcFeedRow *row);
YcFeedRow *yc_feed_row_from_json  (json_t          *json,
                                   GError         **error);

G_END_DECLS
