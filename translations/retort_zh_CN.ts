<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>RunComparison</name>
    <message>
        <source>validation CE</source>
        <translation>验证集 CE</translation>
    </message>
    <message>
        <source>Cross-entropy, held-out data</source>
        <translation>交叉熵，验证集</translation>
    </message>
    <message>
        <source>CE (nats/token)</source>
        <translation>CE（nat/词元）</translation>
    </message>
    <message>
        <source>KL to teacher</source>
        <translation>与教师的 KL</translation>
    </message>
    <message>
        <source>KL to the teacher, held-out data</source>
        <translation>与教师的 KL，验证集</translation>
    </message>
    <message>
        <source>KL to truth</source>
        <translation>与真值的 KL</translation>
    </message>
    <message>
        <source>KL to the truth, held-out data</source>
        <translation>与真值的 KL，验证集</translation>
    </message>
    <message>
        <source>CE</source>
        <translation>CE</translation>
    </message>
    <message>
        <source>Cross-entropy, training data</source>
        <translation>交叉熵，训练数据</translation>
    </message>
    <message>
        <source>total</source>
        <translation>总损失</translation>
    </message>
    <message>
        <source>Total loss</source>
        <translation>总损失</translation>
    </message>
    <message>
        <source>Total (nats/token)</source>
        <translation>总损失（nat/词元）</translation>
    </message>
    <message>
        <source>sequence term</source>
        <translation>序列项</translation>
    </message>
    <message>
        <source>Sequence term, unweighted</source>
        <translation>序列项，未加权</translation>
    </message>
    <message>
        <source>*D*_{seq} (nats/token)</source>
        <translation>*D*_{seq}（nat/词元）</translation>
    </message>
    <message>
        <source>token term</source>
        <translation>词元项</translation>
    </message>
    <message>
        <source>Token term, unweighted</source>
        <translation>词元项，未加权</translation>
    </message>
    <message>
        <source>*D*_{tok} (nats/token)</source>
        <translation>*D*_{tok}（nat/词元）</translation>
    </message>
    <message>
        <source>KL(*p*||*q*) (nats/token)</source>
        <translation>KL(*p*||*q*)（nat/词元）</translation>
    </message>
    <message>
        <source>KL(*r*||*q*) (nats/token)</source>
        <translation>KL(*r*||*q*)（nat/词元）</translation>
    </message>
</context>
<context>
    <name>SettingTexts</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Kind of data</source>
        <translation>数据类型</translation>
    </message>
    <message>
        <source>Language of the tales</source>
        <translation>Tales 的语言</translation>
    </message>
    <message>
        <source>Training windows</source>
        <translation>训练窗口数</translation>
    </message>
    <message>
        <source>Text file or folder</source>
        <translation>文本文件或文件夹</translation>
    </message>
    <message>
        <source>Tokeniser</source>
        <translation>分词器</translation>
    </message>
    <message>
        <source>Context length</source>
        <translation>上下文长度</translation>
    </message>
    <message>
        <source>Share held out</source>
        <translation>验证集比例</translation>
    </message>
    <message>
        <source>Teacher</source>
        <translation>教师</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>架构</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层数</translation>
    </message>
    <message>
        <source>Attention heads</source>
        <translation>注意力头</translation>
    </message>
    <message>
        <source>Embedding width</source>
        <translation>嵌入宽度</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>Dropout</translation>
    </message>
    <message>
        <source>Sequence term: divergence</source>
        <translation>序列项：散度</translation>
    </message>
    <message>
        <source>Sequence term: along</source>
        <translation>序列项：前缀来源</translation>
    </message>
    <message>
        <source>Sequence term: τ</source>
        <translation>序列项：τ</translation>
    </message>
    <message>
        <source>Sequence term: times τ²</source>
        <translation>序列项：乘以 τ²</translation>
    </message>
    <message>
        <source>Token term: divergence</source>
        <translation>词元项：散度</translation>
    </message>
    <message>
        <source>Token term: along</source>
        <translation>词元项：前缀来源</translation>
    </message>
    <message>
        <source>Token term: τ</source>
        <translation>词元项：τ</translation>
    </message>
    <message>
        <source>Token term: times τ²</source>
        <translation>词元项：乘以 τ²</translation>
    </message>
    <message>
        <source>Reduction</source>
        <translation>归约</translation>
    </message>
    <message>
        <source>Pool: sequences</source>
        <translation>样本池：序列数</translation>
    </message>
    <message>
        <source>Pool: uses of a sequence</source>
        <translation>样本池：每条序列使用次数</translation>
    </message>
    <message>
        <source>Pool: sampling temperature</source>
        <translation>样本池：采样温度</translation>
    </message>
    <message>
        <source>Pool: top-k</source>
        <translation>样本池：top-k</translation>
    </message>
    <message>
        <source>Pool: top-p</source>
        <translation>样本池：top-p</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>调度</translation>
    </message>
    <message>
        <source>Warm-up steps</source>
        <translation>预热步数</translation>
    </message>
    <message>
        <source>Final share of the rate</source>
        <translation>学习率末端比例</translation>
    </message>
    <message>
        <source>AdamW β₁</source>
        <translation>AdamW β₁</translation>
    </message>
    <message>
        <source>AdamW β₂</source>
        <translation>AdamW β₂</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>权重衰减</translation>
    </message>
    <message>
        <source>Clip gradient at</source>
        <translation>梯度裁剪</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批量</translation>
    </message>
    <message>
        <source>Parts of a batch</source>
        <translation>批次拆分份数</translation>
    </message>
    <message>
        <source>Evaluate every</source>
        <translation>评估间隔</translation>
    </message>
    <message>
        <source>Evaluation windows</source>
        <translation>评估窗口数</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>Tales</source>
        <translation>Tales</translation>
    </message>
    <message>
        <source>text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>English</source>
        <translation>英文</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>without end</source>
        <translation>无限</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>characters</source>
        <translation>字符</translation>
    </message>
    <message>
        <source>words</source>
        <translation>词</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>forward KL</source>
        <translation>前向 KL</translation>
    </message>
    <message>
        <source>data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>teacher samples</source>
        <translation>教师采样</translation>
    </message>
    <message>
        <source>on</source>
        <translation>开</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>token mean</source>
        <translation>按词元平均</translation>
    </message>
    <message>
        <source>sequence sum</source>
        <translation>按序列求和</translation>
    </message>
    <message>
        <source>constant</source>
        <translation>恒定</translation>
    </message>
    <message>
        <source>cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>all cores</source>
        <translation>全部核心</translation>
    </message>
    <message>
        <source>Save every</source>
        <translation>检查点间隔</translation>
    </message>
    <message>
        <source>Tokens to train</source>
        <translation>要训练的词元数</translation>
    </message>
    <message>
        <source>Tokeniser&apos;s file</source>
        <translation>分词器文件</translation>
    </message>
    <message>
        <source>Student starts from</source>
        <translation>学生的起点</translation>
    </message>
    <message>
        <source>Key and value heads</source>
        <translation>键和值的头数</translation>
    </message>
    <message>
        <source>Feed-forward width</source>
        <translation>前馈宽度</translation>
    </message>
    <message>
        <source>Shared embedding</source>
        <translation>共享嵌入</translation>
    </message>
    <message>
        <source>byte pairs of the text</source>
        <translation>文本的字节对</translation>
    </message>
    <message>
        <source>of a file</source>
        <translation>来自文件</translation>
    </message>
    <message>
        <source>random weights</source>
        <translation>随机权重</translation>
    </message>
    <message>
        <source>layers of the teacher</source>
        <translation>教师的层</translation>
    </message>
    <message>
        <source>as many as heads</source>
        <translation>与头数相同</translation>
    </message>
    <message>
        <source>as usual</source>
        <translation>通常值</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>λ, student&apos;s share</source>
        <translation>λ，学生占比</translation>
    </message>
    <message>
        <source>Sequence term: weight</source>
        <translation>序列项：权重</translation>
    </message>
    <message>
        <source>Sequence term: skew</source>
        <translation>序列项：偏斜</translation>
    </message>
    <message>
        <source>Sequence term: targets</source>
        <translation>序列项：目标</translation>
    </message>
    <message>
        <source>Sequence term: reduction</source>
        <translation>序列项：归约</translation>
    </message>
    <message>
        <source>Token term: weight</source>
        <translation>词元项：权重</translation>
    </message>
    <message>
        <source>Token term: skew</source>
        <translation>词元项：偏斜</translation>
    </message>
    <message>
        <source>Token term: targets</source>
        <translation>词元项：目标</translation>
    </message>
    <message>
        <source>Token term: reduction</source>
        <translation>词元项：归约</translation>
    </message>
    <message>
        <source>α: course</source>
        <translation>α：走势</translation>
    </message>
    <message>
        <source>α: goes to</source>
        <translation>α：变到</translation>
    </message>
    <message>
        <source>α: goes from step</source>
        <translation>α：起始步</translation>
    </message>
    <message>
        <source>α: arrives at step</source>
        <translation>α：到达步</translation>
    </message>
    <message>
        <source>α: stairs</source>
        <translation>α：阶数</translation>
    </message>
    <message>
        <source>β: course</source>
        <translation>β：走势</translation>
    </message>
    <message>
        <source>β: goes to</source>
        <translation>β：变到</translation>
    </message>
    <message>
        <source>β: goes from step</source>
        <translation>β：起始步</translation>
    </message>
    <message>
        <source>β: arrives at step</source>
        <translation>β：到达步</translation>
    </message>
    <message>
        <source>β: stairs</source>
        <translation>β：阶数</translation>
    </message>
    <message>
        <source>τ: course</source>
        <translation>τ：走势</translation>
    </message>
    <message>
        <source>τ: goes to</source>
        <translation>τ：变到</translation>
    </message>
    <message>
        <source>τ: goes from step</source>
        <translation>τ：起始步</translation>
    </message>
    <message>
        <source>τ: arrives at step</source>
        <translation>τ：到达步</translation>
    </message>
    <message>
        <source>τ: stairs</source>
        <translation>τ：阶数</translation>
    </message>
    <message>
        <source>λ: course</source>
        <translation>λ：走势</translation>
    </message>
    <message>
        <source>λ: goes to</source>
        <translation>λ：变到</translation>
    </message>
    <message>
        <source>λ: goes from step</source>
        <translation>λ：起始步</translation>
    </message>
    <message>
        <source>λ: arrives at step</source>
        <translation>λ：到达步</translation>
    </message>
    <message>
        <source>λ: stairs</source>
        <translation>λ：阶数</translation>
    </message>
    <message>
        <source>Pool: tokens given</source>
        <translation>样本池：给定词元数</translation>
    </message>
    <message>
        <source>Pool: beams</source>
        <translation>样本池：束宽</translation>
    </message>
    <message>
        <source>Pool: student&apos;s refresh</source>
        <translation>样本池：学生刷新</translation>
    </message>
    <message>
        <source>Shards of a batch</source>
        <translation>批次分片数</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>工作线程</translation>
    </message>
    <message>
        <source>Memory for logits (MiB)</source>
        <translation>logits 内存（MiB）</translation>
    </message>
    <message>
        <source>reverse KL</source>
        <translation>反向 KL</translation>
    </message>
    <message>
        <source>symmetric KL</source>
        <translation>对称 KL</translation>
    </message>
    <message>
        <source>Jensen–Shannon</source>
        <translation>Jensen–Shannon</translation>
    </message>
    <message>
        <source>skewed forward KL</source>
        <translation>偏斜正向 KL</translation>
    </message>
    <message>
        <source>skewed reverse KL</source>
        <translation>偏斜反向 KL</translation>
    </message>
    <message>
        <source>total variation</source>
        <translation>全变差</translation>
    </message>
    <message>
        <source>soft</source>
        <translation>软</translation>
    </message>
    <message>
        <source>hard</source>
        <translation>硬</translation>
    </message>
    <message>
        <source>teacher&apos;s beams</source>
        <translation>教师束搜索</translation>
    </message>
    <message>
        <source>student samples</source>
        <translation>学生样本</translation>
    </message>
    <message>
        <source>data and student samples</source>
        <translation>数据与学生样本</translation>
    </message>
    <message>
        <source>linear</source>
        <translation>线性</translation>
    </message>
    <message>
        <source>in stairs</source>
        <translation>阶梯</translation>
    </message>
    <message>
        <source>adaptive</source>
        <translation>自适应</translation>
    </message>
    <message>
        <source>end of the run</source>
        <translation>运行结束</translation>
    </message>
    <message>
        <source>each step</source>
        <translation>每一步</translation>
    </message>
    <message>
        <source>as CE&apos;s</source>
        <translation>与 CE 相同</translation>
    </message>
    <message>
        <source>the faster</source>
        <translation>取较快者</translation>
    </message>
    <message>
        <source>as threads</source>
        <translation>与线程数相同</translation>
    </message>
