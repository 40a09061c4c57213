// From reset to main on a Cortex-M: vector table, memory, floating-point unit.
#if defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M'

#include "board.h"

// Of the linker script.
extern uint32_t __data_load[], __data_start[], __data_end[], __bss_start[], __bss_end[];
extern uint32_t __stack_top[];

int main(void);

#define SCB_VTOR (*(volatile uint32_t *)0xE000ED08)

extern void *const vectors[16];

__attribute__((noinline, used)) static void start(void) {
  SCB_VTOR = (uint32_t)vectors;
  const uint32_t *from = __data_load;
  for (volatile uint32_t *to = __data_start; to < __data_end;) *to++ = *from++;
  for (volatile uint32_t *to = __bss_start; to < __bss_end;) *to++ = 0;
  board_exit(main());
}

// The floating-point unit, and the vector unit of a Cortex-M55, must be on before compiled code
// runs that may use their registers: full access to coprocessors 10 and 11 in CPACR.
__attribute__((naked)) void Reset_Handler(void) {
  __asm__ volatile(
      "ldr r0, =0xE000ED88\n"
      "ldr r1, [r0]\n"
      "orr r1, r1, #(0xF << 20)\n"
      "str r1, [r0]\n"
      "dsb\n"
      "isb\n"
      "b %0\n" ::"i"(start));
}

static char *hexadecimal(char *to, uint32_t value) {
  for (int shift = 28; shift >= 0; shift -= 4) *to++ = "0123456789abcdef"[value >> shift & 15];
  return to;
}

// What the processor was doing when it could not go on; `frame` is what it pushed.
__attribute__((used)) static void report_fault(const uint32_t *frame, uint32_t exception) {
  static char text[] = "firmware: the processor stopped at a fault\n"
                       "  exception xxxxxxxx, pc xxxxxxxx, lr xxxxxxxx\n"
                       "  look these addresses up in the program's symbols";
  char *at = text + sizeof "firmware: the processor stopped at a fault\n  exception " - 1;
  at = hexadecimal(at, exception) + sizeof ", pc " - 1;
  at = hexadecimal(at, frame[6]) + sizeof ", lr " - 1;
  hexadecimal(at, frame[5]);
  board_log(text);
  board_exit(70);
}

__attribute__((naked)) static void fault(void) {
  __asm__ volatile(
      "mrs r0, msp\n"
      "mrs r1, ipsr\n"
      "b %0\n" ::"i"(report_fault));
}

// The sixteen of the architecture. A board with interrupts has more; see docs/porting.md.
__attribute__((section(".vectors"), used)) void *const vectors[16] = {
    __stack_top, Reset_Handler, fault, fault, fault, fault, fault, fault,
    NULL,        NULL,  NULL,  fault, fault, NULL,  fault, fault,
};

#endif
