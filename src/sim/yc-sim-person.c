/* yc-sim-person.c: synthetic persons and the text blocks of their cards
 *
 * A number is built, not stored: the first six digits of the stem, the date of
 * birth, its last three digits, and the check digit of GB 11643. A 2017
 * residence card's has three letters and an area of four digits, a date of six,
 * two more digits and no check digit.
 */

#include "yc-sim-person.h"

#include <string.h>

static const YcSimPerson persons[] = {
  { "zhang", YC_CARD_RESIDENT, "张测试", NULL, '1', "01", "19491231", "北京市朝阳区测试路1号",
    "110105002", "测试公安局", "20200101", "长期", NULL, NULL, NULL },
  { "li", YC_CARD_RESIDENT, "李测试", NULL, '2', "01", "19880214",
    "山东省聊城市东昌府区示例街道测试小区2号楼3单元401室", "371502004", "测试公安局东昌分局",
    "20180601", "20380601", NULL, NULL, NULL },
  { "wang", YC_CARD_RESIDENT, "王测试", NULL, '1', "03", "19760229",
    "山东省临清市测试镇示例村10号", "371581017", "临清测试公安局", "20150315", "20350315", NULL, NULL,
    "山东省聊城市东昌府区迁入路8号" },
  { "zhao", YC_CARD_RESIDENT, "赵测试", NULL, '2', "11", "20011001", "山东省莘县测试乡示例路5号",
    "371522026", "莘县测试公安局", "20210901", "20310901", NULL, NULL, NULL },
  /* A name with a character of CJK extension B: four bytes in GB 18030. */
  { "rare", YC_CARD_RESIDENT, "钱𠮷测", NULL, '1', "01", "19930808", "山东省阳谷县测试路9号",
    "371521033", "阳谷测试公安局", "20190808", "20390808", NULL, NULL, NULL },
  { "expired", YC_CARD_RESIDENT, "孙测试", NULL, '1', "01", "19600520", "山东省高唐县测试路6号",
    "371526019", "高唐测试公安局", "20050101", "20250101", NULL, NULL, NULL },
  /* Too young to found a company. */
  { "minor", YC_CARD_RESIDENT, "周测试", NULL, '2', "01", "20150601", "山东省冠县测试路7号",
    "371525042", "冠县测试公安局", "20200601", "20250601", NULL, NULL, NULL },
  { "permit", YC_CARD_PERMIT, "测试乙", NULL, '1', NULL, "19991231", "广东省珠海市测试路2号",
    "810000001", "测试公安局", "20200101", "20250101", NULL, "H00000001", NULL },
  { "foreign-2017", YC_CARD_FOREIGN_2017, "测试丙", "TEST, PERSON ONE", '1', NULL, "19991231", NULL,
    "XXX110001", "1500", "20170616", "20270615", "XXX", NULL, NULL },
  { "foreign-2023", YC_CARD_FOREIGN_2023, "测试丁", "TEST, PERSON TWO", '1', NULL, "19991231", NULL,
    "911124001", NULL, "20231201", "20331130", "XXX", NULL, NULL },
};

static const struct
{
  const char *alias;
  const char *id;
} aliases[] = {
  { "res", "zhang" },
  { "J", "permit" },
  { "I", "foreign-2017" },
  { "Y", "foreign-2023" },
};

/* By id or alias; %NULL if nobody is called that. */
const YcSimPerson *
yc_sim_person_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (g_str_equal (id, aliases[i].alias))
      id = aliases[i].id;
  for (guint i = 0; i < G_N_ELEMENTS (persons); i++)
    if (g_str_equal (id, persons[i].id))
      return &persons[i];
  return NULL;
}

/* "zhang 张测试 11010519491231002X", a line a person. */
char *
yc_sim_person_list (void)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (persons); i++)
    {
      g_autofree char *number = yc_sim_person_dup_number (&persons[i]);

      g_string_append_printf (list, "%s %s %s\n", persons[i].id, persons[i].name, number);
    }
  return g_string_free (list, FALSE);
}

/* GB 11643: the last digit of seventeen. */
static char
check_digit (const char *digits)
{
  static const int weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
  int sum = 0;

  for (int i = 0; i < 17; i++)
    sum += (digits[i] - '0') * weights[i];
  return "10X98765432"[sum % 11];
}

