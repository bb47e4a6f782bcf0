/* What a machine's guard has written down of its jobs. */
#pragma once

#include "yc-engraver.h"

G_BEGIN_DECLS

#define YC_GUARD_JOURNAL_JOBS_MAX 64 /* the newest */

/* Holds the machine for this process. */
typedef struct _YcGuardJournal YcGuardJournal;

YcGuardJournal  *yc_guard_journal_open  (const char            *folder,
                                         GError               **error);
void             yc_guard_journal_close (YcGuardJournal        *self);
gboolean         yc_guard_journal_write (YcGuardJournal        *self,
                                         const YcId            *job,
                                         const YcEngraveRecord *record,
                                         GError               **error);
YcEngraveRecord *yc_guard_journal_find  (YcGuardJournal        *self,
                                         const YcId            *job,
                                         GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcGuardJournal, yc_guard_journal_close)

G_END_DECLS
