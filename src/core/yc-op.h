/* One appended fact (D4). */
#pragma once

#include "yc-id.h"
#include "yc-record.h"
#include "yc-stamp.h"

G_BEGIN_DECLS

#define YC_OP_BYTES_MAX 65536      /* the signed bytes of one op */
#define YC_OP_KIND_MAX 32          /* bytes */
#define YC_OP_CODE_MAX 32          /* bytes: an operator's or a window's code */
#define YC_SIGNATURE_SIZE 64       /* bytes: Ed25519 */

/* An op never changes; it is shared by reference. What was signed is @bytes;
 * the other members are what @bytes say, read once. */
typedef struct
{
  YcId id;
  YcStream stream;
  char *kind;      /* "fields.set" */
  char *by;        /* operator's code; "hub" for the hub's own */
  YcId grant;      /* under which permission; nil for the hub's own */
  char *window;    /* window's code; "" for the hub's own */
  YcStamp when;
  gint64 seen;     /* the stream's revision that its author had before them */
  YcBody *body;
  GBytes *bytes;     /* (nullable): NULL until the wire has made them */
  GBytes *signature; /* (nullable): 64 bytes over @bytes by the session's key */
} YcOp;

/* A document's bytes that an op names without bringing them (D14). */
typedef struct
{
  const char *sha256; /* 64 hexadecimal digits; the op's own */
  gint64 size;        /* bytes, more than 0 */
} YcBlobRef;

YcOp   *yc_op_new           (const YcStream *stream,
                             const char     *kind,
                             YcBody         *body);
YcOp   *yc_op_ref           (YcOp           *self);
void    yc_op_unref         (YcOp           *self);
void    yc_op_take_bytes    (YcOp           *self,
                             GBytes         *bytes,
                             GBytes         *signature);
GArray *yc_op_list_blobs    (const YcOp     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcOp, yc_op_unref)

G_END_DECLS
