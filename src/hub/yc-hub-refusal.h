/* Saying no to a request that is still being sent. */
#pragma once

#include "yc-hub-answer.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

void yc_hub_refuse_now (SoupServerMessage *message,
                        YcHubAnswer       *answer);

G_END_DECLS
