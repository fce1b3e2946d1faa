// The global object of Node-RED's editor.

declare const RED: import('node-red').EditorRED;
