// Which kernels this processor runs.

#include "internal.h"

const vigie_kernels *vigie_kernels_at(uint32_t number) {
  const vigie_kernels *all[4] = {&vigie_kernels_portable};
  uint32_t count = 1;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
      __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt")) {
    all[count++] = &vigie_kernels_avx2;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vpopcntdq")) {
      all[count++] = &vigie_kernels_avx512;
    }
  }
#elif defined(__aarch64__)
  all[count++] = &vigie_kernels_neon;
#endif
  return number < count ? all[number] : NULL;
}

const vigie_kernels *vigie_best_kernels(void) {
  const vigie_kernels *best = NULL;
  for (uint32_t number = 0; vigie_kernels_at(number) != NULL; number++) {
    best = vigie_kernels_at(number);
  }
  return best;
}
