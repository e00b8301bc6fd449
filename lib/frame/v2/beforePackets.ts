/** The size of a key in ElligatorSwift encoding. */
export const KEY_BYTES = 64;

/** The most bytes of garbage that a side may send after its key (BIP324; Bitcoin Core, V2Transport::MAX_GARBAGE_LEN). */
export const MAX_GARBAGE_BYTES = 4095;
