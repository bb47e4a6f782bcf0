/* A device that burns a toolpath, once. */
#pragma once

#include "yc-device.h"
#include "yc-id.h"
#include "yc-toolpath.h"

G_BEGIN_DECLS

/* D21, seen from the engraver. */
typedef enum
{
  YC_ENGRAVE_NOT_STARTED, /* not one byte of the job left: trying again is safe */
  YC_ENGRAVE_DONE,        /* the machine took it all and says that it has finished */
  YC_ENGRAVE_STOPPED,     /* it was stopped and said so: begun, not whole, laser off */
  YC_ENGRAVE_UNKNOWN,     /* begun, and how it ended nobody can tell: ask a person */
} YcEngraveOutcome;

typedef enum
{
  YC_ENGRAVER_RESTING,
  YC_ENGRAVER_PREPARING, /* looks at the machine; nothing of the job has left */
  YC_ENGRAVER_RUNNING,
  YC_ENGRAVER_PAUSING,   /* goes on to the next place where the laser is off */
  YC_ENGRAVER_PAUSED,
  YC_ENGRAVER_STOPPING,
  YC_ENGRAVER_PARKING,
} YcEngraverState;

#define YC_TYPE_ENGRAVER_STATE (yc_engraver_state_get_type ())
GType yc_engraver_state_get_type (void);

/* How far the machine has taken the job; it may be a buffer behind. */
typedef struct
{
  guint moves_done; /* of the toolpath as this machine runs it: pulses and passes counted */
  guint moves_total;
  double mm_done;
  double mm_total;
  double seconds_left; /* what the caller's model says; -1 without one */
} YcEngraveProgress;

/* Called on the device's worker thread before the first byte of the job leaves. It
 * may block, to write to disk. FALSE: the job is not started. */
typedef gboolean (*YcEngraveStartedFunc) (const YcId *job,
                                          gpointer    data,
                                          GError    **error);

/* The caller's time model, asked on the main context: how long from here. */
typedef double (*YcEngraveLeftFunc) (const YcEngraveProgress *progress,
                                     gpointer                 data);

/* Who is told of a job. */
typedef struct
{
  YcEngraveStartedFunc started;
  YcEngraveLeftFunc left; /* (nullable) */
  gpointer data;
  GDestroyNotify free; /* (nullable) */
} YcEngraveHooks;

/* What the guard has written down of a job. */
typedef struct
{
  YcEngraveOutcome outcome; /* NOT_STARTED: it knows nothing of it */
  guint moves_done;
  guint moves_total;
  char *reason; /* why it did not end well; empty if it did */
} YcEngraveRecord;

void yc_engrave_record_free (YcEngraveRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcEngraveRecord, yc_engrave_record_free)

#define YC_TYPE_ENGRAVER (yc_engraver_get_type ())
G_DECLARE_INTERFACE (YcEngraver, yc_engraver, YC, ENGRAVER, YcDevice)

struct _YcEngraverInterface
{
  GTypeInterface parent_iface;

  void (*check_async) (YcEngraver          *self,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             data);
  void (*home_async) (YcEngraver          *self,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             data);
  void (*frame_async) (YcEngraver          *self,
                       YcToolpath          *path,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             data);
  void (*engrave_async) (YcEngraver           *self,
                         YcToolpath           *path,
                         const YcId           *job,
                         const YcEngraveHooks *hooks,
                         GCancellable         *cancellable,
                         GAsyncReadyCallback   callback,
                         gpointer              data);
  void (*ask_async) (YcEngraver          *self,
                     const YcId          *job,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             data);
  gboolean (*finish) (YcEngraver   *self,
                      GAsyncResult *result,
                      GError      **error);
  YcEngraveOutcome (*engrave_finish) (YcEngraver   *self,
                                      GAsyncResult *result,
                                      GError      **error);
  YcEngraveRecord *(*ask_finish) (YcEngraver   *self,
                                  GAsyncResult *result,
                                  GError      **error);
  void (*pause) (YcEngraver *self,
                 gboolean    paused);
  YcEngraverState (*get_state) (YcEngraver *self);
};

void             yc_engraver_check_async    (YcEngraver           *self,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              data);
void             yc_engraver_home_async     (YcEngraver           *self,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              data);
void             yc_engraver_frame_async    (YcEngraver           *self,
                                             YcToolpath           *path,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              data);
gboolean         yc_engraver_finish         (YcEngraver           *self,
                                             GAsyncResult         *result,
                                             GError              **error);
void             yc_engraver_engrave_async  (YcEngraver           *self,
                                             YcToolpath           *path,
                                             const YcId           *job,
                                             const YcEngraveHooks *hooks,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              data);
YcEngraveOutcome yc_engraver_engrave_finish (YcEngraver           *self,
                                             GAsyncResult         *result,
                                             GError              **error);
void             yc_engraver_ask_async      (YcEngraver           *self,
                                             const YcId           *job,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              data);
YcEngraveRecord *yc_engraver_ask_finish     (YcEngraver           *self,
                                             GAsyncResult         *result,
                                             GError              **error);
void             yc_engraver_pause          (YcEngraver           *self);
void             yc_engraver_resume         (YcEngraver           *self);
YcEngraverState  yc_engraver_get_state      (YcEngraver           *self);

/* For who implements it, on the main context: tells who listens. */
void             yc_engraver_tell_progress  (YcEngraver              *self,
                                             const YcEngraveProgress *progress);
void             yc_engraver_tell_state     (YcEngraver              *self,
                                             YcEngraverState          state);

G_END_DECLS
