/**
 * The charge of one queued outgoing message against `sendBudgetBytes`, in addition to the bytes of its frame: the objects around the bytes.
 *
 * Measured on Node 20 as the heap after a full collection, with 100,000 messages each: a queued pong with a frame of 32 bytes takes 430
 * bytes, a getaddr (24) 387, an inv of one item (61) 615, an unknown message (124) 774.
 */
export const QUEUED_MESSAGE_BYTES = 512;

/**
 * The charge of one message that a consumer has not finished against `readBudgetBytes`, in addition to the bytes of its frame.
 *
 * Measured as above, with 50,000 messages each: an unfinished ping with a frame of 32 bytes takes 196 bytes, an inv of one item (61) 344,
 * an unknown message (124) 425.
 */
export const UNFINISHED_MESSAGE_BYTES = 320;
