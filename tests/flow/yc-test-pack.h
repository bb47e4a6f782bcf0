/* Packs of what is shipped, for a desk's tests. */
#pragma once

#include "yc-test-hub.h"

G_BEGIN_DECLS

/* The shipped form @version, valid from @valid_from for ever, with its papers; where
 * @part is not NULL, every @from in that part is made @to. Signed by a key that
 * test_pack_trust() makes @hub trust. */
GBytes *test_pack_make    (const char *version,
                           const char *valid_from,
                           const char *part,
                           const char *from,
                           const char *to);
void    test_pack_trust   (TestHub    *hub);
/* In the hub's own thread, since desks ask it meanwhile, as an administrator does,
 * and with all that wait for it told. */
void    test_pack_install (TestHub    *hub,
                           GBytes     *pack);
void    test_pack_withdraw (TestHub   *hub,
                           const char *version);
/* Returns: (transfer full): what the administrator sees */
char   *test_pack_list    (TestHub    *hub);

G_END_DECLS
