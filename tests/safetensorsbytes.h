#pragma once
// Safetensors files made by hand, byte by byte.

#include <QByteArray>

/// A file with this header, in which ' stands for ".
inline QByteArray withHeader(QByteArray json, qsizetype dataBytes = 0)
{
    json.replace('\'', '"');
    const quint64 length = quint64(json.size());
    const QByteArray prefix(reinterpret_cast<const char *>(&length), 8);
    return prefix + json + QByteArray(dataBytes, '\1');
}

inline QByteArray tensor(const char *name, const char *type, const char *shape, const char *offsets)
{
    return QByteArray("'") + name + "':{'dtype':'" + type + "','shape':" + shape
           + ",'data_offsets':" + offsets + "}";
}
