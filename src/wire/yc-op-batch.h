/* Several ops in one request. */
#pragma once

#include "yc-op-wire.h"

G_BEGIN_DECLS

#define YC_OP_BATCH_MAX 64           /* ops */
#define YC_OP_BATCH_BYTES_MAX 0x100000 /* of the whole: 1 MiB */
#define YC_OP_BATCH_TYPE "application/yichuang-ops"

/* An op on its way: its bytes are not looked at here. */
typedef struct
{
  YcId id;
  GBytes *signature; /* 64 bytes */
  GBytes *bytes;     /* at most YC_OP_BYTES_MAX */
} YcOpParcel;

YcOpParcel *yc_op_parcel_new    (const YcId *id,
                                 GBytes     *signature,
                                 GBytes     *bytes);
void        yc_op_parcel_free   (YcOpParcel *self);

GBytes     *yc_op_batch_encode  (GPtrArray  *parcels);
GPtrArray  *yc_op_batch_decode  (GBytes     *bytes,
                                 GError    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcOpParcel, yc_op_parcel_free)

G_END_DECLS
