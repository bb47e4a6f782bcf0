/* A guard at work: one machine, one action, for whoever is at the other end. */
#pragma once

#include "yc-machine.h"

G_BEGIN_DECLS

typedef struct _YcGuardSession YcGuardSession;

YcGuardSession *yc_guard_session_new  (int         fd,
                                       const char *place,
                                       const char *folder,
                                       YcMachine  *machine);
void            yc_guard_session_run  (YcGuardSession *self);
void            yc_guard_session_stop (YcGuardSession *self);
void            yc_guard_session_free (YcGuardSession *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcGuardSession, yc_guard_session_free)

G_END_DECLS
