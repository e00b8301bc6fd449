import { signal } from '@preact/signals';
import { VIEW_NAMES, type ViewName } from '../../protocol/views.js';

/** The content of the URL: the view, and its parameters. */
export interface Route {
  readonly view: ViewName;
  /** Never changed in place. */
  readonly params: URLSearchParams;
}

/** Parameters that all views share; a link to another view keeps them. */
const SHARED_PARAMS = ['unit', 'range', 'paused', 'pins', 'at'];

/** The route of a URL. An unknown path is the overview. */
export function parseRoute({ pathname, search }: { readonly pathname: string; readonly search: string }): Route {
  const name = pathname.slice(pathname.lastIndexOf('/') + 1);
  return { view: VIEW_NAMES.find((each) => each === name) ?? 'overview', params: new URLSearchParams(search) };
}

/** The relative URL of a route: all views are in one folder, below the token if there is one. */
export function formatRoute(view: ViewName, params: URLSearchParams): string {
  const text = params.toString();
  return `./${view === 'overview' ? '' : view}${text === '' ? '' : `?${text}`}`;
}

/** These parameters changed in `before`; an undefined or empty value removes one. */
export function changeParams(before: URLSearchParams, changes: ParamChanges): URLSearchParams {
  const params = new URLSearchParams(before);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') params.delete(name);
    else params.set(name, String(value));
  }
  return params;
}

export type ParamChanges = Readonly<Record<string, string | number | undefined>>;

/** The current route. A component that reads it is drawn again when it changes. */
export const route = signal<Route>(
  typeof location === 'undefined' ? { view: 'overview', params: new URLSearchParams() } : parseRoute(location),
);

/** The value of a parameter of the current route; empty if it has none. */
export function param(name: string): string {
  return route.value.params.get(name) ?? '';
}

/** The relative URL of a view. It has these parameters, and the current values of SHARED_PARAMS. */
export function hrefOf(view: ViewName, changes: ParamChanges = {}): string {
  const shared = new URLSearchParams();
  for (const name of SHARED_PARAMS) {
    const value = route.value.params.get(name);
    if (value !== null) shared.set(name, value);
  }
  return formatRoute(view, changeParams(shared, changes));
}

/** The relative URL of the current view with these parameters changed. */
export function hrefHere(changes: ParamChanges): string {
  const { view, params } = route.value;
  return formatRoute(view, changeParams(params, changes));
}

/** Opens another view as a new entry of the history. */
export function openView(view: ViewName, changes: ParamChanges = {}): void {
  open(hrefOf(view, changes));
}

/** Changes parameters of the current route. Replaces the entry of the history, so that "back" leaves the view instead of undoing a search letter by letter. */
export function setParams(changes: ParamChanges): void {
  const { view, params } = route.peek();
  const next = changeParams(params, changes);
  history.replaceState(null, '', formatRoute(view, next));
  route.value = { view, params: next };
}

/** Opens a URL of this page. */
export function open(href: string): void {
  history.pushState(null, '', href);
  route.value = parseRoute(location);
  scrollTo(0, 0);
}

/** Follows the history, and clicks on links of the page. Call it once. */
export function followLinks(): void {
  addEventListener('popstate', () => (route.value = parseRoute(location)));
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="./"]') : null;
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!(link instanceof HTMLAnchorElement) || !isPlain || link.hasAttribute('download')) return;
    event.preventDefault();
    open(link.getAttribute('href')!);
  });
}
