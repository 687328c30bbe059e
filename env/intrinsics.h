/* SPDX-License-Identifier: MIT */
/* The list of functions that env/intrinsics.js makes: the generic forms of
 * what an engine's table leaves out, and what is the same in every engine. */

#ifndef ENV_INTRINSICS_H
#define ENV_INTRINSICS_H

/* One line per property of the object that env/intrinsics.js gives. The
 * arguments and results are described there. */
#define INTRINSICS(X)                                                          \
  X(getPrototypeOf)                                                            \
  X(setPrototypeOf)                                                            \
  X(defineValue)                                                               \
  X(defineAccessor)                                                            \
  X(preventExtensions)                                                         \
  X(freeze)                                                                    \
  X(seal)                                                                      \
  X(keys)                                                                      \
  X(keysStep)                                                                  \
  X(instanceOf)                                                                \
  X(symbol)                                                                    \
  X(symbolFor)                                                                 \
  X(bigintFromText)                                                            \
  X(bigintToText)                                                              \
  X(makeError)                                                                 \
  X(makeTypedArray)                                                            \
  X(makeDataView)                                                              \
  X(isResizable)                                                               \
  X(restrictView)                                                              \
  X(isRevoked)                                                                 \
  X(isNumericName)                                                             \
  X(makeDate)                                                                  \
  X(dateValue)                                                                 \
  X(makePromise)                                                               \
  X(bufferClass)                                                               \
  X(makeBuffer)                                                                \
  X(stackOf)

enum intrinsic {
#define INTRINSIC_ENUM(name) intrinsic_##name,
  INTRINSICS(INTRINSIC_ENUM)
#undef INTRINSIC_ENUM
      intrinsic_count
};

/* The text of env/intrinsics.js, made by the build. */
extern const char intrinsics_source[];
extern const unsigned long intrinsics_source_length;

#endif
