// The way to a hub in steps, and what each of them can come to. Free of Node.js, for the editor shows them.

import type { Reason } from '../base/errors';

/** The way to a hub, step by step. */
export const CHECK_STEPS = ['address', 'lookup', 'tcp', 'tls', 'upgrade', 'login', 'start', 'frame', 'list'] as const;
export type CheckStepName = (typeof CHECK_STEPS)[number];

/** `code` names a sentence of the catalogue, `doctor.<code>`, which `params` fill in. */
export interface CheckStep {
    readonly step: CheckStepName;
    readonly outcome: 'ok' | 'warning' | 'failed' | 'skipped';
    readonly ms: number;
    readonly code: DoctorCode;
    readonly params: Reason['params'];
    /** What settings or a line were refused for, or why a connection failed; its sentence follows that of the code. */
    readonly reason?: Reason;
}

/** What a step has come to. */
export interface Finding {
    readonly code: DoctorCode;
    readonly params?: Reason['params'];
    readonly reason?: Reason;
}

/** Every code of a step, with the parameters that come with it. */
export const DOCTOR_CODES = {
    skipped: [],
    // settings and address
    'address-ok': ['place'],
    'address-simulated': [],
    settings: [],
    'settings-tls': [],
    'settings-proxy': [],
    simulator: [],
    // a proxy on the way, which the environment names, or which was chosen
    'proxy-unreachable': [],
    'proxy-login': [],
    'proxy-status': ['status'],
    'proxy-chosen-unreachable': [],
    'proxy-chosen-login': [],
    'proxy-chosen-status': ['status'],
    // the name
    'lookup-ok': ['host', 'address'],
    'lookup-several': ['host', 'address'],
    'lookup-none': [],
    'lookup-proxy': [],
    'lookup-unknown': ['host'],
    'lookup-local': ['host'],
    'lookup-server': ['host'],
    'lookup-timeout': ['host', 'seconds'],
    // the port
    'tcp-ok': ['port'],
    'tcp-other': ['port', 'address', 'silent'],
    'tcp-proxy': ['port'],
    'tcp-proxy-chosen': ['port'],
    'tcp-simulated': [],
    'tcp-refused': ['port'],
    'tcp-unreachable': ['host'],
    'tcp-link-local': ['host'],
    'tcp-timeout': ['host', 'port', 'seconds'],
    'tcp-network': ['code'],
    // TLS
    'tls-none': [],
    'tls-ok': ['names', 'issuer', 'days'],
    'tls-soon': ['names', 'issuer', 'days'],
    'tls-unverified': ['names', 'issuer', 'to'],
    'tls-timeout': ['seconds'],
    'tls-self-signed': ['names', 'from', 'to'],
    'tls-unknown-ca': ['names', 'issuer', 'to'],
    'tls-expired': ['names', 'issuer', 'from', 'to'],
    'tls-early': ['names', 'issuer', 'from'],
    'tls-name': ['host', 'names', 'issuer'],
    'tls-name-ip': ['host', 'names'],
    'tls-own': ['code'],
    'tls-failed': [],
    // the answer of the web server
    'upgrade-ok': [],
    'upgrade-answered': [],
    'upgrade-timeout': ['seconds'],
    'upgrade-failed': [],
    // the login
    'login-ok': ['user'],
    'login-none': [],
    'login-header-ok': [],
    'login-failed': [],
    // the bridge behind it
    'start-ok': [],
    'frame-ok': ['topic'],
    'frame-mixed': ['topic', 'count'],
    'frame-silent': ['seconds'],
    'frame-empty': [],
    'frame-not-started': ['seconds'],
    'frame-garbage': ['count', 'seconds'],
    dropped: [],
    'dropped-later': [],
    broken: [],
    'too-large': ['limit'],
    'list-ok': ['count'],
    'list-empty': [],
    'list-running': ['count'],
    'list-none': ['seconds'],
    'list-one-way': ['seconds'],
    'list-refused': [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type DoctorCode = keyof typeof DOCTOR_CODES;
