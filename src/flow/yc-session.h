/* Who works here: an operator's permission, and the key that signs for them (D23). */
#pragma once

#include "yc-crypto.h"
#include "yc-kind.h"
#include "yc-op.h"

G_BEGIN_DECLS

#define YC_SESSION_ERROR (yc_session_error_quark ())
GQuark yc_session_error_quark (void);

typedef enum
{
  YC_SESSION_ERROR_GRANT,   /* not a grant, or not signed by the hub */
  YC_SESSION_ERROR_FOREIGN, /* for another device, window or key */
} YcSessionError;

/* Never changes once it is made. */
typedef struct _YcSession YcSession;

YcSession  *yc_session_new          (GBytes           *grant,
                                     GBytes           *signature,
                                     YcKeyPair        *key,
                                     const guint8      hub_key[YC_KEY_SIZE],
                                     GError          **error);
YcSession  *yc_session_ref          (YcSession        *self);
void        yc_session_unref        (YcSession        *self);
const char *yc_session_get_operator (const YcSession  *self);
const char *yc_session_get_name     (const YcSession  *self);
const char *yc_session_get_window   (const YcSession  *self);
guint       yc_session_get_roles    (const YcSession  *self);
gint64      yc_session_get_expires  (const YcSession  *self);
void        yc_session_sign         (const YcSession  *self,
                                     YcOp             *op);

const YcId *yc_session_get_id       (const YcSession  *self);
char       *yc_session_dup_shown    (const YcSession  *self);

/* The whole of it, to be locked with the operator's password, and back. */
GBytes     *yc_session_pack         (const YcSession  *self);
YcSession  *yc_session_unpack       (GBytes           *packed,
                                     const guint8      hub_key[YC_KEY_SIZE],
                                     GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSession, yc_session_unref)

G_END_DECLS
