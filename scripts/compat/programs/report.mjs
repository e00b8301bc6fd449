// Sends the result of a page, or its first error, to the address in the page's URL.

const { report } = Object.fromEntries(new URL(globalThis.location.href).searchParams);
globalThis.addEventListener('error', ({ message }) => globalThis.navigator.sendBeacon(report, `error: ${message}`));
globalThis.addEventListener('unhandledrejection', ({ reason }) => sendResult(`error: ${reason}`));

/** Sends the text. */
export function sendResult(text) {
  globalThis.navigator.sendBeacon(report, text);
}
