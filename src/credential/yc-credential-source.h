/* Where e-licences and e-IDs come from: a platform, behind this interface. */
#pragma once

#include "yc-credential-wire.h"

G_BEGIN_DECLS

#define YC_TYPE_CREDENTIAL_SOURCE (yc_credential_source_get_type ())
G_DECLARE_INTERFACE (YcCredentialSource, yc_credential_source, YC, CREDENTIAL_SOURCE, GObject)

struct _YcCredentialSourceInterface
{
  GTypeInterface parent_iface;

  void (*begin_async) (YcCredentialSource        *self,
                       const YcCredentialRequest *request,
                       GCancellable              *cancellable,
                       GAsyncReadyCallback        callback,
                       gpointer                   user_data);
  YcCredentialBegun *(*begin_finish) (YcCredentialSource  *self,
                                      GAsyncResult        *result,
                                      GError             **error);
  void (*ask_async) (YcCredentialSource  *self,
                     const char          *session,
                     guint                wait_s,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data);
  YcCredentialAnswer *(*ask_finish) (YcCredentialSource  *self,
                                     GAsyncResult        *result,
                                     GError             **error);
};

/* Begins a session: what is to be scanned, and until when. */
void                yc_credential_source_begin_async  (YcCredentialSource         *self,
                                                       const YcCredentialRequest  *request,
                                                       GCancellable               *cancellable,
                                                       GAsyncReadyCallback         callback,
                                                       gpointer                    user_data);
YcCredentialBegun  *yc_credential_source_begin_finish (YcCredentialSource         *self,
                                                       GAsyncResult               *result,
                                                       GError                    **error);
/* How it stands; waits for news as long as @wait_s. */
void                yc_credential_source_ask_async    (YcCredentialSource         *self,
                                                       const char                 *session,
                                                       guint                       wait_s,
                                                       GCancellable               *cancellable,
                                                       GAsyncReadyCallback         callback,
                                                       gpointer                    user_data);
YcCredentialAnswer *yc_credential_source_ask_finish   (YcCredentialSource         *self,
                                                       GAsyncResult               *result,
                                                       GError                    **error);

G_END_DECLS
