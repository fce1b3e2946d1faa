// The bytes of short lines, each in a cell of its own. A text for each would live until the next frame of its topic: garbage
// collection would move every one of them.

/** Longest line that has room in a cell, in bytes: far longer than a reading. */
export const CELL_BYTES = 128;
const PAGE_SHIFT = 4;
const CELLS_PER_PAGE = 1 << PAGE_SHIFT;

/** Cells that are taken and given back; their number only grows while none is free. */
export class LineStore {
    readonly #pages: Buffer[] = [];
    #free: number[] = [];
    #count = 0;

    /** A cell for one line; -1 is none. */
    take(): number {
        const free = this.#free.pop();
        if (free !== undefined) return free;
        if (this.#count === this.#pages.length * CELLS_PER_PAGE) {
            this.#pages.push(Buffer.allocUnsafeSlow(CELLS_PER_PAGE * CELL_BYTES));
        }
        return this.#count++;
    }

    /** Gives a cell back. */
    release(cell: number): void {
        this.#free.push(cell);
    }

    write(cell: number, line: Uint8Array, length: number): void {
        const page = this.#pages[cell >> PAGE_SHIFT] as Buffer;
        const start = (cell & (CELLS_PER_PAGE - 1)) * CELL_BYTES;
        // Faster than a copy by Node.js for so few bytes.
        for (let at = 0; at < length; at++) page[start + at] = line[at] as number;
    }

    /** A line of ASCII characters. */
    read(cell: number, length: number): string {
        const page = this.#pages[cell >> PAGE_SHIFT] as Buffer;
        const start = (cell & (CELLS_PER_PAGE - 1)) * CELL_BYTES;
        return page.toString('latin1', start, start + length);
    }
}
