// Plain JSON data. Published with the types of the messages, and so it stands alone.

export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };
