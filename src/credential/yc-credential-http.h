/* A credential platform over HTTP: see yc-credential-wire.c for its doors. */
#pragma once

#include "yc-credential-source.h"

G_BEGIN_DECLS

#define YC_TYPE_CREDENTIAL_HTTP (yc_credential_http_get_type ())
G_DECLARE_FINAL_TYPE (YcCredentialHttp, yc_credential_http, YC, CREDENTIAL_HTTP, GObject)

/* @url: "http://127.0.0.1:9000", without a path */
YcCredentialHttp *yc_credential_http_new (const char  *url,
                                          GError     **error);

G_END_DECLS