</context>
<context>
    <name>engine</name>
    <message>
        <source>The model %1 has another vocabulary than %2, so it cannot be measured on it.</source>
        <translation>模型 %1 的词表与 %2 的不同，因此无法在其上测量。</translation>
    </message>
    <message>
        <source>The models %1 and %2 have different vocabularies, so they cannot be compared.</source>
        <translation>模型 %1 与 %2 的词表不同，因此无法比较。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no run. Give its number, such as 12 or run:12; &quot;retort-cli runs list&quot; shows them.</source>
        <translation>“%1”不是一次运行。请给出运行的编号，例如 12 或 run:12；“retort-cli runs list”会列出所有运行。</translation>
    </message>
    <message>
        <source>There is no preset %1. There are: %2.</source>
        <translation>没有名为 %1 的预设。现有预设：%2。</translation>
    </message>
    <message>
        <source>%1 cannot be read. Check its permissions.</source>
        <translation>无法读取 %1。请检查其权限。</translation>
    </message>
    <message>
        <source>Run %1 is being trained by another program. Stop it there first.</source>
        <translation>运行 %1 正由另一个程序训练。请先在那里停止它。</translation>
    </message>
    <message>
        <source>Run %1 is finished; there is nothing to go on with. Start a new run with more steps.</source>
        <translation>运行 %1 已完成，没有可以继续的内容。请以更多步数开始一次新的运行。</translation>
    </message>
    <message>
        <source>Run %1 has no checkpoint yet, so it cannot be resumed. Start it again as a new run.</source>
        <translation>运行 %1 还没有检查点，因此无法恢复。请将其作为新的运行重新开始。</translation>
    </message>
    <message>
        <source>The folder %1 cannot be written. Choose another one with --output.</source>
        <translation>无法写入文件夹 %1。请用 --output 另选一个。</translation>
    </message>
    <message>
        <source>The summary %1 must end in .html or .txt.</source>
        <translation>摘要 %1 的文件名必须以 .html 或 .txt 结尾。</translation>
    </message>
    <message>
        <source>“%1” cannot be read: %2.</source>
        <translation>无法读取“%1”：%2。</translation>
    </message>
    <message>
        <source>“%1” is not a file.</source>
        <translation>“%1”不是文件。</translation>
    </message>
    <message>
        <source>“%1” has %2 bytes, more than such a file may have (%3).</source>
        <translation>“%1”有 %2 字节，超过了此类文件允许的大小（%3）。</translation>
    </message>
    <message>
        <source>“%1” is not a valid safetensors file: “%2” has truth values that are neither 0 nor 1.</source>
        <translation>“%1”不是有效的 safetensors 文件：“%2”含有既非 0 也非 1 的布尔值。</translation>
    </message>
    <message>
        <source>“%1” is not a valid safetensors file: it is too short.</source>
        <translation>“%1”不是有效的 safetensors 文件：文件太短。</translation>
    </message>
    <message>
        <source>“%1” is not a valid safetensors file: its header would have %2 bytes.</source>
        <translation>“%1”不是有效的 safetensors 文件：其文件头长达 %2 字节。</translation>
    </message>
    <message>
        <source>“%1” cannot be written: “%2” has a type that safetensors files do not hold.</source>
        <translation>无法写入“%1”：“%2”的类型不能存入 safetensors 文件。</translation>
    </message>
    <message>
        <source>“%1” is not a valid safetensors file: the name “%2” occurs twice.</source>
        <translation>“%1”不是有效的 safetensors 文件：名称“%2”出现了两次。</translation>
    </message>
    <message>
        <source>“%1” is not a valid safetensors file: “%2” has the unknown key “%3”.</source>
        <translation>“%1”不是有效的 safetensors 文件：“%2”含有未知的键“%3”。</translation>
    </message>
    <message>
        <source>“%1” is not a valid safetensors file: “%2” has a size that is too large.</source>
        <translation>“%1”不是有效的 safetensors 文件：“%2”的尺寸过大。</translation>
    </message>
    <message>
        <source>“%1” is not a valid safetensors file: “%2” has a list that is too long.</source>
        <translation>“%1”不是有效的 safetensors 文件：“%2”的列表过长。</translation>
    </message>
    <message>
        <source>“%1” is not a valid safetensors file: “%2” has wrong offsets.</source>
        <translation>“%1”不是有效的 safetensors 文件：“%2”的偏移量有误。</translation>
    </message>
    <message>
        <source>“%1” is not a valid safetensors file: its header stops being JSON at byte %2.</source>
        <translation>“%1”不是有效的 safetensors 文件：其文件头自第 %2 字节起不再是 JSON。</translation>
    </message>
    <message>
        <source>“%1” is not a valid safetensors file: its header has something unexpected after “%2”.</source>
        <translation>“%1”不是有效的 safetensors 文件：其文件头在“%2”之后有意外的内容。</translation>
    </message>
    <message>
        <source>“%1” is not a valid safetensors file: “%2” lacks its type, its shape or its offsets.</source>
        <translation>“%1”不是有效的 safetensors 文件：“%2”缺少类型、形状或偏移量。</translation>
    </message>
    <message>
        <source>“%1” is not a valid safetensors file: type and shape of “%2” ask for %3 bytes, its offsets for %4.</source>
        <translation>“%1”不是有效的 safetensors 文件：按“%2”的类型与形状需要 %3 字节，而其偏移量给出 %4 字节。</translation>
    </message>
    <message>
        <source>“%1” is not a valid safetensors file: its header does not begin with “{”.</source>
        <translation>“%1”不是有效的 safetensors 文件：其文件头不以“{”开头。</translation>
    </message>
    <message>
        <source>“%1” is not a valid safetensors file: “%2” overlaps another tensor.</source>
        <translation>“%1”不是有效的 safetensors 文件：“%2”与另一个张量重叠。</translation>
    </message>
    <message>
        <source>“%1” is not a valid safetensors file: there is a hole before “%2”.</source>
        <translation>“%1”不是有效的 safetensors 文件：“%2”之前有空缺。</translation>
    </message>
    <message>
        <source>“%1” is cut off: it has %2 bytes of tensors, its header lists %3. Copy or download it again.</source>
        <translation>“%1”不完整：其张量数据有 %2 字节，而文件头列出了 %3 字节。请重新复制或下载。</translation>
    </message>
    <message>
        <source>“%1” is not a valid safetensors file: %2 bytes follow the last tensor.</source>
        <translation>“%1”不是有效的 safetensors 文件：最后一个张量之后还有 %2 字节。</translation>
    </message>
    <message>
        <source>The length is %1, but must be from %2 to %3.</source>
        <translation>长度为 %1，但必须在 %2 到 %3 之间。</translation>
    </message>
    <message>
        <source>The temperature is %1, but must be greater than 0.</source>
        <translation>温度为 %1，但必须大于 0。</translation>
    </message>
    <message>
        <source>Top-k is %1, but must be 0 (off) or more.</source>
        <translation>Top-k 为 %1，但必须为 0（关）或更大。</translation>
    </message>
    <message>
        <source>Top-p is %1, but must be greater than 0 and at most 1.</source>
        <translation>Top-p 为 %1，但必须大于 0 且不超过 1。</translation>
    </message>
    <message>
        <source>The prompt is empty. This model has no token that begins a text, so type at least one character.</source>
        <translation>提示为空。该模型没有用来开始文本的词元，请至少输入一个字符。</translation>
    </message>
    <message>
        <source>Teacher and student cannot be compared token by token: the teacher&apos;s vocabulary is %1, %2 tokens, the student&apos;s %3, %4 tokens, and they are not the same.</source>
        <translation>教师与学生无法逐词元比较：教师的词表为 %1，%2 个词元；学生的词表为 %3，%4 个词元；两者并不相同。</translation>
    </message>
    <message>
        <source>There is no model to look into.</source>
        <translation>没有可供查看的模型。</translation>
    </message>
    <message>
        <source>The text is empty.</source>
        <translation>文本为空。</translation>
    </message>
    <message>
        <source>%1 is %2, but must be from %3 to %4.</source>
        <translation>%1 为 %2，但必须在 %3 到 %4 之间。</translation>
    </message>
    <message>
        <source>width is %1, but must be a multiple of heads (%2).</source>
        <translation>width 为 %1，但必须是 heads（%2）的倍数。</translation>
    </message>
    <message>
        <source>“%1” is not a JSON object.</source>
        <translation>“%1”不是 JSON 对象。</translation>
    </message>
    <message>
        <source>“%1” cannot be used: %2</source>
        <translation>无法使用“%1”：%2</translation>
    </message>
    <message>
        <source>“%1” has its weights as a pickle file, which is never opened because it may run programs. Convert it once with Python: AutoModelForCausalLM.from_pretrained(FOLDER).save_pretrained(NEW_FOLDER, safe_serialization=True)</source>
        <translation>“%1”的权重是 pickle 文件。此类文件可能会执行程序，因此从不打开。请用 Python 转换一次：AutoModelForCausalLM.from_pretrained(FOLDER).save_pretrained(NEW_FOLDER, safe_serialization=True)</translation>
    </message>
    <message>
        <source>“%1” has no model.safetensors.</source>
        <translation>“%1”中没有 model.safetensors。</translation>
    </message>
    <message>
        <source>“%1” lists a file that is no safetensors file in the same folder.</source>
        <translation>“%1”列出的文件中，有一个不是同一文件夹中的 safetensors 文件。</translation>
    </message>
    <message>
        <source>“%1” lists no files.</source>
        <translation>“%1”没有列出任何文件。</translation>
    </message>
    <message>
        <source>“%1” holds “%2” a second time.</source>
        <translation>“%1”中再次出现了“%2”。</translation>
    </message>
    <message>
        <source>“%1” lacks the weights “%2”.</source>
        <translation>“%1”缺少权重“%2”。</translation>
    </message>
    <message>
        <source>“%1”: the weights “%2” have the shape %3, config.json asks for %4.</source>
        <translation>“%1”：权重“%2”的形状为 %3，而 config.json 要求 %4。</translation>
    </message>
    <message>
        <source>“%1” is not a folder.</source>
        <translation>“%1”不是文件夹。</translation>
    </message>
    <message>
        <source>“%1”: the tokeniser knows %2 tokens, the model %3.</source>
        <translation>“%1”：分词器有 %2 个词元，而模型有 %3 个。</translation>
    </message>
    <message>
        <source>The folder “%1” cannot be made: %2.</source>
        <translation>无法创建文件夹“%1”：%2。</translation>
    </message>
    <message>
        <source>There is no model “%1”. A model is bundled:NAME, run:ID, run:ID@STEP or a folder that holds config.json and model.safetensors.</source>
        <translation>没有模型“%1”。模型可以是 bundled:NAME、run:ID、run:ID@STEP，或含有 config.json 与 model.safetensors 的文件夹。</translation>
    </message>
    <message>
        <source>The folder %1 cannot be read: %2. Check that you may read it.</source>
        <translation>无法读取文件夹 %1：%2。请检查是否有读取权限。</translation>
    </message>
    <message>
        <source>The file %1 is not valid UTF-8: what begins at byte %2 is no character. Convert the file to UTF-8.</source>
        <translation>文件 %1 不是有效的 UTF-8：自第 %2 字节起的内容不是字符。请将文件转换为 UTF-8。</translation>
    </message>
    <message>
        <source>The folder %1 holds no text: there is no file whose name ends in .txt in it.</source>
        <translation>文件夹 %1 中没有文本：其中没有以 .txt 结尾的文件。</translation>
    </message>
    <message>
        <source>No text file is chosen. Choose a file or a folder.</source>
        <translation>尚未选择文本文件。请选择一个文件或文件夹。</translation>
    </message>
    <message>
        <source>The text files in %1 have more than %2 bytes together. Leave some of them out.</source>
        <translation>%1 中的文本文件合计超过 %2 字节。请去掉其中一些。</translation>
    </message>
    <message>
        <source>The text in %1 is too short: it has %2 tokens for training and %3 for validation, and each part needs at least %4. Use more text or a shorter context.</source>
        <translation>%1 中的文本太短：训练部分有 %2 个词元，验证部分有 %3 个，而每部分至少需要 %4 个。请使用更多文本或更短的上下文。</translation>
    </message>
    <message>
        <source>There is no file %1. Check the path.</source>
        <translation>文件 %1 不存在。请检查路径。</translation>
    </message>
    <message>
        <source>%1 is not a regular file. Choose a file on a disk.</source>
        <translation>%1 不是普通文件。请选择磁盘上的文件。</translation>
    </message>
    <message>
        <source>The file %1 has %2 bytes, more than the %3 that can be read. Choose a smaller file.</source>
        <translation>文件 %1 有 %2 字节，超过了可读取的 %3 字节。请选择较小的文件。</translation>
    </message>
    <message>
        <source>The file %1 cannot be read. Check that you may read it and that its disk is there.</source>
        <translation>无法读取文件 %1。请检查是否有读取权限，以及其所在磁盘是否存在。</translation>
    </message>
    <message>
        <source>The text is not valid UTF-8: what begins at byte %1 is no character. Convert the text to UTF-8.</source>
        <translation>文本不是有效的 UTF-8：自第 %1 字节起的内容不是字符。请将文本转换为 UTF-8。</translation>
    </message>
    <message>
        <source>The tokenizer file %1 is nested too deeply to be one. Export the tokenizer again.</source>
        <translation>分词器文件 %1 嵌套过深，不可能是分词器。请重新导出分词器。</translation>
    </message>
    <message>
        <source>The tokenizer file %1 holds no JSON object. Export the tokenizer again.</source>
        <translation>分词器文件 %1 中没有 JSON 对象。请重新导出分词器。</translation>
    </message>
    <message>
        <source>The checkpoint %1 could not be written (%2). Free some disk space or check the folder&apos;s permissions.</source>
        <translation>无法写入检查点 %1（%2）。请释放磁盘空间，或检查文件夹的权限。</translation>
    </message>
    <message>
        <source>The checkpoint file %1 cannot be used (%2). Choose an earlier checkpoint.</source>
        <translation>无法使用检查点文件 %1（%2）。请选择更早的检查点。</translation>
    </message>
    <message>
        <source>There is no setting %1. At the top of an experiment there are: %2.</source>
        <translation>没有设置 %1。实验的顶层设置有：%2。</translation>
    </message>
    <message>
        <source>There is no setting %1. In %2 there are: %3.</source>
        <translation>没有设置 %1。%2 中的设置有：%3。</translation>
    </message>
    <message>
        <source>%1 is %2, but must be an object {…} with: %3.</source>
        <translation>%1 为 %2，但必须是对象 {…}，其中包含：%3。</translation>
    </message>
    <message>
        <source>%1 is %2, but must be a text.</source>
        <translation>%1 为 %2，但必须是文本。</translation>
    </message>
    <message>
        <source>An experiment is one JSON object {…}, but the text holds %1.</source>
        <translation>实验是一个 JSON 对象 {…}，但该文本含有 %1。</translation>
    </message>
    <message>
        <source>There is no file %1. Check the path of the experiment.</source>
        <translation>文件 %1 不存在。请检查实验的路径。</translation>
    </message>
    <message>
        <source>%1 is a folder. Give the experiment file itself (.json).</source>
        <translation>%1 是文件夹。请给出实验文件本身（.json）。</translation>
    </message>
    <message>
        <source>%1 is no setting. Write key=value, such as objective.alpha=0.3.</source>
        <translation>%1 不是一项设置。请写成“键=值”，例如 objective.alpha=0.3。</translation>
    </message>
    <message>
        <source>The folder of presets, %1, cannot be read: %2.</source>
        <translation>无法读取预设文件夹 %1：%2。</translation>
    </message>
    <message>
        <source>The preset %1 cannot be read: %2</source>
        <translation>无法读取预设 %1：%2</translation>
    </message>
    <message>
        <source>data.path is empty: choose the text file or folder to learn from.</source>
        <translation>data.path 为空：请选择用于学习的文本文件或文件夹。</translation>
    </message>
    <message>
        <source>student.width is %1, which student.heads, %2, does not divide. A width of %3 would do.</source>
        <translation>student.width 为 %1，不能被 student.heads（%2）整除。宽度 %3 可以。</translation>
    </message>
    <message>
        <source>student.layers and student.width give %1 parameters; at most %2 are possible. Make the student smaller.</source>
        <translation>student.layers 与 student.width 对应 %1 个参数；最多允许 %2 个。请缩小学生模型。</translation>
    </message>
    <message>
        <source>%1 is %2, but there is no teacher. Set it to 0, or choose a teacher (teacher.model).</source>
        <translation>%1 为 %2，但没有教师。请将其设为 0，或选择一个教师（teacher.model）。</translation>
    </message>
    <message>
        <source>objective.pool.size × data.context is %1 tokens; at most %2 are possible. Make the pool smaller.</source>
        <translation>objective.pool.size × data.context 为 %1 个词元；最多允许 %2 个。请缩小样本池。</translation>
    </message>
    <message>
        <source>training.batch is %1, but data.windows is only %2. Use a batch of at most %2.</source>
        <translation>training.batch 为 %1，但 data.windows 只有 %2。请使用不超过 %2 的批量。</translation>
    </message>
    <message>
        <source>training.accumulate is %1, but a batch of %2 cannot be cut into more than %2 parts.</source>
        <translation>training.accumulate 为 %1，但大小为 %2 的批次最多只能拆分为 %2 份。</translation>
    </message>
    <message>
        <source>training.batch × data.context is %1 tokens a step; at most %2 are possible. Use a smaller batch.</source>
        <translation>training.batch × data.context 为每步 %1 个词元；最多允许 %2 个。请使用较小的批量。</translation>
    </message>
    <message>
        <source>%1 is %2, but must be a whole number from %3 to %4.</source>
        <translation>%1 为 %2，但必须是 %3 到 %4 之间的整数。</translation>
    </message>
    <message>
        <source>%1 is %2, but must be a whole number from %3 to %4, or null for no end.</source>
        <translation>%1 为 %2，但必须是 %3 到 %4 之间的整数，或用 null 表示无限。</translation>
    </message>
    <message>
        <source>%1 is %2, but must be a number from %3 to %4.</source>
        <translation>%1 为 %2，但必须是 %3 到 %4 之间的数。</translation>
    </message>
    <message>
        <source>%1 is %2, but must be a number above 0 and at most %3.</source>
        <translation>%1 为 %2，但必须是大于 0 且不超过 %3 的数。</translation>
    </message>
    <message>
        <source>%1 is %2, but must be true or false.</source>
        <translation>%1 为 %2，但必须是 true 或 false。</translation>
    </message>
    <message>
        <source>%1 is %2, but must be one line of text of at most %3 bytes.</source>
        <translation>%1 为 %2，但必须是不超过 %3 字节的单行文本。</translation>
    </message>
    <message>
        <source>%1 is %2, but must be one of: %3.</source>
        <translation>%1 为 %2，但必须是下列之一：%3。</translation>
    </message>
    <message>
        <source>The key %1 stands twice in one object. Remove one of them.</source>
        <translation>键 %1 在同一对象中出现了两次。请删除其中一个。</translation>
    </message>
    <message>
        <source>The number before line %1, column %2 is too large.</source>
        <translation>第 %1 行第 %2 列之前的数过大。</translation>
    </message>
    <message>
        <source>The text is not valid JSON: line %1, column %2 is not what could stand there.</source>
        <translation>文本不是有效的 JSON：第 %1 行第 %2 列的内容不该出现在那里。</translation>
    </message>
    <message>
        <source>The JSON text is nested deeper than %1 levels.</source>
        <translation>JSON 文本的嵌套超过 %1 层。</translation>
    </message>
    <message>
        <source>The JSON text is longer than %1 bytes, which is more than any experiment needs.</source>
        <translation>JSON 文本超过 %1 字节，任何实验都不需要这么长。</translation>
    </message>
    <message>
        <source>The JSON text is empty; the shortest experiment is {}.</source>
        <translation>JSON 文本为空；最短的实验是 {}。</translation>
    </message>
    <message>
        <source>The text is not valid UTF-8 at byte %1. Save it as UTF-8.</source>
        <translation>文本在第 %1 字节处不是有效的 UTF-8。请以 UTF-8 保存。</translation>
    </message>
    <message>
        <source>LibTorch multiplies matrices with the reference BLAS here, so training takes about 20 times as long. Install OpenBLAS (on Debian: sudo apt install libopenblas0-openmp) and start again.</source>
        <translation>这里的 LibTorch 使用参考 BLAS 做矩阵乘法，因此训练耗时约为 20 倍。请安装 OpenBLAS（在 Debian 上：sudo apt install libopenblas0-openmp），然后重新启动。</translation>
    </message>
    <message>
        <source>The optimiser&apos;s state in the checkpoint does not fit the student: tensors “%1” are missing or of another size. Choose an earlier checkpoint.</source>
        <translation>检查点中优化器的状态与学生不符：张量“%1”缺失或大小不同。请选择更早的检查点。</translation>
    </message>
    <message>
        <source>The engine gave up: %1. Smaller sizes (batch, width, layers) need less memory; the run&apos;s last checkpoint is kept.</source>
        <translation>引擎已中止：%1。较小的规模（批量、宽度、层数）占用内存较少；该运行的最后一个检查点已保留。</translation>
    </message>
    <message>
        <source>The checkpoint %1 holds a student of other sizes than the experiment. Start a new run instead.</source>
        <translation>检查点 %1 中学生的规模与实验不同。请改为开始一次新的运行。</translation>
    </message>
    <message>
        <source>The run is paused.</source>
        <translation>运行已暂停。</translation>
    </message>
    <message>
        <source>One step was done; the run is paused.</source>
        <translation>已执行一步；运行已暂停。</translation>
    </message>
    <message>
        <source>%1 became infinite or undefined at step %2, so the run is paused. Step %3 is kept. Lower the learning rate (now %4) or the gradient clip (now %5).</source>
        <translation>在第 %2 步，%1 变为无穷大或未定义，因此运行已暂停。第 %3 步的结果已保留。请降低学习率（现为 %4）或梯度裁剪（现为 %5）。</translation>
    </message>
    <message>
        <source>There is no model to continue the prompt. Choose one, or train a student first.</source>
        <translation>没有可用来续写提示的模型。请选择一个，或先训练一个学生。</translation>
    </message>
    <message>
        <source>A run is active. Stop it before another one begins.</source>
        <translation>有一次运行正在进行。请先停止它，再开始另一次。</translation>
    </message>
    <message>
        <source>Run %1 has no checkpoint to go on from. Start its experiment again instead.</source>
        <translation>运行 %1 没有可供继续的检查点。请改为重新开始其实验。</translation>
    </message>
    <message>
        <source>Run %1 has no checkpoint of step %2. It has those of the steps %3.</source>
        <translation>运行 %1 没有第 %2 步的检查点。它有下列各步的检查点：%3。</translation>
    </message>
    <message>
        <source>%1 is not a run. Write run:ID for its newest checkpoint, such as run:12, or run:ID@STEP for another, such as run:12@900.</source>
        <translation>%1 不是一次运行。用 run:ID 表示其最新的检查点，例如 run:12；用 run:ID@STEP 表示其他检查点，例如 run:12@900。</translation>
    </message>
    <message>
        <source>%1 cannot be looked up, because there is no store of runs %2 yet. Choose another model, or another store.</source>
        <translation>无法查找 %1，因为运行数据库 %2 尚不存在。请选择另一个模型，或另一个数据库。</translation>
    </message>
    <message>
        <source>Run %1 is not in the store any more, so it cannot go on.</source>
        <translation>运行 %1 已不在数据库中，因此无法继续。</translation>
    </message>
    <message>
        <source>Run %1 is still running, in this or another window. Stop it there before it is resumed here.</source>
        <translation>运行 %1 仍在此窗口或另一个窗口中进行。请先在那里停止它，再在此恢复。</translation>
    </message>
    <message>
        <source>Run %1 is not in the store any more. Bring the store back as it was, or stop the run.</source>
        <translation>运行 %1 已不在数据库中。请将数据库恢复原状，或停止该运行。</translation>
    </message>
    <message>
        <source>Run %1 ended before its training began, so nothing is known of its sizes and floor lines.</source>
        <translation>运行 %1 在训练开始之前就已结束，因此其规模与底线均无从得知。</translation>
    </message>
    <message>
        <source>The checkpoints in %1 were left where they are, because %2 is a link. Delete them by hand.</source>
        <translation>%1 中的检查点保留在原处，因为 %2 是链接。请手动删除。</translation>
    </message>
    <message>
        <source>The checkpoints in %1 could not be deleted: %2. Check that you may write there, then delete the run again.</source>
        <translation>无法删除 %1 中的检查点：%2。请检查是否有写入权限，然后再次删除该运行。</translation>
    </message>
    <message>
        <source>Run %1 is still running. Stop it before deleting it.</source>
        <translation>运行 %1 仍在进行。请先停止它，再删除。</translation>
    </message>
    <message>
        <source>There is no run %1 in the store %2.</source>
        <translation>数据库 %2 中没有运行 %1。</translation>
    </message>
    <message>
        <source>The store %1 is not there any more, while run %2 writes to it. Bring it back, or stop the run; until then its rows are kept in memory.</source>
        <translation>运行 %2 正在写入数据库 %1，但该数据库已不存在。请将其恢复，或停止该运行；在此之前，数据保存在内存中。</translation>
    </message>
    <message>
        <source>Rows of run %1 have been kept in memory for long because the store %2 cannot be written, and there are many by now. Pause or stop the run, or free the store.</source>
        <translation>由于无法写入数据库 %2，运行 %1 的数据已长时间保存在内存中，现已积累很多。请暂停或停止该运行，或解除对数据库的占用。</translation>
    </message>
    <message>
        <source>The facts stored with the run cannot be read: %1.</source>
        <translation>无法读取随运行保存的信息：%1。</translation>
    </message>
    <message>
        <source>The folder %1 for the store of runs could not be made: %2. Choose another place, or make the folder yourself.</source>
        <translation>无法为运行数据库创建文件夹 %1：%2。请选择其他位置，或自行创建该文件夹。</translation>
    </message>
    <message>
        <source>%1 is not a store of runs. Choose another file, or move this one away so that a new store can be made in its place.</source>
        <translation>%1 不是运行数据库。请选择另一个文件，或将该文件移走，以便在原处新建数据库。</translation>
    </message>
    <message>
        <source>%1 is a database of another program, not a store of runs. Choose another file.</source>
        <translation>%1 是其他程序的数据库，不是运行数据库。请选择另一个文件。</translation>
    </message>
    <message>
        <source>The store %1 was written by a newer Retort (version %2 of its format, this program knows %3). Its runs can be looked at, but nothing is changed or added. Update Retort, or choose another store.</source>
        <translation>数据库 %1 由更新版本的 Retort 写入（其格式版本为 %2，本程序支持 %3）。可以查看其中的运行，但不会更改或添加任何内容。请更新 Retort，或选择另一个数据库。</translation>
    </message>
    <message>
        <source>The store %1 is of an older version and cannot be brought up to date, because the file is write-protected. Allow writing to it, or copy it to a place where you may write.</source>
        <translation>数据库 %1 的版本较旧，且文件有写保护，因此无法升级。请允许写入，或将其复制到可写入的位置。</translation>
    </message>
    <message>
        <source>The store %1 is write-protected. Its runs can be looked at, but nothing is changed or added. Allow writing to it, or choose another store.</source>
        <translation>数据库 %1 有写保护。可以查看其中的运行，但不会更改或添加任何内容。请允许写入，或选择另一个数据库。</translation>
    </message>
    <message>
        <source>%1 is a folder. Name a file for the store of runs.</source>
        <translation>%1 是文件夹。请为运行数据库指定一个文件。</translation>
    </message>
    <message>
        <source>The store %1 is damaged (%2). Move it away, then bring back a copy, or save what is readable with &quot;sqlite3 FILE .recover&quot;; where no store is, a new one is made.</source>
        <translation>数据库 %1 已损坏（%2）。请将其移走，然后恢复一份副本，或用“sqlite3 FILE .recover”保存仍可读取的内容；没有数据库时会新建一个。</translation>
    </message>
    <message>
        <source>The disk with the store %1 is full. Free some space on it.</source>
        <translation>数据库 %1 所在的磁盘已满。请在其上释放一些空间。</translation>
    </message>
    <message>
        <source>The store %1 is locked by another program. Wait for it or close it.</source>
        <translation>数据库 %1 被另一个程序锁定。请等待或关闭该程序。</translation>
    </message>
    <message>
        <source>The store %1 may not be written (%2). Allow writing to the file and its folder, or choose another store.</source>
        <translation>无法写入数据库 %1（%2）。请允许写入该文件及其文件夹，或选择另一个数据库。</translation>
    </message>
    <message>
        <source>The store %1 cannot be opened (%2). Check that its folder is there and that you may read and write in it.</source>
        <translation>无法打开数据库 %1（%2）。请检查其文件夹是否存在，以及是否有读写权限。</translation>
    </message>
    <message>
        <source>Reading or writing the store %1 failed (%2). Check that its disk is connected and has free space.</source>
        <translation>读取或写入数据库 %1 失败（%2）。请检查其磁盘是否已连接且有可用空间。</translation>
    </message>
    <message>
        <source>The store %1 cannot be used: %2. Check the file, or choose another store.</source>
        <translation>无法使用数据库 %1：%2。请检查该文件，或选择另一个数据库。</translation>
    </message>
    <message>
        <source>The student&apos;s parameters, gradients and optimiser take %1 GB, but this machine has %2 GB of memory. Choose fewer student.layers or a smaller student.width.</source>
        <translation>学生模型的参数、梯度和优化器需要 %1 GB，而这台机器只有 %2 GB 内存。请减少 student.layers，或减小 student.width。</translation>
    </message>
    <message>
        <source>There is no store %1. Check the path after --store; &quot;retort-cli train&quot; makes a new one.</source>
        <translation>没有存储文件 %1。请检查 --store 后面的路径；“retort-cli train”会新建一个。</translation>
    </message>
    <message>
        <source>“%1” cannot be written: %2. Free some disk space or check the folder&apos;s permissions.</source>
        <translation>无法写入“%1”：%2。请释放磁盘空间，或检查文件夹的权限。</translation>
    </message>
    <message>
        <source>“%1” holds %2 weights, but its config.json describes a model of %3. Copy the model&apos;s folder again, all files of it.</source>
        <translation>“%1”含有 %2 个权重，但其 config.json 描述的模型有 %3 个。请重新复制该模型文件夹的全部文件。</translation>
    </message>
    <message>
        <source>“%1”: the weights “%2” hold values that are infinite or undefined. The model is damaged, or its training failed; choose another one.</source>
        <translation>“%1”：权重“%2”含有无穷大或未定义的值。模型已损坏或训练失败；请选择另一个模型。</translation>
    </message>
    <message>
        <source>“%1” holds weights as a pickle file, which is never opened because it may run programs. Convert its model once with Python: model.save_pretrained(FOLDER, safe_serialization=True). Then give that folder.</source>
        <translation>“%1”以 pickle 文件保存权重；这种文件可能会执行程序，因此从不打开。请用 Python 转换一次：model.save_pretrained(FOLDER, safe_serialization=True)，然后指定该文件夹。</translation>
    </message>
    <message>
        <source>The model&apos;s tokenizer does not know %1 % of the text in %2, so there would be nothing to learn from it. Use a text like the one that the model was trained on.</source>
        <translation>模型的分词器不认识 %2 中 %1 % 的文本，从中学不到东西。请使用与模型训练文本相似的文本。</translation>
    </message>
    <message>
        <source>training.evaluation_windows × data.context is %1 tokens; at most %2 are possible. Look at fewer windows.</source>
        <translation>training.evaluation_windows × data.context 为 %1 个词元；最多可为 %2 个。请减少评估的窗口数。</translation>
    </message>
    <message>
        <source>An object of the JSON text has more than %1 keys, which is more than any experiment needs.</source>
        <translation>JSON 文本中有一个对象的键多于 %1 个，超出任何实验所需。</translation>
    </message>
    <message>
        <source>It was stopped before it was done.</source>
        <translation>尚未完成就已停止。</translation>
    </message>
    <message>
        <source>The text %1 is not the one that the run was trained on so far. Bring that text back, or start a new run.</source>
        <translation>文本 %1 不是该运行至今所用的文本。请恢复原来的文本，或开始新的运行。</translation>
    </message>
    <message>
        <source>The checkpoint of step %1 cannot be used: its sampled sequences do not belong to the experiment. Choose an earlier checkpoint.</source>
        <translation>第 %1 步的检查点无法使用：其中的采样序列不属于该实验。请选择更早的检查点。</translation>
    </message>
    <message>
        <source>The models could not be used: %1. Smaller models and shorter texts need less memory.</source>
        <translation>无法使用模型：%1。较小的模型和较短的文本需要的内存更少。</translation>
    </message>
    <message>
        <source>Run %1 has no checkpoint in %2, so there is no model of it to use. Train it until its first checkpoint, bring that folder back if it was moved, or choose another run.</source>
        <translation>运行 %1 在 %2 中没有检查点，因此没有可用的模型。请训练到第一个检查点；如果该文件夹被移走，请将其移回；或选择另一个运行。</translation>
    </message>
    <message>
        <source>The last rows of run %1 could not be written to the store %2 in time, because its disk is busy. They are lost; the run goes on from its newest checkpoint when it is resumed.</source>
        <translation>磁盘繁忙，运行 %1 的最后几行未能及时写入存储 %2，已经丢失；继续该运行时将从最新的检查点开始。</translation>
    </message>
    <message>
        <source>There is no tokenizer %1. Name its file or folder, bundled:NAME or run:ID.</source>
        <translation>没有分词器 %1。请给出它的文件或文件夹、bundled:名称 或 run:编号。</translation>
    </message>
    <message>
        <source>“%1” cannot be used: “%2” has the type %3, with which LibTorch %4 cannot compute. Convert it to F32 or BF16 once, for example in Python.</source>
        <translation>“%1”无法使用：“%2”的类型是 %3，LibTorch %4 无法用它计算。请先转换为 F32 或 BF16，例如用 Python。</translation>
    </message>
    <message>
        <source>There is not enough memory for the %1 bytes of “%2” in “%3”: %4. Close other programs or take a smaller model.</source>
        <translation>内存不足以容纳“%3”中“%2”的 %1 个字节：%4。请关闭其他程序，或换用较小的模型。</translation>
    </message>
    <message>
        <source>“%1” has become shorter while it was read. Try again once it is complete.</source>
        <translation>“%1”在读取过程中变短了。请等它完整后再试。</translation>
    </message>
    <message>
        <source>“%1” is not a valid safetensors file: “%2” has the type “%3”, which the format does not have.</source>
        <translation>“%1”不是有效的 safetensors 文件：“%2”的类型是“%3”，该格式没有这种类型。</translation>
    </message>
    <message>
        <source>“%1” is not a valid safetensors file: the %2 bits of “%3” do not fill whole bytes.</source>
        <translation>“%1”不是有效的 safetensors 文件：“%3”的 %2 个比特不能填满整字节。</translation>
    </message>
    <message>
        <source>“%1” is not a valid safetensors file: its header does not end with “}” and blanks.</source>
        <translation>“%1”不是有效的 safetensors 文件：它的文件头没有以“}”和空格结尾。</translation>
    </message>
    <message>
        <source>“%1” cannot be written: no tensor may have the name “%2”, which safetensors files keep for something else.</source>
        <translation>无法写入“%1”：张量不能叫“%2”，safetensors 文件把这个名称留作他用。</translation>
    </message>
    <message>
        <source>“%1” cannot be written: a name or a value of its metadata is not UTF-8.</source>
        <translation>无法写入“%1”：元数据中有名称或值不是 UTF-8。</translation>
    </message>
    <message>
        <source>“%1” cannot be written: its header would have more than %2 bytes. Divide the tensors among several files.</source>
        <translation>无法写入“%1”：它的文件头将超过 %2 字节。请把张量分到几个文件中。</translation>
    </message>
    <message>
        <source>“%1” has no list of %3 positive numbers for “%2”.</source>
        <translation>“%1”中“%2”不是含 %3 个正数的列表。</translation>
    </message>
    <message>
        <source>“%1”: the variant with %2 = %3 is not supported, only %4.</source>
        <translation>“%1”：不支持 %2 = %3 的变体，只支持 %4。</translation>
    </message>
    <message>
        <source>“%1” does not say what “%2” is. Copy the model&apos;s folder again, all files of it.</source>
        <translation>“%1”没有说明“%2”是什么。请重新复制模型文件夹的所有文件。</translation>
    </message>
    <message>
        <source>“%1”: “%2” is %3, but must be %4.</source>
        <translation>“%1”：“%2”是 %3，但必须是 %4。</translation>
    </message>
    <message>
        <source>“%1” is nested too deeply to describe a model.</source>
        <translation>“%1”嵌套过深，不可能描述一个模型。</translation>
    </message>
    <message>
        <source>key_value_heads is %1, but GPT-2 has as many as heads (%2). Set it to 0, or take another architecture.</source>
        <translation>key_value_heads 是 %1，但 GPT-2 的键值头与 heads（%2）一样多。请设为 0，或换用其他架构。</translation>
    </message>
    <message>
        <source>“%1”: the weights are quantised (%2). Load the model in transformers, call dequantize(), and save it again as float32, float16 or bfloat16.</source>
        <translation>“%1”：权重经过量化（%2）。请在 transformers 中加载模型，调用 dequantize()，再保存为 float32、float16 或 bfloat16。</translation>
    </message>
    <message>
        <source>“%1” describes a model of type “%2”. Supported are: %3.</source>
        <translation>“%1”描述的是“%2”类型的模型。支持的有：%3。</translation>
    </message>
    <message>
        <source>%1 is %2, but must be %3.</source>
        <translation>%1 是 %2，但必须是 %3。</translation>
    </message>
    <message>
        <source>There is no token to begin with. Give at least one.</source>
        <translation>没有可以开始的词元。请至少给出一个。</translation>
    </message>
    <message>
        <source>The text is %1 tokens long, but the model sees %2 at most. Give a shorter one.</source>
        <translation>文本有 %1 个词元，但模型最多能看 %2 个。请给出较短的文本。</translation>
    </message>
    <message>
        <source>There is no token %1: the model&apos;s are 0 to %2.</source>
        <translation>没有词元 %1：模型的词元是 0 到 %2。</translation>
    </message>
    <message>
        <source>A student needs at least one layer of its model.</source>
        <translation>学生至少需要其模型的一层。</translation>
    </message>
    <message>
        <source>There is no layer %1: the model has %2, the first is 0.</source>
        <translation>没有第 %1 层：模型有 %2 层，第一层是 0。</translation>
    </message>
    <message>
        <source>“%1” is no model of llama2.c that can be used: %2.</source>
        <translation>“%1”不是可用的 llama2.c 模型：%2。</translation>
    </message>
    <message>
        <source>“%1” is of llama2.c&apos;s version %2 (version 2 has 8-bit weights). Supported are 0 and 1: export the model again with export.py --version 1.</source>
        <translation>“%1”是 llama2.c 的版本 %2（版本 2 的权重为 8 位）。支持 0 和 1：请用 export.py --version 1 重新导出模型。</translation>
    </message>
    <message>
        <source>“%1” is no model of llama2.c that can be used: %2</source>
        <translation>“%1”不是可用的 llama2.c 模型：%2</translation>
    </message>
    <message>
        <source>“%1” cannot be opened. Check its path and permissions.</source>
        <translation>无法打开“%1”。请检查它的路径和权限。</translation>
    </message>
    <message>
        <source>“%1” has %2 bytes, but the sizes at its beginning ask for %3. It is no model of llama2.c, or was not copied whole.</source>
        <translation>“%1”有 %2 字节，但开头的大小需要 %3 字节。它不是 llama2.c 的模型，或者没有复制完整。</translation>
    </message>
    <message>
        <source>The size of a head is %1, but must be even, since rotary positions turn pairs.</source>
        <translation>每个头的大小是 %1，但必须是偶数，因为旋转位置编码成对转动。</translation>
    </message>
    <message>
        <source>heads is %1, but must be a multiple of key_value_heads (%2).</source>
        <translation>heads 是 %1，但必须是 key_value_heads（%2）的倍数。</translation>
    </message>
    <message>
        <source>%1 is %2, but must be at least 0 and less than 1.</source>
        <translation>%1 是 %2，但必须至少为 0 且小于 1。</translation>
    </message>
    <message>
        <source>The activation “%1” is not supported. Supported are: %2.</source>
        <translation>不支持激活函数“%1”。支持的有：%2。</translation>
    </message>
    <message>
        <source>The architecture “%1” is not known. Supported are: %2.</source>
        <translation>未知的架构“%1”。支持的有：%2。</translation>
    </message>
    <message>
        <source>The rope type “%1” is not supported. Supported are: %2.</source>
        <translation>不支持 rope 类型“%1”。支持的有：%2。</translation>
    </message>
    <message>
        <source>“%1” lacks the weights “%2”. If the model&apos;s output projection is its token embedding, write &quot;tie_word_embeddings&quot;: true into config.json.</source>
        <translation>“%1”缺少权重“%2”。如果模型的输出投影就是它的词元嵌入，请在 config.json 中写入 &quot;tie_word_embeddings&quot;: true。</translation>
    </message>
    <message>
        <source>“%1” has an output projection of its own, but config.json says that it is the token embedding. If the weights are right, write &quot;tie_word_embeddings&quot;: false into it.</source>
        <translation>“%1”有自己的输出投影，但 config.json 说它就是词元嵌入。如果权重正确，请在其中写入 &quot;tie_word_embeddings&quot;: false。</translation>
    </message>
    <message>
        <source>“%1”: the weights “%2” are of the type %3. Supported are F32, F16, BF16 and F64: load the model in transformers with float32, float16 or bfloat16 as dtype, and save it again.</source>
        <translation>“%1”：权重“%2”的类型是 %3。支持 F32、F16、BF16 和 F64：请在 transformers 中以 float32、float16 或 bfloat16 为 dtype 加载模型，再保存。</translation>
    </message>
    <message>
        <source>“%1” holds the weights “%2”, which a model of type “%3” and this size does not have.</source>
        <translation>“%1”含有权重“%2”，“%3”类型且这种大小的模型没有它。</translation>
    </message>
    <message>
        <source>The tokenizer of %1 is of the kind &quot;%2&quot;, and Retort reads such files of GPT-2, RoBERTa and Qwen2 only. Save the tokenizer as a tokenizer.json.</source>
        <translation>%1 的分词器是“%2”类型，Retort 只能读取 GPT-2、RoBERTa 和 Qwen2 的这类文件。请把分词器保存为 tokenizer.json。</translation>
    </message>
    <message>
        <source>Line %2 of %1 does not name two tokens of the vocabulary whose join is a token. Get the file again.</source>
        <translation>%1 的第 %2 行不是词表中两个可合并为词元的词元。请重新获取该文件。</translation>
    </message>
    <message>
        <source>The vocabulary %1 gives the token &quot;%2&quot; no id from 0 to %3. Get the file again.</source>
        <translation>词表 %1 没有给词元“%2”一个 0 到 %3 的编号。请重新获取该文件。</translation>
    </message>
    <message>
        <source>The vocabulary %1 lacks &quot;&lt;s&gt;&quot; or &quot;&lt;/s&gt;&quot;, which RoBERTa puts around texts. Get the file again.</source>
        <translation>词表 %1 缺少“&lt;s&gt;”或“&lt;/s&gt;”，RoBERTa 用它们包住文本。请重新获取该文件。</translation>
    </message>
    <message>
        <source>Line %2 of the vocabulary %1 is empty or stands there twice. Get the file again.</source>
        <translation>词表 %1 的第 %2 行是空的，或出现了两次。请重新获取该文件。</translation>
    </message>
    <message>
        <source>The vocabulary %1 lacks &quot;[UNK]&quot;, &quot;[CLS]&quot; or &quot;[SEP]&quot;, so it is none of BERT&apos;s. Save the tokenizer as a tokenizer.json.</source>
        <translation>词表 %1 缺少“[UNK]”、“[CLS]”或“[SEP]”，因此不是 BERT 的词表。请把分词器保存为 tokenizer.json。</translation>
    </message>
    <message>
        <source>The training of the tokenizer was stopped.</source>
        <translation>分词器的训练被停止了。</translation>
    </message>
    <message>
        <source>A special token is empty or no valid UTF-8. Write it as in &quot;&lt;|endoftext|&gt;&quot;.</source>
        <translation>有一个特殊词元是空的或不是有效的 UTF-8。请写成“&lt;|endoftext|&gt;”这样。</translation>
    </message>
    <message>
        <source>The special token &quot;%1&quot; is listed twice. List it once.</source>
        <translation>特殊词元“%1”列出了两次。请只列一次。</translation>
    </message>
    <message>
        <source>The special token &quot;%1&quot; is the name of a byte. Choose a longer one.</source>
        <translation>特殊词元“%1”是某个字节的名称。请选择更长的。</translation>
    </message>
    <message>
        <source>The tokenizer&apos;s vocabulary is %1, but must be from %2 (the bytes and the special tokens) to %3.</source>
        <translation>分词器的词表大小是 %1，但必须在 %2（字节和特殊词元）到 %3 之间。</translation>
    </message>
    <message>
        <source>The text has %1 bytes, more than the %2 that a tokenizer can be trained on. Take a part of it.</source>
        <translation>文本有 %1 字节，超过分词器能够训练的 %2 字节。请取其中一部分。</translation>
    </message>
    <message>
        <source>The file %1 is no tokenizer of llama2.c: what should be the piece %2 is none. Get the file again.</source>
        <translation>文件 %1 不是 llama2.c 的分词器：应为第 %2 个片段的内容不是片段。请重新获取该文件。</translation>
    </message>
    <message>
        <source>The tokenizer file %1 has pieces that can be joined in more than %2 ways, which no trained one has. Choose another file.</source>
        <translation>分词器文件 %1 的片段有超过 %2 种合并方式，训练出来的分词器不会这样。请选择其他文件。</translation>
    </message>
    <message>
        <source>The file %1 is no SentencePiece model: %2. Get the file again.</source>
        <translation>文件 %1 不是 SentencePiece 模型：%2。请重新获取该文件。</translation>
    </message>
    <message>
        <source>The SentencePiece model %1 cannot be used: Retort does not support %2. Use a model without it, or its tokenizer.json.</source>
        <translation>无法使用 SentencePiece 模型 %1：Retort 不支持 %2。请使用不含它的模型，或其 tokenizer.json。</translation>
    </message>
    <message>
        <source>The tokenizer&apos;s precompiled character map is damaged. Export the tokenizer again.</source>
        <translation>分词器的预编译字符映射已损坏。请重新导出分词器。</translation>
    </message>
    <message>
        <source>The tokenizer file %1 cannot be used: its component &quot;%2&quot; is not supported. Use a tokenizer that does without it.</source>
        <translation>无法使用分词器文件 %1：不支持它的组件“%2”。请使用没有该组件的分词器。</translation>
    </message>
    <message>
        <source>The tokenizer file %1 is damaged: &quot;%2&quot; is not as it should be. Export the tokenizer again.</source>
        <translation>分词器文件 %1 已损坏：“%2”不是应有的样子。请重新导出分词器。</translation>
    </message>
    <message>
        <source>The tokenizer&apos;s vocabulary lacks &quot;%1&quot; and has no token for what is unknown. Use another tokenizer or remove it from the text.</source>
        <translation>分词器的词表缺少“%1”，也没有表示未知内容的词元。请换用其他分词器，或从文本中删去它。</translation>
    </message>
    <message>
        <source>The tokenizer&apos;s normalizer makes a text of %1 bytes out of %2. Use a shorter text or another tokenizer.</source>
        <translation>分词器的规范化把 %2 字节的文本变成了 %1 字节。请使用较短的文本或其他分词器。</translation>
    </message>
    <message>
        <source>The tokenizer file %1 is damaged: its vocabulary has the word &quot;%2&quot; or the id %3 twice. Export the tokenizer again.</source>
        <translation>分词器文件 %1 已损坏：它的词表中词“%2”或编号 %3 出现了两次。请重新导出分词器。</translation>
    </message>
    <message>
        <source>The tokenizer file %1 gives the added token &quot;%2&quot; the id %3, where it must be %4. Export the tokenizer again.</source>
        <translation>分词器文件 %1 给附加词元“%2”的编号是 %3，但必须是 %4。请重新导出分词器。</translation>
    </message>
    <message>
        <source>The text is too long for this tokenizer. Cut it into parts below 4 GiB.</source>
        <translation>文本对这个分词器来说太长。请切成小于 4 GiB 的部分。</translation>
    </message>
    <message>
        <source>The text is too long for this tokenizer. Cut it into parts below 1 GiB.</source>
        <translation>文本对这个分词器来说太长。请切成小于 1 GiB 的部分。</translation>
    </message>
    <message>
        <source>The regular expression &quot;%1&quot; cannot be used: %2.</source>
        <translation>无法使用正则表达式“%1”：%2。</translation>
    </message>
    <message>
        <source>The tokenizer file %1 is larger than 64 MiB, which no tokenizer is.</source>
        <translation>分词器文件 %1 大于 64 MiB，没有分词器这么大。</translation>
    </message>
    <message>
        <source>The library SentencePiece could not encode the text. Free some memory or take a shorter text.</source>
        <translation>SentencePiece 库无法编码该文本。请释放一些内存，或使用较短的文本。</translation>
    </message>
    <message>
        <source>This Retort was built without SentencePiece. Install libsentencepiece with its development files and build Retort again, or use the model&apos;s tokenizer.json.</source>
        <translation>这个 Retort 构建时没有 SentencePiece。请安装 libsentencepiece 及其开发文件并重新构建 Retort，或使用模型的 tokenizer.json。</translation>
    </message>
    <message>
        <source>SentencePiece cannot be loaded: %1. Install libsentencepiece, or use the model&apos;s tokenizer.json.</source>
        <translation>无法加载 SentencePiece：%1。请安装 libsentencepiece，或使用模型的 tokenizer.json。</translation>
    </message>
    <message>
        <source>The library SentencePiece does not take the model %1: %2. Get the file again.</source>
        <translation>SentencePiece 库不接受模型 %1：%2。请重新获取该文件。</translation>
    </message>
    <message>
        <source>Reading the text %1 was stopped.</source>
        <translation>文本 %1 的读取被停止了。</translation>
    </message>
    <message>
        <source>No tokenizer is chosen for the text %1. Choose its file or folder.</source>
        <translation>没有为文本 %1 选择分词器。请选择它的文件或文件夹。</translation>
    </message>
    <message>
        <source>There is no tokenizer &quot;%1&quot;. Choose byte, character, word, bpe or file.</source>
        <translation>没有分词器“%1”。请选择 byte、character、word、bpe 或 file。</translation>
    </message>
    <message>
        <source>The tokenizer %3 does not know %1 % of the text in %2, so there would be nothing to learn from it. Choose another tokenizer or another text.</source>
        <translation>分词器 %3 不认识 %2 中 %1 % 的文本，因此从中学不到什么。请选择其他分词器或其他文本。</translation>
    </message>
    <message>
        <source>The tokenizer of %1 is of the kind &quot;%2&quot;, and Retort reads such files of BERT only. Save the tokenizer as a tokenizer.json.</source>
        <translation>%1 的分词器是“%2”类型，Retort 只能读取 BERT 的这类文件。请把分词器保存为 tokenizer.json。</translation>
    </message>
    <message>
        <source>Beside the SentencePiece model %1 the token &quot;%2&quot; is added, which Retort reads from a tokenizer.json only. Save the tokenizer as a tokenizer.json.</source>
        <translation>SentencePiece 模型 %1 旁边附加了词元“%2”，Retort 只能从 tokenizer.json 中读取它。请把分词器保存为 tokenizer.json。</translation>
    </message>
    <message>
        <source>The folder %1 holds no tokenizer. Retort looks for tokenizer.json; vocab.json with merges.txt; encoder.json with vocab.bpe; tokenizer.model; vocab.txt. Put one of them there.</source>
        <translation>文件夹 %1 中没有分词器。Retort 会查找 tokenizer.json；vocab.json 与 merges.txt；encoder.json 与 vocab.bpe；tokenizer.model；vocab.txt。请放入其中之一。</translation>
    </message>
    <message>
        <source>The tokenizer file %1 needs %2 beside it. Put it there.</source>
        <translation>分词器文件 %1 旁边需要有 %2。请把它放在那里。</translation>
    </message>
    <message>
        <source>The file %1 says &quot;%2&quot; in a way that Retort cannot read. Get the file again, or remove it.</source>
        <translation>文件 %1 中“%2”的写法 Retort 无法读取。请重新获取该文件，或删去它。</translation>
    </message>
    <message>
        <source>The file %1 is nested deeper than any such file. Get the file again.</source>
        <translation>文件 %1 嵌套过深，没有这样的文件。请重新获取该文件。</translation>
    </message>
    <message>
        <source>The file %1 holds no JSON object. Get the file again.</source>
        <translation>文件 %1 中没有 JSON 对象。请重新获取该文件。</translation>
    </message>
    <message>
        <source>The folder %1 adds more than %2 tokens to its vocabulary, more than Retort reads. Get the files again.</source>
        <translation>文件夹 %1 给词表附加了超过 %2 个词元，超出 Retort 能读取的数量。请重新获取这些文件。</translation>
    </message>
    <message>
        <source>The run&apos;s cost cannot be estimated: %1.</source>
        <translation>无法估计运行的开销：%1。</translation>
    </message>
    <message>
        <source>data.tokenizer_path is empty: choose a tokenizer.json, a tokenizer.model or a folder that holds one.</source>
        <translation>data.tokenizer_path 是空的：请选择 tokenizer.json、tokenizer.model 或含有它们的文件夹。</translation>
    </message>
    <message>
        <source>student.initial takes layers of the teacher, but there is no teacher. Choose one (teacher.model), or let the student start at random.</source>
        <translation>student.initial 取教师的层，但没有教师。请选择一个（teacher.model），或让学生从随机权重开始。</translation>
    </message>
    <message>
        <source>student.key_value_heads is %1, which does not divide student.heads, %2. Use a divisor, or 0 for as many as heads.</source>
        <translation>student.key_value_heads 是 %1，不能整除 student.heads（%2）。请使用它的因数，或用 0 表示与头数相同。</translation>
    </message>
    <message>
        <source>student.key_value_heads is %1, but a gpt2 student has as many as heads. Set it to 0, or student.architecture to llama.</source>
        <translation>student.key_value_heads 是 %1，但 gpt2 学生的键值头与头数相同。请设为 0，或把 student.architecture 设为 llama。</translation>
    </message>
    <message>
        <source>student.layers is %1, but the teacher %2 has %3 layers to take. Set student.layers to %3 or less.</source>
        <translation>student.layers 是 %1，但教师 %2 只有 %3 层可取。请把 student.layers 设为 %3 或更小。</translation>
    </message>
    <message>
        <source>student.initial asks for layer %1, but the teacher %2 has the layers 0 to %3.</source>
        <translation>student.initial 要取第 %1 层，但教师 %2 的层是 0 到 %3。</translation>
    </message>
    <message>
        <source>%1 has a vocabulary (%2, %3 tokens) that differs from that of %4 (%5, %6 tokens), so their probabilities cannot be compared. Choose two that share a tokenizer, or start the student at random.</source>
        <translation>%1 的词表（%2，%3 个词元）与 %4 的词表（%5，%6 个词元）不同，因此两者的概率无法比较。请选择共用一个分词器的两个模型，或让学生从随机权重开始。</translation>
    </message>
    <message>
        <source>data.context is %1, but the model %2 sees %3 tokens at most. Set data.context to %3 or less.</source>
        <translation>data.context 是 %1，但模型 %2 最多能看 %3 个词元。请把 data.context 设为 %3 或更小。</translation>
    </message>
    <message>
        <source>The model %1 has a vocabulary of its own (%2, %3 tokens) that differs from the data&apos;s (%4, %5 tokens). Choose a model that was trained on this kind of text.</source>
        <translation>模型 %1 有自己的词表（%2，%3 个词元），与数据的词表（%4，%5 个词元）不同。请选择在这类文本上训练的模型。</translation>
    </message>
    <message>
        <source>%1 has %2 rows of embeddings, %3 has %4, so their probabilities cannot be compared. Choose two of the same family, or start the student at random.</source>
        <translation>%1 的嵌入有 %2 行，%3 有 %4 行，因此两者的概率无法比较。请选择同一系列的两个模型，或让学生从随机权重开始。</translation>
    </message>
    <message>
        <source>Reading the teacher</source>
        <translation>正在读取教师</translation>
    </message>
    <message>
        <source>Reading the text</source>
        <translation>正在读取文本</translation>
    </message>
    <message>
        <source>Learning tokens from the text</source>
        <translation>正在从文本学习词元</translation>
    </message>
    <message>
        <source>student.initial is %1, but the layers of a teacher are written in rising order, such as teacher:0,2,4.</source>
        <translation>student.initial 是 %1，但教师的层要按升序书写，例如 teacher:0,2,4。</translation>
    </message>
    <message>
        <source>The tokenizer file %1 is damaged: its vocabulary lacks a part or the result of the merge &quot;%2&quot; + &quot;%3&quot;. Export the tokenizer again.</source>
        <translation>分词器文件 %1 已损坏：它的词表缺少合并“%2”+“%3”的一部分或结果。请重新导出分词器。</translation>
    </message>
    <message>
        <source>The tokenizer file %1 cannot be used: its regular expression &quot;%2&quot; is not supported, as %3. Use a tokenizer that does without it.</source>
        <translation>无法使用分词器文件 %1：不支持它的正则表达式“%2”，因为%3。请使用没有它的分词器。</translation>
    </message>
    <message>
        <source>The tokenizer file %1 cannot be used: its normalizer leaves nothing of the added token &quot;%2&quot;, or makes two of them spelt alike. Use a tokenizer without that token.</source>
        <translation>无法使用分词器文件 %1：它的规范化使附加词元“%2”变为空，或使两个附加词元写法相同。请使用没有该词元的分词器。</translation>
    </message>
    <message>
        <source>The folder “%1” holds a tokenizer, which this model, that has none, would seem to go with. Choose another folder.</source>
        <translation>文件夹“%1”里有一个分词器；要写入的模型没有分词器，放在一起会让人以为是它的。请另选一个文件夹。</translation>
    </message>
    <message>
        <source>The model in “%1” takes %2 GB as float32, but this machine has %3 GB of memory. Choose a smaller one.</source>
        <translation>“%1”中的模型以 float32 计需要 %2 GB，而本机只有 %3 GB 内存。请选择较小的模型。</translation>
    </message>
    <message>
        <source>Trying how this machine learns fastest</source>
        <translation>正在试验这台机器怎样学得最快</translation>
    </message>
    <message>
        <source>%1.targets is hard, the cross-entropy of one token, which %2 has no part in. Set %1.divergence to forward-kl, or %1.targets to soft.</source>
        <translation>%1.targets 为 hard，即单个词元的交叉熵，与 %2 无关。请将 %1.divergence 设为 forward-kl，或将 %1.targets 设为 soft。</translation>
    </message>
    <message>
        <source>%1.targets is hard along the student&apos;s own samples: it would learn what it says already, and nothing from the teacher. Set %1.targets to soft, or %1.prefixes to teacher or data.</source>
        <translation>%1.targets 为 hard 且沿学生自己的样本：它只会学到自己已经会说的，而学不到教师的任何东西。请将 %1.targets 设为 soft，或将 %1.prefixes 设为 teacher 或 data。</translation>
    </message>
    <message>
        <source>%1.divergence is %2, a mean over what the student would write, but %1.prefixes is teacher-beam, the teacher&apos;s likeliest text alone. Set %1.prefixes to student, or %1.divergence to forward-kl.</source>
        <translation>%1.divergence 为 %2，是对学生会写的文本取平均，但 %1.prefixes 为 teacher-beam，只含教师最可能的文本。请将 %1.prefixes 设为 student，或将 %1.divergence 设为 forward-kl。</translation>
    </message>
    <message>
        <source>objective.pool.prompt is 0, so that the beam search of %1 would find one and the same sequence each time. Let the sequences begin with some tokens of the text, such as 8.</source>
        <translation>objective.pool.prompt 为 0，%1 的束搜索每次都会找到同一个序列。请让序列以文本的若干词元开头，例如 8 个。</translation>
    </message>
    <message>
        <source>%1.last_step is %2, but must be above %1.first_step, %3, or 0 for the end of the run.</source>
        <translation>%1.last_step 为 %2，但必须大于 %1.first_step（%3），或为 0 表示运行结束。</translation>
    </message>
    <message>
        <source>objective.pool.refresh × training.batch × data.context is %1 tokens; at most %2 are possible. Refresh the student&apos;s samples more often.</source>
        <translation>objective.pool.refresh × training.batch × data.context 为 %1 个词元，最多允许 %2 个。请更频繁地刷新学生样本。</translation>
    </message>
    <message>
        <source>objective.pool.prompt is %1, which leaves nothing to generate in a context of %2 tokens. Use at most %3.</source>
        <translation>objective.pool.prompt 为 %1，在 %2 个词元的上下文中没有可生成的内容。最多用 %3。</translation>
    </message>
    <message>
        <source>training.shards is %1, but a batch of %2 in %3 parts has only %4 windows to share out. Use at most %4 shards.</source>
        <translation>training.shards 为 %1，但批次 %2 分为 %3 份后只有 %4 个窗口可分。最多用 %4 个分片。</translation>
    </message>
    <message>
        <source>Samples and data</source>
        <translation>样本与数据</translation>
    </message>
    <message>
        <source>The program&apos;s own default: forward KL along the teacher&apos;s samples (α) and along the data (β), so that the two terms are two things.</source>
        <translation>程序的默认目标：沿教师样本（α）和沿数据（β）的正向 KL，使两项各有意义。</translation>
    </message>
    <message>
        <source>As printed</source>
        <translation>照公式原样</translation>
    </message>
    <message>
        <source>The formula as it is usually printed: both terms are forward KL along the data, so they are one quantity and only α + β acts on the teacher&apos;s side.</source>
        <translation>通常印出的公式：两项都是沿数据的正向 KL，因而是同一个量，教师一侧只有 α + β 起作用。</translation>
    </message>
    <message>
        <source>CE only</source>
        <translation>仅 CE</translation>
    </message>
    <message>
        <source>Plain training on the data, to compare with; the teacher only measures.</source>
        <translation>在数据上的普通训练，用于比较；教师只用来测量。</translation>
    </message>
    <message>
        <source>Soft targets</source>
        <translation>软目标</translation>
    </message>
    <message>
        <source>Cross-entropy plus forward KL along the data at τ = 2, times τ²: the teacher&apos;s unlikely tokens count for more.</source>
        <translation>交叉熵加上沿数据、τ = 2 的正向 KL，乘以 τ²：教师认为不太可能的词元更有分量。</translation>
    </message>
    <message>
        <source>Word-level KD</source>
        <translation>词级 KD</translation>
    </message>
    <message>
        <source>Cross-entropy plus forward KL, both along the data, token by token.</source>
        <translation>交叉熵加正向 KL，都沿数据逐词元计算。</translation>
    </message>
    <message>
        <source>Sequence-level KD</source>
        <translation>序列级 KD</translation>
    </message>
    <message>
        <source>Cross-entropy on the sequences that beam search finds in the teacher, in place of the data. The paper translates a source sentence; here a beam goes on from the first tokens of a training window.</source>
        <translation>以教师束搜索找到的序列代替数据，计算交叉熵。论文翻译源句子；这里的束从训练窗口的开头若干词元继续。</translation>
    </message>
    <message>
        <source>Sequence- and word-level KD</source>
        <translation>序列级与词级 KD</translation>
    </message>
    <message>
        <source>Along the teacher&apos;s beams: cross-entropy of their tokens (α) and forward KL to the teacher (β).</source>
        <translation>沿教师的束：其词元的交叉熵（α）与对教师的正向 KL（β）。</translation>
    </message>
    <message>
        <source>GKD, on-policy</source>
        <translation>GKD，同策略</translation>
    </message>
    <message>
        <source>Jensen–Shannon divergence, weight ½, along the student&apos;s own samples (λ = 1); no cross-entropy. As in the paper the gradient does not go through the sampling.</source>
        <translation>沿学生自己的样本（λ = 1）的 Jensen–Shannon 散度，权重 ½；没有交叉熵。与论文一样，梯度不经过采样。</translation>
    </message>
    <message>
        <source>GKD, mixed</source>
        <translation>GKD，混合</translation>
    </message>
    <message>
        <source>Jensen–Shannon divergence, weight ½, in half of the steps along the student&apos;s own samples (λ = 0.5), in the others along the data; no cross-entropy.</source>
        <translation>Jensen–Shannon 散度，权重 ½，一半的步沿学生自己的样本（λ = 0.5），其余沿数据；没有交叉熵。</translation>
    </message>
    <message>
        <source>GKD, off-policy</source>
        <translation>GKD，异策略</translation>
    </message>
    <message>
        <source>Jensen–Shannon divergence, weight ½, along the data alone (λ = 0); no cross-entropy.</source>
        <translation>仅沿数据（λ = 0）的 Jensen–Shannon 散度，权重 ½；没有交叉熵。</translation>
    </message>
    <message>
        <source>MiniLLM-like reverse KL</source>
        <translation>类 MiniLLM 反向 KL</translation>
    </message>
    <message>
        <source>Reverse KL along the student&apos;s own samples, half of it cross-entropy on the data. The paper goes on through the sampling by policy gradient; this is its single-step part alone.</source>
        <translation>沿学生自己样本的反向 KL，另一半是数据上的交叉熵。论文还用策略梯度穿过采样；这里只有其单步部分。</translation>
    </message>
    <message>
        <source>DistiLLM, adaptive</source>
        <translation>DistiLLM，自适应</translation>
    </message>
    <message>
        <source>Forward KL skewed by 0.1. The share of steps along the student&apos;s samples begins at 0 and rises by a tenth each time that an evaluation is worse than the one before; samples are kept and used four times.</source>
        <translation>偏斜 0.1 的正向 KL。沿学生样本的步所占比例从 0 开始，每当一次评估比前一次差就升高十分之一；样本会保留并使用四次。</translation>
    </message>
    <message>
        <source>DistiLLM-2-like pair</source>
        <translation>类 DistiLLM-2 对</translation>
    </message>
    <message>
        <source>Forward KL skewed by 0.1 along the teacher&apos;s samples (α), reverse KL skewed by 0.1 along the student&apos;s (β). The paper&apos;s curriculum of the skew is left out.</source>
        <translation>沿教师样本的偏斜 0.1 正向 KL（α），沿学生样本的偏斜 0.1 反向 KL（β）。省去了论文中偏斜的课程安排。</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Workbench for autoregressive knowledge distillation</source>
        <translation>自回归知识蒸馏工作台</translation>
    </message>
    <message>
        <source>%1 Runs of this session are not kept.</source>
        <translation>%1 本次会话的运行不会保留。</translation>
    </message>
    <message>
        <source>Keep runs in FILE.</source>
        <translation>将运行保存到 FILE。</translation>
    </message>
    <message>
        <source>Language: en or zh_CN.</source>
        <translation>语言：en 或 zh_CN。</translation>
    </message>
    <message>
        <source>Theme: light, dark or system.</source>
        <translation>主题：light、dark 或 system。</translation>
    </message>
    <message>
        <source>Page to open: bench, tokens, runs, playground or lessons.</source>
        <translation>打开的页面：bench、tokens、runs、playground 或 lessons。</translation>
    </message>
    <message>
        <source>Size of the window, e.g. 1280x800.</source>
        <translation>窗口大小，例如 1280x800。</translation>
    </message>
    <message>
        <source>An experiment file, a text file or folder to learn from, or a teacher&apos;s model folder.</source>
        <translation>实验文件、用于学习的文本文件或文件夹，或教师的模型文件夹。</translation>
    </message>
