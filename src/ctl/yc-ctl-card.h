#pragma once

int yc_ctl_card (int    argc,
                 char **argv);
