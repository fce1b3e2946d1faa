// The script of the pack in the editor: registers all nodes.

import './clown-hub';
import './clown-in';
import './clown-out';
import './clown-request';
