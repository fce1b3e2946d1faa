// Serves the script of the dialogs to the editor. Its name has a version, so that an editor never runs the script of another
// build: after an upgrade it gets 404, and tells the user what to do.

import { readFile } from 'node:fs';
import { join } from 'node:path';
import { ROUTES } from '../shared/views';
import { respond, type Serve } from './http';

/** Adds the route. The build puts the file beside the script that runs now; tests have another folder. */
export function serveScript(serve: Serve, folder = __dirname): void {
    serve('get', ROUTES.script, 'editor', ({ params: { version = '' } }, res) => {
        if (!/^[0-9a-f]+$/.test(version)) return respond(res, 404, { ok: false });
        readFile(join(folder, `script-${version}.js`), (error, script) => {
            if (error) return respond(res, 404, { ok: false });
            if (res.destroyed) return;
            res.writeHead(200, {
                'content-type': 'text/javascript; charset=utf-8',
                'content-length': script.length,
                // Another version has another address.
                'cache-control': 'private, max-age=31536000, immutable',
            });
            res.end(script);
        });
    });
}
