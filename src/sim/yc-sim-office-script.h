/* What an office does otherwise than it should. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define YC_SIM_OFFICE_TEXT_MAX 600    /* bytes of a text in a script */
#define YC_SIM_OFFICE_DELAY_MAX_MS 3600000
#define YC_SIM_OFFICE_RULES_MAX 1024  /* lines that are still to be played */

typedef enum
{
  YC_SIM_OFFICE_RIGHT,
  YC_SIM_OFFICE_SLOW,       /* answers after so many milliseconds */
  YC_SIM_OFFICE_SILENT,     /* acknowledges, and never answers */
  YC_SIM_OFFICE_REFUSES,
  YC_SIM_OFFICE_CORRECTS,   /* asks for a path to be corrected */
  YC_SIM_OFFICE_TWICE,      /* answers twice */
  YC_SIM_OFFICE_DOWN,       /* does not take the request */
  YC_SIM_OFFICE_OTHER_CASE, /* answers for another case */
  YC_SIM_OFFICE_WRONG_CODE, /* its codes do not check */
  YC_SIM_OFFICE_LATE,       /* answers when the deadline has passed */
  YC_SIM_OFFICE_MALFORMED,  /* answers with an outcome nobody knows */
} YcSimOfficeWhat;

/* How one request is met. */
typedef struct
{
  YcSimOfficeWhat what;
  gint64 delay_ms;
  char *path; /* (nullable): CORRECTS */
  char *text; /* (nullable): CORRECTS and REFUSES */
} YcSimOfficeTurn;

typedef struct _YcSimOfficeScript YcSimOfficeScript;

YcSimOfficeScript *yc_sim_office_script_new  (void);
void               yc_sim_office_script_free (YcSimOfficeScript *self);
gboolean           yc_sim_office_script_tell (YcSimOfficeScript *self,
                                              const char        *line,
                                              GError           **error);
gboolean           yc_sim_office_script_is_down (YcSimOfficeScript *self);
void               yc_sim_office_script_take (YcSimOfficeScript *self,
                                              guint              number,
                                              YcSimOfficeTurn   *ret_turn);
void               yc_sim_office_turn_clear  (YcSimOfficeTurn   *turn);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSimOfficeScript, yc_sim_office_script_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YcSimOfficeTurn, yc_sim_office_turn_clear)

G_END_DECLS
