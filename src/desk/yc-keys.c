/* yc-keys.c: every key of the desk, once */

#include "yc-keys.h"

#include <glib/gi18n-lib.h>

#define ANYONE YC_ROLE_ANYONE
#define CLERK YC_ROLE_CLERK
#define COUNTER (YC_ROLE_CLERK | YC_ROLE_HELPER)

static const YcKey keys[] = {
  { "<Alt>1", "Alt+1", "win.page::today", N_("Today"), YC_KEYS_HIDDEN, CLERK },
  { "<Alt>2", "Alt+2", "win.page::case", N_("Case"), YC_KEYS_HIDDEN, ANYONE },
  { "<Alt>3", "Alt+3", "win.page::helper", N_("Helper"), YC_KEYS_HIDDEN, YC_ROLE_HELPER },
  { "<Alt>4", "Alt+4", "win.page::review", N_("Review"), YC_KEYS_HIDDEN, YC_ROLE_REVIEWER },
  { "<Alt>5", "Alt+5", "win.page::hall", N_("Hall"), YC_KEYS_HIDDEN, YC_ROLE_SUPERVISOR },
  { "<Alt>6", "Alt+6", "win.page::devices", N_("Devices"), YC_KEYS_HIDDEN, ANYONE },
  { "<Alt>7", "Alt+7", "win.page::line", N_("Line"), YC_KEYS_HIDDEN, ANYONE },

  { "F2", "F2", "win.read-card", N_("Read ID card"), YC_KEYS_TODAY | YC_KEYS_CASE | YC_KEYS_DEVICES, COUNTER },
  { "F7", "F7", "win.call-next", N_("Call next"), YC_KEYS_TODAY | YC_KEYS_LINE, CLERK },
  { "<Control>r", "Ctrl+R", "win.recall", N_("Call again"), YC_KEYS_TODAY, CLERK },
  { "<Control>k", "Ctrl+K", "win.park", N_("Set aside"), YC_KEYS_TODAY, CLERK },
  { "<Control>m", "Ctrl+M", "win.no-show", N_("Did not come"), YC_KEYS_TODAY, CLERK },
  { "<Control>t", "Ctrl+T", "win.transfer", N_("Transfer"), YC_KEYS_TODAY, CLERK },
  { "<Control>e", "Ctrl+E", "win.close-ticket", N_("Finish"), YC_KEYS_TODAY, CLERK },
  { "<Control>d", "Ctrl+D", "win.issue-ticket", N_("Issue ticket"), YC_KEYS_TODAY, CLERK },
  { "<Control>n", "Ctrl+N", "win.add", N_("New"), YC_KEYS_TODAY | YC_KEYS_CASE, COUNTER },

  { "<Control>1", "Ctrl+1", "win.step(0)", N_("Identity"), YC_KEYS_HIDDEN, ANYONE },
  { "<Control>2", "Ctrl+2", "win.step(1)", N_("Form"), YC_KEYS_HIDDEN, ANYONE },
  { "<Control>3", "Ctrl+3", "win.step(2)", N_("Papers"), YC_KEYS_HIDDEN, ANYONE },
  { "<Control>4", "Ctrl+4", "win.step(3)", N_("Submit"), YC_KEYS_HIDDEN, ANYONE },
  { "<Control>5", "Ctrl+5", "win.step(4)", N_("Decision"), YC_KEYS_HIDDEN, ANYONE },
  { "<Control>6", "Ctrl+6", "win.step(5)", N_("Hand over"), YC_KEYS_HIDDEN, ANYONE },
  { "<Control>7", "Ctrl+7", "win.step(6)", N_("Rating"), YC_KEYS_HIDDEN, ANYONE },
  { "<Control>j", "Ctrl+J", "win.next-missing", N_("Next missing"), YC_KEYS_CASE, COUNTER },
  { "<Control>z", "Ctrl+Z", "win.undo", N_("Undo"), YC_KEYS_CASE, COUNTER },
  { "F5", "F5", "win.print-receipt", N_("Print receipt"), YC_KEYS_CASE, COUNTER },
  { "<Control><Alt>1", "Ctrl+Alt+1", "win.receive(0)", N_("Corrected on the spot"), YC_KEYS_HIDDEN, COUNTER },
  { "<Control><Alt>2", "Ctrl+Alt+2", "win.receive(1)", N_("All points at once"), YC_KEYS_HIDDEN, COUNTER },
  { "<Control><Alt>3", "Ctrl+Alt+3", "win.receive(2)", N_("With something owed"), YC_KEYS_HIDDEN, COUNTER },
  { "<Control><Alt>4", "Ctrl+Alt+4", "win.receive(3)", N_("Not accepted"), YC_KEYS_HIDDEN, COUNTER },
  { "<Control>p", "Ctrl+P", "win.print-list", N_("Print hand-over list"), YC_KEYS_HIDDEN, COUNTER },
  { "F9", "F9", "win.act", N_("This step"), YC_KEYS_CASE, COUNTER },
  { "<Shift>F9", "Shift+F9", "win.act-other", N_("This step, the other way"), YC_KEYS_HIDDEN, COUNTER },
  { "F12", "F12", "win.submit", N_("Submit (press twice)"), YC_KEYS_CASE, COUNTER },

  { "a", "A", "win.review::approve", N_("Approve"), YC_KEYS_REVIEW, YC_ROLE_REVIEWER },
  { "c", "C", "win.review::return", N_("Ask for correction"), YC_KEYS_REVIEW, YC_ROLE_REVIEWER },
  { "r", "R", "win.review::refuse", N_("Refuse"), YC_KEYS_REVIEW, YC_ROLE_REVIEWER },
  { "t", "T", "win.review::consult", N_("Consult"), YC_KEYS_REVIEW, YC_ROLE_REVIEWER },
  { "n", "N", "win.review::next", N_("Next case"), YC_KEYS_REVIEW, YC_ROLE_REVIEWER },
  { "v", "V", "win.review::reveal", N_("Show numbers"), YC_KEYS_REVIEW, YC_ROLE_REVIEWER },
  { "e", "E", "win.review::edit", N_("Change the words"), YC_KEYS_HIDDEN, YC_ROLE_REVIEWER },

  { "<Control>l", "Ctrl+L", "win.retry", N_("Try again now"), YC_KEYS_LINE, ANYONE },
  { "<Control>f", "Ctrl+F", "win.search", N_("Search"), YC_KEYS_TODAY, CLERK },
  { "F11", "F11", "win.display", N_("Customer display"), YC_KEYS_HIDDEN, ANYONE },
  { "F1", "F1", "app.help", N_("Help"), YC_KEYS_EVERYWHERE, ANYONE },
  { "<Control>question", "Ctrl+?", "win.show-help-overlay", N_("All keys"), YC_KEYS_HIDDEN, ANYONE },
  { "<Control><Shift>l", "Ctrl+Shift+L", "win.sign-out", N_("Sign out"), YC_KEYS_HIDDEN, ANYONE },
  { "<Control>q", "Ctrl+Q", "app.quit", N_("Quit"), YC_KEYS_HIDDEN, ANYONE },
};

/* Returns: (transfer none) (array length=ret_length): all keys, in the order they are shown */
const YcKey *
yc_keys_list (gsize *ret_length)
{
  *ret_length = G_N_ELEMENTS (keys);
  return keys;
}

/* Returns: (nullable) (transfer none): the key of a detailed action name */
const YcKey *
yc_keys_find (const char *action)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_str_equal (keys[i].action, action))
      return &keys[i];
  return NULL;
}

void
yc_keys_install (GtkApplication *application)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *accelerators[] = { keys[i].accelerator, NULL };

      /* A letter alone is for its page: it must not be taken from a field. */
      if (keys[i].accelerator[1] != '\0')
        gtk_application_set_accels_for_action (application, keys[i].action, accelerators);
    }
}