</context>
<context>
    <name>retort::AlignedStrips</name>
    <message>
        <source>Text, with the probability of each token</source>
        <translation>文本及各词元的概率</translation>
    </message>
    <message>
        <source>truth r</source>
        <translation>真值 r</translation>
    </message>
    <message>
        <source>teacher p</source>
        <translation>教师 p</translation>
    </message>
    <message>
        <source>student q</source>
        <translation>学生 q</translation>
    </message>
    <message>
        <source>%1–%2</source>
        <translation>%1–%2</translation>
    </message>
    <message>
        <source>position %1 “%2”</source>
        <translation>位置 %1“%2”</translation>
    </message>
    <message>
        <source>%1: %2 %3</source>
        <translation>%1：%2 %3</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>retort::AlongPlot</name>
    <message>
        <source>Along the text</source>
        <translation>沿文本</translation>
    </message>
    <message>
        <source>truth</source>
        <translation>真值</translation>
    </message>
    <message>
        <source>teacher</source>
        <translation>教师</translation>
    </message>
    <message>
        <source>student</source>
        <translation>学生</translation>
    </message>
    <message>
        <source>Entropy (nats)</source>
        <translation>熵（nat）</translation>
    </message>
    <message>
        <source>Probability of the token</source>
        <translation>词元的概率</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>position %1 “%2”</source>
        <translation>位置 %1“%2”</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Position in the text</source>
        <translation>文本中的位置</translation>
    </message>
    <message>
        <source>%1 “%2”</source>
        <translation>%1“%2”</translation>
    </message>
