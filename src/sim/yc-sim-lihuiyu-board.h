/* What a Lihuiyu board does with the letters it is given. */
#pragma once

#include "yc-sim-lihuiyu.h"

G_BEGIN_DECLS

typedef struct _YcSimLihuiyuBoard YcSimLihuiyuBoard;

YcSimLihuiyuBoard *yc_sim_lihuiyu_board_new         (const char         *name,
                                                     guint               buffer_bytes,
                                                     guint               width_mm,
                                                     guint               height_mm);
void               yc_sim_lihuiyu_board_free        (YcSimLihuiyuBoard  *self);
guint              yc_sim_lihuiyu_board_get_room    (YcSimLihuiyuBoard  *self);
void               yc_sim_lihuiyu_board_feed        (YcSimLihuiyuBoard  *self,
                                                     const guint8       *letters,
                                                     guint               count);
void               yc_sim_lihuiyu_board_halt        (YcSimLihuiyuBoard  *self);
void               yc_sim_lihuiyu_board_pause       (YcSimLihuiyuBoard  *self);
void               yc_sim_lihuiyu_board_set_pace    (YcSimLihuiyuBoard  *self,
                                                     guint               pace);
void               yc_sim_lihuiyu_board_advance     (YcSimLihuiyuBoard  *self,
                                                     double              now_ms);
gboolean           yc_sim_lihuiyu_board_is_finished (YcSimLihuiyuBoard  *self);
YcSimPlate        *yc_sim_lihuiyu_board_get_plate   (YcSimLihuiyuBoard  *self);
void               yc_sim_lihuiyu_board_fill_report (YcSimLihuiyuBoard  *self,
                                                     YcSimLihuiyuReport *report);

G_END_DECLS
