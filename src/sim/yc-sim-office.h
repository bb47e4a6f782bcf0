/* One outside office: what it was asked, and what it answers (D30). */
#pragma once

#include "yc-sim-office-rules.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define YC_SIM_OFFICE_BODY_MAX (256 * 1024) /* bytes of a request */
#define YC_SIM_OFFICE_REQUESTS_MAX 200000   /* in its book; it takes no more */
#define YC_SIM_OFFICE_PAGE_MAX 100          /* answers given at once */

typedef struct _YcSimOffice YcSimOffice;

YcSimOffice *yc_sim_office_new     (const YcSimOfficeRules *rules,
                                    const char             *folder,
                                    GError                **error);
void         yc_sim_office_free    (YcSimOffice            *self);
const YcSimOfficeRules *yc_sim_office_get_rules (YcSimOffice *self);
gboolean     yc_sim_office_tell    (YcSimOffice            *self,
                                    const char             *line,
                                    GError                **error);
guint        yc_sim_office_put     (YcSimOffice            *self,
                                    const char             *id,
                                    GBytes                 *body,
                                    gint64                  now_ms,
                                    json_t                **ret_answer);
json_t      *yc_sim_office_list    (YcSimOffice            *self,
                                    gint64                  after);
gint64       yc_sim_office_get_head (YcSimOffice           *self);
gint64       yc_sim_office_release (YcSimOffice            *self,
                                    gint64                  now_ms);
json_t      *yc_sim_problem_new    (guint                   status,
                                    const char             *code,
                                    const char             *detail);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSimOffice, yc_sim_office_free)

G_END_DECLS
