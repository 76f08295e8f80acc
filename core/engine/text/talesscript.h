#pragma once
// Internal: what a Tales language is written in. talesenglish.cpp and taleschinese.cpp hold the
// sentences, talesgraph.h compiles them.

#include <string>
#include <vector>

namespace retort {

/// One way to continue a story. Words and marks are separated by blanks:
///   {slot}        the words that the story's hidden combination gives to this slot
///   (one|two|)    equal odds; an alternative may hold several words, slots, or nothing
/// An empty text skips the group.
struct TalesSentence
{
    std::string text;
    /// Odds among the sentences of its group: one number, or one for each value of the script's
    /// last attribute (the mood).
    std::vector<double> odds = {1};
};

using TalesGroup = std::vector<TalesSentence>;

/// Something that a story draws once, all values alike: values[i][s] is what value i puts into
/// slots[s]. All values of a slot have the same number of words.
struct TalesAttribute
{
    std::vector<std::string> slots;
    std::vector<std::vector<std::string>> values;
};

struct TalesScript
{
    std::vector<TalesAttribute> attributes;
    std::vector<TalesGroup> story; ///< one sentence of each group, in order
};

TalesScript englishTalesScript();
TalesScript chineseTalesScript();

} // namespace retort
