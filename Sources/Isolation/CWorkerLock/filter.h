#ifndef VIGIE_FILTER_H
#define VIGIE_FILTER_H

#include <linux/filter.h>

struct vigie_worker_filter {
  struct sock_fprog program;
};

#endif