char *
yc_sim_person_dup_number (const YcSimPerson *person)
{
  g_autofree char *digits = NULL;

  if (person->kind == YC_CARD_FOREIGN_2017)
    return g_strdup_printf ("%.7s%s%s", person->stem, person->birth + 2, person->stem + 7);
  digits = g_strdup_printf ("%.6s%s%s", person->stem, person->birth, person->stem + 6);
  g_assert (strlen (digits) == 17);
  return g_strdup_printf ("%s%c", digits, check_digit (digits));
}

/* Pads with spaces; cuts what does not fit. */
void
yc_sim_write_utf16 (guint8     *bytes,
                    gsize       size_bytes,
                    const char *text)
{
  g_autofree gunichar2 *units = NULL;
  glong count = 0;

  if (text != NULL)
    units = g_utf8_to_utf16 (text, -1, NULL, &count, NULL);
  for (gsize i = 0; i < size_bytes / 2; i++)
    {
      gunichar2 unit = (glong) i < count ? units[i] : ' ';

      bytes[2 * i] = unit & 0xFF;
      bytes[2 * i + 1] = unit >> 8;
    }
}

static void
write_sex (guint8 *bytes,
           char    sex)
{
  yc_sim_write_utf16 (bytes, 2, (const char[]){ sex, '\0' });
}

static void
write_2017 (const YcSimPerson *p,
            const char        *number,
            guint8            *text)
{
  yc_sim_write_utf16 (text, 120, p->english_name);
  write_sex (text + 120, p->sex);
  yc_sim_write_utf16 (text + 122, 30, number);
  yc_sim_write_utf16 (text + 152, 6, p->nationality);
  yc_sim_write_utf16 (text + 158, 30, p->name);
  yc_sim_write_utf16 (text + 220, 16, p->birth);
  yc_sim_write_utf16 (text + 236, 4, "01");
  yc_sim_write_utf16 (text + 240, 8, p->authority);
  yc_sim_write_utf16 (text + 248, 2, "I");
}

static void
write_2023 (const YcSimPerson *p,
            const char        *number,
            guint8            *text)
{
  yc_sim_write_utf16 (text, 30, p->name);
  write_sex (text + 30, p->sex);
  yc_sim_write_utf16 (text + 32, 4, "00");
  yc_sim_write_utf16 (text + 36, 16, p->birth);
  yc_sim_write_utf16 (text + 52, 70, p->english_name);
  yc_sim_write_utf16 (text + 122, 36, number);
  yc_sim_write_utf16 (text + 242, 6, p->nationality);
  yc_sim_write_utf16 (text + 248, 2, "Y");
}

static void
write_resident (const YcSimPerson *p,
                const char        *number,
                guint8            *text)
{
  yc_sim_write_utf16 (text, 30, p->name);
  write_sex (text + 30, p->sex);
  yc_sim_write_utf16 (text + 32, 4, p->ethnic);
  yc_sim_write_utf16 (text + 36, 16, p->birth);
  yc_sim_write_utf16 (text + 52, 70, p->address);
  yc_sim_write_utf16 (text + 122, 36, number);
  yc_sim_write_utf16 (text + 158, 30, p->authority);
  if (p->kind != YC_CARD_PERMIT)
    return;
  yc_sim_write_utf16 (text + 220, 18, p->pass_number);
  yc_sim_write_utf16 (text + 238, 4, "01");
  yc_sim_write_utf16 (text + 248, 2, "J");
}

/* The text block of a card. */
void
yc_sim_person_write_text (const YcSimPerson *person,
                          guint8             text[YC_CARD_TEXT_BYTES])
{
  g_autofree char *number = yc_sim_person_dup_number (person);

  yc_sim_write_utf16 (text, YC_CARD_TEXT_BYTES, "");
  if (person->kind == YC_CARD_FOREIGN_2017)
    write_2017 (person, number, text);
  else if (person->kind == YC_CARD_FOREIGN_2023)
    write_2023 (person, number, text);
  else
    write_resident (person, number, text);
  yc_sim_write_utf16 (text + 188, 16, person->valid_from);
  yc_sim_write_utf16 (text + 204, 16, person->valid_to);
}
