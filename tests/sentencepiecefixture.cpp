// Trains SentencePiece models and encodes with libsentencepiece itself, for tst_sentencepiece: a
// program of its own, since the library's protobuf and LibTorch's exclude each other.
//   train CORPUS MODEL "--option=value ..."
//   encode MODEL TEXTS      one text up to each 0x1E; a line "id:begin:end ..." for each

#include <sentencepiece_processor.h>
#include <sentencepiece_trainer.h>

#include <cstdio>
#include <fstream>
#include <string>

namespace {

int fail(const sentencepiece::util::Status &status)
{
    std::fprintf(stderr, "%s\n", status.ToString().c_str());
    return 1;
}

int train(const std::string &corpus, const std::string &model, const std::string &options)
{
    std::string bytes;
    const auto status = sentencepiece::SentencePieceTrainer::Train(
        "--input=" + corpus + "  --minloglevel=2 " + options, nullptr, &bytes);
    std::ofstream(model, std::ios::binary) << bytes;
    return status.ok() ? 0 : fail(status);
}

int encode(const std::string &model, const std::string &texts)
{
    sentencepiece::SentencePieceProcessor processor;
    if (const auto status = processor.Load(model); !status.ok())
        return fail(status);
    std::ifstream stream(texts, std::ios::binary);
    for (std::string text; std::getline(stream, text, '\x1E');) {
        sentencepiece::ImmutableSentencePieceText pieces;
        if (const auto status = processor.Encode(text, pieces.mutable_proto()); !status.ok())
            return fail(status);
        pieces.ConvertToUnicodeSpans();
        for (const auto &piece : pieces.pieces())
            std::printf("%u:%u:%u ", piece.id(), piece.begin(), piece.end());
        std::printf("\n");
    }
    return 0;
}

} // namespace

int main(int count, char **arguments)
{
    const std::string task = count > 1 ? arguments[1] : "";
    if (task == "train" && count == 5)
        return train(arguments[2], arguments[3], arguments[4]);
    if (task == "encode" && count == 4)
        return encode(arguments[2], arguments[3]);
    return 2;
}
