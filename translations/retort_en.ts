<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>retort::ExperimentDock</name>
    <message numerus="yes">
        <source>%n layer(s) of the teacher</source>
        <translation>
            <numerusform>%n layer of the teacher</numerusform>
            <numerusform>%n layers of the teacher</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::ModelCard</name>
    <message numerus="yes">
        <source>%1 × %2, %n head(s)</source>
        <translation>
            <numerusform>%1 × %2, %n head</numerusform>
            <numerusform>%1 × %2, %n heads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
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
