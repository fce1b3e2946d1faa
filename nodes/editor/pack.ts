// The one script of the pack in the editor: it registers all nodes.

import './clown-hub';
import './clown-in';
import './clown-out';
import './clown-request';
