/** Pages that may be open at the same time. */
export const MAX_PAGES = 16;

/** Closes a page's WebSocket if MAX_PAGES others are open: "Try Again Later" (IANA, WebSocket Close Code Number Registry). */
export const PAGES_FULL_CODE = 1013;
