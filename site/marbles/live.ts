import { parsePage } from '../../scripts/book/parsePage.mjs';
import { createLiveCase, type LiveCase } from './liveCase.js';
import { formatFragment, parseFragment } from './model/addressState.js';

/** A case is made live when it is this close to the visible part of the page. */
const MARGIN = '600px';
/** The address follows a change after this time, so that a drag writes it once. Browsers limit the rate. */
const ADDRESS_DELAY_MS = 300;

/**
 * Makes the cases of a page live: in each element with `data-marbles-case`, the index of a case, the static rows are replaced.
 *
 * @param text the file of the page
 * @returns a function that ends it
 */
export function makeLive(root: ParentNode, text: string): () => void {
  const page = parsePage(text);
  const lives = new Map<Element, LiveCase>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function liveIn(place: Element): LiveCase {
    const known = lives.get(place);
    if (known !== undefined) return known;
    const bookCase = page.cases[Number(place.getAttribute('data-marbles-case'))]!;
    const live = createLiveCase(page, bookCase, (changes) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const fragment = formatFragment({ title: bookCase.title, changes });
        history.replaceState(history.state, '', location.pathname + location.search + fragment);
      }, ADDRESS_DELAY_MS);
    });
    lives.set(place, live);
    place.replaceChildren(live.element);
    live.setChanges(new Map());
    return live;
  }

  function followAddress(): void {
    const state = parseFragment(location.hash);
    const index = page.cases.findIndex(({ title }) => title === state?.title);
    const place = root.querySelector(`[data-marbles-case="${index}"]`);
    if (state === undefined || place === null) return;
    liveIn(place).setChanges(state.changes);
    (place.previousElementSibling ?? place).scrollIntoView();
  }

  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        observer.unobserve(target);
        liveIn(target);
      }
    },
    { rootMargin: MARGIN },
  );
  let width = 0;
  const resized = new ResizeObserver(([entry]) => {
    // The height changes with each drawing.
    if (entry!.contentRect.width === width) return;
    width = entry!.contentRect.width;
    for (const live of lives.values()) live.redraw();
  });
  for (const place of root.querySelectorAll('[data-marbles-case]')) observer.observe(place);
  const first = root.querySelector('[data-marbles-case]');
  if (first !== null) resized.observe(first);
  followAddress();
  window.addEventListener('hashchange', followAddress);
  return () => {
    observer.disconnect();
    resized.disconnect();
    clearTimeout(timer);
    window.removeEventListener('hashchange', followAddress);
  };
}
