/* What an administrator's lists say, in words. */
#pragma once

#include "yc-administration.h"

G_BEGIN_DECLS

#define YC_ADMINISTRATION_COLUMNS 6

const char *yc_administration_words_get_role  (guint                 role);
char       *yc_administration_words_dup_roles (guint                 roles);
char       *yc_administration_words_dup_moment (gint64               at_ms);
const char *yc_administration_words_get_head  (YcAdministrationList  list,
                                               guint                 column);
char       *yc_administration_words_dup_cell  (YcAdministration     *administration,
                                               YcAdministrationList  list,
                                               const YcHubStaffRow  *row,
                                               guint                 column);
char       *yc_administration_words_dup_title (YcAdministration     *administration,
                                               YcAdministrationList  list,
                                               const YcHubStaffRow  *row);

G_END_DECLS
