#include "core/engine/text/talesscript.h"

namespace retort {

TalesScript englishTalesScript()
{
    return {
        .attributes =
            {
                {{"name", "She", "she", "her", "girl"},
                 {{"Mia", "She", "she", "her", "girl"},
                  {"Anna", "She", "she", "her", "girl"},
                  {"Lucy", "She", "she", "her", "girl"},
                  {"Ella", "She", "she", "her", "girl"},
                  {"Tom", "He", "he", "his", "boy"},
                  {"Ben", "He", "he", "his", "boy"},
                  {"Max", "He", "he", "his", "boy"},
                  {"Leo", "He", "he", "his", "boy"}}},
                {{"object", "colour", "size"},
                 {{"kite", "red", "big"},
                  {"drum", "red", "small"},
                  {"ball", "blue", "big"},
                  {"book", "blue", "small"},
                  {"boat", "green", "big"},
                  {"cup", "green", "small"},
                  {"hat", "yellow", "big"},
                  {"bell", "yellow", "small"}}},
                {{"in-the-place", "place"},
                 {{"in the box", "box"},
                  {"in the bag", "bag"},
                  {"under the bed", "bed"},
                  {"under the chair", "chair"},
                  {"behind the door", "door"},
                  {"behind the tree", "tree"}}},
                {{"happy", "sang"}, {{"happy", "sang"}, {"sad", "cried"}, {"tired", "yawned"}}},
            },
        .story =
            {
                // Who, and in which mood
                {{"There was a (little|young) {girl} called {name} ."},
                 {"{name} was a (little|young|very) {happy} {girl} ."},
                 {"One (day|morning|evening) {name} felt {happy} ."}},
                // What
                {{"{She} had a (new|nice|) {size} {colour} {object} ."},
                 {"(Mother|Father) gave {name} a {size} {colour} {object} ."},
                 {"{She} found a (new|nice|) {size} {colour} {object} and {sang} ."}},
                // The mood, told by what is done
                {{"{She} (danced|jumped|ran) with the {object} .", {5, 1, 1}},
                 {"{name} sat down with it .", {1, 5, 2}},
                 {"It was late and {name} lay down .", {1, 2, 5}},
                 {"", {2}}},
                // Put away
                {{"(Then|So) {she} put it {in-the-place} ."},
                 {"{name} (hid|left) {her} {object} {in-the-place} ."},
                 {"The {colour} {object} was (hidden|left) {in-the-place} ."}},
                // Time passes
                {{"It (rained|snowed) (all day|all night) .", {1, 3, 1}},
                 {"The (sun|moon|wind) was (warm|bright|cold) ."},
                 {"", {0.8}}},
                // Missed
                {{"(Later|Soon|Then) {name} wanted the {object} ."},
                 {"{She} {sang} and asked for {her} {object} ."},
                 {"Where was the {colour} {object} ?"}},
                // Looking for it
                {{"{name} looked (here|there|everywhere) ."},
                 {"(Mother|Father) had not seen the {object} ."},
                 {"", {0.8}}},
                // Found
                {{"It was (still|) {in-the-place} ."},
                 {"{She} (found|saw) the {object} {in-the-place} ."},
                 {"{name} looked {in-the-place} and saw it ."}},
                // End
                {{"{name} {sang} and took {her} {object} home ."},
                 {"(Then|So) {name} went to bed {happy} ."},
                 {"Now {name} and the {colour} {object} were {happy} ."}},
            },
    };
}

} // namespace retort
