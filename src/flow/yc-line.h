/* The state of the line, always in view: what waits, since when, why, and
 * what can be done. */
#pragma once

#include "yc-id.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  YC_LINE_CONNECTING,
  YC_LINE_ONLINE,
  YC_LINE_OFFLINE,
  YC_LINE_NEEDS_SIGN_IN,
  YC_LINE_STOPPED, /* the hub does not accept this device: everything is kept */
} YcLineState;

GType yc_line_state_get_type (void);
#define YC_TYPE_LINE_STATE (yc_line_state_get_type ())

/* An op that cannot be sent as it is. Properties: "title", "reason", "advice"
 * (what can be done), "since" (int64 ms), all strings in the clerk's words. */
#define YC_TYPE_PARKED (yc_parked_get_type ())
G_DECLARE_FINAL_TYPE (YcParked, yc_parked, YC, PARKED, GObject)

YcParked   *yc_parked_new        (const YcId *op,
                                  const char *title,
                                  const char *code,
                                  gint64      since_ms);
const YcId *yc_parked_get_op     (YcParked   *self);
const char *yc_parked_get_title  (YcParked   *self);
const char *yc_parked_get_reason (YcParked   *self);
const char *yc_parked_get_advice (YcParked   *self);

/* Properties: "state", "waiting" (uint), "since" (int64 ms: in this state
 * since), "oldest" (int64 ms: what waits longest waits since, 0 for nothing),
 * "summary" (one line in words), "parked" (GListModel of YcParked). */
#define YC_TYPE_LINE (yc_line_get_type ())
G_DECLARE_FINAL_TYPE (YcLine, yc_line, YC, LINE, GObject)

YcLine     *yc_line_new          (void);
void        yc_line_update       (YcLine      *self,
                                  YcLineState  state,
                                  gint64       since_ms,
                                  guint        waiting,
                                  gint64       oldest_ms,
                                  const char  *reason);
YcLineState yc_line_get_state    (YcLine      *self);
gint64      yc_line_get_since    (YcLine      *self);
gint64      yc_line_get_oldest   (YcLine      *self);
guint       yc_line_get_waiting  (YcLine      *self);
const char *yc_line_get_reason   (YcLine      *self);
char       *yc_line_dup_documents (YcLine     *self);
void        yc_line_update_documents (YcLine  *self,
                                  guint       documents,
                                  gint64      bytes,
                                  const char *code);
void        yc_line_update_contradiction (YcLine *self,
                                  gint64       time_ms);
char       *yc_line_dup_contradiction (YcLine *self);
void        yc_line_update_purged (YcLine     *self,
                                  guint       cases,
                                  gint64      last_ms);
char       *yc_line_dup_purged   (YcLine      *self);
char       *yc_line_dup_summary  (YcLine      *self,
                                  gint64       now_ms);
GListStore *yc_line_get_parked   (YcLine      *self);

G_END_DECLS
