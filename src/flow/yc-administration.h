/* What an administrator sees and does: always by the line. */
#pragma once

#include "yc-administration-row.h"
#include "yc-counter.h"

G_BEGIN_DECLS

typedef enum
{
  YC_ADMINISTRATION_OPERATORS,
  YC_ADMINISTRATION_WINDOWS,
  YC_ADMINISTRATION_DEVICES,
  YC_ADMINISTRATION_VERSIONS,
  YC_N_ADMINISTRATION_LISTS,
} YcAdministrationList;

/* Property, read-only: "problem" (string, nullable: why there is nothing to be
 * seen). "changed" is emitted when other rows have come, or all have gone. */
#define YC_TYPE_ADMINISTRATION (yc_administration_get_type ())
G_DECLARE_FINAL_TYPE (YcAdministration, yc_administration, YC, ADMINISTRATION, GObject)

YcAdministration    *yc_administration_new          (YcCounter            *counter);
void                 yc_administration_show         (YcAdministration     *self,
                                                     YcAdministrationList  list,
                                                     const char           *search);
void                 yc_administration_refresh      (YcAdministration     *self);
void                 yc_administration_forget       (YcAdministration     *self);
GListModel          *yc_administration_get_rows     (YcAdministration     *self);
GPtrArray           *yc_administration_get_halls    (YcAdministration     *self);
const char          *yc_administration_find_hall    (YcAdministration     *self,
                                                     const char           *code);
guint                yc_administration_get_total    (YcAdministration     *self);
gint64               yc_administration_get_now      (YcAdministration     *self);
const char          *yc_administration_get_problem  (YcAdministration     *self);

/* @body: (transfer full): of an administrator's op; see yc-staff.h */
void                 yc_administration_act_async    (YcAdministration     *self,
                                                     const char           *kind,
                                                     YcBody               *body,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
/* @ret_code: (out) (transfer full) (nullable): a one-time code, shown once */
gboolean             yc_administration_act_finish   (YcAdministration     *self,
                                                     GAsyncResult         *result,
                                                     YcHubOneTimeCode      **ret_code,
                                                     GError              **error);

/* Somebody who is not signed in yet chooses a password by a one-time code. */
void                 yc_counter_choose_password_async  (YcCounter           *self,
                                                     const char           *operator_code,
                                                     const char           *code,
                                                     const char           *password,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
gboolean             yc_counter_choose_password_finish (YcCounter           *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);

G_END_DECLS
