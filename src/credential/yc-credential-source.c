/* yc-credential-source.c: the interface of a credential platform */

#include "yc-credential-source.h"

G_DEFINE_INTERFACE (YcCredentialSource, yc_credential_source, G_TYPE_OBJECT)

static void
yc_credential_source_default_init (YcCredentialSourceInterface *iface)
{
}

void
yc_credential_source_begin_async (YcCredentialSource        *self,
                                  const YcCredentialRequest *request,
                                  GCancellable              *cancellable,
                                  GAsyncReadyCallback        callback,
                                  gpointer                   user_data)
{
  g_return_if_fail (YC_IS_CREDENTIAL_SOURCE (self));

  YC_CREDENTIAL_SOURCE_GET_IFACE (self)->begin_async (self, request, cancellable, callback, user_data);
}

YcCredentialBegun *
yc_credential_source_begin_finish (YcCredentialSource  *self,
                                   GAsyncResult        *result,
                                   GError             **error)
{
  g_return_val_if_fail (YC_IS_CREDENTIAL_SOURCE (self), NULL);

  return YC_CREDENTIAL_SOURCE_GET_IFACE (self)->begin_finish (self, result, error);
}

void
yc_credential_source_ask_async (YcCredentialSource  *self,
                                const char          *session,
                                guint                wait_s,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_return_if_fail (YC_IS_CREDENTIAL_SOURCE (self));

  YC_CREDENTIAL_SOURCE_GET_IFACE (self)->ask_async (self, session, wait_s, cancellable, callback, user_data);
}

YcCredentialAnswer *
yc_credential_source_ask_finish (YcCredentialSource  *self,
                                 GAsyncResult        *result,
                                 GError             **error)
{
  g_return_val_if_fail (YC_IS_CREDENTIAL_SOURCE (self), NULL);

  return YC_CREDENTIAL_SOURCE_GET_IFACE (self)->ask_finish (self, result, error);
}
