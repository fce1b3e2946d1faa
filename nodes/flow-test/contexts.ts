// What each JavaScript context has of its own, and a test replaces in all of them: that of the process, and those of function nodes.

import vm from 'node:vm';

/** What is replaced of a context, whose objects these are. */
export interface ContextObjects {
    readonly Math: Math;
    readonly Intl: typeof Intl;
}

/** Calls `replace` for this context, and for each one that is made from now on. */
export function inEachContext(replace: (objects: ContextObjects) => void): void {
    replace(globalThis);
    const { createContext } = vm;
    const own = new vm.Script('({ Math, Intl })');
    vm.createContext = ((...args: Parameters<typeof createContext>) => {
        const context = createContext(...args);
        replace(own.runInContext(context) as ContextObjects);
        return context;
    }) as typeof createContext;
}

/** A format of dates that is used without a date shows this moment, in place of that of the computer. */
export function useMoment({ DateTimeFormat }: typeof Intl, now: () => number): void {
    const { prototype } = DateTimeFormat;
    const { formatToParts } = prototype;
    const { get } = Object.getOwnPropertyDescriptor(prototype, 'format') as {
        get(this: Intl.DateTimeFormat): Intl.DateTimeFormat['format'];
    };
    Object.defineProperties(prototype, {
        format: {
            configurable: true,
            get(this: Intl.DateTimeFormat) {
                const format = get.call(this);
                return (date?: Date | number) => format(date === undefined ? now() : date);
            },
        },
        formatToParts: {
            configurable: true,
            writable: true,
            value(this: Intl.DateTimeFormat, date?: Date | number) {
                return formatToParts.call(this, date === undefined ? now() : date);
            },
        },
    });
}
