/**
 * Linux's system calls, made through the foreign function interface: nothing native is built or
 * shipped. Structures are laid out as on 64-bit Linux (x86-64, AArch64).
 */
@NullMarked
package io.sluice.node.linux;

import org.jspecify.annotations.NullMarked;
