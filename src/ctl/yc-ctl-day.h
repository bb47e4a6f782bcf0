/* yichuang-ctl day … */
#pragma once

int yc_ctl_day (int    argc,
                char **argv);
