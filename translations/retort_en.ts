<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>retort::MixerPanel</name>
    <message numerus="yes">
        <source>The student&apos;s samples are at most %n draw(s) old.</source>
        <translation>
            <numerusform>The student&apos;s samples are at most %n draw old.</numerusform>
            <numerusform>The student&apos;s samples are at most %n draws old.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::RunActions</name>
    <message numerus="yes">
        <source>%n runs will be deleted with their points and checkpoints. This cannot be undone.</source>
        <translation>
            <numerusform>%n run will be deleted with its points and checkpoints. This cannot be undone.</numerusform>
            <numerusform>%n runs will be deleted with their points and checkpoints. This cannot be undone.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::StatusLine</name>
    <message numerus="yes">
        <source>Store: %1 · %n run(s)</source>
        <translation>
            <numerusform>Store: %1 · %n run</numerusform>
            <numerusform>Store: %1 · %n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thread(s)</source>
        <translation>
            <numerusform>%n thread</numerusform>
            <numerusform>%n threads</numerusform>
        </translation>
    </message>
</context>
</TS>
