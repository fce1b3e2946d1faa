import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startProgram } from '../support/program';
import { interop } from './support/interop';
import { IDLE_S, LOGIN, PROXY } from './support/server';

interop({
    ...PROXY,
    name: 'Varnish (pipe)',
    packages: ['varnish'],
    tls: { not: 'has no TLS' },
    start: async ({ folder, port, backend, idle }) => {
        const authorization = `Basic ${btoa(`${LOGIN.user}:${LOGIN.password}`)}`;
        const file = join(folder, 'hub.vcl');
        await writeFile(
            file,
            `vcl 4.1;
backend default { .host = "127.0.0.1"; .port = "${backend}"; }
sub vcl_recv {
    if (req.http.Authorization != "${authorization}") {
        return (synth(401));
    }
    if (req.http.Upgrade ~ "(?i)websocket") {
        return (pipe);
    }
}
sub vcl_pipe {
    set bereq.http.Upgrade = req.http.Upgrade;
    set bereq.http.Connection = req.http.Connection;
}
`,
        );
        const limit = idle ? ['-p', `pipe_timeout=${IDLE_S}`] : [];
        const args = ['-F', '-j', 'none', '-n', join(folder, 'work'), '-a', `127.0.0.1:${port}`, '-T', 'none'];
        const storage = ['-s', 'malloc,1m', '-l', '1m'];
        return startProgram(
            { command: '/usr/sbin/varnishd', args: [...args, ...storage, '-f', file, ...limit] },
            folder,
            port,
        );
    },
});
