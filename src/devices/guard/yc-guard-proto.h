/* What a desk and the guard of a machine say to each other: pure. */
#pragma once

#include "yc-engraver.h"

G_BEGIN_DECLS

#define YC_GUARD_VERSION 1
#define YC_GUARD_BODY_MAX_BYTES 49152
#define YC_GUARD_HEADER_BYTES 5
#define YC_GUARD_FRAME_MAX_BYTES (YC_GUARD_HEADER_BYTES + YC_GUARD_BODY_MAX_BYTES)
#define YC_GUARD_MOVES_MAX 4096 /* of a frame */
#define YC_GUARD_TEXT_MAX_BYTES 1024
#define YC_GUARD_BEAT_MS 100    /* how often the desk says that it is there */
#define YC_GUARD_SILENCE_MAX_MS 500

typedef enum
{
  /* from the desk */
  YC_GUARD_VERB = 1, /* what to do, for which job */
  YC_GUARD_PATH,     /* the bed */
  YC_GUARD_SECTION,
  YC_GUARD_MOVES,
  YC_GUARD_PATH_END, /* its digest */
  YC_GUARD_START,    /* "started" is on disk */
  YC_GUARD_PAUSE,
  YC_GUARD_RESUME,
  YC_GUARD_CANCEL,
  YC_GUARD_BEAT,
  /* from the guard */
  YC_GUARD_READY = 32, /* its version */
  YC_GUARD_PREPARED,   /* it would run: START is waited for */
  YC_GUARD_STATE,
  YC_GUARD_PROGRESS,
  YC_GUARD_PROBLEM,    /* what is in the way meanwhile; empty when nothing is */
  YC_GUARD_ALIVE,
  YC_GUARD_END,        /* how it ended; the last frame */
} YcGuardType;

typedef enum
{
  YC_GUARD_CHECK = 1,
  YC_GUARD_HOME,
  YC_GUARD_FRAME,
  YC_GUARD_ENGRAVE,
  YC_GUARD_ASK,
} YcGuardVerb;

typedef struct
{
  YcGuardType type;
  const guint8 *body;
  gsize size_bytes;
} YcGuardFrame;

/* How an action ended; of ASK, what is known of the job. */
typedef struct
{
  YcEngraveOutcome outcome;
  guint moves_done;
  guint moves_total;
  GError *error; /* (nullable) (owned) */
} YcGuardEnd;

/* @ret_used: 0 when the frame is not whole yet. FALSE: not a frame. */
gboolean yc_guard_parse_frame    (const guint8            *bytes,
                                  gsize                    size_bytes,
                                  YcGuardFrame            *ret_frame,
                                  gsize                   *ret_used,
                                  GError                 **error);
GBytes  *yc_guard_build          (YcGuardType              type);
GBytes  *yc_guard_build_number   (YcGuardType              type,
                                  guint8                   number);
GBytes  *yc_guard_build_verb     (YcGuardVerb              verb,
                                  const YcId              *job);
GBytes  *yc_guard_build_progress (const YcEngraveProgress *progress);
GBytes  *yc_guard_build_text     (YcGuardType              type,
                                  const char              *text);
GBytes  *yc_guard_build_end      (const YcGuardEnd        *end);
gboolean yc_guard_parse_number   (const YcGuardFrame      *frame,
                                  guint                    max,
                                  guint                   *ret_number,
                                  GError                 **error);
gboolean yc_guard_parse_verb     (const YcGuardFrame      *frame,
                                  YcGuardVerb             *ret_verb,
                                  YcId                    *ret_job,
                                  GError                 **error);
gboolean yc_guard_parse_progress (const YcGuardFrame      *frame,
                                  YcEngraveProgress       *ret_progress,
                                  GError                 **error);
char    *yc_guard_parse_text     (const YcGuardFrame      *frame,
                                  GError                 **error);
gboolean yc_guard_parse_end      (const YcGuardFrame      *frame,
                                  YcGuardEnd              *ret_end,
                                  GError                 **error);

/* A toolpath as frames, one after the other: PATH … PATH_END. */
GPtrArray *yc_guard_build_path   (YcToolpath              *path);

/* Puts it together again. */
typedef struct _YcGuardPath YcGuardPath;

YcGuardPath *yc_guard_path_new    (void);
void         yc_guard_path_free   (YcGuardPath            *self);
gboolean     yc_guard_path_take   (YcGuardPath            *self,
                                   const YcGuardFrame     *frame,
                                   YcToolpath            **ret_path,
                                   GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcGuardPath, yc_guard_path_free)

G_END_DECLS
