/* hall-maker.c: some applicants of a day, at a hub in another process
 *
 * hall-maker PORT OPERATOR REVIEWER PASSWORD CODE…: a code of enrolment for the
 * reviewer's window, then one for each clerk's. Every window draws, calls,
 * fills in and submits; what becomes of each applicant is told by their place.
 * Times lie in the last two hours, so that there is something to measure.
 */

#include "yc-test-hub.h"

#define MILLION_FEN (G_GINT64_CONSTANT (1000000) * 100)
#define MINUTE_MS G_GINT64_CONSTANT (60000)
#define BOOT_MS (G_GINT64_CONSTANT (200) * 60 * MINUTE_MS)
#define APPLICANTS 6 /* a window */

/* From now on ops were made @ago_ms before they are sent. */
static void
go_back (TestDesk *desk,
         gint64    ago_ms)
{
  desk->sending_ms = BOOT_MS;
  desk->boot_ms = BOOT_MS - ago_ms;
}

static YcBody *
decide (const char *outcome)
{
  YcBody *body = test_body ("module", "registration", "outcome", outcome, "by", "person", "text", "见意见", NULL);
  YcRecord *item = yc_body_add_item (body);

  yc_record_set_text (item, "rule", "capital");
  yc_record_set_int (item, "holds", 0);
  yc_record_set_text (item, "text", "请核实出资");
  return body;
}

static void
mark_paper (TestDesk       *desk,
            const YcStream *stream)
{
  YcBody *body = test_body ("item", "articles", "state", "seen", NULL);

  yc_record_set_int (body->record, "originals", 1);
  test_desk_apply (desk, stream, "item.mark", body);
}

static void
serve (TestDesk       *desk,
       const YcStream *visit,
       const YcStream *stream,
       guint           place)
{
  g_autofree char *ticket = yc_id_dup_text (&visit->id);
  g_autofree char *name = yc_id_dup_text (&stream->id);

  test_desk_apply (desk, stream, "case.open",
                   test_body ("matter", "limited-company-establishment", "version", "2026.11", "hall", "lc", "visit",
                              ticket, NULL));
  test_desk_apply (desk, visit, "ticket.serve", test_body ("case", name, NULL));
  test_case_fill (desk, stream, place % 2 == 0 ? 11 * MILLION_FEN : MILLION_FEN);
  if (place == 2)
    mark_paper (desk, stream);
}

static void
submit (TestDesk       *desk,
        const YcStream *stream)
{
  g_autofree char *outcome = test_case_submit (desk, stream, NULL);

  g_assert_cmpstr (outcome, ==, "applied");
}

/* 0: refused. 1: approved at once. 2: refused, with paper. 3: did not come. 4:
 * waits for a reviewer. 5: still waits, at window 1; transferred elsewhere. */
static void
receive (TestDesk *desk,
         TestDesk *reviewer,
         guint     window,
         guint     place)
{
  YcStream visit = test_stream_new (YC_STREAM_VISIT), stream = test_stream_new (YC_STREAM_CASE);
  g_autofree char *number = g_strdup_printf ("A%u%02u", window, place);
  gint64 ago_ms = (100 - 15 * place) * MINUTE_MS;

  go_back (desk, ago_ms);
  test_desk_apply (desk, &visit, "ticket.issue",
                   test_body ("number", number, "service", "company", "hall", "lc", NULL));
  if (place == 5 && window == 1)
    return;
  go_back (desk, ago_ms - (1 + place + window) * MINUTE_MS);
  test_desk_apply (desk, &visit, "ticket.call", yc_body_new ());
  if (place == 3)
    test_desk_apply (desk, &visit, "ticket.no-show", yc_body_new ());
  if (place == 5)
    test_desk_apply (desk, &visit, "ticket.transfer", test_body ("to", "1", NULL));
  if (place == 3 || place == 5)
    return;
  serve (desk, &visit, &stream, place);
  submit (desk, &stream);
  if (place == 0 || place == 2)
    test_desk_apply (reviewer, &stream, "decision.record", decide ("refused"));
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (TestHub) hub = NULL;
  g_autoptr (TestDesk) reviewer = NULL;

  if (argc < 7)
    {
      g_printerr ("hall-maker PORT OPERATOR REVIEWER PASSWORD REVIEWER-CODE CODE…\n");
      return 2;
    }
  hub = test_hub_new_remote ("", (guint) g_ascii_strtoull (argv[1], NULL, 10));
  reviewer = test_desk_new_with_code (hub, argv[5], argv[3], argv[4]);
  for (int i = 6; i < argc; i++)
    {
      g_autoptr (TestDesk) desk = test_desk_new_with_code (hub, argv[i], argv[2], argv[4]);

      for (guint place = 0; place < APPLICANTS; place++)
        receive (desk, reviewer, (guint) i - 5, place);
    }
  return 0;
}
