#include "core/engine/text/talesscript.h"

namespace retort {

TalesScript chineseTalesScript()
{
    return {
        .attributes =
            {
                {{"name", "she", "girl"},
                 {{"米娅", "她", "女孩"},
                  {"安娜", "她", "女孩"},
                  {"小红", "她", "女孩"},
                  {"莉莉", "她", "女孩"},
                  {"汤姆", "他", "男孩"},
                  {"小明", "他", "男孩"},
                  {"大卫", "他", "男孩"},
                  {"乐乐", "他", "男孩"}}},
                {{"object", "a", "colour"},
                 {{"风筝", "一只", "红色"},
                  {"鼓", "一面", "红色"},
                  {"球", "一个", "蓝色"},
                  {"书", "一本", "蓝色"},
                  {"船", "一只", "绿色"},
                  {"杯子", "一个", "绿色"},
                  {"帽子", "一顶", "黄色"},
                  {"铃铛", "一个", "黄色"}}},
                {{"in-the-place"},
                 {{"盒子 里"}, {"书包 里"}, {"床 下"}, {"椅子 下"}, {"门 后"}, {"大树 后"}}},
                {{"happy", "singing"},
                 {{"高兴", "唱着歌"}, {"难过", "流着泪"}, {"疲倦", "打着哈欠"}}},
            },
        .story =
            {
                // Who, and in which mood
                {{"从前 有 个 (小|可爱 的) {girl} 叫 {name} 。"},
                 {"{name} 是 个 (很|非常|有点) {happy} 的 {girl} 。"},
                 {"一天 (早上|中午|晚上) ， {name} 很 {happy} 。"}},
                // What
                {{"{she} 有 {a} {colour} 的 (新|小|旧|) {object} 。"},
                 {"(妈妈|爸爸) 给了 {name} {a} {colour} 的 {object} 。"},
                 {"{she} {singing} 捡到 {a} {colour} 的 (新|小|旧|) {object} 。"}},
                // The mood, told by what is done
                {{"{name} 带着 {object} 去 (跳舞|跑步|散步) 。", {5, 1, 1}},
                 {"{name} 坐下 看着 它 。", {1, 5, 2}},
                 {"天黑了 ， {name} 躺下 。", {1, 2, 5}},
                 {"", {2}}},
                // Put away
                {{"(然后|于是) {she} 把 它 放在 {in-the-place} 。"},
                 {"{name} 把 {object} (藏|忘) 在 {in-the-place} 。"},
                 {"{colour} 的 {object} 被 (藏|忘) 在 {in-the-place} 。"}},
                // Time passes
                {{"(雨|雪) 下了 (一整天|一整夜) 。", {1, 3, 1}},
                 {"(太阳|月亮|星星) 很 (亮|美|远) 。"},
                 {"", {0.8}}},
                // Missed
                {{"(后来|不久|然后) {name} 想要 {object} 。"},
                 {"{she} {singing} 问起 {she} 的 {object} 。"},
                 {"{colour} 的 {object} 在 哪里 ？"}},
                // Looking for it
                {{"{name} (到处|四处|慢慢) 找 。"},
                 {"(妈妈|爸爸) 没有 看见 {object} 。"},
                 {"", {0.8}}},
                // Found
                {{"{object} (还|就|) 在 {in-the-place} 。"},
                 {"{she} 在 {in-the-place} (找到|看见) 了 {object} 。"},
                 {"{name} 看 了 {in-the-place} ， 找到 了 它 。"}},
                // End
                {{"{name} {singing} 带 {object} 回家 。"},
                 {"(然后|于是) {name} {happy} 地 睡了 。"},
                 {"现在 {name} 和 {colour} 的 {object} 都 {happy} 。"}},
            },
    };
}

} // namespace retort
