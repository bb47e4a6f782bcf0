/* yc-ctl-seal-times.c: how long a plan takes, part by part, in words and as JSON */

#include "yc-ctl-seal-times.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

static void
add_minutes (GString    *out,
             const char *what,
             double      seconds)
{
  gint64 whole = llround (seconds);

  g_string_append_printf (out, "%-28s %3" G_GINT64_FORMAT " min %02" G_GINT64_FORMAT " s\n", what, whole / 60,
                          whole % 60);
}

/* When a section ends with its last pass. */
static double
get_section_end_s (YcSealTime *time,
                   guint       index)
{
  const YcToolpathSection *section = yc_toolpath_get_section (yc_seal_time_get_path (time), index);

  return yc_seal_time_get_end_s (time, index, section->setting.passes - 1, section->n_moves - 1);
}

GBytes *
yc_ctl_seal_times_to_words (const YcSealPlan *plan)
{
  const YcSealMachine *machine = yc_seal_plan_get_machine (plan);
  YcSealTime *time = yc_seal_plan_get_time (plan);
  double naive_s = yc_seal_plan_time_naive_s (plan), before_s = 0;
  GString *out = g_string_new (NULL);
  YcSealBox plate;

  yc_seal_plan_get_plate (plan, &plate);
  g_string_append_printf (out, "%u seals of %s on a %s; the plate's corner lies at %.1f, %.1f mm\n",
                          yc_seal_plan_get_n_places (plan), yc_seal_plan_get_material (plan)->id, machine->title, plate.x,
                          plate.y);
  for (guint i = 0; i < yc_toolpath_get_n_sections (yc_seal_time_get_path (time)); i++)
    {
      const YcToolpathSetting *setting = &yc_toolpath_get_section (yc_seal_time_get_path (time), i)->setting;
      const char *verb = setting->mode == YC_TOOLPATH_RASTER ? "engrave" : "cut out";
      g_autofree char *what = g_strdup_printf ("  %s %s, %.0f mm/s × %u", verb, setting->label, setting->speed_um_s / 1e3,
                                               setting->passes);
      double end_s = get_section_end_s (time, i);

      add_minutes (out, what, end_s - before_s);
      before_s = end_s;
    }
  add_minutes (out, "together", yc_seal_time_get_total_s (time));
  add_minutes (out, "the laser is on", yc_seal_time_get_beam_s (time));
  add_minutes (out, "the head waits for the line", yc_seal_time_get_starved_s (time));
  add_minutes (out, "every row, full, one way", naive_s);
  g_string_append_printf (out, "%-28s %.2f\n", "of that", yc_seal_time_get_total_s (time) / naive_s);
  return g_string_free_to_bytes (out);
}

static json_t *
list_sections (YcSealTime *time)
{
  json_t *sections = json_array ();

  for (guint i = 0; i < yc_toolpath_get_n_sections (yc_seal_time_get_path (time)); i++)
    {
      const YcToolpathSetting *setting = &yc_toolpath_get_section (yc_seal_time_get_path (time), i)->setting;

      const char *mode = setting->mode == YC_TOOLPATH_RASTER ? "raster" : "vector";

      json_array_append_new (sections, json_pack ("{s:s, s:s, s:f, s:i, s:f}", "mode", mode, "label", setting->label,
                                                  "mm_s", setting->speed_um_s / 1e3, "passes", (int) setting->passes,
                                                  "end_s", get_section_end_s (time, i)));
    }
  return sections;
}

GBytes *
yc_ctl_seal_times_to_json (const YcSealPlan *plan)
{
  YcSealTime *time = yc_seal_plan_get_time (plan);
  guint8 hash[YC_SHA256_SIZE];
  char digest[YC_SHA256_TEXT_SIZE], *text;
  YcSealBox plate;
  json_t *json;

  yc_seal_plan_get_plate (plan, &plate);
  yc_toolpath_digest (yc_seal_plan_get_path (plan), hash);
  yc_sha256_to_text (hash, digest);
  json = json_pack ("{s:s, s:s, s:i, s:s, s:[f, f]}", "machine", yc_seal_plan_get_machine (plan)->id, "material",
                    yc_seal_plan_get_material (plan)->id, "seals", (int) yc_seal_plan_get_n_places (plan), "toolpath",
                    digest, "plate_mm", plate.x, plate.y);
  json_object_set_new (json, "total_s", json_real (yc_seal_time_get_total_s (time)));
  json_object_set_new (json, "naive_s", json_real (yc_seal_plan_time_naive_s (plan)));
  json_object_set_new (json, "beam_s", json_real (yc_seal_time_get_beam_s (time)));
  json_object_set_new (json, "waiting_s", json_real (yc_seal_time_get_starved_s (time)));
  json_object_set_new (json, "bytes", json_integer ((json_int_t) yc_seal_time_get_bytes (time)));
  json_object_set_new (json, "moves", json_integer (yc_toolpath_get_n_moves (yc_seal_time_get_path (time))));
  json_object_set_new (json, "sections", list_sections (time));
  text = json_dumps (json, JSON_INDENT (1) | JSON_REAL_PRECISION (8));
  json_decref (json);
  return g_bytes_new_with_free_func (text, strlen (text), free, text);
}
