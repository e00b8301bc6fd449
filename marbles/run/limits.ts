/** The longest diagram in characters. The longest one of the book has 53. */
export const MAX_DIAGRAM_CHARACTERS = 300;

/** The longest virtual time of a diagram: 24 hours in milliseconds. */
export const MAX_VIRTUAL_MS = 24 * 60 * 60_000;

/**
 * The steps after which a run is refused: every scheduled action, recorded event and immediate answer is one. A timer that schedules itself
 * again adds its next action to itself, so 10,000 of them exceed the call stack when they are unsubscribed (RxJS 7.8, VirtualAction).
 */
export const MAX_STEPS = 3000;
