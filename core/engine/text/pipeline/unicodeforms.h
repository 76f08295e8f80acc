#pragma once
// Unicode's normalisation forms (Standard Annex 15), with the places of characters.

#include "core/engine/text/pipeline/alignedtext.h"

namespace retort {

enum class UnicodeForm { Nfc, Nfd, Nfkc, Nfkd };

void normalizeUnicode(AlignedText &text, UnicodeForm form);

} // namespace retort
