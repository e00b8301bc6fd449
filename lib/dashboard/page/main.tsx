import { render } from 'preact';
import { App } from './app.js';
import { followMoment } from './state/followMoment.js';
import { followLinks } from './state/route.js';
import { startSession } from './state/session.js';
import { listenForShortcuts } from './state/shortcuts.js';
import { startTabMarks } from './state/tabMarks.js';

followLinks();
listenForShortcuts();
followMoment();
startSession();
startTabMarks();
render(<App />, document.getElementById('app')!);
