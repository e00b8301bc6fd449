/** Upper bounds in seconds: from the round trip of a remote on this machine to the timeout of a pong. */
export const ROUND_TRIP_BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** Upper bounds in seconds: fine where blocks usually are, up to the 600 s within which `propagation` counts announcements. */
export const PROPAGATION_BOUNDS = [0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 7.5, 10, 15, 30, 60, 120, 300, 600];
