/* The seals of a case at a window: drawn, measured, planned for the machine that
 * stands here, and cut, each once. Lives on the main context. */
#pragma once

#include "yc-case-jobs.h"
#include "yc-engraver.h"
#include "yc-seal-material.h"
#include "yc-seal-plan.h"
#include "yc-seal-report.h"

G_BEGIN_DECLS

typedef enum
{
  YC_SEAL_WORK_RESTING, /* nothing is planned: see the trouble, or there is nothing to be cut */
  YC_SEAL_WORK_DRAWING, /* a worker draws, measures and plans */
  YC_SEAL_WORK_READY,   /* planned, and the machine is free */
  YC_SEAL_WORK_ASKING,  /* the center is asked for its grants */
  YC_SEAL_WORK_CUTTING, /* the machine has it */
  YC_SEAL_WORK_ENDED,   /* begun: see the pieces and the trouble for how */
} YcSealWorkState;

/* One seal that is still to be made. */
typedef struct
{
  char *piece;                    /* "seals/seal-official" */
  char *label;
  char *code;                     /* (nullable): the filing office's number */
  const YcSealMaterial *material; /* (nullable): one that no machine here works */
  YcSeal *seal;                   /* (nullable): it could not be drawn */
  YcSealReport *report;           /* (nullable) */
  char *trouble;                  /* (nullable): why it is not cut here, in words */
  gboolean planned;               /* it is on the plate */
  gboolean needs_reason;          /* one was spoilt before */
} YcSealItem;

/* Signals: "changed". */
#define YC_TYPE_SEAL_WORK (yc_seal_work_get_type ())
G_DECLARE_FINAL_TYPE (YcSealWork, yc_seal_work, YC, SEAL_WORK, GObject)

YcSealWork      *yc_seal_work_new          (YcCaseFile          *file);
YcSealWorkState  yc_seal_work_get_state    (YcSealWork          *self);
/* The machine moves, or is about to. */
gboolean         yc_seal_work_is_busy      (YcSealWork          *self);
/* (transfer none): of YcSealItem; good until "changed" */
GPtrArray       *yc_seal_work_get_items    (YcSealWork          *self);
/* (nullable): where nothing is planned */
YcSealPlan      *yc_seal_work_get_plan     (YcSealWork          *self);
/* (nullable): no engraver stands at this window */
YcEngraver      *yc_seal_work_get_engraver (YcSealWork          *self);
/* (nullable): what went wrong, in words */
const char      *yc_seal_work_get_trouble  (YcSealWork          *self);
/* How much of the plan's time the machine has done, in seconds. */
double           yc_seal_work_get_done_s   (YcSealWork          *self);

/* Looks anew at what the case wants; by itself when it is made, and after cutting. */
void             yc_seal_work_draw         (YcSealWork          *self);
/* Asks for what is planned, waits for the grants, starts each on the disk, and has
 * the machine cut them. @reason: (nullable): why a spoilt one is made again. */
void             yc_seal_work_cut          (YcSealWork          *self,
                                            const char          *reason);
/* The machine goes round what it would cut, laser off. */
void             yc_seal_work_frame        (YcSealWork          *self);
/* The machine goes to its corner: some want that after they were switched on. */
void             yc_seal_work_home         (YcSealWork          *self);
void             yc_seal_work_pause        (YcSealWork          *self,
                                            gboolean             paused);
/* The machine stops, laser off; what was begun is for a person to look at. */
void             yc_seal_work_stop         (YcSealWork          *self);

G_END_DECLS
