/* The sub-commands of yichuang-sim: each gets its own arguments. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

int yc_sim_command_card_reader (int    argc,
                                char **argv);
int yc_sim_command_printer     (int    argc,
                                char **argv);
int yc_sim_command_engraver    (int    argc,
                                char **argv);
int yc_sim_command_form        (int    argc,
                                char **argv);
int yc_sim_command_tell        (int    argc,
                                char **argv);
int yc_sim_command_persons     (int    argc,
                                char **argv);
int yc_sim_command_credential  (int    argc,
                                 char **argv);
int yc_sim_command_scanner     (int    argc,
                                char **argv);
int yc_sim_command_office      (int    argc,
                                char **argv);

G_END_DECLS
