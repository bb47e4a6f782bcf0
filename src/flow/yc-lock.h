/* The lock of a desk whose clerk has left it for a moment. */
#pragma once

#include "yc-counter.h"

G_BEGIN_DECLS

#define YC_LOCK_AFTER_MINUTES 5        /* without a key or the pointer, where nothing else is said */
#define YC_LOCK_AFTER_MINUTES_MAX 1440
#define YC_LOCK_PIN_DIGITS 6
#define YC_LOCK_TRIES_MAX 5

typedef enum
{
  YC_LOCK_OPEN,     /* the clerk works, or the door is shown */
  YC_LOCK_CHOOSING, /* covered already; who has locked it may choose a PIN */
  YC_LOCK_LOCKED,
} YcLockState;

/* What goes on although no key is pressed. */
typedef enum
{
  YC_LOCK_HOLD_ENGRAVER,
  YC_LOCK_HOLD_APPLICANT,
  YC_LOCK_HOLD_WALL,
  YC_LOCK_N_HOLDS,
} YcLockHold;

typedef enum
{
  YC_LOCK_ERROR_FORMAT,    /* no PIN: not six digits; not counted as a try */
  YC_LOCK_ERROR_TRIVIAL,   /* all digits equal, or a straight run */
  YC_LOCK_ERROR_DIFFERENT, /* the second time it was typed otherwise */
  YC_LOCK_ERROR_WRONG,
  YC_LOCK_ERROR_ENDED,     /* wrong too often: nobody is signed in any more */
  YC_LOCK_ERROR_STATE,     /* it is not locked, or an answer is looked at already */
} YcLockError;

#define YC_LOCK_ERROR (yc_lock_error_quark ())
GQuark yc_lock_error_quark (void);

/* Signals: "changed" when its state, or what opens it, has. */
#define YC_TYPE_LOCK (yc_lock_get_type ())
G_DECLARE_FINAL_TYPE (YcLock, yc_lock, YC, LOCK, GObject)

/* @clock: lives longer than the lock; @after_minutes: 0 for never by itself */
YcLock     *yc_lock_new           (YcCounter            *counter,
                                   YcClock              *clock,
                                   guint                 after_minutes);
YcLockState yc_lock_get_state     (YcLock               *self);
/* Whether a PIN opens it; else the password does. */
gboolean    yc_lock_has_pin       (YcLock               *self);

/* A key, or the pointer, in any of the desk's windows. */
void        yc_lock_touch         (YcLock               *self);
/* Now and then, at least every few seconds: looks at the clock. */
void        yc_lock_tick          (YcLock               *self);
void        yc_lock_set_hold      (YcLock               *self,
                                   YcLockHold            hold,
                                   gboolean              holds);

/* At once. Passed over while nobody is signed in. */
void        yc_lock_lock          (YcLock               *self);
/* While it is CHOOSING. */
void        yc_lock_skip_choosing (YcLock               *self);
void        yc_lock_choose_async  (YcLock               *self,
                                   const char           *pin,
                                   const char           *again,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
gboolean    yc_lock_choose_finish (YcLock               *self,
                                   GAsyncResult         *result,
                                   GError              **error);
/* @answer: the PIN, or the password where no PIN was chosen. */
void        yc_lock_unlock_async  (YcLock               *self,
                                   const char           *answer,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
gboolean    yc_lock_unlock_finish (YcLock               *self,
                                   GAsyncResult         *result,
                                   GError              **error);

/* Whether @pin may be one; says why not. */
gboolean    yc_lock_check_pin     (const char           *pin,
                                   GError              **error);

G_END_DECLS
