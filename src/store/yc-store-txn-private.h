#pragma once

#include "yc-store-txn.h"
#include "yc-vault.h"

G_BEGIN_DECLS

gboolean yc_store_txn_apply (YcStoreTxn  *self,
                             YcVault     *vault,
                             GError     **error);

G_END_DECLS
