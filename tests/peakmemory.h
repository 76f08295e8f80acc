#pragma once
// How much memory a piece of work takes at most.

#include <QByteArray>
#include <QFile>

#include <functional>

#include <malloc.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/// The most that this process has used at once, in KiB.
inline long peakOfNow()
{
    QFile status("/proc/self/status");
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = status.readAll();
    const auto at = text.indexOf("VmHWM:") + 6;
    return text.mid(at, text.indexOf("kB", at) - at).trimmed().toLong();
}

/// By how many KiB `work` raises the peak of a process that does nothing else; −1 if it fails.
/// @param before what is done once beforehand, so that what libraries load for it does not count
inline long growthOf(const std::function<bool()> &work, const std::function<bool()> &before = {})
{
    int ends[2];
    if (::pipe(ends) != 0)
        return -1;
    const pid_t child = ::fork();
    if (child == 0) {
        const bool ready = !before || before();
        // What earlier work left to be used again would hide what this takes, and a copy's peak
        // begins with what it uses now.
        ::malloc_trim(0);
        QFile reset("/proc/self/clear_refs");
        if (reset.open(QIODevice::WriteOnly))
            reset.write("5");
        reset.close();
        const long start = peakOfNow();
        const bool done = ready && work();
        const long grown = done ? peakOfNow() - start : -1;
        const bool told = ::write(ends[1], &grown, sizeof grown) == sizeof grown;
        ::_exit(told ? 0 : 1);
    }
    ::close(ends[1]);
    long grown = -1;
    const bool read = ::read(ends[0], &grown, sizeof grown) == sizeof grown;
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    return read && status == 0 ? grown : -1;
}

/// Whether memory of `kilobytes` is at most so many times a file of `bytes`, but for what a library
/// takes once.
inline bool isJustified(long kilobytes, qsizetype bytes, int times)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    constexpr bool isMeasured = false; // what a sanitizer keeps for itself is no measure
#else
    constexpr bool isMeasured = true;
#endif
    constexpr qsizetype once = qsizetype(4) << 20;
    return kilobytes >= 0 && (!isMeasured || qsizetype(kilobytes) * 1024 < once + bytes * times);
}
