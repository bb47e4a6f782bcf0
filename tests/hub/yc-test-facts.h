/* What a hub has put down of a month of a large hall. */
#pragma once

#include "yc-hub.h"

G_BEGIN_DECLS

void test_facts_put  (YcHub  *hub,
                      guint   i,
                      gint64  now_ms);
void test_facts_fill (YcHub  *hub,
                      guint   count,
                      gint64  now_ms);

G_END_DECLS