</context>
<context>
    <name>retort::AlternativesPopup</name>
    <message>
        <source>after “%1”</source>
        <translation>“%1”之后</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>all others %1</source>
        <translation>其余合计 %1</translation>
    </message>
</context>
<context>
    <name>retort::Appearance</name>
    <message>
        <source>System&apos;s language</source>
        <translation>系统语言</translation>
    </message>
    <message>
        <source>Like the desktop</source>
        <translation>跟随桌面</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
</context>
<context>
    <name>retort::ContinuationPanel</name>
    <message>
        <source>“%1” is part of the prompt.</source>
        <translation>“%1”是提示的一部分。</translation>
    </message>
    <message>
        <source>“%1” · probability %2 · entropy %3 nats</source>
        <translation>“%1” · 概率 %2 · 熵 %3 nat</translation>
    </message>
    <message>
        <source>mean log p −%1 nats</source>
        <translation>平均 log p −%1 nat</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Tokens that the model added.</source>
        <translation>模型添加的词元。</translation>
    </message>
    <message>
        <source>mean entropy</source>
        <translation>平均熵</translation>
    </message>
    <message>
        <source>%1 nats</source>
        <translation>%1 nat</translation>
    </message>
    <message>
        <source>How undecided the model was, on average.</source>
        <translation>模型平均有多不确定。</translation>
    </message>
    <message>
        <source>likeliest token drawn</source>
        <translation>首选命中率</translation>
    </message>
    <message>
        <source>How often the token drawn was the model&apos;s first choice.</source>
        <translation>抽中的词元恰为模型首选的比例。</translation>
    </message>
    <message>
        <source>tokens/s</source>
        <translation>词元/秒</translation>
    </message>
    <message>
        <source>Speed of this continuation.</source>
        <translation>本次续写的速度。</translation>
    </message>
    <message>
        <source>The teacher&apos;s continuation</source>
        <translation>教师的续写</translation>
    </message>
    <message>
        <source>The student&apos;s continuation</source>
        <translation>学生的续写</translation>
    </message>
    <message>
        <source>Copy text</source>
        <translation>复制文本</translation>
    </message>
    <message>
        <source>Copies prompt and continuation.</source>
        <translation>复制提示与续写。</translation>
    </message>
    <message>
        <source>No teacher is chosen. Choose one above, and it writes here.</source>
        <translation>未选择教师。请在上方选择，它会在这里续写。</translation>
    </message>
    <message>
        <source>No student is chosen. Choose one above, and it writes here.</source>
        <translation>未选择学生。请在上方选择，它会在这里续写。</translation>
    </message>
    <message>
        <source>Press Generate, and the teacher&apos;s continuation comes here.</source>
        <translation>点击“生成”，教师的续写会显示在这里。</translation>
    </message>
    <message>
        <source>Press Generate, and the student&apos;s continuation comes here.</source>
        <translation>点击“生成”，学生的续写会显示在这里。</translation>
    </message>
</context>
<context>
    <name>retort::CourseStrip</name>
    <message>
        <source>%1 = %2 at step %3</source>
        <translation>%1 = %2，第 %3 步</translation>
    </message>
</context>
<context>
    <name>retort::CurvesView</name>
    <message>
        <source>learning rate %1 → %2</source>
        <translation>学习率 %1 → %2</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>第 %1 步</translation>
    </message>
    <message>
        <source>%1 · %2 tokens</source>
        <translation>%1 · %2 词元</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>线性</translation>
    </message>
    <message>
        <source>Scale of the losses</source>
        <translation>损失的刻度</translation>
    </message>
    <message>
        <source>Log shows late, small gains; linear shows sizes as they are.</source>
        <translation>对数显示后期的微小进步；线性按原样显示大小。</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>How much of the past each point of a curve keeps. The raw points stay behind the curves; the training does not change.</source>
        <translation>曲线上每一点保留多少过去的值。原始点仍在曲线之后；训练不受影响。</translation>
    </message>
    <message>
        <source>x</source>
        <comment>axis</comment>
        <translation>横轴</translation>
    </message>
    <message>
        <source>What runs along the bottom: steps, tokens of data seen, or training time without pauses.</source>
        <translation>横轴表示什么：步数、已读的数据词元，或不含暂停的训练时间。</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Loss curves</source>
        <translation>损失曲线</translation>
    </message>
    <message>
        <source>Total, CE (nats/token)</source>
        <translation>总损失、CE（nat/词元）</translation>
    </message>
    <message>
        <source>*D* (nats/token)</source>
        <translation>散度（nat/词元）</translation>
    </message>
    <message>
        <source>total</source>
        <translation>总损失</translation>
    </message>
    <message>
        <source>CE</source>
        <translation>CE</translation>
    </message>
    <message>
        <source>validation CE</source>
        <translation>验证集 CE</translation>
    </message>
    <message>
        <source>KL to teacher</source>
        <translation>与教师的 KL</translation>
    </message>
    <message>
        <source>KL to truth</source>
        <translation>与真值的 KL</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>nats per target token</source>
        <translation>nat / 目标词元</translation>
    </message>
    <message>
        <source>teacher</source>
        <translation>教师</translation>
    </message>
    <message>
        <source>truth</source>
        <translation>真值</translation>
    </message>
    <message>
        <source>Training step</source>
        <translation>训练步</translation>
    </message>
    <message>
        <source>Tokens of data seen</source>
        <translation>已读的数据词元</translation>
    </message>
    <message>
        <source>Training time (min:s)</source>
        <translation>训练时间（分:秒）</translation>
    </message>
</context>
<context>
    <name>retort::Dialogs</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>确定</translation>
    </message>
</context>
<context>
    <name>retort::DiffView</name>
    <message>
        <source>Settings that differ</source>
        <translation>不同的设置</translation>
    </message>
    <message>
        <source>Settings that differ, and results</source>
        <translation>不同的设置与结果</translation>
    </message>
    <message>
        <source>Tick two runs or more</source>
        <translation>请勾选两次或更多运行</translation>
    </message>
    <message>
        <source>What was set differently then stands here, beside what came of it.</source>
        <translation>这里随后会列出设置上的差别，以及由此得到的结果。</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
</context>
<context>
    <name>retort::ErrorPanel</name>
    <message>
        <source>Probability of the token</source>
        <translation>词元的概率</translation>
    </message>
    <message>
        <source>Rank of “%1”</source>
        <translation>“%1”的名次</translation>
    </message>
    <message>
        <source>Rank of the token</source>
        <translation>词元的名次</translation>
    </message>
    <message>
        <source>The truth is only known for Tales.</source>
        <translation>只有 Tales 的真值是已知的。</translation>
    </message>
    <message>
        <source>Without a teacher there is nothing to imitate.</source>
        <translation>没有教师，也就无从模仿。</translation>
    </message>
    <message>
        <source>There is no student to compare yet.</source>
        <translation>还没有可比较的学生。</translation>
    </message>
    <message>
        <source>Where the error comes from</source>
        <translation>误差来自何处</translation>
    </message>
    <message>
        <source>nats</source>
        <translation>nat</translation>
    </message>
    <message>
        <source>teacher error  KL(*r*∥*p*)</source>
        <translation>教师误差  KL(*r*∥*p*)</translation>
    </message>
    <message>
        <source>imitation error  KL(*p*∥*q*)</source>
        <translation>模仿误差  KL(*p*∥*q*)</translation>
    </message>
    <message>
        <source>student error  KL(*r*∥*q*)</source>
        <translation>学生误差  KL(*r*∥*q*)</translation>
    </message>
    <message>
        <source>How far the teacher is from the process that wrote the text.</source>
        <translation>教师与生成该文本的过程相差多远。</translation>
    </message>
    <message>
        <source>How far the student is from the teacher.</source>
        <translation>学生与教师相差多远。</translation>
    </message>
    <message>
        <source>How far the student is from the process that wrote the text.</source>
        <translation>学生与生成该文本的过程相差多远。</translation>
    </message>
    <message>
        <source>truth</source>
        <translation>真值</translation>
    </message>
    <message>
        <source>teacher</source>
        <translation>教师</translation>
    </message>
    <message>
        <source>student</source>
        <translation>学生</translation>
    </message>
    <message>
        <source>Entropy (nats)</source>
        <translation>熵（nat）</translation>
    </message>
    <message>
        <source>How undecided each is about the next token.</source>
        <translation>各自对下一个词元有多不确定。</translation>
    </message>
    <message>
        <source>*p*(“%1”)</source>
        <translation>*p*(“%1”)</translation>
    </message>
    <message>
        <source>Tales never writes what stands before: no truth here.</source>
        <translation>Tales 不会写出前面的内容：此处没有真值。</translation>
    </message>
