/* What the hub does of itself once a case is as it is. */
#pragma once

#include "yc-case-job.h"
#include "yc-case-progress.h"
#include "yc-catalogue.h"

G_BEGIN_DECLS

/* One op that is due. */
typedef struct
{
  YcKindCode code;        /* MODULE_START, JOB_GRANT, CASE_FINISH, HANDOVER_COMPLETE or CALLBACK_DUE */
  const YcModule *module; /* MODULE_START; owned by the catalogue */
  const char *reason;     /* CALLBACK_DUE; a constant */
  YcDate due;             /* the same */
  const YcCaseJob *job;   /* JOB_GRANT; the case's */
} YcCaseNext;

GArray  *yc_case_list_next          (YcCase            *self,
                                     const YcCatalogue *catalogue,
                                     const YcMatter    *matter,
                                     const YcDate      *today);
gboolean yc_case_output_is_due      (YcCase            *self,
                                     const YcModule    *module,
                                     const YcOutput    *output,
                                     const YcDate      *today);
YcModuleState yc_case_get_module_state (YcCase         *self,
                                     const char        *module);
gboolean yc_case_module_has_ended   (YcCase            *self,
                                     const YcModule    *module,
                                     const YcDate      *today);

G_END_DECLS
