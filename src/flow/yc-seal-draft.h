/* What a worker draws for a window: a case's seals, their measures, and a plan. */
#pragma once

#include "yc-case-jobs.h"
#include "yc-seal-work.h"

G_BEGIN_DECLS

/* Made on the main context, filled by a worker, taken apart on the main context. */
typedef struct
{
  GPtrArray *items;             /* of YcSealItem */
  GPtrArray *orders;            /* what each is to say; the draft's own */
  const YcSealMachine *machine; /* (nullable): nothing is planned then */
  YcSealPlan *plan;             /* (nullable) */
  YcSealProfiles *profiles;     /* (nullable): of the case's pack; NULL for the installed */
} YcSealDraft;

/* (nullable): what the plan knows of the machine that stands there; @engraver: (nullable) */
const YcSealMachine *yc_seal_draft_find_machine (YcDevice *engraver);
/* Whether a piece is a seal: a licence is none. */
gboolean     yc_seal_draft_is_seal (const YcPiece *piece);

YcSealDraft *yc_seal_draft_new  (YcCaseFile           *file,
                                 const YcSealMachine  *machine);
void         yc_seal_draft_free (YcSealDraft          *self);
/* Whether both are of the same seals, saying the same, for the same machine. */
gboolean     yc_seal_draft_wants_same (const YcSealDraft *self,
                                       const YcSealDraft *other);
/* For a worker: reads the rules, draws, measures and plans. What is wrong with
 * one seal is its trouble; FALSE: no seal can be drawn, or the plan can't be made. */
gboolean     yc_seal_draft_draw (YcSealDraft          *self,
                                 GCancellable         *cancellable,
                                 GError              **error);

/* Keeps what each seal is to say, and drops what was drawn and planned of it. */
void         yc_seal_draft_drop_drawings (YcSealDraft *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSealDraft, yc_seal_draft_free)

G_END_DECLS
