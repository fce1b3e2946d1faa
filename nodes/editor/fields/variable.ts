// Environment variables in settings. Free of the page.

/** Whether a text has an environment variable, which only the runtime knows. */
export function hasVariable(value: unknown): boolean {
    return typeof value === 'string' && /\$\{[^{}]+\}/.test(value);
}
