#pragma once
// Windows of tokens for training and validation: a fixed grid, visited in shuffled order.

#include "core/engine/result.h"
#include "core/engine/text/tokenizer.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace retort {

/// Exact next-token distributions of the process that wrote the text, where it is known.
class TextTruth
{
public:
    virtual ~TextTruth() = default;

    /// Natural log-probabilities r(· | ids[0..t]) for t = 0 … ids.size() − 1, row by row: [T, V],
    /// −inf where a token is impossible. `ids` must start with the begin token. Rows after an
    /// impossible token hold NaN. Thread-safe.
    virtual std::vector<float> logProbabilities(std::span<const TokenId> ids) const = 0;
};

/// A window is T + 1 ids: inputs are ids[0..T−1], targets ids[1..T]. Thread-safe, immutable.
class Dataset
{
public:
    virtual ~Dataset() = default;

    virtual TokenizerPtr tokenizer() const = 0;
    /// T, targets in a window.
    virtual int context() const = 0;
    /// Number of training windows; nullopt: without end, every index is a fresh window.
    virtual std::optional<std::int64_t> trainingWindows() const = 0;
    virtual std::int64_t validationWindows() const = 0;
    /// Fills `ids` (T + 1) with a window.
    virtual void trainingWindow(std::int64_t index, std::span<TokenId> ids) const = 0;
    virtual void validationWindow(std::int64_t index, std::span<TokenId> ids) const = 0;
    /// UTF-8 bytes a target token on the validation part, for bits per byte; nullopt if unknown.
    virtual std::optional<double> bytesPerToken() const = 0;
    /// The exact distribution of the text, or null.
    virtual std::shared_ptr<const TextTruth> truth() const { return nullptr; }
    /// A held-out sentence or line, another one for each `seed`: for a probe or a prompt.
    virtual std::string sampleText(std::uint64_t seed) const = 0;
    /// Equal for equal text; empty where the experiment alone decides it.
    virtual std::string fingerprint() const { return {}; }
};

using DatasetPtr = std::shared_ptr<const Dataset>;

/// A UTF-8 text file, or a folder whose *.txt files (sorted by path, subfolders too) are joined by
/// a line end. The last `validation` share of the text is held out; window i covers tokens
/// i·T … i·T + T. Errors: unreadable or empty path, invalid UTF-8 (file and byte offset), fewer
/// tokens than one window in either part, a given tokeniser that knows less than half of the text,
/// what bpetrainer.h and tokenizerfiles.h list, a stop.
struct TextFileOptions
{
    std::filesystem::path path;
    std::string tokenizer = "character"; ///< byte, character, word, bpe (learnt from the training
                                         ///< part), file
    TokenizerPtr given = {};             ///< overrides `tokenizer`: e.g. the teacher's own
    int context = 64;
    double validation = 0.1;
    int vocabulary = 2048;                     ///< bpe: entries in all
    std::filesystem::path tokenizerFile = {};  ///< file: a tokeniser's file or folder
    std::function<void(double)> progress = {}; ///< bpe: from 0 to 1, on the calling thread
    std::stop_token stop = {};                 ///< looked at between stages, and while learning
};
Result<DatasetPtr> openTextDataset(const TextFileOptions &options);

/// First invalid byte of UTF-8 text, or nullopt if all is well (surrogates and overlong forms are
/// invalid).
std::optional<std::size_t> firstInvalidUtf8(std::string_view text);

} // namespace retort
