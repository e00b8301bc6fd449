import { onMounted, onUnmounted } from 'vue';
import './style.css';

/**
 * Makes the cases of a page of the book live while the page is shown. Call it in the setup of the page.
 *
 * @param {string} text the file of the page
 */
export function useLiveMarbles(text) {
  let isShown = true;
  let end = () => undefined;
  onMounted(async () => {
    const { makeLive } = await import('../generated/marbles/live.js');
    if (isShown) end = makeLive(globalThis.document, text);
  });
  onUnmounted(() => {
    isShown = false;
    end();
  });
}
