// What the types of Node-RED's editor leave out, or say of an older one.

declare const RED: import('node-red').EditorRED;
