/* One job of a case as a window shows it. */
#pragma once

#include "yc-case-job.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Properties: "state" (YcJobState), "state-text", "piece" ("seals/seal-official"),
 * "label" (of the piece, as the catalogue calls it), "machine", "mine" (its
 * machine stands at this desk), "asks" (somebody has to look and say). */
#define YC_TYPE_JOB (yc_job_get_type ())
G_DECLARE_FINAL_TYPE (YcJob, yc_job, YC, JOB, GObject)

YcJob      *yc_job_new            (const YcId      *id,
                                   const char      *own_desk);
/* What the case says of it; @label: (nullable) */
void        yc_job_show           (YcJob           *self,
                                   const YcCaseJob *job,
                                   const char      *label);

const YcId *yc_job_get_id         (YcJob           *self);
YcJobState  yc_job_get_state      (YcJob           *self);
const char *yc_job_get_state_text (YcJob           *self);
const char *yc_job_get_piece      (YcJob           *self);
const char *yc_job_get_label      (YcJob           *self);
const char *yc_job_get_machine    (YcJob           *self);
/* SHA-256 of what is made, and of the machine's path; the second (nullable) */
const char *yc_job_get_artwork    (YcJob           *self);
const char *yc_job_get_plan       (YcJob           *self);
/* (nullable): the office's number on the piece */
const char *yc_job_get_code       (YcJob           *self);
/* (nullable): why nobody could tell how it ended */
const char *yc_job_get_doubt      (YcJob           *self);
gboolean    yc_job_is_mine        (YcJob           *self);
gboolean    yc_job_asks           (YcJob           *self);

G_END_DECLS
