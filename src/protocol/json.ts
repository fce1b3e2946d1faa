// Plain JSON data. Published with the types of the messages, so this file imports nothing.

export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };
