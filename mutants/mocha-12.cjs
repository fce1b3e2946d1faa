// The mocha runner of StrykerJS 10.0.0 requires parts of mocha without an extension, and those of mocha 12 end in `.cjs`.

const { _extensions } = require('node:module');

_extensions['.cjs'] = _extensions['.js'];
