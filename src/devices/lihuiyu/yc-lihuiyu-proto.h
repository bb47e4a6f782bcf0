/* Packets, distances, speed codes and answers of Lihuiyu laser boards: pure. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define YC_LIHUIYU_PAYLOAD_BYTES 30
#define YC_LIHUIYU_PACKET_BYTES 34
#define YC_LIHUIYU_STATUS_BYTES 6
#define YC_LIHUIYU_STEP_MAX_MILS 255  /* between two lines of a raster */
#define YC_LIHUIYU_SPEED_MAX_UM_S 500000

/* What is printed on the board. They differ in how a speed is said. */
typedef enum
{
  YC_LIHUIYU_M2, /* M2-Nano */
  YC_LIHUIYU_B2,
  YC_LIHUIYU_M,
  YC_LIHUIYU_M1,
  YC_LIHUIYU_M3,
  YC_LIHUIYU_A,
  YC_LIHUIYU_B,
  YC_LIHUIYU_B1,
} YcLihuiyuBoard;

typedef enum
{
  YC_LIHUIYU_ACCEPTED,  /* CE: took the packet, takes another */
  YC_LIHUIYU_REFUSED,   /* CF: the check byte was wrong; the packet was not taken */
  YC_LIHUIYU_BUSY,      /* EE: its buffer is full */
  YC_LIHUIYU_FINISHED,  /* EC, and CC of the M3: nothing is left to do */
  YC_LIHUIYU_LOW_POWER, /* EF */
  YC_LIHUIYU_LOST,      /* all zero: the board has no power, or no cable */
  YC_LIHUIYU_NONSENSE,
} YcLihuiyuStatus;

/* Whole commands: each goes out as a packet of its own. */
#define YC_LIHUIYU_HOME "IPP"
#define YC_LIHUIYU_UNLOCK "IS2P"
#define YC_LIHUIYU_LOCK "IS1P"
#define YC_LIHUIYU_STOP "I"
#define YC_LIHUIYU_PAUSE "PN"

gboolean        yc_lihuiyu_board_from_name (const char     *name,
                                            YcLihuiyuBoard *ret_board);
const char     *yc_lihuiyu_board_to_name   (YcLihuiyuBoard  board);
guint8          yc_lihuiyu_crc             (const guint8   *payload,
                                            gsize           size_bytes);
void            yc_lihuiyu_build_packet    (const char     *text,
                                            gsize           size_bytes,
                                            guint8          packet[YC_LIHUIYU_PACKET_BYTES]);
YcLihuiyuStatus yc_lihuiyu_parse_status    (const guint8   *bytes,
                                            gsize           size_bytes);
int             yc_lihuiyu_nm_to_mils      (gint32          nm);
void            yc_lihuiyu_add_distance    (GString        *text,
                                            guint           mils);
guint           yc_lihuiyu_acceleration    (guint           speed_um_s,
                                            gboolean        raster);
char           *yc_lihuiyu_speed_code      (YcLihuiyuBoard  board,
                                            guint           speed_um_s,
                                            gboolean        suffix,
                                            GError        **error);
char           *yc_lihuiyu_raster_code     (YcLihuiyuBoard  board,
                                            guint           speed_um_s,
                                            guint           step_mils,
                                            GError        **error);
gboolean        yc_lihuiyu_has_suffix      (YcLihuiyuBoard  board);

G_END_DECLS