</context>
<context>
    <name>retort::ExperimentDock</name>
    <message>
        <source>en</source>
        <comment>language of Tales</comment>
        <extracomment>Do not translate literally: &quot;zh&quot; in Chinese, &quot;en&quot; in every other language. It says in which language of Tales the presets begin.</extracomment>
        <translation>zh</translation>
    </message>
    <message>
        <source>Experiments (*.json);;All files (*)</source>
        <translation>实验 (*.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Open...</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Save...</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Show experiment file</source>
        <translation>显示实验文件</translation>
    </message>
    <message>
        <source>Reset section</source>
        <translation>重置本节</translation>
    </message>
    <message>
        <source>Experiment</source>
        <translation>实验</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Takes back the last change of the experiment.</source>
        <translation>撤回对实验的上一次更改。</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Makes the change again that was taken back.</source>
        <translation>重新应用刚撤回的更改。</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Open, save or read the experiment, or reset a section of it.</source>
        <translation>打开、保存或查看实验，或重置其中一节。</translation>
    </message>
    <message>
        <source>Choose a text</source>
        <translation>选择文本</translation>
    </message>
    <message>
        <source>Text (*.txt *.md);;All files (*)</source>
        <translation>文本 (*.txt *.md);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Choose the teacher&apos;s model folder</source>
        <translation>选择教师的模型文件夹</translation>
    </message>
    <message>
        <source>Open an experiment</source>
        <translation>打开实验</translation>
    </message>
    <message>
        <source>Save the experiment</source>
        <translation>保存实验</translation>
    </message>
    <message>
        <source>The experiment could not be saved as %1: %2. Choose another folder.</source>
        <translation>无法将实验保存为 %1：%2。请选择另一个文件夹。</translation>
    </message>
    <message>
        <source>%1 was not opened, because a run is going on. Stop it first.</source>
        <translation>没有打开 %1，因为有一次运行正在进行。请先停止它。</translation>
    </message>
    <message>
        <source>There is no file or folder %1.</source>
        <translation>文件或文件夹 %1 不存在。</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>A whole experiment to start from. Every setting can be changed afterwards.</source>
        <translation>作为起点的完整实验。之后每项设置都可以更改。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>What the run is called in the table of runs. It changes nothing in the learning.</source>
        <translation>该运行在运行表格中的名称。它不影响学习。</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>What the student learns to continue. Tales is a small language whose true probabilities are known; any UTF-8 text file or folder will do as well.</source>
        <translation>学生要学着续写的文本。Tales 是一种真实概率已知的小型语言；任何 UTF-8 文本文件或文件夹也可以。</translation>
    </message>
    <message>
        <source>Windows</source>
        <translation>窗口数</translation>
    </message>
    <message>
        <source>How much text of its own the student has. With little text a teacher helps most; with plenty it hardly matters. 0: without end.</source>
        <translation>学生自己有多少文本。文本少时教师帮助最大，文本充足时几乎没有差别。0：无限。</translation>
    </message>
    <message>
        <source>without end</source>
        <translation>无限</translation>
    </message>
    <message>
        <source>File or folder</source>
        <translation>文件或文件夹</translation>
    </message>
    <message>
        <source>The text to learn from: one UTF-8 file, or a folder whose .txt files are joined. A file may also be dropped here.</source>
        <translation>用于学习的文本：一个 UTF-8 文件，或一个文件夹（其中的 .txt 文件会合并）。也可以将文件拖放到这里。</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Held out</source>
        <translation>验证集比例</translation>
    </message>
    <message>
        <source>Share of the text, at its end, that is kept from the training and only used to measure.</source>
        <translation>文本末尾不参与训练、仅用于测量的部分所占的比例。</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>The model whose probabilities the student imitates: one that comes with the program, a run of your own, or a model folder. Without one the student learns from the text alone.</source>
        <translation>学生所模仿的概率来自这个模型：程序自带的模型、自己的某次运行，或模型文件夹。没有教师时，学生只从文本学习。</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>规模</translation>
    </message>
    <message>
        <source>Layers, width and heads together. A larger student can come closer to the teacher, but each step takes longer.</source>
        <translation>层数、宽度与注意力头的组合。较大的学生可以更接近教师，但每一步耗时更长。</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层数</translation>
    </message>
    <message>
        <source>Blocks of attention and feed-forward above each other: how many times a token can look back before the next one is predicted.</source>
        <translation>层层叠放的注意力与前馈模块：预测下一个词元之前，每个词元可以回看多少次。</translation>
    </message>
    <message>
        <source>Embedding width</source>
        <translation>嵌入宽度</translation>
    </message>
    <message>
        <source>Numbers that stand for one token inside the student. Parameters and time grow with its square.</source>
        <translation>学生内部用多少个数表示一个词元。参数量与耗时随其平方增长。</translation>
    </message>
    <message>
        <source>Attention heads</source>
        <translation>注意力头</translation>
    </message>
    <message>
        <source>Into how many parts attention is cut, so that it can look at several places at once. Must divide the width.</source>
        <translation>注意力分成多少份，以便同时关注多处。必须能整除宽度。</translation>
    </message>
    <message>
        <source>Context length</source>
        <translation>上下文长度</translation>
    </message>
    <message>
        <source>How many tokens the student sees at most, and how long a training window is. Tales needs 20 to 60 to remember where an object was put.</source>
        <translation>学生最多看到多少个词元，也是训练窗口的长度。Tales 需要 20 到 60 个词元，才能记住东西放在哪里。</translation>
    </message>
    <message>
        <source> tokens</source>
        <translation> 词元</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>Dropout</translation>
    </message>
    <message>
        <source>Share of activations set to zero while training. Keeps a student with little text from learning it by heart; 0 is off.</source>
        <translation>训练时置零的激活所占的比例。可以避免文本很少的学生死记硬背；0 表示关闭。</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>Numbers that the student learns, and their share of the teacher&apos;s.</source>
        <translation>学生要学习的参数个数，以及它与教师参数量之比。</translation>
    </message>
    <message>
        <source>along</source>
        <translation>前缀来源</translation>
    </message>
    <message>
        <source>D seq along</source>
        <translation>D seq 前缀来源</translation>
    </message>
    <message>
        <source>Which beginnings the sequence-level term looks at. Sequences sampled from the teacher show the student situations that its own text does not hold.</source>
        <translation>序列级的项沿哪些前缀计算。从教师采样的序列让学生见到自己的文本中没有的情形。</translation>
    </message>
    <message>
        <source>D tok along</source>
        <translation>D tok 前缀来源</translation>
    </message>
    <message>
        <source>Which beginnings the token-level term looks at. Along the data it comments on the student&apos;s own text, token by token.</source>
        <translation>词元级的项沿哪些前缀计算。沿数据时，它逐词元地讲评学生自己的文本。</translation>
    </message>
    <message>
        <source>Reduction</source>
        <translation>归约</translation>
    </message>
    <message>
        <source>Mean over all tokens gives each token the same weight; the sum over each sequence gives long sequences more, and needs a smaller learning rate.</source>
        <translation>对所有词元取平均时，每个词元权重相同；按序列求和时，长序列权重更大，需要较小的学习率。</translation>
    </message>
    <message>
        <source>Multiplies the term by τ², so that its gradient keeps its size when the temperature changes (Hinton 2015).</source>
        <translation>将该项乘以 τ²，使温度变化时其梯度大小保持不变（Hinton 2015）。</translation>
    </message>
    <message>
        <source>Sample pool</source>
        <translation>样本池</translation>
    </message>
    <message>
        <source>Sequences sampled from the teacher that are kept at a time. More of them means more variety, and a longer start.</source>
        <translation>同时保留多少条从教师采样的序列。越多则越多样，但开始时等待更久。</translation>
    </message>
    <message>
        <source>Reuse</source>
        <translation>复用</translation>
    </message>
    <message>
        <source>How often a sampled sequence is used, on average, before a new one replaces it. Less reuse costs time for sampling, and gives fresher text.</source>
        <translation>每条采样序列在被新序列替换之前平均使用多少次。复用越少，采样耗时越多，文本也越新。</translation>
    </message>
    <message>
        <source> times</source>
        <translation> 次</translation>
    </message>
    <message>
        <source>Sampling τ</source>
        <translation>采样 τ</translation>
    </message>
    <message>
        <source>Temperature of the sampling: below 1 the teacher keeps to its likeliest continuations, above 1 it strays.</source>
        <translation>采样的温度：低于 1 时教师偏向最可能的续写，高于 1 时更为发散。</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation>Top-k</translation>
    </message>
    <message>
        <source>Samples only from the k likeliest tokens. The sequences are then no longer drawn from the teacher&apos;s own distribution; 0 is off.</source>
        <translation>只从概率最大的 k 个词元中采样。这样得到的序列不再服从教师自身的分布；0 表示关闭。</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Samples only from the likeliest tokens that together reach this probability; 1 is off.</source>
        <translation>只从累计概率达到此值的最可能词元中采样；1 表示关闭。</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Size of a step of AdamW at the schedule&apos;s peak. Too large and the loss jumps or becomes infinite, too small and the run ends before the student has learnt. Can be changed while training.</source>
        <translation>AdamW 在调度峰值处的步长。过大则损失跳动或变为无穷大，过小则运行结束时学生还没学会。训练时可以更改。</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>调度</translation>
    </message>
    <message>
        <source>How the learning rate goes after warm-up. Cosine lowers it towards the end, which settles the student; constant leaves it.</source>
        <translation>预热之后学习率如何变化。余弦在末尾逐渐降低，使学生稳定下来；恒定则保持不变。</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation>预热</translation>
    </message>
    <message>
        <source>Steps over which the learning rate rises from zero, so that the first gradients do no damage.</source>
        <translation>学习率从零上升所用的步数，以免最初的梯度造成损害。</translation>
    </message>
    <message>
        <source> steps</source>
        <translation> 步</translation>
    </message>
    <message>
        <source>Final share</source>
        <translation>末端比例</translation>
    </message>
    <message>
        <source>Share of the learning rate at which the cosine ends.</source>
        <translation>余弦结束时的学习率占峰值的比例。</translation>
    </message>
    <message>
        <source>Clip gradient at</source>
        <translation>梯度裁剪</translation>
    </message>
    <message>
        <source>A longer gradient is shortened to this length, so that one odd batch cannot throw the student off; 0 is off.</source>
        <translation>更长的梯度会缩短到此长度，以免个别异常批次带偏学生；0 表示关闭。</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>权重衰减</translation>
    </message>
    <message>
        <source>Pulls the weights of matrices towards zero at each step. A little of it keeps the student from learning its text by heart.</source>
        <translation>每一步将矩阵的权重拉向零。少量衰减可以避免学生死记硬背。</translation>
    </message>
    <message>
        <source>How long AdamW remembers the direction of past gradients.</source>
        <translation>AdamW 对过去梯度的方向记忆多久。</translation>
    </message>
    <message>
        <source>How long AdamW remembers the size of past gradients.</source>
        <translation>AdamW 对过去梯度的大小记忆多久。</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>How many times the student&apos;s weights are changed. The schedule is stretched over them.</source>
        <translation>学生的权重更新多少次。调度按此步数展开。</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批量</translation>
    </message>
    <message>
        <source>Windows in one step. More of them give a steadier gradient and a longer step.</source>
        <translation>每一步的窗口数。越多则梯度越稳定，每一步也越久。</translation>
    </message>
    <message>
        <source> windows</source>
        <translation> 个窗口</translation>
    </message>
    <message>
        <source>Cut into</source>
        <translation>拆分为</translation>
    </message>
    <message>
        <source>Parts in which a batch goes through the student one after another. Saves memory and changes no result.</source>
        <translation>一个批次分成几份依次经过学生。可以节省内存，不改变结果。</translation>
    </message>
    <message>
        <source> parts</source>
        <translation> 份</translation>
    </message>
    <message>
        <source>Evaluate every</source>
        <translation>评估间隔</translation>
    </message>
    <message>
        <source>Steps between two measurements on held-out text: the hollow dots of the validation curve.</source>
        <translation>两次验证集测量之间的步数：即验证曲线上的空心圆点。</translation>
    </message>
    <message>
        <source>Evaluate on</source>
        <translation>评估窗口</translation>
    </message>
    <message>
        <source>Held-out windows that a measurement looks at. More of them make it steadier, and slower.</source>
        <translation>每次测量所用的验证窗口数。越多越稳定，也越慢。</translation>
    </message>
    <message>
        <source>Steps between two checkpoints. A run that was interrupted goes on from the last of them, to the same bits.</source>
        <translation>两个检查点之间的步数。中断的运行可以从最后一个检查点继续，结果逐位相同。</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>Processor cores to use; 0: all. Fewer leave some for other programs.</source>
        <translation>使用的处理器核心数；0 表示全部。较少则为其他程序留出一些。</translation>
    </message>
    <message>
        <source>all cores</source>
        <translation>全部核心</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Number from which first weights, order of the text and samples follow. The same seed gives the same run; others show how much is chance.</source>
        <translation>初始权重、文本顺序与采样均由此数决定。相同的种子得到相同的运行；换用其他种子可以看出偶然因素有多大。</translation>
    </message>
    <message>
        <source>Tales (English)</source>
        <translation>Tales（英文）</translation>
    </message>
    <message>
        <source>Tales (Chinese)</source>
        <translation>Tales（中文）</translation>
    </message>
    <message>
        <source>Text of your own</source>
        <translation>自己的文本</translation>
    </message>
    <message>
        <source>Characters</source>
        <translation>字符</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>词</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>Tiny</source>
        <translation>微型</translation>
    </message>
    <message>
        <source>Small</source>
        <translation>小型</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>中型</translation>
    </message>
    <message>
        <source>Large</source>
        <translation>大型</translation>
    </message>
    <message>
        <source>By hand</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>Forward KL</source>
        <translation>前向 KL</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Teacher samples</source>
        <translation>教师采样</translation>
    </message>
    <message>
        <source>Token mean</source>
        <translation>按词元平均</translation>
    </message>
    <message>
        <source>Sequence sum</source>
        <translation>按序列求和</translation>
    </message>
    <message>
        <source>Cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>Constant</source>
        <translation>恒定</translation>
    </message>
    <message>
        <source>First distillation</source>
        <translation>初次蒸馏</translation>
    </message>
    <message>
        <source>Without a teacher</source>
        <translation>没有教师</translation>
    </message>
    <message>
        <source>Teacher on the data only</source>
        <translation>教师仅沿数据</translation>
    </message>
    <message>
        <source>Plenty of text</source>
        <translation>文本充足</translation>
    </message>
    <message>
        <source>As printed</source>
        <translation>按通常公式</translation>
    </message>
    <message>
        <source>Train the Tales teacher</source>
        <translation>训练 Tales 教师</translation>
    </message>
    <message>
        <source>Characters of a text</source>
        <translation>某份文本的字符</translation>
    </message>
    <message>
        <source>A good teacher, a small student and only 100 windows of text: the place where distillation matters. The student follows the teacher along sampled stories (α) and along its own text (β).</source>
        <translation>好的教师、小的学生，而文本只有 100 个窗口：这正是蒸馏大有用处的地方。学生既沿采样的故事（α）、也沿自己的文本（β）跟随教师。</translation>
    </message>
    <message>
        <source>The same student, text and steps without a teacher. It soon learns its 100 windows by heart, so that its best validation point comes early.</source>
        <translation>学生、文本与步数相同，但没有教师。学生很快就把 100 个窗口背了下来，因此最佳验证点来得很早。</translation>
    </message>
    <message>
        <source>The token-level term alone: the teacher comments on the student&apos;s own text and writes none. Better than no teacher, but the text is still only 100 windows.</source>
        <translation>只有词元级的项：教师讲评学生自己的文本，而不写新的文本。这比没有教师好，但文本仍只有 100 个窗口。</translation>
    </message>
    <message>
        <source>60,000 windows of text and an even smaller student. With so much text the teacher hardly helps: compare it with α = β = 0.</source>
        <translation>60,000 个窗口的文本，以及更小的学生。文本这么多时，教师几乎没有帮助：请与 α = β = 0 比较。</translation>
    </message>
    <message>
        <source>The formula as it is usually printed: both terms are forward KL along the data, so they are the same quantity and only α + β acts on the teacher&apos;s side.</source>
        <translation>通常写法的公式：两项都是沿数据的前向 KL，因此是同一个量，教师一侧只有 α + β 起作用。</translation>
    </message>
    <message>
        <source>Makes the teacher of the other presets: 0.8 million parameters learn from text without end, in several minutes on two cores.</source>
        <translation>训练其他预设所用的教师：80 万个参数从无限的文本中学习，在两个核心上需要几分钟。</translation>
    </message>
    <message>
        <source>A character-level model of any text file or folder, to be a teacher afterwards. Choose the text first (data.path); Shakespeare&apos;s plays take a few minutes.</source>
        <translation>任意文本文件或文件夹的字符级模型，之后可以充当教师。请先选择文本（data.path）；学习莎士比亚的戏剧需要几分钟。</translation>
    </message>
    <message>
        <source>no text yet</source>
        <translation>尚无文本</translation>
    </message>
    <message>
        <source>%1 · %2 words</source>
        <translation>%1 · %2 词</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>samples</source>
        <translation>采样</translation>
    </message>
    <message>
        <source>data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Teacher</source>
        <translation>教师</translation>
    </message>
    <message>
        <source>Student</source>
        <translation>学生</translation>
    </message>
    <message>
        <source>Objective</source>
        <translation>目标函数</translation>
    </message>
    <message>
        <source>Optimiser</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>%1 × %2 · %3 heads</source>
        <translation>%1 × %2 · %3 头</translation>
    </message>
    <message>
        <source>%1 steps · batch %2</source>
        <translation>%1 步 · 批量 %2</translation>
    </message>
    <message>
        <source>No teacher</source>
        <translation>无教师</translation>
    </message>
    <message>
        <source>Run #%1</source>
        <translation>运行 #%1</translation>
    </message>
    <message>
        <source> step</source>
        <translation> 步</translation>
    </message>
    <message>
        <source> window</source>
        <translation> 个窗口</translation>
    </message>
    <message>
        <source> part</source>
        <translation> 份</translation>
    </message>
    <message>
        <source>Save every</source>
        <translation>检查点间隔</translation>
    </message>
    <message>
        <source>%1 is a tokeniser, but a teacher, or the model that the student starts from, brings its own tokens. Remove that model first.</source>
        <translation>%1 是分词器，但教师或学生的起始模型自带词元。请先去掉那个模型。</translation>
    </message>
    <message>
        <source>Choose a tokeniser</source>
        <translation>选择分词器</translation>
    </message>
    <message>
        <source>Tokenisers (*.json *.model);;All files (*)</source>
        <translation>分词器 (*.json *.model);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Choose the model that the student starts from</source>
        <translation>选择学生的起始模型</translation>
    </message>
    <message>
        <source>What one step of prediction is: a byte, a character, a word or a piece that is frequent in the text. Where a model speaks (a teacher, or the one that the student starts from), its own tokens are used.</source>
        <translation>一步预测的内容：一个字节、一个字符、一个词，或文本中常见的一段。如果有模型（教师或学生的起始模型），则使用它自己的词元。</translation>
    </message>
    <message>
        <source>Tokens to train</source>
        <translation>要训练的词元数</translation>
    </message>
    <message>
        <source>How many different tokens the byte pairs of the text are made into. More of them make the text shorter, and the student&apos;s embedding larger.</source>
        <translation>由文本的字节对得到多少种不同的词元。越多，文本越短，学生的嵌入越大。</translation>
    </message>
    <message>
        <source>Tokeniser</source>
        <translation>分词器</translation>
    </message>
    <message>
        <source>A tokenizer.json, a tokenizer.model, or a folder that holds one: the text is cut into its tokens, which are the student&apos;s vocabulary. May also be dropped here.</source>
        <translation>tokenizer.json、tokenizer.model 或含有它们的文件夹：文本按它的词元切分，这些词元就是学生的词表。也可以拖放到这里。</translation>
    </message>
    <message>
        <source>Starts from</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>The weights that the student has before its first step. Random ones know nothing; layers of the teacher, or a model that was trained already, begin much nearer to the goal, and keep that model&apos;s sizes and tokens.</source>
        <translation>学生在第一步之前的权重。随机权重一无所知；教师的层或已经训练过的模型离目标近得多，并保留该模型的大小和词元。</translation>
    </message>
    <message>
        <source>Its layers</source>
        <translation>取哪些层</translation>
    </message>
    <message>
        <source>Layers of the teacher</source>
        <translation>教师的层</translation>
    </message>
    <message>
        <source>Which layers of the teacher become the student&apos;s, in rising order; 0 is the first: 0,2,4. Empty: as many as stand below, evenly spaced over the teacher.</source>
        <translation>教师的哪些层成为学生的层，按升序；0 是第一层：0,2,4。留空：取下面给出的层数，在教师中均匀分布。</translation>
    </message>
    <message>
        <source>evenly spaced</source>
        <translation>均匀分布</translation>
    </message>
    <message>
        <source>Sizes</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Sizes of the student</source>
        <translation>学生的大小</translation>
    </message>
    <message>
        <source>Layers × width and heads that the student takes over from the model it starts from. To choose them, let it start from random weights.</source>
        <translation>学生从起始模型继承的层数 × 宽度和头数。要自行选择，请让它从随机权重开始。</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>系列</translation>
    </message>
    <message>
        <source>How the student is built. GPT-2 learns its positions and has two matrices in the feed-forward; Llama turns them into angles and has three. The teacher may be of the other family, as long as its tokens are the same.</source>
        <translation>学生的构造方式。GPT-2 学习位置，前馈有两个矩阵；Llama 把位置变成角度，前馈有三个矩阵。教师可以是另一系列，只要词元相同。</translation>
    </message>
    <message>
        <source>Key/value heads</source>
        <translation>键/值头数</translation>
    </message>
    <message>
        <source>Feed-forward</source>
        <translation>前馈</translation>
    </message>
    <message>
        <source>Feed-forward width</source>
        <translation>前馈宽度</translation>
    </message>
    <message>
        <source>Numbers inside the feed-forward of a layer, where most of what a student knows is kept. 0: as usual, 4 times the width in GPT-2 and 8/3 in Llama.</source>
        <translation>一层前馈内部的数的个数，学生所知的大部分存放在这里。0：通常值，GPT-2 为宽度的 4 倍，Llama 为 8/3 倍。</translation>
    </message>
    <message>
        <source>as usual</source>
        <translation>通常值</translation>
    </message>
    <message>
        <source>Tied embedding</source>
        <translation>共享嵌入</translation>
    </message>
    <message>
        <source>The matrix that reads tokens also predicts them. Saves parameters, which counts where the vocabulary is large; without it the student has a little more freedom.</source>
        <translation>读取词元的矩阵也用来预测词元。节省参数，词表大时很重要；不共享时学生稍自由一些。</translation>
    </message>
    <message>
        <source>Byte pairs, trained</source>
        <translation>字节对，训练得到</translation>
    </message>
    <message>
        <source>Of a file</source>
        <translation>来自文件</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>来自 %1</translation>
    </message>
    <message>
        <source>About</source>
        <translation>约</translation>
    </message>
    <message>
        <source>Estimate of the run</source>
        <translation>运行的估计</translation>
    </message>
    <message>
        <source>Speed, time and memory of the run. A layer of student and teacher and their share of the head are timed on this machine, then multiplied; evaluations and sampling are left out. Right within a factor of two; the first steps tell better.</source>
        <translation>运行的速度、时间和内存。在本机上测量学生和教师的一层及各自输出层的份额，再相乘；不计评估和采样。误差在两倍以内；最初几步更准。</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Experiment file</source>
        <translation>实验文件</translation>
    </message>
    <message>
        <source>1 layer of the teacher</source>
        <translation>教师的 1 层</translation>
    </message>
    <message>
        <source>%1 layers of the teacher</source>
        <translation>教师的 %1 层</translation>
    </message>
    <message>
        <source>How many heads of keys and values the attention heads share. Fewer of them make generation lighter and the student a little weaker. Must divide the heads; 0: as many as heads.</source>
        <translation>注意力头共用多少组键和值。越少，生成越轻快，学生略弱。必须整除头数；0：与头数相同。</translation>
    </message>
    <message>
        <source>as many</source>
        <translation>同样多</translation>
    </message>
    <message>
        <source>rev. KL</source>
        <translation>反向 KL</translation>
    </message>
    <message>
        <source>sym. KL</source>
        <translation>对称 KL</translation>
    </message>
    <message>
        <source>skewed KL</source>
        <translation>偏斜 KL</translation>
    </message>
    <message>
        <source>skewed rev. KL</source>
        <translation>偏斜反向 KL</translation>
    </message>
    <message>
        <source>beams</source>
        <translation>束</translation>
    </message>
    <message>
        <source>student</source>
        <translation>学生</translation>
    </message>
    <message>
        <source>mixed</source>
        <translation>混合</translation>
    </message>
    <message>
        <source>constant</source>
        <translation>恒定</translation>
    </message>
    <message>
        <source>Courses of the knobs</source>
        <translation>旋钮走势</translation>
    </message>
    <message>
        <source>Shards</source>
        <translation>分片</translation>
    </message>
    <message>
        <source>Parts of a batch that are learnt from side by side, each by one thread; the result is the same to the bit for any number of workers. 1: the batch as a whole, all threads in each operation. 0: the faster of the two, tried when the run begins and kept with it.</source>
        <translation>一个批次分成若干份并行学习，每份用一个线程；无论多少工作线程，结果逐位相同。1：整个批次，每个运算使用全部线程。0：取两者中较快的，运行开始时试验并随运行保存。</translation>
    </message>
    <message>
        <source>the faster</source>
        <translation>取较快者</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>工作线程</translation>
    </message>
    <message>
        <source>Threads that take the shards. Changes no result.</source>
        <translation>处理分片的线程数。不改变结果。</translation>
    </message>
    <message>
        <source>as threads</source>
        <translation>与线程数相同</translation>
    </message>
    <message>
        <source>Memory for logits</source>
        <translation>logits 内存</translation>
    </message>
    <message>
        <source>The logits of a step are computed in pieces of at most so much memory, however large the vocabulary is. Changes no result.</source>
        <translation>无论词表多大，一步的 logits 都分块计算，最多占用这么多内存。不改变结果。</translation>
    </message>
    <message>
        <source> MiB</source>
        <translation> MiB</translation>
    </message>
    <message>
        <source>Objectives that have a name, with the paper: sets the terms, their prefixes, the weights and the pool. Each can be changed afterwards.</source>
        <translation>有名字的目标及其论文：设定各项、前缀、权重和样本池。之后都可修改。</translation>
    </message>
    <message>
        <source>How the difference of teacher and student is measured. Forward KL asks the student to cover everything that the teacher holds possible; reverse KL to say nothing that the teacher would not; Jensen–Shannon and the skewed ones lie between and stay finite.</source>
        <translation>怎样衡量教师与学生的差异。正向 KL 要求学生覆盖教师认为可能的一切；反向 KL 要求学生不说教师不会说的；Jensen–Shannon 与偏斜 KL 介于两者之间，且始终有限。</translation>
    </message>
    <message>
        <source>weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Weight of the teacher in the mixture that Jensen–Shannon compares both with. Near 0 it is like forward KL, near 1 like reverse KL.</source>
        <translation>Jensen–Shannon 用来比较的混合分布中教师的权重。接近 0 时像正向 KL，接近 1 时像反向 KL。</translation>
    </message>
    <message>
        <source>skew</source>
        <translation>偏斜</translation>
    </message>
    <message>
        <source>Share of its own distribution that is mixed into the one that it is compared with (DistiLLM&apos;s α). 0 is the plain KL; 0.1 keeps the gradient calm.</source>
        <translation>自身分布混入被比较分布的比例（DistiLLM 的 α）。0 为普通 KL；0.1 使梯度平稳。</translation>
    </message>
    <message>
        <source>towards</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Soft: all of the teacher&apos;s probabilities. Hard: the token on the path alone, as in cross-entropy; along the teacher&apos;s beams that is sequence-level distillation.</source>
        <translation>软：教师的全部概率。硬：只有路径上的词元，如同交叉熵；沿教师的束即为序列级蒸馏。</translation>
    </message>
    <message>
        <source>Temperature of both distributions in this term. Above 1 the teacher&apos;s unlikely tokens count for more. The mixer&apos;s τ sets both terms.</source>
        <translation>此项中两个分布的温度。大于 1 时教师认为不太可能的词元更有分量。调音台的 τ 同时设定两项。</translation>
    </message>
    <message>
        <source>as</source>
        <translation>归约</translation>
    </message>
    <message>
        <source>Mean over all tokens, or the sum over each sequence. By default as for CE.</source>
        <translation>对所有词元取平均，或对每个序列求和。默认与 CE 相同。</translation>
    </message>
    <message>
        <source>Samples of the student are made while it learns (on-policy); beams are the teacher&apos;s likeliest continuations; mixed takes a share λ of the steps from the student.</source>
        <translation>学生样本在学习时生成（同策略）；束是教师最可能的续写；混合则有 λ 比例的步取自学生。</translation>
    </message>
    <message>
        <source>Share of the steps in which a mixed term runs along the student&apos;s own samples; in the others it runs along the data.</source>
        <translation>混合项沿学生自己样本的步所占比例；其余的步沿数据。</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Tokens of the text with which each generated sequence begins. They are not learnt from. Beams need some, or else all of them would be the same.</source>
        <translation>每个生成序列开头的文本词元数。不从它们学习。束需要一些，否则全都相同。</translation>
    </message>
    <message>
        <source>Beams</source>
        <translation>束宽</translation>
    </message>
    <message>
        <source>How many continuations the search in the teacher follows at a time. More find likelier sequences, and take longer; 1 takes the likeliest token each time.</source>
        <translation>在教师中搜索时同时跟踪的续写数。越多越能找到更可能的序列，也更慢；1 表示每次取最可能的词元。</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>Refresh of the student&apos;s samples</source>
        <translation>学生样本的刷新</translation>
    </message>
    <message>
        <source>After so many steps the student samples anew. Its samples are then at most twice as old; 0 samples for each step from the student as it is, and waits for it.</source>
        <translation>每隔这么多步学生重新采样。样本最多为其两倍旧；0 表示每一步都从当前学生采样并等待。</translation>
    </message>
    <message>
        <source>each step</source>
        <translation>每一步</translation>
    </message>
    <message>
        <source>Course of %1</source>
        <translation>%1 的走势</translation>
    </message>
    <message>
        <source>How this knob goes while the run goes on. A knob that is turned by hand leaves its course and stays where it was put.</source>
        <translation>运行期间此旋钮怎样变化。手动转动的旋钮离开走势，停在所放的位置。</translation>
    </message>
    <message>
        <source>goes to</source>
        <translation>变到</translation>
    </message>
    <message>
        <source>%1 goes to</source>
        <translation>%1 变到</translation>
    </message>
    <message>
        <source>The value at the end of the course. It begins at the value that the knob has.</source>
        <translation>走势终点的值。从旋钮当前的值开始。</translation>
    </message>
    <message>
        <source>from step</source>
        <translation>起始步</translation>
    </message>
    <message>
        <source>%1 goes from step</source>
        <translation>%1 起始步</translation>
    </message>
    <message>
        <source>Until this step the knob stays where it began.</source>
        <translation>到这一步之前旋钮保持初始值。</translation>
    </message>
    <message>
        <source>until step</source>
        <translation>到达步</translation>
    </message>
    <message>
        <source>%1 goes until step</source>
        <translation>%1 到达步</translation>
    </message>
    <message>
        <source>At this step the knob has arrived, and stays. 0: at the end of the run.</source>
        <translation>到这一步旋钮到达终点并保持。0：运行结束时。</translation>
    </message>
    <message>
        <source>the end</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>stairs</source>
        <translation>阶数</translation>
    </message>
    <message>
        <source>Stairs of %1</source>
        <translation>%1 的阶数</translation>
    </message>
    <message>
        <source>In how many equal jumps the knob goes. An adaptive λ takes one of them after each evaluation that is worse than the one before.</source>
        <translation>旋钮以多少个相等的跳跃变化。自适应的 λ 在每次比前一次差的评估后跳一阶。</translation>
    </message>
    <message>
        <source>Reverse KL</source>
        <translation>反向 KL</translation>
    </message>
    <message>
        <source>Symmetric KL</source>
        <translation>对称 KL</translation>
    </message>
    <message>
        <source>Jensen–Shannon</source>
        <translation>Jensen–Shannon</translation>
    </message>
    <message>
        <source>Skewed forward</source>
        <translation>偏斜正向</translation>
    </message>
    <message>
        <source>Skewed reverse</source>
        <translation>偏斜反向</translation>
    </message>
    <message>
        <source>Total variation</source>
        <translation>全变差</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>线性</translation>
    </message>
    <message>
        <source>In stairs</source>
        <translation>阶梯</translation>
    </message>
    <message>
        <source>Adaptive</source>
        <translation>自适应</translation>
    </message>
    <message>
        <source>Teacher beams</source>
        <translation>教师束搜索</translation>
    </message>
    <message>
        <source>Student samples</source>
        <translation>学生样本</translation>
    </message>
    <message>
        <source>Mixed</source>
        <translation>混合</translation>
    </message>
    <message>
        <source>Soft targets</source>
        <translation>软目标</translation>
    </message>
    <message>
        <source>Hard targets</source>
        <translation>硬目标</translation>
    </message>
    <message>
        <source>As CE&apos;s</source>
        <translation>与 CE 相同</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>配方</translation>
    </message>
</context>
<context>
    <name>retort::ExperimentForm</name>
    <message>
        <source>%1 · %2 of teacher</source>
        <translation>%1 · 教师的 %2</translation>
    </message>
    <message>
        <source>Greyed settings are fixed during a run. &lt;i&gt;α&lt;/i&gt;, &lt;i&gt;β&lt;/i&gt;, &lt;i&gt;τ&lt;/i&gt; and the learning rate act at once.</source>
        <translation>灰色的设置在运行期间不可更改。&lt;i&gt;α&lt;/i&gt;、&lt;i&gt;β&lt;/i&gt;、&lt;i&gt;τ&lt;/i&gt; 与学习率立即生效。</translation>
    </message>
    <message>
        <source>Own settings</source>
        <translation>自定义设置</translation>
    </message>
    <message>
        <source>No teacher</source>
        <translation>无教师</translation>
    </message>
    <message>
        <source>Model folder...</source>
        <translation>模型文件夹…</translation>
    </message>
    <message>
        <source>The teacher</source>
        <translation>教师</translation>
    </message>
    <message>
        <source>What the student starts from</source>
        <translation>学生的起点</translation>
    </message>
    <message>
        <source>Random weights</source>
        <translation>随机权重</translation>
    </message>
    <message>
        <source>%1, from %2</source>
        <translation>%1，来自 %2</translation>
    </message>
    <message>
        <source>%1 tokens/s · %2 · %3 GB</source>
        <translation>%1 词元/秒 · %2 · %3 GB</translation>
    </message>
    <message>
        <source>%1/s · %2 · %3 GB</source>
        <translation>%1/秒 · %2 · %3 GB</translation>
    </message>
    <message>
        <source>The run needs about %1 GB of memory, but this machine has %2 GB. Cut the batch into parts, or choose a shorter context or a smaller student.</source>
        <translation>运行大约需要 %1 GB 内存，但本机只有 %2 GB。请把批次分成几份，或选择较短的上下文或较小的学生。</translation>
    </message>
    <message>
        <source>Teacher&apos;s layers</source>
        <translation>教师的层</translation>
    </message>
</context>
<context>
    <name>retort::FieldRow</name>
    <message>
        <source>Choose a text file</source>
        <translation>选择文本文件</translation>
    </message>
    <message>
        <source>A file...</source>
        <translation>文件...</translation>
    </message>
    <message>
        <source>A folder...</source>
        <translation>文件夹...</translation>
    </message>
    <message>
        <source>Choose a file or a folder</source>
        <translation>选择文件或文件夹</translation>
    </message>
</context>
<context>
    <name>retort::HelpDialogs</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Arrow keys turn a knob that has the focus by 0.01, Page Up and Page Down by a tenth of its range.</source>
        <translation>焦点位于旋钮时，方向键每次转动 0.01，Page Up 与 Page Down 每次转动其范围的十分之一。</translation>
    </message>
    <message>
        <source>About Retort</source>
        <translation>关于 Retort</translation>
    </message>
    <message>
        <source>A workbench for autoregressive knowledge distillation: a large language model teaches a small one, and you turn the knobs.</source>
        <translation>自回归知识蒸馏工作台：大语言模型教小语言模型，而旋钮由您来转。</translation>
    </message>
    <message>
        <source>Qt %1, LibTorch %2 with %3.</source>
        <translation>Qt %1，LibTorch %2，使用 %3。</translation>
    </message>
    <message>
        <source>MIT licence. QCustomPlot, which draws the plots, is under the GPL, version 3, and so is a program that is passed on with it.</source>
        <translation>MIT 许可证。绘制图表的 QCustomPlot 采用 GPL 第 3 版；与它一同分发的程序亦须遵循 GPL 第 3 版。</translation>
    </message>
</context>
<context>
    <name>retort::LegendEntry</name>
    <message>
        <source>Click to hide or show this curve. The training does not change.</source>
        <translation>点击以隐藏或显示这条曲线。训练不受影响。</translation>
    </message>
</context>
<context>
    <name>retort::LessonDrawing</name>
    <message>
        <source>Drawing: what text and teacher tell the student</source>
        <translation>图示：文本与教师告诉学生什么</translation>
    </message>
    <message>
        <source>After “Mia took her” the text names one word, kite. The teacher gives kite 0.61 and other words the rest. The student, still learning, gives kite 0.22 and ball 0.24.</source>
        <translation>在“米娅拿出她的”之后，文本只给出一个词：风筝。教师给风筝 0.61，其余概率分给其他词。仍在学习的学生给风筝 0.22，给皮球 0.24。</translation>
    </message>
    <message>
        <source>kite</source>
        <translation>风筝</translation>
    </message>
    <message>
        <source>ball</source>
        <translation>皮球</translation>
    </message>
    <message>
        <source>hat</source>
        <translation>帽子</translation>
    </message>
    <message>
        <source>book</source>
        <translation>书</translation>
    </message>
    <message>
        <source>“Mia took her …” – and then?</source>
        <translation>“米娅拿出她的……”接下来呢？</translation>
    </message>
    <message>
        <source>the text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>“%1”, and nothing else</source>
        <translation>“%1”，此外什么也没有</translation>
    </message>
    <message>
        <source>one word that happened to follow</source>
        <translation>恰好出现在后面的一个词</translation>
    </message>
    <message>
        <source>the teacher</source>
        <translation>教师</translation>
    </message>
    <message>
        <source>the student</source>
        <translation>学生</translation>
    </message>
    <message>
        <source>the truth: how often each word really follows. The numbers are an example.</source>
        <translation>真值：每个词实际出现的频率。图中数字仅为示例。</translation>
    </message>
</context>
<context>
    <name>retort::LessonsPage</name>
    <message>
        <source>Autoregressive knowledge distillation</source>
        <translation>自回归知识蒸馏</translation>
    </message>
    <message>
        <source>a small model learns from a large one</source>
        <translation>小模型向大模型学习</translation>
    </message>
    <message>
        <source>Start the default experiment</source>
        <translation>开始默认实验</translation>
    </message>
    <message>
        <source>Opens the Bench and lets a small student learn from a trained teacher; it takes about a minute and a half.</source>
        <translation>打开实验台，让小小的学生向训练好的教师学习；大约需要一分半钟。</translation>
    </message>
    <message>
        <source>An autoregressive language model reads a text from left to right and says, at each place, how likely every token is to come next. A large model that does this well is the &lt;b&gt;teacher&lt;/b&gt;. A small one, the &lt;b&gt;student&lt;/b&gt;, shall learn to do the same.</source>
        <translation>自回归语言模型从左到右阅读文本，并在每个位置说出各个词元接下来出现的可能性。做得好的大模型是&lt;b&gt;教师&lt;/b&gt;。小模型是&lt;b&gt;学生&lt;/b&gt;，它要学会做同样的事。</translation>
    </message>
    <message>
        <source>The text alone names a single token for each place: the one that happened to stand there. The teacher gives the &lt;b&gt;whole distribution&lt;/b&gt;: also what else could have stood there, and how likely it was. From as much text, that is much more to learn from.</source>
        <translation>文本本身在每个位置只给出一个词元：恰好出现在那里的那个。教师则给出&lt;b&gt;完整的分布&lt;/b&gt;：那里还可能出现什么，以及可能性有多大。同样多的文本，由此能学到的要多得多。</translation>
    </message>
    <message>
        <source>A teacher can do one thing more: write. Along sequences that it samples itself it shows the student what text it expects as a whole, without end, however little text there was to begin with.</source>
        <translation>教师还有一项本领：写作。它沿着自己采样的序列，向学生展示它心目中完整的文本是什么样子；无论起初的文本多么少，都可以无穷无尽地写下去。</translation>
    </message>
    <message>
        <source>Retort&apos;s own texts, the Tales, come from a process that is known. So the &lt;b&gt;truth&lt;/b&gt; can be drawn beside teacher and student, and every error be measured exactly.</source>
        <translation>Retort 自带的文本 Tales 由一个已知的过程生成。因此可以将&lt;b&gt;真值&lt;/b&gt;与教师、学生画在一起，并精确测量每一种误差。</translation>
    </message>
    <message>
        <source>What is minimised</source>
        <translation>最小化什么</translation>
    </message>
    <message>
        <source>nats per token</source>
        <translation>nat/词元</translation>
    </message>
    <message>
        <source>Cross-entropy: how surprised the student is by the token that stands in the text. Its smallest possible value is the entropy of the text, not zero.</source>
        <translation>交叉熵：学生对文本中的词元有多意外。其最小可能值是文本的熵，而不是零。</translation>
    </message>
    <message>
        <source>Distance of the student from the teacher along sequences that the teacher wrote. Added up over the tokens it is the divergence between the two as writers of whole sequences.</source>
        <translation>沿教师所写的序列，学生与教师的距离。对各词元求和，就是两者作为整条序列的作者之间的散度。</translation>
    </message>
    <message>
        <source>The same distance along the text: at each token, the teacher&apos;s distribution against the student&apos;s. Zero exactly when both agree.</source>
        <translation>沿文本的同一种距离：在每个词元处，比较教师的分布与学生的分布。两者一致时恰好为零。</translation>
    </message>
    <message>
        <source>0 … 1: moves weight from the text to the teacher&apos;s sequences. At 1 the text&apos;s own tokens count no more.</source>
        <translation>0 … 1：将权重从文本移向教师的序列。为 1 时，文本自身的词元不再计入。</translation>
    </message>
    <message>
        <source>0 and more: how much the teacher&apos;s word along the text counts besides. At 0 it is off.</source>
        <translation>0 及以上：教师沿文本的意见另外占多大权重。为 0 时关闭。</translation>
    </message>
    <message>
        <source>The formula is often printed with both distances along the text. They are then the same, and only &lt;i&gt;α&lt;/i&gt; + &lt;i&gt;β&lt;/i&gt; acts on the teacher&apos;s side. Retort says so beside the knobs whenever it is the case.</source>
        <translation>公式常写成两种距离都沿文本计算。这时两者相同，教师一侧只有 &lt;i&gt;α&lt;/i&gt; + &lt;i&gt;β&lt;/i&gt; 起作用。凡是这种情形，Retort 都会在旋钮旁说明。</translation>
    </message>
    <message>
        <source>When it does not help</source>
        <translation>何时没有帮助</translation>
    </message>
    <message>
        <source>&lt;b&gt;Plenty of text.&lt;/b&gt; With all the text it can read, a student learns as much from the text itself: in the preset of that name the gain is small, and more steps without a teacher gain more in the same time.</source>
        <translation>&lt;b&gt;文本充足。&lt;/b&gt;文本多到读不完时，学生从文本本身就能学到同样多：在同名的预设中，蒸馏的收益很小，用同样的时间不带教师多训练几步收获更大。</translation>
    </message>
    <message>
        <source>&lt;b&gt;A poor teacher.&lt;/b&gt; The student takes over the teacher&apos;s errors. Where the truth is known, the teacher&apos;s own error is shown beside the student&apos;s.</source>
        <translation>&lt;b&gt;教师不佳。&lt;/b&gt;学生会接受教师的错误。在真值已知之处，教师自身的误差显示在学生的误差旁边。</translation>
    </message>
    <message>
        <source>&lt;b&gt;A student that is too small.&lt;/b&gt; What it cannot hold, no teacher can put into it.</source>
        <translation>&lt;b&gt;学生太小。&lt;/b&gt;学生装不下的东西，哪个教师也教不进去。</translation>
    </message>
    <message>
        <source>What to watch</source>
        <translation>看什么</translation>
    </message>
    <message>
        <source>Start, and follow the student&apos;s line towards the teacher&apos;s on the Bench. Turn &lt;i&gt;α&lt;/i&gt; and &lt;i&gt;β&lt;/i&gt; while it learns. Then run “Without a teacher” and “Teacher on the data only”, and compare the three on the page Runs.</source>
        <translation>点击“开始”，在实验台上看学生的曲线向教师的线靠近。在它学习时转动 &lt;i&gt;α&lt;/i&gt; 与 &lt;i&gt;β&lt;/i&gt;。然后运行“没有教师”与“教师仅沿数据”，并在“运行”页面比较三者。</translation>
    </message>
</context>
<context>
    <name>retort::MainWindow</name>
    <message>
        <source>Retort</source>
        <translation>Retort</translation>
    </message>
    <message>
        <source>Experiment</source>
        <translation>实验</translation>
    </message>
    <message>
        <source>Nothing has been trained yet</source>
        <translation>尚未训练任何模型</translation>
    </message>
    <message>
        <source>Press Start: the student should come close to the teacher&apos;s line.</source>
        <translation>点击“开始”：学生应当逐渐接近教师的线。</translation>
    </message>
    <message>
        <source>Press Start: the student learns from the text alone.</source>
        <translation>点击“开始”：学生只从文本学习。</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>A run is going on</source>
        <translation>有一次运行正在进行</translation>
    </message>
    <message>
        <source>Step %1 of %2 is done. Retort can write a checkpoint and quit; the run then goes on from there when you resume it. Cancel to let it continue.</source>
        <translation>已完成第 %1 步，共 %2 步。Retort 可以写入检查点后退出；之后恢复该运行时，会从那里继续。点击“取消”则让它继续运行。</translation>
    </message>
    <message>
        <source>Checkpoint and quit</source>
        <translation>存检查点并退出</translation>
    </message>
</context>
<context>
    <name>retort::MeasureChooser</name>
    <message>
        <source>Colour</source>
        <translation>着色</translation>
    </message>
</context>
<context>
    <name>retort::MeasureRamp</name>
    <message>
        <source>Colour scale</source>
        <translation>色标</translation>
    </message>
    <message>
        <source>From 0 to %1 %2</source>
        <translation>从 0 到 %1 %2</translation>
    </message>
</context>
<context>
    <name>retort::Measures</name>
    <message>
        <source>Jensen–Shannon</source>
        <translation>Jensen–Shannon</translation>
    </message>
    <message>
        <source>Total variation</source>
        <translation>总变差</translation>
    </message>
    <message>
        <source>Student&apos;s probability</source>
        <translation>学生的概率</translation>
    </message>
    <message>
        <source>Teacher&apos;s probability</source>
        <translation>教师的概率</translation>
    </message>
    <message>
        <source>How much the student misses of what the teacher expects (imitation error).</source>
        <translation>教师所预期的，学生遗漏了多少（模仿误差）。</translation>
    </message>
    <message>
        <source>How much the student expects that the teacher does not.</source>
        <translation>学生所预期的，有多少是教师没有预期的。</translation>
    </message>
    <message>
        <source>Distance of both from their mean; at most 0.693 nats.</source>
        <translation>两者与其平均分布的距离；最多 0.693 nat。</translation>
    </message>
    <message>
        <source>The share of probability that stands on different tokens.</source>
        <translation>落在不同词元上的概率所占的份额。</translation>
    </message>
    <message>
        <source>How far the student is from the process that wrote the text (student error).</source>
        <translation>学生与生成该文本的过程相差多远（学生误差）。</translation>
    </message>
    <message>
        <source>How far the teacher is from the process that wrote the text (teacher error).</source>
        <translation>教师与生成该文本的过程相差多远（教师误差）。</translation>
    </message>
    <message>
        <source>What the student gave to the token that stands there.</source>
        <translation>学生给该处词元的概率。</translation>
    </message>
    <message>
        <source>What the teacher gave to the token that stands there.</source>
        <translation>教师给该处词元的概率。</translation>
    </message>
    <message>
        <source>probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>share</source>
        <translation>份额</translation>
    </message>
    <message>
        <source>nats</source>
        <translation>nat</translation>
    </message>
</context>
<context>
    <name>retort::MessageBar</name>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>retort::MirroredBars</name>
    <message>
        <source>1 other</source>
        <translation>其余 1 个</translation>
    </message>
    <message>
        <source>%1 others</source>
        <translation>其余 %1 个</translation>
    </message>
    <message>
        <source>Next-token probabilities</source>
        <translation>下一个词元的概率</translation>
    </message>
    <message>
        <source>truth %1</source>
        <translation>真值 %1</translation>
    </message>
    <message>
        <source>teacher %1</source>
        <translation>教师 %1</translation>
    </message>
    <message>
        <source>student %1</source>
        <translation>学生 %1</translation>
    </message>
    <message>
        <source>probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>teacher p</source>
        <translation>教师 p</translation>
    </message>
    <message>
        <source>truth r</source>
        <translation>真值 r</translation>
    </message>
    <message>
        <source>student q</source>
        <translation>学生 q</translation>
    </message>
    <message>
        <source>push on the student</source>
        <translation>对学生的推力</translation>
    </message>
    <message>
        <source>← less</source>
        <translation>← 减少</translation>
    </message>
    <message>
        <source>more →</source>
        <translation>增加 →</translation>
    </message>
    <message>
        <source>Nothing stands before this token, so that no model predicts it.</source>
        <translation>该词元之前没有内容，因此没有模型预测它。</translation>
    </message>
</context>
<context>
    <name>retort::MixerPanel</name>
    <message>
        <source>Mixer</source>
        <translation>配比</translation>
    </message>
    <message>
        <source>acts from the next step</source>
        <translation>下一步起生效</translation>
    </message>
    <message>
        <source>for the next run</source>
        <translation>用于下一次运行</translation>
    </message>
    <message>
        <source>nats/token</source>
        <translation>nat/词元</translation>
    </message>
    <message>
        <source>The loss that the student goes down, with the weights as they are set below and each term&apos;s last value.</source>
        <translation>学生正在降低的损失，按下方设定的权重与各项的最新值计算。</translation>
    </message>
    <message>
        <source>What each weighted term adds to the total: cross-entropy, the sequence term, the token term.</source>
        <translation>各加权项对总损失的贡献：交叉熵、序列项、词元项。</translation>
    </message>
    <message>
        <source>Shares of the terms</source>
        <translation>各项的份额</translation>
    </message>
    <message>
        <source>The loss: cross-entropy on the data, and two divergences from the teacher, mixed by two weights.</source>
        <translation>损失：数据上的交叉熵，以及与教师的两个散度，由两个权重混合。</translation>
    </message>
    <message>
        <source>*α*  data ↔ teacher&apos;s samples</source>
        <translation>*α*  数据 ↔ 教师样本</translation>
    </message>
    <message>
        <source>only CE</source>
        <translation>仅 CE</translation>
    </message>
    <message>
        <source>only *D*_{seq}</source>
        <translation>仅 *D*_{seq}</translation>
    </message>
    <message>
        <source>*β*  teacher along its samples</source>
        <translation>*β*  沿教师样本的教师分布</translation>
    </message>
    <message>
        <source>*β*  teacher along the data</source>
        <translation>*β*  沿数据的教师分布</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>*τ*  temperature</source>
        <translation>*τ*  温度</translation>
    </message>
    <message>
        <source>There is no teacher, so this has nothing to act on. Choose a teacher in the experiment first.</source>
        <translation>没有教师，因此它没有作用对象。请先在实验中选择教师。</translation>
    </message>
    <message>
        <source>Alpha, weight of the sequence term</source>
        <translation>Alpha，序列项的权重</translation>
    </message>
    <message>
        <source>Moves weight from the data&apos;s own next token (CE) to the teacher&apos;s sequence term. Arrow keys: 0.01.</source>
        <translation>将权重从数据自身的下一个词元（CE）移向教师的序列项。方向键：0.01。</translation>
    </message>
    <message>
        <source>Beta, weight of the token term</source>
        <translation>Beta，词元项的权重</translation>
    </message>
    <message>
        <source>Adds the teacher&apos;s token term on top of the rest; it takes nothing away. The field goes up to 10. Arrow keys: 0.01.</source>
        <translation>在其余各项之上加入教师的词元项，不减少任何一项。输入框最大可到 10。方向键：0.01。</translation>
    </message>
    <message>
        <source>Tau, temperature of both teacher terms</source>
        <translation>Tau，两个教师项的温度</translation>
    </message>
    <message>
        <source>Above 1, both distributions are flattened before they are compared, so that the student also learns from the teacher&apos;s unlikely tokens.</source>
        <translation>高于 1 时，两个分布在比较之前先被拉平，使学生也能从教师认为不太可能的词元中学习。</translation>
    </message>
    <message>
        <source>%1 has %2, %3 has %4; a change here sets both.</source>
        <translation>%1 为 %2，%3 为 %4；在此更改会同时设置两者。</translation>
    </message>
    <message>
        <source>There is no teacher: only CE acts.</source>
        <translation>没有教师：只有 CE 起作用。</translation>
    </message>
    <message>
        <source>%1 and %2 run along the same prefixes but weigh them differently: %3 and %4 act independently.</source>
        <translation>%1 与 %2 沿相同的前缀计算，但加权方式不同：%3 与 %4 彼此独立。</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>*α*  data ↔ teacher on the data</source>
        <translation>*α*  数据 ↔ 沿数据的教师</translation>
    </message>
    <message>
        <source>%1 samples, each drawn %2 times.</source>
        <translation>%1 条样本，每条抽取 %2 次。</translation>
    </message>
    <message>
        <source>*α*  data ↔ teacher&apos;s beams</source>
        <translation>*α*  数据 ↔ 教师的束</translation>
    </message>
    <message>
        <source>*α*  data ↔ student&apos;s samples</source>
        <translation>*α*  数据 ↔ 学生样本</translation>
    </message>
    <message>
        <source>*α*  data ↔ data and samples</source>
        <translation>*α*  数据 ↔ 数据与样本</translation>
    </message>
    <message>
        <source>*β*  teacher along its beams</source>
        <translation>*β*  教师沿其束</translation>
    </message>
    <message>
        <source>*β*  along the student&apos;s samples</source>
        <translation>*β*  沿学生样本</translation>
    </message>
    <message>
        <source>*β*  along data and samples</source>
        <translation>*β*  沿数据与样本</translation>
    </message>
    <message>
        <source>the data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>teacher samples</source>
        <translation>教师样本</translation>
    </message>
    <message>
        <source>the teacher&apos;s beams</source>
        <translation>教师的束</translation>
    </message>
    <message>
        <source>the student&apos;s samples</source>
        <translation>学生样本</translation>
    </message>
    <message>
        <source>data and the student&apos;s samples</source>
        <translation>数据与学生样本</translation>
    </message>
    <message>
        <source>cross-entropy</source>
        <translation>交叉熵</translation>
    </message>
    <message>
        <source>*λ*  share of the student&apos;s samples</source>
        <translation>*λ*  学生样本占比</translation>
    </message>
    <message>
        <source>Lambda, share of the student&apos;s samples</source>
        <translation>Lambda，学生样本占比</translation>
    </message>
    <message>
        <source>Share of the steps in which a mixed term runs along text that the student wrote itself; in the others it runs along the data.</source>
        <translation>混合项沿学生自己所写文本的步所占比例；其余的步沿数据。</translation>
    </message>
    <message>
        <source>Courses of the knobs</source>
        <translation>旋钮走势</translation>
    </message>
    <message>
        <source>How the knobs move over the steps of the run.</source>
        <translation>旋钮在运行的各步中怎样变化。</translation>
    </message>
    <message>
        <source>Both terms are the same here (%1 along %2). Only %3 + %4 = %5 acts on the teacher&apos;s side.</source>
        <translation>这里两项相同（沿%2的%1）。教师一侧只有 %3 + %4 = %5 起作用。</translation>
    </message>
    <message>
        <source>%1 runs along %2, %3 along %4: %5 and %6 act independently.</source>
        <translation>%1 沿%2，%3 沿%4：%5 与 %6 各自独立起作用。</translation>
    </message>
    <message>
        <source>A share %1 of the steps runs along the student&apos;s samples, the others along the data.</source>
        <translation>%1 比例的步沿学生样本，其余沿数据。</translation>
    </message>
    <message>
        <source>The student samples anew for each step.</source>
        <translation>学生每一步都重新采样。</translation>
    </message>
    <message numerus="yes">
        <source>The student&apos;s samples are at most %n draw(s) old.</source>
        <translation>
            <numerusform>学生样本最多为 %n 次抽取之前的。</numerusform>
        </translation>
    </message>
    <message>
        <source>The gradient does not go through the sampling.</source>
        <translation>梯度不经过采样。</translation>
    </message>
</context>
<context>
    <name>retort::ModelCard</name>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>What the model is: sizes, file, tokeniser and licence.</source>
        <translation>模型是什么：大小、文件、分词器和许可证。</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>阅读</translation>
    </message>
    <message>
        <source>Shows the text of the licence that lies in the model&apos;s folder.</source>
        <translation>显示模型文件夹中的许可证文本。</translation>
    </message>
    <message>
        <source>Read the licence</source>
        <translation>阅读许可证</translation>
    </message>
    <message>
        <source>%1, %2 key/value</source>
        <translation>%1，键/值 %2</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>characters</source>
        <translation>字符</translation>
    </message>
    <message>
        <source>words</source>
        <translation>词</translation>
    </message>
    <message>
        <source>byte pairs</source>
        <translation>字节对</translation>
    </message>
    <message>
        <source>Layers × width</source>
        <translation>层数 × 宽度</translation>
    </message>
    <message>
        <source>Heads</source>
        <translation>头数</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>磁盘上</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>Tokeniser</source>
        <translation>分词器</translation>
    </message>
    <message>
        <source>1 head</source>
        <translation>1 个头</translation>
    </message>
    <message>
        <source>%1 heads</source>
        <translation>%1 个头</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
</context>
<context>
    <name>retort::ModelCombo</name>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Teacher</source>
        <translation>教师</translation>
    </message>
    <message>
        <source>Student</source>
        <translation>学生</translation>
    </message>
    <message>
        <source>Whose expectations the student is compared with.</source>
        <translation>与学生比较的是谁的预期。</translation>
    </message>
    <message>
        <source>The student while it learns, or as it was at a checkpoint.</source>
        <translation>正在学习的学生，或它在某个检查点时的样子。</translation>
    </message>
</context>
<context>
    <name>retort::ModelOpener</name>
    <message>
        <source>Open a model folder</source>
        <translation>打开模型文件夹</translation>
    </message>
    <message>
        <source>%1 holds no config.json, so it is no model folder as Hugging Face has them. Choose the folder in which config.json, tokenizer.json and the weights lie.</source>
        <translation>%1 中没有 config.json，因此不是 Hugging Face 那样的模型文件夹。请选择含有 config.json、tokenizer.json 和权重的文件夹。</translation>
    </message>
    <message>
        <source>The model folder %1 is no longer there, so it was taken from the list. If it was moved, open it from its new place.</source>
        <translation>模型文件夹 %1 已不存在，因此从列表中去掉了。如果它被移动了，请从新位置打开。</translation>
    </message>
    <message>
        <source>%1 is a model folder. What shall it be?</source>
        <translation>%1 是一个模型文件夹。把它用作什么？</translation>
    </message>
    <message>
        <source>Teacher</source>
        <translation>教师</translation>
    </message>
    <message>
        <source>Student&apos;s start</source>
        <translation>学生的起点</translation>
    </message>
</context>
<context>
    <name>retort::OverlayView</name>
    <message>
        <source>%1 tokens</source>
        <translation>%1 词元</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>第 %1 步</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>线性</translation>
    </message>
    <message>
        <source>Scale of the curves</source>
        <translation>曲线的刻度</translation>
    </message>
    <message>
        <source>Log shows late, small gains; linear shows sizes as they are.</source>
        <translation>对数显示后期的微小进步；线性按原样显示大小。</translation>
    </message>
    <message>
        <source>x</source>
        <comment>axis</comment>
        <translation>横轴</translation>
    </message>
    <message>
        <source>What runs along the bottom: steps, tokens of data seen, or training time without pauses.</source>
        <translation>横轴表示什么：步数、已读的数据词元，或不含暂停的训练时间。</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Curves of the compared runs</source>
        <translation>所比较运行的曲线</translation>
    </message>
    <message>
        <source>Training step</source>
        <translation>训练步</translation>
    </message>
    <message>
        <source>Tokens of data seen</source>
        <translation>已读的数据词元</translation>
    </message>
    <message>
        <source>Training time (min:s)</source>
        <translation>训练时间（分:秒）</translation>
    </message>
</context>
<context>
    <name>retort::PlaygroundPage</name>
    <message>
        <source>generating…</source>
        <translation>正在生成…</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>done in %1 s</source>
        <translation>完成，用时 %1 秒</translation>
    </message>
    <message>
        <source>There is no model to play with yet</source>
        <translation>还没有可以试写的模型</translation>
    </message>
    <message>
        <source>Start the default experiment: its teacher and student then continue here what you write.</source>
        <translation>开始默认实验：之后，其教师与学生会在这里续写您输入的内容。</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Colour and number: the probability that the model gave the token it drew. Click a token to see the others.</source>
        <translation>颜色与数字：模型给所抽中词元的概率。点击词元可以查看其他候选。</translation>
    </message>
    <message>
        <source>What both models continue; empty: from the beginning</source>
        <translation>两个模型续写的内容；留空则从头开始</translation>
    </message>
    <message>
        <source>Return lets both models continue it.</source>
        <translation>按回车键让两个模型续写。</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>Lets both models continue the prompt (Return).</source>
        <translation>让两个模型续写提示（回车键）。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Keeps what has been written so far.</source>
        <translation>保留目前已写出的内容。</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Below 1 the likely tokens win more often, above 1 the rare ones do.</source>
        <translation>低于 1 时常见的词元更常被抽中，高于 1 时罕见的更常被抽中。</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation>Top-k</translation>
    </message>
    <message>
        <source>Draws only from the k likeliest tokens.</source>
        <translation>只从概率最大的 k 个词元中抽取。</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Draws only from the likeliest tokens that together have this probability; 1 is off.</source>
        <translation>只从累计概率达到此值的最可能词元中抽取；1 表示关闭。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>The same seed and settings draw the same text.</source>
        <translation>相同的种子与设置会抽出相同的文本。</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Tokens to add.</source>
        <translation>要添加的词元数。</translation>
    </message>
    <message>
        <source>Greedy</source>
        <translation>贪心</translation>
    </message>
    <message>
        <source>Always takes the likeliest token; nothing is drawn at random.</source>
        <translation>总是取概率最大的词元，不做随机抽取。</translation>
    </message>
</context>
<context>
    <name>retort::PlotExport</name>
    <message>
        <source>PNG pictures (*.png)</source>
        <translation>PNG 图片 (*.png)</translation>
    </message>
    <message>
        <source>SVG drawings (*.svg)</source>
        <translation>SVG 矢量图 (*.svg)</translation>
    </message>
    <message>
        <source>PDF documents (*.pdf)</source>
        <translation>PDF 文档 (*.pdf)</translation>
    </message>
    <message>
        <source>CSV tables (*.csv)</source>
        <translation>CSV 表格 (*.csv)</translation>
    </message>
    <message>
        <source>Plot menu</source>
        <translation>图表菜单</translation>
    </message>
    <message>
        <source>Copy or save the plot, save all its points, or see the whole run again. In the plot: wheel or drag to zoom, Shift and drag to move, double-click for the whole.</source>
        <translation>复制或保存图表、保存其全部数据点，或重新查看整次运行。图中：滚轮或拖动可缩放，按住 Shift 拖动可平移，双击可查看全部。</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>复制图片</translation>
    </message>
    <message>
        <source>Save as PNG...</source>
        <translation>保存为 PNG…</translation>
    </message>
    <message>
        <source>Save as SVG...</source>
        <translation>保存为 SVG…</translation>
    </message>
    <message>
        <source>Save as PDF...</source>
        <translation>保存为 PDF…</translation>
    </message>
    <message>
        <source>Save all points as CSV...</source>
        <translation>将所有数据点保存为 CSV…</translation>
    </message>
    <message>
        <source>Show the whole run</source>
        <translation>显示整次运行</translation>
    </message>
    <message>
        <source>Save the plot</source>
        <translation>保存图表</translation>
    </message>
    <message>
        <source>The file %1 cannot be written. Choose another folder, or see whether the disk is full.</source>
        <translation>无法写入文件 %1。请选择另一个文件夹，或检查磁盘是否已满。</translation>
    </message>
</context>
<context>
    <name>retort::PositionPanel</name>
    <message>
        <source>Next token</source>
        <translation>下一个词元</translation>
    </message>
    <message>
        <source>choose a token above</source>
        <translation>请在上方选择一个词元</translation>
    </message>
    <message>
        <source>Next token after “%1”</source>
        <translation>“%1”之后的下一个词元</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>第一个词元</translation>
    </message>
    <message>
        <source>position %1 of %2</source>
        <translation>第 %1 个，共 %2 个</translation>
    </message>
    <message>
        <source>KL(*p*∥*q*) nats</source>
        <translation>KL(*p*∥*q*) nat</translation>
    </message>
    <message>
        <source>KL(*q*∥*p*) nats</source>
        <translation>KL(*q*∥*p*) nat</translation>
    </message>
    <message>
        <source>Jensen–Shannon nats</source>
        <translation>Jensen–Shannon nat</translation>
    </message>
    <message>
        <source>total variation</source>
        <translation>总变差</translation>
    </message>
    <message>
        <source>acceptance</source>
        <translation>接受率</translation>
    </message>
    <message>
        <source>Σ min(p, q): how often the teacher would keep a token that the student drew.</source>
        <translation>Σ min(p, q)：学生抽出的词元有多大比例会被教师保留。</translation>
    </message>
    <message>
        <source>entropy *p*, *q* nats</source>
        <translation>熵 *p*、*q* nat</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1、%2</translation>
    </message>
    <message>
        <source>How undecided teacher and student are about the next token.</source>
        <translation>教师与学生对下一个词元有多不确定。</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>线性</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Scale of the bars</source>
        <translation>条形的刻度</translation>
    </message>
    <message>
        <source>Log shows what is rare: down to one in ten thousand.</source>
        <translation>对数可以显示罕见的词元：低至万分之一。</translation>
    </message>
    <message>
        <source>teacher</source>
        <translation>教师</translation>
    </message>
    <message>
        <source>student</source>
        <translation>学生</translation>
    </message>
    <message>
        <source>truth</source>
        <translation>真值</translation>
    </message>
    <message>
        <source>difference</source>
        <translation>差值</translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>Which tokens come first; difference is |p − q|.</source>
        <translation>哪些词元排在前面；差值为 |p − q|。</translation>
    </message>
    <message>
        <source>Find a token</source>
        <translation>查找词元</translation>
    </message>
    <message>
        <source>Marks the tokens that contain these letters.</source>
        <translation>标出包含这些字符的词元。</translation>
    </message>
</context>
<context>
    <name>retort::ProbePanel</name>
    <message>
        <source>updated at step %1</source>
        <translation>第 %1 步更新</translation>
    </message>
    <message>
        <source>“%1” opens the text: nothing predicts it.</source>
        <translation>“%1”位于文本开头：没有模型预测它。</translation>
    </message>
    <message>
        <source>position %1 “%2” · %3: %4 %5</source>
        <translation>位置 %1“%2” · %3：%4 %5</translation>
    </message>
    <message>
        <source>Press Edit and type a sentence to see what the models make of it.</source>
        <translation>点击“编辑”并输入一个句子，看看模型如何看待它。</translation>
    </message>
    <message>
        <source>Tokens and bars appear as soon as a model has read the sentence.</source>
        <translation>一旦有模型读过该句，词元与条形就会出现。</translation>
    </message>
    <message>
        <source>The sentence is longer than the models can read: only its beginning is shown.</source>
        <translation>句子超出模型可读的长度：只显示其开头。</translation>
    </message>
    <message>
        <source>Next token after “%1”</source>
        <translation>“%1”之后的下一个词元</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>第一个词元</translation>
    </message>
    <message>
        <source>position %1 of %2</source>
        <translation>第 %1 个，共 %2 个</translation>
    </message>
    <message>
        <source>Save values</source>
        <translation>保存数值</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>逗号分隔值 (*.csv)</translation>
    </message>
    <message>
        <source>The values could not be written to %1: %2. Choose another folder.</source>
        <translation>无法将数值写入 %1：%2。请选择另一个文件夹。</translation>
    </message>
    <message>
        <source>Probe sentence</source>
        <translation>探针句</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>编辑…</translation>
    </message>
    <message>
        <source>Reads the sentence with both models (Return); Esc keeps the old one.</source>
        <translation>让两个模型阅读该句（回车键）；按 Esc 键保留原句。</translation>
    </message>
    <message>
        <source>Type any sentence to watch how the student learns it.</source>
        <translation>输入任意句子，观察学生如何学会它。</translation>
    </message>
    <message>
        <source>Takes another sentence of the data.</source>
        <translation>从数据中另取一句。</translation>
    </message>
    <message>
        <source>Another sentence</source>
        <translation>换一句</translation>
    </message>
    <message>
        <source>More for this sentence</source>
        <translation>此句的更多操作</translation>
    </message>
    <message>
        <source>Menu of the probe sentence</source>
        <translation>探针句菜单</translation>
    </message>
    <message>
        <source>Any sentence; Return applies, Esc cancels</source>
        <translation>任意句子；按回车键应用，按 Esc 键取消</translation>
    </message>
    <message>
        <source>Tokens of the probe sentence</source>
        <translation>探针句的词元</translation>
    </message>
    <message>
        <source>Open in Tokens</source>
        <translation>在“词元”页面打开</translation>
    </message>
    <message>
        <source>Logarithmic bars</source>
        <translation>条形用对数刻度</translation>
    </message>
    <message>
        <source>Copy values</source>
        <translation>复制数值</translation>
    </message>
    <message>
        <source>Save values as CSV…</source>
        <translation>将数值保存为 CSV…</translation>
    </message>
</context>
<context>
    <name>retort::Rail</name>
    <message>
        <source>Bench</source>
        <translation>实验台</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Playground</source>
        <translation>试写</translation>
    </message>
    <message>
        <source>Lessons</source>
        <translation>课程</translation>
    </message>
    <message>
        <source>Train a student, turn α and β, and watch the curves (Ctrl+1)</source>
        <translation>训练学生，转动 α 与 β，并观察曲线（Ctrl+1）</translation>
    </message>
    <message>
        <source>See what teacher and student believe about every token (Ctrl+2)</source>
        <translation>查看教师与学生对每个词元的看法（Ctrl+2）</translation>
    </message>
    <message>
        <source>Compare stored runs (Ctrl+3)</source>
        <translation>比较已保存的运行（Ctrl+3）</translation>
    </message>
    <message>
        <source>Let teacher and student continue a text side by side (Ctrl+4)</source>
        <translation>让教师与学生并排续写文本（Ctrl+4）</translation>
    </message>
    <message>
        <source>Read what autoregressive knowledge distillation is (Ctrl+5)</source>
        <translation>阅读什么是自回归知识蒸馏（Ctrl+5）</translation>
    </message>
</context>
<context>
    <name>retort::RangeGuard</name>
    <message>
        <source>Enter a number from %1 to %2.</source>
        <translation>请输入 %1 到 %2 之间的数。</translation>
    </message>
</context>
<context>
    <name>retort::RoleLegend</name>
    <message>
        <source>teacher</source>
        <translation>教师</translation>
    </message>
    <message>
        <source>student</source>
        <translation>学生</translation>
    </message>
    <message>
        <source>truth</source>
        <translation>真值</translation>
    </message>
</context>
<context>
    <name>retort::RunActions</name>
    <message>
        <source>Resume</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Goes on from the run&apos;s newest checkpoint, to the same bits as if it had never ended.</source>
        <translation>从该运行最新的检查点继续，结果与从未中断时逐位相同。</translation>
    </message>
    <message>
        <source>Open in Bench</source>
        <translation>在实验台中打开</translation>
    </message>
    <message>
        <source>Shows this run&apos;s curves on the Bench.</source>
        <translation>在实验台上显示该运行的曲线。</translation>
    </message>
    <message>
        <source>Same sentence in Tokens</source>
        <translation>在“词元”中查看同一句</translation>
    </message>
    <message>
        <source>Looks at the sentence of the Tokens page with this run&apos;s student.</source>
        <translation>用该运行的学生查看“词元”页面上的句子。</translation>
    </message>
    <message>
        <source>Use as teacher</source>
        <translation>用作教师</translation>
    </message>
    <message>
        <source>Makes this run&apos;s student the teacher of the next experiment.</source>
        <translation>让该运行的学生成为下一次实验的教师。</translation>
    </message>
    <message>
        <source>Copy experiment</source>
        <translation>复制实验</translation>
    </message>
    <message>
        <source>Takes this run&apos;s settings as the next experiment, to start it again or change it.</source>
        <translation>将该运行的设置用于下一次实验，以便重新开始或加以更改。</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Gives the run another name.</source>
        <translation>为该运行另取名称。</translation>
    </message>
    <message>
        <source>Remove star</source>
        <translation>取消星标</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>加星标</translation>
    </message>
    <message>
        <source>Marks runs that matter.</source>
        <translation>标记重要的运行。</translation>
    </message>
    <message>
        <source>Tags...</source>
        <translation>标签…</translation>
    </message>
    <message>
        <source>Words to find runs by.</source>
        <translation>用来查找运行的词。</translation>
    </message>
    <message>
        <source>Notes...</source>
        <translation>备注…</translation>
    </message>
    <message>
        <source>Free text to this run.</source>
        <translation>关于该运行的任意文字。</translation>
    </message>
    <message>
        <source>Take out of the archive</source>
        <translation>取消归档</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>归档</translation>
    </message>
    <message>
        <source>Archived runs are kept, but not shown unless asked for.</source>
        <translation>已归档的运行会保留，但默认不显示。</translation>
    </message>
    <message>
        <source>Export as CSV...</source>
        <translation>导出为 CSV…</translation>
    </message>
    <message>
        <source>Settings, events and every point of the run as one table.</source>
        <translation>将该运行的设置、事件与全部数据点导出为一张表。</translation>
    </message>
    <message>
        <source>Export as JSON...</source>
        <translation>导出为 JSON…</translation>
    </message>
    <message>
        <source>Settings, events and every point of the run as one object.</source>
        <translation>将该运行的设置、事件与全部数据点导出为一个对象。</translation>
    </message>
    <message>
        <source>Delete...</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Deletes runs, their points and their checkpoints. A run that is going on is kept.</source>
        <translation>删除运行及其数据点与检查点。正在进行的运行会保留。</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Tags, separated by commas:</source>
        <translation>标签，以逗号分隔：</translation>
    </message>
    <message>
        <source>Notes to %1</source>
        <translation>%1 的备注</translation>
    </message>
    <message>
        <source>What is to be remembered of this run:</source>
        <translation>关于该运行需要记住的内容：</translation>
    </message>
    <message>
        <source>The run “%1” will be deleted with its points and checkpoints. This cannot be undone.</source>
        <translation>运行“%1”及其数据点与检查点将被删除。此操作无法撤销。</translation>
    </message>
    <message numerus="yes">
        <source>%n runs will be deleted with their points and checkpoints. This cannot be undone.</source>
        <translation>
            <numerusform>%n 次运行及其数据点与检查点将被删除。此操作无法撤销。</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete runs</source>
        <translation>删除运行</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Export the run</source>
        <translation>导出运行</translation>
    </message>
    <message>
        <source>JSON files (*.json)</source>
        <translation>JSON 文件 (*.json)</translation>
    </message>
    <message>
        <source>CSV tables (*.csv)</source>
        <translation>CSV 表格 (*.csv)</translation>
    </message>
    <message>
        <source>Folder for a file of each run</source>
        <translation>存放各运行文件的文件夹</translation>
    </message>
    <message>
        <source>The file %1 cannot be written: %2. Choose another folder, or make room on the disk.</source>
        <translation>无法写入文件 %1：%2。请选择另一个文件夹，或在磁盘上腾出空间。</translation>
    </message>
</context>
<context>
    <name>retort::RunComparison</name>
    <message>
        <source>nats per target token</source>
        <translation>nat / 目标词元</translation>
    </message>
    <message>
        <source>No run is ticked</source>
        <translation>没有勾选任何运行</translation>
    </message>
    <message>
        <source>There are no points</source>
        <translation>没有数据点</translation>
    </message>
    <message>
        <source>Tick up to six runs in the table to see their curves here.</source>
        <translation>在表格中勾选最多六次运行，即可在此查看其曲线。</translation>
    </message>
    <message>
        <source>The ticked runs have nothing of this series. Choose another one above.</source>
        <translation>勾选的运行没有这一系列的数据。请在上方另选一个。</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>系列</translation>
    </message>
    <message>
        <source>Which figure of the ticked runs is drawn.</source>
        <translation>绘制所勾选运行的哪个指标。</translation>
    </message>
</context>
<context>
    <name>retort::RunControl</name>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Knobs of the run</source>
        <translation>运行的旋钮</translation>
    </message>
</context>
<context>
    <name>retort::RunFilter</name>
    <message>
        <source>Words are looked for in name, status, tags and notes. Comparisons: alpha &gt;= 0.5, ce &lt; 1.5, kl &lt; 0.2, layers = 2, steps &gt; 500, parameters &lt; 70k, status:finished, tag:best, starred, archived. Join them with and, or, not and brackets.</source>
        <translation>在名称、状态、标签与备注中查找词语。比较：alpha &gt;= 0.5、ce &lt; 1.5、kl &lt; 0.2、layers = 2、steps &gt; 500、parameters &lt; 70k、status:finished、tag:best、starred、archived。可以用 and、or、not 与括号连接。</translation>
    </message>
    <message>
        <source>There is a closing bracket too many.</source>
        <translation>多了一个右括号。</translation>
    </message>
    <message>
        <source>There are too many brackets inside each other.</source>
        <translation>括号嵌套过深。</translation>
    </message>
    <message>
        <source>A bracket is not closed.</source>
        <translation>有括号没有闭合。</translation>
    </message>
    <message>
        <source>A word or a comparison is missing, for example alpha &gt;= 0.5.</source>
        <translation>缺少词语或比较式，例如 alpha &gt;= 0.5。</translation>
    </message>
    <message>
        <source>A value is missing after %1 %2.</source>
        <translation>“%1 %2”之后缺少一个值。</translation>
    </message>
    <message>
        <source>%1 is compared with a number, and %2 is none.</source>
        <translation>%1 要与数字比较，而 %2 不是数字。</translation>
    </message>
    <message>
        <source>%1 is text: use a colon, = or != with it.</source>
        <translation>%1 是文本：请搭配冒号、= 或 != 使用。</translation>
    </message>
    <message>
        <source>Runs have no %1. They have: %2.</source>
        <translation>运行没有“%1”这一项。可用的有：%2。</translation>
    </message>
</context>
<context>
    <name>retort::RunTableModel</name>
    <message>
        <source>nats</source>
        <translation>nat</translation>
    </message>
    <message>
        <source>tokens/s</source>
        <translation>词元/秒</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Student</source>
        <translation>学生</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>CE (nats)</source>
        <translation>CE（nat）</translation>
    </message>
    <message>
        <source>KL(p‖q) (nats)</source>
        <translation>KL(p‖q)（nat）</translation>
    </message>
    <message>
        <source>KL(r‖q) (nats)</source>
        <translation>KL(r‖q)（nat）</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Tick up to six runs to compare them.</source>
        <translation>最多勾选六次运行进行比较。</translation>
    </message>
    <message>
        <source>Star the runs that matter.</source>
        <translation>为重要的运行加星标。</translation>
    </message>
    <message>
        <source>The run&apos;s name. Double-click it to rename the run.</source>
        <translation>运行的名称。双击可重命名。</translation>
    </message>
    <message>
        <source>What the run is doing, or how it ended.</source>
        <translation>运行正在做什么，或如何结束。</translation>
    </message>
    <message>
        <source>Weight of the sequence term against the data, as last set.</source>
        <translation>序列项相对于数据的权重，取最后设定的值。</translation>
    </message>
    <message>
        <source>Weight of the token term, as last set.</source>
        <translation>词元项的权重，取最后设定的值。</translation>
    </message>
    <message>
        <source>The student&apos;s layers × embedding width.</source>
        <translation>学生的层数 × 嵌入宽度。</translation>
    </message>
    <message>
        <source>The student&apos;s parameters.</source>
        <translation>学生的参数量。</translation>
    </message>
    <message>
        <source>Training steps done, of those planned.</source>
        <translation>已完成的训练步数与计划的步数。</translation>
    </message>
    <message>
        <source>Cross-entropy of the student on held-out data, in nats per token.</source>
        <translation>学生在验证集上的交叉熵，单位为 nat/词元。</translation>
    </message>
    <message>
        <source>Imitation error: divergence of the student from the teacher on held-out data, in nats per token.</source>
        <translation>模仿误差：学生在验证集上与教师的散度，单位为 nat/词元。</translation>
    </message>
    <message>
        <source>Student error: divergence of the student from the truth, where it is known, in nats per token.</source>
        <translation>学生误差：学生与真值的散度（在真值已知之处），单位为 nat/词元。</translation>
    </message>
    <message>
        <source>Training speed: target tokens of the data in a second.</source>
        <translation>训练速度：每秒处理的数据目标词元数。</translation>
    </message>
    <message>
        <source>Training time, pauses left out.</source>
        <translation>训练时间，不含暂停。</translation>
    </message>
    <message>
        <source>When the run was started.</source>
        <translation>该运行何时开始。</translation>
    </message>
    <message>
        <source>Words of your own to find runs by.</source>
        <translation>用来查找运行的自定义词语。</translation>
    </message>
    <message>
        <source>%1, ticked for comparison</source>
        <translation>%1，已勾选以供比较</translation>
    </message>
    <message>
        <source>%1, not ticked for comparison</source>
        <translation>%1，未勾选比较</translation>
    </message>
    <message>
        <source>%1, starred</source>
        <translation>%1，已加星标</translation>
    </message>
    <message>
        <source>%1, not starred</source>
        <translation>%1，未加星标</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>中断</translation>
    </message>
    <message>
        <source>today %1</source>
        <translation>今天 %1</translation>
    </message>
    <message>
        <source>yesterday %1</source>
        <translation>昨天 %1</translation>
    </message>
</context>
<context>
    <name>retort::RunToolbar</name>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Holds the training between two steps (Ctrl+R).</source>
        <translation>让训练停在两步之间（Ctrl+R）。</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>单步</translation>
    </message>
    <message>
        <source>Makes one step of training, then holds again (Ctrl+T).</source>
        <translation>训练一步，然后再次停住（Ctrl+T）。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Ends the run and writes a checkpoint, from which it can be resumed (Ctrl+.).</source>
        <translation>结束运行并写入检查点，之后可从中恢复（Ctrl+.）。</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>Measures the student on held-out text now (Ctrl+E). Changes nothing in it.</source>
        <translation>立即在验证集上测量学生（Ctrl+E）。不会改变学生。</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>存检查点</translation>
    </message>
    <message>
        <source>Writes the student and the state of the training to disk now.</source>
        <translation>立即将学生与训练状态写入磁盘。</translation>
    </message>
    <message>
        <source>tokens/s</source>
        <translation>词元/秒</translation>
    </message>
    <message>
        <source>Target tokens that the training works through in a second.</source>
        <translation>训练每秒处理的目标词元数。</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>left</source>
        <translation>剩余</translation>
    </message>
    <message>
        <source>took</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Goes on with the training (Ctrl+R).</source>
        <translation>继续训练（Ctrl+R）。</translation>
    </message>
    <message>
        <source>Trains a student by the experiment at the left (Ctrl+R).</source>
        <translation>按左侧的实验训练学生（Ctrl+R）。</translation>
    </message>
</context>
<context>
    <name>retort::RunView</name>
    <message>
        <source>%1 steps in %2</source>
        <translation>%1 步，用时 %2</translation>
    </message>
    <message>
        <source>%1 · KL to the teacher %2 nats/token</source>
        <translation>%1 · 与教师的 KL %2 nat/词元</translation>
    </message>
    <message>
        <source>%1 · validation CE %2 nats/token</source>
        <translation>%1 · 验证集 CE %2 nat/词元</translation>
    </message>
    <message>
        <source>%1 steps</source>
        <translation>%1 步</translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation>准备中</translation>
    </message>
    <message>
        <source>Step %1 of %2</source>
        <translation>第 %1 步，共 %2 步</translation>
    </message>
    <message>
        <source>Paused at step %1 of %2</source>
        <translation>已暂停于第 %1 步，共 %2 步</translation>
    </message>
    <message>
        <source>Writing a checkpoint of step %1</source>
        <translation>正在写入第 %1 步的检查点</translation>
    </message>
    <message>
        <source>Stopped at step %1 of %2</source>
        <translation>已停止于第 %1 步，共 %2 步</translation>
    </message>
    <message>
        <source>Failed at step %1 of %2</source>
        <translation>失败于第 %1 步，共 %2 步</translation>
    </message>
    <message>
        <source>Interrupted at step %1 of %2</source>
        <translation>中断于第 %1 步，共 %2 步</translation>
    </message>
</context>
<context>
    <name>retort::RunsPage</name>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Filter of runs</source>
        <translation>运行的筛选条件</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Which columns the table has, and whether archived runs are shown.</source>
        <translation>表格显示哪些列，以及是否显示已归档的运行。</translation>
    </message>
    <message>
        <source>More actions</source>
        <translation>更多操作</translation>
    </message>
    <message>
        <source>What can be done with the selected runs.</source>
        <translation>可以对所选运行执行的操作。</translation>
    </message>
    <message>
        <source>There are no runs yet</source>
        <translation>还没有运行</translation>
    </message>
    <message>
        <source>Start the first run</source>
        <translation>开始第一次运行</translation>
    </message>
    <message>
        <source>%1 of %2 shown</source>
        <translation>显示 %1 次，共 %2 次</translation>
    </message>
    <message>
        <source>%1 of %2 shown, %3 compared</source>
        <translation>显示 %1 次，共 %2 次，比较 %3 次</translation>
    </message>
    <message>
        <source>Every training is kept here with its settings, curves and checkpoints.</source>
        <translation>每次训练的设置、曲线和检查点都保存在这里。</translation>
    </message>
    <message>
        <source>Filter: words, alpha &gt;= 0.5</source>
        <translation>筛选：词语、alpha &gt;= 0.5</translation>
    </message>
</context>
<context>
    <name>retort::RunsTable</name>
    <message>
        <source>Stored runs</source>
        <translation>已保存的运行</translation>
    </message>
    <message>
        <source>Show archived runs</source>
        <translation>显示已归档的运行</translation>
    </message>
    <message>
        <source>No run matches the filter, or all that do are archived.</source>
        <translation>没有符合筛选条件的运行，或符合的都已归档。</translation>
    </message>
</context>
<context>
    <name>retort::SettingsDiffModel</name>
    <message>
        <source>CE (nats)</source>
        <translation>CE（nat）</translation>
    </message>
    <message>
        <source>KL(p‖q) (nats)</source>
        <translation>KL(p‖q)（nat）</translation>
    </message>
    <message>
        <source>KL(r‖q) (nats)</source>
        <translation>KL(r‖q)（nat）</translation>
    </message>
    <message>
        <source>tokens/s</source>
        <translation>词元/秒</translation>
    </message>
    <message>
        <source>The best of these runs.</source>
        <translation>这些运行中的最佳值。</translation>
    </message>
    <message>
        <source>%1, the best of these runs</source>
        <translation>%1，这些运行中的最佳值</translation>
    </message>
</context>
<context>
    <name>retort::StatusChip</name>
    <message>
        <source>Not started</source>
        <translation>未开始</translation>
    </message>
</context>
<context>
    <name>retort::StatusLine</name>
    <message numerus="yes">
        <source>Store: %1 · %n run(s)</source>
        <translation>
            <numerusform>数据库：%1 · %n 次运行</numerusform>
        </translation>
    </message>
    <message>
        <source>All rows written</source>
        <translation>已全部写入</translation>
    </message>
    <message>
        <source>Rows are waiting to be written</source>
        <translation>有数据等待写入</translation>
    </message>
    <message>
        <source>%1 · LibTorch %2 (CPU)</source>
        <translation>%1 · LibTorch %2（CPU）</translation>
    </message>
    <message numerus="yes">
        <source>%n thread(s)</source>
        <translation>
            <numerusform>%n 个线程</numerusform>
        </translation>
    </message>
    <message>
        <source>Memory %1 GB</source>
        <translation>内存 %1 GB</translation>
    </message>
</context>
<context>
    <name>retort::StoredRunViewer</name>
    <message>
        <source>The Bench shows the run that is going on. Tick run #%1 in the table to see its curves, or stop the training first.</source>
        <translation>实验台正在显示进行中的运行。可以在表格中勾选运行 #%1 查看其曲线，或先停止训练。</translation>
    </message>
    <message>
        <source>These are the curves of run #%1, %2.</source>
        <translation>这是运行 #%1“%2”的曲线。</translation>
    </message>
    <message>
        <source>Back to the experiment</source>
        <translation>返回实验</translation>
    </message>
    <message>
        <source>Settings of run #%1</source>
        <translation>运行 #%1 的设置</translation>
    </message>
    <message>
        <source>Show in Runs</source>
        <translation>在“运行”中显示</translation>
    </message>
    <message>
        <source>It has no checkpoint yet.</source>
        <translation>它还没有检查点。</translation>
    </message>
    <message>
        <source>Its checkpoint at step %1 is whole.</source>
        <translation>它在第 %1 步的检查点完好。</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Run #%1, %2, was interrupted at step %3. %4</source>
        <translation>运行 #%1“%2”在第 %3 步中断。%4</translation>
    </message>
    <message>
        <source>The experiment is that of the run that is going on. Stop the training before you change it.</source>
        <translation>这里的实验属于正在进行的运行。请先停止训练，再更改实验。</translation>
    </message>
</context>
<context>
    <name>retort::StoredRuns</name>
    <message>
        <source>%1, step %2</source>
        <translation>%1，第 %2 步</translation>
    </message>
    <message>
        <source>#%1, live</source>
        <translation>#%1，进行中</translation>
    </message>
</context>
<context>
    <name>retort::TermTable</name>
    <message>
        <source>Cross-entropy: how badly the student foretells the data&apos;s own next token.</source>
        <translation>交叉熵：学生对数据自身的下一个词元预测得有多差。</translation>
    </message>
    <message>
        <source>Sequence-level divergence: how far the student is from the teacher along whole sequences.</source>
        <translation>序列级散度：沿整条序列，学生与教师相差多远。</translation>
    </message>
    <message>
        <source>Token-level divergence: how far the student is from the teacher, token by token.</source>
        <translation>词元级散度：逐词元地看，学生与教师相差多远。</translation>
    </message>
    <message>
        <source>In nats per target token, without its weight.</source>
        <translation>单位为 nat / 目标词元，未乘权重。</translation>
    </message>
    <message>
        <source>The term&apos;s weight in the total.</source>
        <translation>该项在总损失中的权重。</translation>
    </message>
    <message>
        <source>Weight times value: what the term adds to the total.</source>
        <translation>权重乘以数值：该项对总损失的贡献。</translation>
    </message>
    <message>
        <source>The term&apos;s share of the total.</source>
        <translation>该项在总损失中的份额。</translation>
    </message>
</context>
<context>
    <name>retort::TextEditor</name>
    <message>
        <source>Text to look into</source>
        <translation>要查看的文本</translation>
    </message>
    <message>
        <source>Ctrl+Return applies, Esc keeps the old text. The models read as many tokens as their context holds.</source>
        <translation>按 Ctrl+回车键应用，按 Esc 键保留原文本。模型最多读取其上下文能容纳的词元。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Keeps the old text.</source>
        <translation>保留原文本。</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Reads the text with both models.</source>
        <translation>让两个模型阅读该文本。</translation>
    </message>
</context>
<context>
    <name>retort::TokensPage</name>
    <message>
        <source>by %1, %2</source>
        <translation>按 %1，%2</translation>
    </message>
    <message>
        <source>beginning only: the text is longer than the models can read</source>
        <translation>仅开头：文本超出模型可读的长度</translation>
    </message>
    <message>
        <source>There is no model to look into yet</source>
        <translation>还没有可供查看的模型</translation>
    </message>
    <message>
        <source>Start the default experiment: its teacher and student then show here what each expects of every next token.</source>
        <translation>开始默认实验：之后，这里会显示其教师与学生对每个下一词元的预期。</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>编辑…</translation>
    </message>
    <message>
        <source>Type or paste any text for both models to read.</source>
        <translation>输入或粘贴任意文本，供两个模型阅读。</translation>
    </message>
    <message>
        <source>Takes another text of the experiment&apos;s data.</source>
        <translation>从实验的数据中另取一段文本。</translation>
    </message>
    <message>
        <source>Another text of the data</source>
        <translation>换一段数据文本</translation>
    </message>
    <message>
        <source>Filter: word, regex</source>
        <translation>筛选：词语、正则表达式</translation>
    </message>
    <message>
        <source>Filter tokens</source>
        <translation>筛选词元</translation>
    </message>
    <message>
        <source>Dims the tokens that do not match a word or a regular expression.</source>
        <translation>使不匹配词语或正则表达式的词元变暗。</translation>
    </message>
    <message>
        <source>Copies all values of the text as a table.</source>
        <translation>将文本的全部数值复制为表格。</translation>
    </message>
    <message>
        <source>Copy values</source>
        <translation>复制数值</translation>
    </message>
    <message>
        <source>Along the text</source>
        <translation>沿文本</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>度量</translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation>熵</translation>
    </message>
    <message>
        <source>Probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>What is drawn along the text</source>
        <translation>沿文本绘制什么</translation>
    </message>
    <message>
        <source>The measure that the tokens are coloured by, how undecided each model is, or what it gave to each token.</source>
        <translation>为词元着色所用的度量、各模型有多不确定，或它给各词元的概率。</translation>
    </message>
    <message>
        <source>Worst positions</source>
        <translation>最差的位置</translation>
    </message>
    <message>
        <source>Where the measure is worst; a click goes there.</source>
        <translation>度量最差之处；点击即可跳转。</translation>
    </message>
</context>
<context>
    <name>retort::TrainingTime</name>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>第 %1 步</translation>
    </message>
    <message>
        <source>step %1 · follows the run</source>
        <translation>第 %1 步 · 跟随运行</translation>
    </message>
    <message>
        <source>follows the run</source>
        <translation>跟随运行</translation>
    </message>
    <message>
        <source>Training time</source>
        <translation>训练时间</translation>
    </message>
    <message>
        <source>Shows the student as it was at each checkpoint of its run.</source>
        <translation>显示学生在其运行的各个检查点时的样子。</translation>
    </message>
    <message>
        <source>Previous checkpoint</source>
        <translation>上一个检查点</translation>
    </message>
    <message>
        <source>The student one checkpoint earlier.</source>
        <translation>早一个检查点的学生。</translation>
    </message>
    <message>
        <source>Next checkpoint</source>
        <translation>下一个检查点</translation>
    </message>
    <message>
        <source>The student one checkpoint later.</source>
        <translation>晚一个检查点的学生。</translation>
    </message>
</context>
<context>
    <name>retort::WhatIf</name>
    <message>
        <source>Needs a teacher and a student.</source>
        <translation>需要教师与学生。</translation>
    </message>
    <message>
        <source>same way (cosine)</source>
        <translation>方向一致（余弦）</translation>
    </message>
    <message>
        <source>against each other (cosine)</source>
        <translation>方向相反（余弦）</translation>
    </message>
    <message>
        <source>different ways (cosine)</source>
        <translation>方向不同（余弦）</translation>
    </message>
    <message>
        <source>What if</source>
        <translation>假设</translation>
    </message>
    <message>
        <source>no training, this position only</source>
        <translation>不训练，仅此位置</translation>
    </message>
    <message>
        <source>Moves weight from the text&apos;s own next token to the teacher&apos;s samples. Nothing is trained here.</source>
        <translation>将权重从文本自身的下一个词元移向教师样本。这里不做训练。</translation>
    </message>
    <message>
        <source>Adds weight to the teacher along the text. Nothing is trained here.</source>
        <translation>增加教师沿文本的权重。这里不做训练。</translation>
    </message>
    <message>
        <source>What if alpha were</source>
        <translation>假设 alpha 为</translation>
    </message>
    <message>
        <source>What if beta were</source>
        <translation>假设 beta 为</translation>
    </message>
    <message>
        <source>CE gradient</source>
        <translation>CE 梯度</translation>
    </message>
    <message>
        <source>Length of (1 − α)(q − y) on the student&apos;s logits.</source>
        <translation>(1 − α)(q − y) 在学生 logits 上的长度。</translation>
    </message>
    <message>
        <source>teacher&apos;s gradient</source>
        <translation>教师梯度</translation>
    </message>
    <message>
        <source>Length of (α + β)(q − p) on the student&apos;s logits: the position counts in both teacher terms, at temperature 1.</source>
        <translation>(α + β)(q − p) 在学生 logits 上的长度：该位置同时计入两个教师项，温度为 1。</translation>
    </message>
    <message>
        <source>both together</source>
        <translation>两者合计</translation>
    </message>
    <message>
        <source>Whether text and teacher pull the student the same way: +1 the same, −1 against each other.</source>
        <translation>文本与教师是否将学生拉向同一方向：+1 表示相同，−1 表示相反。</translation>
    </message>
    <message>
        <source>Length of the sum: how hard the student is pulled here.</source>
        <translation>合力的长度：学生在此被拉动的强度。</translation>
    </message>
</context>
<context>
    <name>retort::WindowActions</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Open...</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>最近打开(&amp;R)</translation>
    </message>
    <message>
        <source>Nothing opened yet</source>
        <translation>尚未打开过文件</translation>
    </message>
    <message>
        <source>&amp;Save the experiment...</source>
        <translation>保存实验(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>继续(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>开始(&amp;S)</translation>
    </message>
    <message>
        <source>One s&amp;tep</source>
        <translation>单步(&amp;T)</translation>
    </message>
    <message>
        <source>St&amp;op</source>
        <translation>停止(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Evaluate now</source>
        <translation>立即评估(&amp;E)</translation>
    </message>
    <message>
        <source>Write a &amp;checkpoint</source>
        <translation>存检查点(&amp;C)</translation>
    </message>
    <message>
        <source>E&amp;xperiment</source>
        <translation>实验(&amp;X)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>The&amp;me</source>
        <translation>主题(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>全屏(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;What is distillation?</source>
        <translation>什么是蒸馏(&amp;W)？</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>按键(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;About Retort</source>
        <translation>关于 Retort(&amp;A)</translation>
    </message>
    <message>
        <source>Open a &amp;model folder...</source>
        <translation>打开模型文件夹(&amp;M)...</translation>
    </message>
    <message>
        <source>Recent mo&amp;dels</source>
        <translation>最近的模型(&amp;D)</translation>
    </message>
    <message>
        <source>No model opened yet</source>
        <translation>还没有打开过模型</translation>
    </message>
</context>
<context>
    <name>retort::WorstPositions</name>
    <message>
        <source>“%1” after “%2”: %3 %4</source>
        <translation>“%2”之后的“%1”：%3 %4</translation>
    </message>
</context>
</TS>
