// The script of the pack in the editor: registers all nodes and completes their forms.

import './form-parts';
import './clown-hub';
import './clown-in';
import './clown-out';
import './clown-request';
