/* A platform of e-licences and e-IDs that does what it is told. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _YcSimCredential YcSimCredential;

/* @key_seed: (nullable): 32 bytes; NULL draws one */
YcSimCredential *yc_sim_credential_new     (GBytes          *key_seed);
void             yc_sim_credential_free    (YcSimCredential *self);
gboolean         yc_sim_credential_listen  (YcSimCredential *self,
                                            const char      *address,
                                            guint           *ret_port,
                                            GError         **error);
/* A line of its script: see README.md. */
gboolean         yc_sim_credential_tell    (YcSimCredential *self,
                                            const char      *line,
                                            GError         **error);
/* The public key, for who checks signatures; (transfer full): base64url */
char            *yc_sim_credential_dup_key (YcSimCredential *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSimCredential, yc_sim_credential_free)

G_END_DECLS
