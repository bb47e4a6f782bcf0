/* A toolpath in LHYMICRO-GL, and cut into packets: pure. */
#pragma once

#include "yc-lihuiyu-proto.h"
#include "yc-toolpath.h"

G_BEGIN_DECLS

#define YC_LIHUIYU_STREAM_MAX_BYTES (64 * 1024 * 1024)
/* A jog in a vector section that is longer leaves the program and runs free. */
#define YC_LIHUIYU_JOG_MAX_MILS 200

/* A packet of a job. What it leaves behind when the board has done it. */
typedef struct
{
  guint32 offset;     /* of its first letter in the stream */
  guint8 size_bytes;  /* 1 to YC_LIHUIYU_PAYLOAD_BYTES; the rest is filled up */
  guint32 moves_done; /* of the toolpath, each pass counted */
  double mm_done;     /* how far the head has gone by then */
} YcLihuiyuPacket;

/* Never changes; any thread may read it. */
typedef struct _YcLihuiyuJob YcLihuiyuJob;

YcLihuiyuJob          *yc_lihuiyu_encode            (YcToolpath         *path,
                                                     YcLihuiyuBoard      board,
                                                     GError            **error);
void                   yc_lihuiyu_job_free          (YcLihuiyuJob       *self);
const char            *yc_lihuiyu_job_get_stream    (const YcLihuiyuJob *self,
                                                     gsize              *ret_size_bytes);
guint                  yc_lihuiyu_job_get_n_packets (const YcLihuiyuJob *self);
const YcLihuiyuPacket *yc_lihuiyu_job_get_packet    (const YcLihuiyuJob *self,
                                                     guint               index);
void                   yc_lihuiyu_job_build_packet  (const YcLihuiyuJob *self,
                                                     guint               index,
                                                     guint8              bytes[YC_LIHUIYU_PACKET_BYTES]);
GBytes                *yc_lihuiyu_job_dup_wire      (const YcLihuiyuJob *self);
void                   yc_lihuiyu_add_rapid         (GString            *text,
                                                     int                 dx_mils,
                                                     int                 dy_mils);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcLihuiyuJob, yc_lihuiyu_job_free)

G_END_DECLS
