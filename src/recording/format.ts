// The format of a recording: lines of JSON. The first one describes the recording, each other one is an event. Pure: the
// command, the simulated hub, the recorder and the tests read and write it with this file and reader.ts.

/** The version of the format that this release writes, and the latest one that it reads. */
export const FORMAT_VERSION = 1;
/** Most characters of a line. A hub sends at most 64 KiB in a message; escaped, this is up to six times as long. */
export const MAX_LINE_CHARS = 400_000;
/** Most bytes of a recorded message; a longer one becomes a gap. */
export const MAX_MESSAGE_BYTES = 65_536;
/** Most bytes of a file that is read. Those of the recorder are smaller. */
export const MAX_READ_BYTES = 32 * 1024 * 1024;
/** Most events of a recording that is read. */
export const MAX_EVENTS = 300_000;
/** Most devices in the first line. */
export const MAX_LISTED = 1_000;

/** The first line. It holds no address, login or header. */
export interface RecordingHeader {
    readonly clownHubRecording: number;
    /** Versions of the pack, of Node-RED and of Node.js. */
    readonly pack: string;
    readonly nodeRed: string;
    readonly nodejs: string;
    /** ISO 8601. */
    readonly started: string;
    /** The name of the hub node; may be empty. */
    readonly hub: string;
    /** What the hub has listed before the start, as `type/address`. */
    readonly devices: readonly string[];
}

/** Why a recording ended. */
export const END_REASONS = ['time', 'size', 'stopped', 'changed', 'removed'] as const;
export type EndReason = (typeof END_REASONS)[number];

/** States of the connection; `flows-stopped` while Node-RED stops or deploys the flows. */
export const RECORDED_STATES = ['disconnected', 'connecting', 'connected', 'waiting', 'flows-stopped'] as const;
export type RecordedState = (typeof RECORDED_STATES)[number];

/** An event; `at` is in milliseconds since the start of the recording. */
export type RecordedEvent = { readonly at: number } & (
    | {
          /** A message from the hub, a message to it, or one that had arrived from it before the start. */
          readonly kind: 'in' | 'out' | 'known';
          readonly data: string;
          /** Whether `data` is base64, because the bytes are not UTF-8. */
          readonly isBase64: boolean;
      }
    | { readonly kind: 'state'; readonly state: RecordedState; readonly code: string | undefined }
    /** Messages that could not be kept since `from`. */
    | { readonly kind: 'gap'; readonly from: number; readonly messages: number; readonly bytes: number }
    | { readonly kind: 'end'; readonly reason: EndReason }
);

/** The first line of a file, without a line end, as all of these. */
export function headerLine(header: RecordingHeader): string {
    return JSON.stringify(header);
}

/** A message in text. */
export function messageLine(at: number, kind: 'in' | 'out' | 'known', text: string): string {
    return `{"at":${at},"${kind}":${JSON.stringify(text)}}`;
}

/** The line of any event. */
export function eventLine(event: RecordedEvent): string {
    const { at } = event;
    switch (event.kind) {
        case 'in':
        case 'out':
        case 'known':
            if (!event.isBase64) return messageLine(at, event.kind, event.data);
            return JSON.stringify({ at, [event.kind]: event.data, base64: true });
        case 'state':
            return JSON.stringify({
                at,
                state: event.state,
                ...(event.code === undefined ? {} : { code: event.code }),
            });
        case 'gap':
            return JSON.stringify({ at, gap: event.messages, bytes: event.bytes, from: event.from });
        case 'end':
            return JSON.stringify({ at, end: event.reason });
    }
}
