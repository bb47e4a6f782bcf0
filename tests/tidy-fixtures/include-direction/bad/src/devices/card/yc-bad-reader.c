#  include   "../core/yc-case.h"
