import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startProgram } from '../support/program';
import { interop } from './support/interop';
import { IDLE_S, LOGIN, PROXY } from './support/server';

interop({
    ...PROXY,
    name: 'lighttpd',
    packages: ['lighttpd', 'lighttpd-mod-openssl'],
    light: true,
    start: async ({ folder, port, backend, tls, idle }) => {
        await writeFile(join(folder, 'users'), `${LOGIN.user}:${LOGIN.password}\n`);
        const file = join(folder, 'lighttpd.conf');
        await writeFile(
            file,
            `server.modules = ("mod_auth", "mod_authn_file", "mod_proxy"${tls ? ', "mod_openssl"' : ''})
server.bind = "127.0.0.1"
server.port = ${port}
server.document-root = "${folder}"
server.upload-dirs = ("${folder}")
auth.backend = "plain"
auth.backend.plain.userfile = "${folder}/users"
auth.require = ("/" => ("method" => "basic", "realm" => "hub", "require" => "valid-user"))
proxy.server = ("" => (("host" => "127.0.0.1", "port" => ${backend})))
proxy.header = ("upgrade" => "enable")
${idle ? `server.max-read-idle = ${IDLE_S}` : ''}
${tls ? `ssl.engine = "enable"\nssl.pemfile = "${tls.cert}"\nssl.privkey = "${tls.key}"` : ''}
`,
        );
        return startProgram({ command: '/usr/sbin/lighttpd', args: ['-D', '-f', file] }, folder, port);
    },
});
