/* Identity without a card: e-licence, e-ID, passport, a firm's paper licence.
 * Face is nowhere the only way, and nowhere a way of its own. */
#pragma once

#include "yc-case-file.h"
#include "yc-credential-session.h"
#include "yc-mrz.h"

G_BEGIN_DECLS

/* What a credential is asked for. */
#define YC_CREDENTIAL_PURPOSE "company-establishment"

/* Whether @person is a firm: by what the form says of it, else by its number. */
gboolean             yc_case_file_is_firm          (YcCaseFile           *self,
                                                    const char           *person);
/* Begins a session with the platform; @kind: "licence" or "e-id".
 * Returns: (transfer full) (nullable): NULL where no platform is known */
YcCredentialSession *yc_case_file_ask_credential   (YcCaseFile           *self,
                                                    const char           *kind,
                                                    GError              **error);
/* Fills in what was shown (source "licence") and records the identity. */
void                 yc_case_file_identify_credential_async (YcCaseFile  *self,
                                                    const char           *person,
                                                    const YcCredential   *credential,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
/* The same by a passport's lines; counts after the second look. */
void                 yc_case_file_identify_passport_async (YcCaseFile    *self,
                                                    const char           *person,
                                                    const YcMrz          *mrz,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
/* A firm by its paper licence, with who signs for it; counts after the second look. */
void                 yc_case_file_identify_firm_async (YcCaseFile        *self,
                                                    const char           *person,
                                                    const char           *delegate,
                                                    const char           *delegate_number,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);

G_END_DECLS
