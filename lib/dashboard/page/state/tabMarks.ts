import { effect } from '@preact/signals';
import { openAlerts } from './openAlerts.js';
import { tabTitle } from './tabTitle.js';

/** Shows the number of open alerts in the title of the tab, and marks its icon while there are any. Call it once. */
export function startTabMarks(): void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  effect(() => {
    const count = openAlerts.value.length;
    document.title = tabTitle(count);
    icon?.setAttribute('href', count > 0 ? 'page/icon-alert.svg' : 'page/icon.svg');
  });
}
