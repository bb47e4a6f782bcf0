/* In which order this window's engraver best cuts the seals of all its cases, so
 * that the fewest promises break. Lives on the main context. */
#pragma once

#include "yc-counter.h"

G_BEGIN_DECLS

/* The seals of one case: they lie on one plate. Moments are the hub's, in ms. */
typedef struct
{
  YcCaseFile *file;
  guint n_seals;
  char *trouble;    /* (nullable): why none of them is cut here, in words; nothing below counts then */
  gint64 start_ms;
  gint64 finish_ms;
  gint64 due_ms;    /* when the first promise breaks; %YC_SCHEDULE_NO_DUE for none */
  gboolean late;    /* it breaks all the same */
} YcSealTurn;

/* Signals: "changed". */
#define YC_TYPE_SEAL_QUEUE (yc_seal_queue_get_type ())
G_DECLARE_FINAL_TYPE (YcSealQueue, yc_seal_queue, YC, SEAL_QUEUE, GObject)

YcSealQueue *yc_seal_queue_new         (YcCounter   *counter);
/* (transfer none): of YcSealTurn, what is cut first first, what is not cut here
 * last; good until "changed" */
GPtrArray   *yc_seal_queue_get_turns   (YcSealQueue *self);
/* A worker draws and plans; the turns are those of before until it is done. */
gboolean     yc_seal_queue_is_drawing  (YcSealQueue *self);
/* (nullable): why nothing is planned, in words */
const char  *yc_seal_queue_get_trouble (YcSealQueue *self);
/* Looks anew: by itself when it is made, when a case changes, and when devices come or go. */
void         yc_seal_queue_look        (YcSealQueue *self);
/* Nothing more is looked at; whoever shows it has gone. */
void         yc_seal_queue_stop        (YcSealQueue *self);

G_END_DECLS
